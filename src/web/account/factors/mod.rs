//! The pages on which owners say how they prove who they are: an overview of all ways, and pages for each.
//!
//! Whatever weakens or replaces one asks for a proof that is at most 15 minutes old, which [`confirm`] takes.

mod app_sign_in;
mod authenticator;
mod confirm;
mod email_codes;
mod hub;
mod passkey;
mod passkeys;
mod recovery_codes;

use crate::account::devices::SignedIn;
use crate::web::table::{FORM_BYTES, NOTHING, pages};
use crate::web::templates::{Source, templates};
use crate::web::visit::{account_path, name_of};
use crate::xrpc::limits;

pub(in crate::web) const TEMPLATES: &[Source] = templates![
    "factors/app_sign_in.html",
    "factors/authenticator.html",
    "factors/authenticator_remove.html",
    "factors/authenticator_setup.html",
    "factors/confirm.html",
    "factors/email_codes.html",
    "factors/hub.html",
    "factors/passkey.html",
    "factors/passkey_new.html",
    "factors/passkey_remove.html",
    "factors/passkeys.html",
    "factors/recovery_codes.html",
    "factors/recovery_codes_new.html",
];

pages! {
    /// The rows.
    pub(in crate::web) static ROWS;
    "/account/u/{who}/confirm" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES
        => get confirm::show, post confirm::act;
    "/account/u/{who}/security" Page, limit [], body NOTHING => get hub::show;
    "/account/u/{who}/security/authenticator" Form, limit [], body FORM_BYTES
        => get authenticator::show, post authenticator::begin;
    "/account/u/{who}/security/authenticator/setup" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES
        => get authenticator::show_setup, post authenticator::finish;
    "/account/u/{who}/security/authenticator/remove" Form, limit [], body FORM_BYTES
        => get authenticator::show_removal, post authenticator::remove;
    "/account/u/{who}/security/recovery-codes" Form, limit [], body FORM_BYTES
        => get recovery_codes::show, post recovery_codes::make;
    "/account/u/{who}/security/recovery-codes/new" Form, limit [], body FORM_BYTES
        => get recovery_codes::show_new, post recovery_codes::saved;
    "/account/u/{who}/security/recovery-codes/new/text" Page, limit [], body NOTHING
        => get recovery_codes::download;
    "/account/u/{who}/security/email-codes" Form, limit [], body FORM_BYTES
        => get email_codes::show, post email_codes::act;
    "/account/u/{who}/security/app-sign-in" Form, limit [], body FORM_BYTES
        => get app_sign_in::show, post app_sign_in::act;
    "/account/u/{who}/security/passkeys" Page, limit [], body NOTHING => get passkeys::show;
    "/account/u/{who}/security/passkeys/new" Form, limit [], body FORM_BYTES
        => get passkeys::show_new_passkey, post passkeys::add_passkey;
    "/account/u/{who}/security/passkeys/new-key" Form, limit [], body FORM_BYTES
        => get passkeys::show_new_key, post passkeys::add_key;
    "/account/u/{who}/security/passkeys/{passkey}" Form, limit [], body FORM_BYTES
        => get passkey::show, post passkey::rename;
    "/account/u/{who}/security/passkeys/{passkey}/remove" Form, limit [], body FORM_BYTES
        => get passkey::show_removal, post passkey::remove;
}

/// A page of the account below the overview; the overview itself when `page` is empty.
fn path_of(account: &SignedIn, page: &str) -> String {
    format!("{}/security{page}", account_path(name_of(account)))
}
