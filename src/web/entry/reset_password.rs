//! A new password for those who forgot theirs: first a code by mail, then the code and the password.
//!
//! What is said, and how long it takes, does not depend on whether there is such an account.

use std::time::Duration;

use hyper::StatusCode;
use minijinja::context;

use crate::account::mail_codes::CodeError;
use crate::account::{AddressError, PasswordError};
use crate::mail::Purpose;
use crate::syntax::AtIdentifier;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Shortest password that a page accepts, in characters.
const MIN_PASSWORD: usize = 8;
/// A code is asked for in this time, whether there is anybody to send it to: longer than a commit on a slow card.
const REQUEST_TIME: Duration = Duration::from_millis(700);
/// When to come back when too many letters wait, in seconds.
const MAIL_RETRY_SECS: u32 = 600;

/// Where password managers lead people who want to change a password.
pub(super) async fn well_known(visit: &mut Visit) -> Result<Reply, PageError> {
    Ok(visit.redirect("/account/reset-password"))
}

pub(super) async fn show_request(visit: &mut Visit) -> Result<Reply, PageError> {
    let (username, faults) = (visit.query("hint"), Faults::new().to_value());
    visit.render("entry/reset_request.html", context! { username, faults })
}

pub(super) async fn request(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let username = form.text("username");
    if username.is_empty() {
        let mut faults = Faults::new();
        faults.add("username", visit.text("entry-missing-identifier"));
        let faults = faults.to_value();
        return visit.render_as(
            StatusCode::UNPROCESSABLE_ENTITY,
            "entry/reset_request.html",
            context! { username, faults },
        );
    }
    let begun = tokio::time::Instant::now();
    let sent = send(visit, username).await;
    tokio::time::sleep_until(begun + REQUEST_TIME).await;
    match sent {
        Ok(()) | Err(AddressError::NoAccount | AddressError::NoAddress) => {}
        Err(AddressError::MailFull) => return Err(PageError::Busy { retry_after: MAIL_RETRY_SECS }),
        Err(AddressError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(PageError::failed(error)),
    }
    visit.notice(Tone::Info, visit.text("entry-reset-sent"));
    Ok(visit.redirect("/account/reset-password/code"))
}

async fn send(visit: &Visit, username: &str) -> Result<(), AddressError> {
    let (accounts, origin) = (&visit.app.accounts, visit.origin());
    if username.contains('@') && !username.starts_with('@') {
        return accounts.mail_password_reset(username.to_lowercase(), origin).await;
    }
    let id = crate::web::credentials::complete(username, &visit.app.service.handle_domains)
        .parse::<AtIdentifier>();
    let id = id.map_err(|_| AddressError::NoAccount)?;
    let hosted = accounts.find(id).await?.ok_or(AddressError::NoAccount)?;
    accounts.mail_code(hosted.aid, Purpose::ResetPassword, origin).await
}

pub(super) async fn show_code(visit: &mut Visit) -> Result<Reply, PageError> {
    page(visit, StatusCode::OK, visit.query("code"), &Faults::new())
}

pub(super) async fn confirm(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let code = form.code("code");
    let mut faults = Faults::new();
    if form.exact("password").chars().count() < MIN_PASSWORD {
        faults.add("password", visit.text("entry-password-short"));
    }
    if !faults.is_empty() {
        return page(visit, StatusCode::UNPROCESSABLE_ENTITY, &code, &faults);
    }
    let (given, password, origin) = (code.clone(), form.secret("password"), visit.origin());
    let (field, key) = match visit.app.accounts.reset_password(given, password, origin).await {
        Ok(()) => {
            visit.notice(Tone::Success, visit.text("entry-reset-done"));
            return Ok(visit.redirect("/account/sign-in"));
        }
        Err(PasswordError::Code(CodeError::Expired)) => ("code", "entry-code-over"),
        Err(PasswordError::Code(CodeError::Invalid) | PasswordError::NoAccount) => {
            ("code", "entry-code-wrong")
        }
        Err(PasswordError::Code(CodeError::Storage(error))) => return Err(error.into()),
        Err(PasswordError::Length) => ("password", "entry-password-too-long"),
        Err(PasswordError::Busy) => return Err(PageError::busy()),
        Err(PasswordError::Store(error)) => return Err(error.into()),
    };
    faults.add(field, visit.text(key));
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, &code, &faults)
}

fn page(visit: &Visit, status: StatusCode, code: &str, faults: &Faults) -> Result<Reply, PageError> {
    let faults = faults.to_value();
    visit.render_as(status, "entry/reset_code.html", context! { code, faults })
}
