//! The way out: the app is told that nobody let it in.

use super::asking::{Answer, Asking};
use super::leave::leave;
use crate::oauth::ErrorCode;
use crate::web::{Form, PageError, Visit};

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    let asking = match Asking::open(visit, form.text("request")) {
        Ok(asking) => asking,
        Err(instead) => return instead.answer(),
    };
    deny(visit, &asking)
}

/// Tells the app that its request was turned down.
pub(super) fn deny(visit: &mut Visit, asking: &Asking) -> Answer {
    let why = "The user rejected the request";
    let redirect = visit.app.oauth.deny(asking.id, *visit.device(), ErrorCode::AccessDenied, why);
    leave(visit, asking.id, redirect.map_err(|_| PageError::Expired)?)
}
