//! The pages on which people let an app in: `/oauth/authorize` and its steps. Who it is to be, what the app asks for,
//! yes or no, and the way back to the app.
//!
//! A step is a page under the name of its request (`?request=req-…`), which shows what the provider knows of the
//! request: a reload repeats nothing, and another browser sees nothing.

mod account;
mod asking;
mod begin;
mod cancel;
mod consent;
mod leave;
mod reactivate;
mod sign_in;

pub(super) use asking::{Answer, Asking, Instead};
pub(super) use sign_in::arrive_by_code;

use super::table::{FORM_BYTES, NOTHING, pages};
use super::templates::{Source, templates};
use crate::xrpc::limits;

pub(super) const TEMPLATES: &[Source] = templates![
    "authorize/consent.html",
    "authorize/done.html",
    "authorize/open_app.html",
    "authorize/parts.html",
    "authorize/picker.html",
    "authorize/post.html",
    "authorize/moving.html",
    "authorize/reactivate.html",
    "authorize/welcome.html",
];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/oauth/authorize" Page, limit [], body NOTHING => get begin::show;
    "/oauth/authorize/account" Page, limit [], body NOTHING => get account::show;
    "/oauth/authorize/cancel" Form, limit [], body FORM_BYTES => post cancel::act;
    "/oauth/authorize/code" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES
        => get sign_in::show_code, post sign_in::act_code;
    "/oauth/authorize/consent" Form, limit [], body FORM_BYTES => get consent::show, post consent::act;
    "/oauth/authorize/leave" Page, limit [], body NOTHING => get leave::show;
    "/oauth/authorize/reactivate" Form, limit [], body FORM_BYTES => get reactivate::show, post reactivate::act;
    "/oauth/authorize/sign-in" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES
        => get sign_in::show, post sign_in::act;
}
