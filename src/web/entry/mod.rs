//! The pages on which people come in and go out: signing in and out, choosing among accounts, a new password for those
//! who forgot theirs, the language.

mod about;
mod language;
mod picker;
mod reset_password;
mod sign_in;
mod sign_out;

pub(super) use sign_in::arrive;

use super::table::{FORM_BYTES, NOTHING, pages};
use super::templates::{Source, templates};
use crate::xrpc::limits;

pub(super) const TEMPLATES: &[Source] = templates![
    "entry/about.html",
    "entry/picker.html",
    "entry/reset_code.html",
    "entry/reset_request.html",
    "entry/second.html",
    "entry/sign_in.html",
];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/.well-known/change-password" Page, limit [], body NOTHING => get reset_password::well_known;
    "/account" Page, limit [], body NOTHING => get picker::show;
    "/account/about" Page, limit [], body NOTHING => get about::show;
    "/account/language" Form, limit [], body FORM_BYTES => get language::show, post language::act;
    "/account/reset-password" Form, limit [Post(limits::PASSWORD_RESET_MAIL)], body FORM_BYTES
        => get reset_password::show_request, post reset_password::request;
    "/account/reset-password/code" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES
        => get reset_password::show_code, post reset_password::confirm;
    "/account/sign-in" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES
        => get sign_in::show, post sign_in::act;
    "/account/sign-in/code" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES
        => get sign_in::show_second, post sign_in::act_second;
    "/account/sign-out" Form, limit [], body FORM_BYTES => get sign_out::show, post sign_out::act;
}
