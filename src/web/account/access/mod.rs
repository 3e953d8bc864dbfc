//! The pages on which owners change what their account is reached by: password, app passwords, e-mail address, handle.

mod app_passwords;
mod backup_email;
mod email;
mod email_undo;
mod everywhere;
mod handle;
mod password;

use crate::web::table::{FORM_BYTES, NOTHING, pages};
use crate::web::templates::{Source, templates};
use crate::xrpc::limits;
pub(in crate::web) use handle::change_fault;

pub(in crate::web) const TEMPLATES: &[Source] = templates![
    "access/app_password_made.html",
    "access/app_password_revoke.html",
    "access/app_passwords.html",
    "access/email.html",
    "access/email_backup.html",
    "access/email_change.html",
    "access/email_undo.html",
    "access/everywhere.html",
    "access/handle.html",
    "access/handle_own.html",
    "access/password.html",
];

pages! {
    /// The rows.
    pub(in crate::web) static ROWS;
    "/account/u/{who}/password" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES
        => get password::show, post password::act;
    "/account/u/{who}/everywhere" Form, limit [], body FORM_BYTES => get everywhere::show, post everywhere::act;
    "/account/u/{who}/app-passwords" Form, limit [], body FORM_BYTES
        => get app_passwords::show, post app_passwords::make;
    "/account/u/{who}/app-passwords/made" Form, limit [], body FORM_BYTES
        => get app_passwords::show_made, post app_passwords::saved;
    "/account/u/{who}/app-passwords/revoke" Form, limit [], body FORM_BYTES
        => get app_passwords::show_revocation, post app_passwords::revoke;
    "/account/u/{who}/email" Form, limit [], body FORM_BYTES => get email::show, post email::mail;
    "/account/u/{who}/email/confirm" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES
        => post email::confirm;
    "/account/u/{who}/email/begin" Form, limit [], body FORM_BYTES => post email::begin;
    "/account/u/{who}/email/change" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES
        => get email::show_change, post email::change;
    "/account/u/{who}/email/backup" Form, limit [], body FORM_BYTES => get backup_email::show, post backup_email::add;
    "/account/u/{who}/email/backup/confirm" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES
        => post backup_email::confirm;
    "/account/u/{who}/email/backup/remove" Form, limit [], body FORM_BYTES => post backup_email::remove;
    "/account/undo-email" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES
        => get email_undo::show, post email_undo::act;
    "/account/u/{who}/handle" Form, limit [Post(limits::HANDLE_CHECK)], body FORM_BYTES
        => get handle::show, post handle::act;
    "/account/u/{who}/handle/own" Form, limit [Post(limits::HANDLE_CHECK)], body FORM_BYTES
        => get handle::show_own, post handle::act_own;
    "/account/u/{who}/handle/available" Page, limit [Each(limits::HANDLE_CHECK)], body NOTHING
        => get handle::available;
}
