//! The administrator's pages, `/admin`: their own sign-in with a cookie of their own, which no account's session is
//! worth anything against. What they do is done by the same parts as the administrator's XRPC methods.

mod account;
mod accounts;
mod chart;
mod doctor;
mod guard;
mod invites;
mod log;
mod logo;
mod mail;
mod network;
mod overview;
mod passkeys;
mod preview;
mod settings;
mod sign_in;
mod tally;
mod update;

use super::table::{FORM_BYTES, NOTHING, pages};
use super::templates::{Source, templates};
use crate::xrpc::limits;

pub(super) const TEMPLATES: &[Source] = templates![
    "admin/account.html",
    "admin/accounts.html",
    "admin/delete.html",
    "admin/doctor.html",
    "admin/invites.html",
    "admin/layout.html",
    "admin/log.html",
    "admin/logo.html",
    "admin/mail.html",
    "admin/network.html",
    "admin/overview.html",
    "admin/passkeys.html",
    "admin/poweroff.html",
    "admin/restarting.html",
    "admin/settings.html",
    "admin/sign_in.html",
    "admin/update.html",
    "admin/update_file.html",
];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/admin" Page, limit [], body NOTHING => get overview::show;
    "/admin/accounts" Page, limit [], body NOTHING => get accounts::show;
    "/admin/accounts/{who}" Form, limit [], body FORM_BYTES => get account::show, post account::act;
    "/admin/accounts/{who}/delete" Form, limit [], body FORM_BYTES
        => get account::show_deletion, post account::delete;
    "/admin/confirm" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES
        => get sign_in::show_confirm, post sign_in::confirm;
    "/admin/doctor" Page, limit [], body NOTHING => get doctor::show;
    "/admin/invites" Form, limit [], body FORM_BYTES => get invites::show, post invites::act;
    "/admin/log" Page, limit [], body NOTHING => get log::show;
    "/admin/logo" Form, limit [], body logo::FORM_BYTES => get logo::show, post logo::act;
    "/admin/mail" Form, limit [], body FORM_BYTES => get mail::show, post mail::act;
    "/admin/network" Form, limit [], body FORM_BYTES => get network::show, post network::act;
    "/admin/passkeys" Form, limit [], body FORM_BYTES => get passkeys::show, post passkeys::act;
    "/admin/settings" Form, limit [], body FORM_BYTES => get settings::show, post settings::act;
    "/admin/sign-in" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES
        => get sign_in::show, post sign_in::act;
    "/admin/update" Form, limit [], body FORM_BYTES => get update::show, post update::act;
    "/admin/update/file" Upload, limit [], body update::UPLOAD_BYTES
        => get update::show_file, post update::take_file;
    "/admin/update/poweroff" Page, limit [], body NOTHING => get update::show_poweroff;
    "/admin/sign-out" Form, limit [], body FORM_BYTES => post sign_in::out;
}

#[cfg(test)]
mod tests {
    use crate::administrator::AdminAct;
    use crate::mail::{Notice, Purpose};
    use crate::texts::{Catalogue, Language};

    #[test]
    fn every_letter_has_a_name() {
        let catalogue = Catalogue::load().expect("English parses");
        let none = fluent_bundle::FluentArgs::new();
        let kinds = ["address_code", "entry_code", "deletion_ahead", "moderation"].into_iter();
        let kinds = kinds.chain(Purpose::ALL.map(Purpose::name)).chain(Notice::ALL.map(Notice::name));
        for kind in kinds {
            let key = super::mail::kind_key(kind);
            assert!(catalogue.text(Language::English, &key, &none).is_some(), "{key}");
        }
    }

    #[test]
    fn every_act_has_words() {
        let catalogue = Catalogue::load().expect("English parses");
        let none = fluent_bundle::FluentArgs::new();
        for act in AdminAct::ALL {
            let key = super::guard::text_key(act.as_str());
            assert!(catalogue.text(Language::English, &key, &none).is_some(), "{key}");
        }
    }
}
