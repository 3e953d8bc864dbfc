//! The way out: the app is told that nobody let it in.

use super::asking::{Answer, Asking, done};
use super::leave::leave;
use crate::oauth::{DecideError, ErrorCode};
use crate::web::{Form, PageError, Visit, mail_code};

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    let asking = match Asking::open_answered(visit, form.text("request")) {
        Ok(asking) => asking,
        Err(instead) => return instead.answer(),
    };
    mail_code::abandon(visit, &asking).await?;
    deny(visit, &asking)
}

/// Tells the app that its request was turned down.
pub(super) fn deny(visit: &mut Visit, asking: &Asking) -> Answer {
    let why = "The user rejected the request";
    let redirect = visit.app.oauth.deny(asking.id, *visit.device(), ErrorCode::AccessDenied, why);
    match redirect {
        Ok(redirect) => leave(visit, asking.id, redirect),
        Err(DecideError::AlreadyDone) => done(visit, &asking.request),
        Err(_) => Err(PageError::Expired),
    }
}
