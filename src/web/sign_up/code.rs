//! The third step, for those whose browser did no work and where addresses are verified first: a code that was mailed.
//!
//! What is said, and how long it takes, does not depend on whether the address has an account already.

use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use minijinja::context;
use tokio::time::Instant;

use super::details::{arrive, blame};
use super::{SigningUp, require_open};
use crate::account::{AddressCheck, AddressCheckError, Email, NewEmail, NewPassword, SignUp};
use crate::crypto::PasswordHash;
use crate::syntax::Handle;
use crate::web::authorize::Answer;
use crate::web::flow::Step;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::limits;

/// A code is asked for in this time, whoever has the address: longer than a commit on a slow card.
const REQUEST_TIME: Duration = Duration::from_millis(700);
/// When to come back when too many letters wait, in seconds.
const MAIL_RETRY_SECS: u32 = 600;

/// An account that will be made once its address is proven.
pub(super) struct Waiting {
    check: AddressCheck,
    handle: Handle,
    password: PasswordHash,
    invite: Option<String>,
}

impl Step for Waiting {
    fn bytes(&self) -> usize {
        let invite = self.invite.as_ref().map_or(0, String::len);
        self.check.bytes() + self.handle.as_str().len() + invite
    }
}

/// Mails a code to the address of somebody whose other answers are right, and leads to where it is entered.
pub(super) async fn begin(
    visit: &mut Visit,
    signing_up: &SigningUp,
    handle: Handle,
    email: Email,
    password: PasswordHash,
    invite: Option<String>,
) -> Answer {
    visit.charge(&limits::SIGN_UP_MAIL, email.as_str())?;
    let until = Instant::now() + REQUEST_TIME;
    let sent = visit.app.accounts.check_address(email, handle.clone(), &visit.origin()).await;
    tokio::time::sleep_until(until).await;
    let check = sent.map_err(page_error)?;
    visit.keep(&signing_up.subject_of("code"), Waiting { check, handle, password, invite });
    Ok(visit.redirect(&signing_up.path("/code")))
}

pub(super) async fn show(visit: &mut Visit) -> Answer {
    require_open(visit)?;
    let request = visit.query("request").to_owned();
    let signing_up = match SigningUp::open(visit, &request) {
        Ok(signing_up) => signing_up,
        Err(instead) => return instead.answer(),
    };
    match waiting(visit, &signing_up) {
        Some(waiting) => page(visit, &signing_up, StatusCode::OK, &waiting, &Faults::new()),
        None => Ok(visit.redirect(&signing_up.path(""))),
    }
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    require_open(visit)?;
    let signing_up = match SigningUp::open(visit, form.text("request")) {
        Ok(signing_up) => signing_up,
        Err(instead) => return instead.answer(),
    };
    let Some(waiting) = waiting(visit, &signing_up) else { return Ok(visit.redirect(&signing_up.path(""))) };
    let mut faults = Faults::new();
    if form.check("mail") {
        return match mail_again(visit, &waiting).await? {
            Ok(text) => {
                visit.notice(Tone::Info, text);
                Ok(visit.redirect(&signing_up.path("/code")))
            }
            Err(text) => {
                faults.add("", text);
                page(visit, &signing_up, StatusCode::UNPROCESSABLE_ENTITY, &waiting, &faults)
            }
        };
    }
    match visit.app.accounts.judge_address_code(&waiting.check, &form.code("code")) {
        Ok(proven) => {
            let request = SignUp {
                handle: waiting.handle.to_string(),
                email: Some(NewEmail::Proven(proven)),
                password: Some(NewPassword::Hashed(waiting.password.clone())),
                invite: waiting.invite.clone(),
                did: None,
                recovery_key: None,
                caller: None,
                origin: visit.origin(),
            };
            match visit.app.accounts.sign_up(request).await {
                Ok(made) => return arrive(visit, &signing_up, made).await,
                Err(error) => blame(visit, error, &mut faults)?,
            }
        }
        Err(AddressCheckError::Wrong) => faults.add("code", visit.text("entry-code-wrong")),
        Err(AddressCheckError::Expired) => faults.add("code", visit.text("entry-code-over")),
        Err(AddressCheckError::TooManyTries) => faults.add("code", visit.text("sign-up-code-tries")),
        Err(error) => return Err(page_error(error)),
    }
    page(visit, &signing_up, StatusCode::UNPROCESSABLE_ENTITY, &waiting, &faults)
}

/// What to say when another letter was sent, or why none was.
async fn mail_again(visit: &mut Visit, waiting: &Waiting) -> Result<Result<String, String>, PageError> {
    visit.charge(&limits::SIGN_UP_MAIL, waiting.check.email().as_str())?;
    let until = Instant::now() + REQUEST_TIME;
    let sent = visit.app.accounts.mail_address_again(&waiting.check, &visit.origin()).await;
    tokio::time::sleep_until(until).await;
    match sent {
        Ok(()) => Ok(Ok(visit.text("sign-up-code-sent"))),
        Err(AddressCheckError::Paused { .. }) => Ok(Err(visit.text("sign-up-code-pause"))),
        Err(AddressCheckError::TooManyLetters) => Ok(Err(visit.text("sign-up-code-letters"))),
        Err(error) => Err(page_error(error)),
    }
}

/// What waits for the code, unless the handle was changed since.
fn waiting(visit: &Visit, signing_up: &SigningUp) -> Option<Arc<Waiting>> {
    let handle = signing_up.begun(visit)?;
    visit.kept::<Waiting>(&signing_up.subject_of("code")).filter(|waiting| waiting.handle == handle)
}

fn page_error(error: AddressCheckError) -> PageError {
    match error {
        AddressCheckError::MailFull => PageError::Busy { retry_after: MAIL_RETRY_SECS },
        AddressCheckError::Store(error) => error.into(),
        error => PageError::failed(error),
    }
}

fn page(
    visit: &mut Visit,
    signing_up: &SigningUp,
    status: StatusCode,
    waiting: &Waiting,
    faults: &Faults,
) -> Answer {
    let values = context! {
        handle => waiting.handle.as_str(),
        email => waiting.check.email().as_str(),
        faults => faults.to_value(),
    };
    signing_up.render(visit, status, "sign_up/code.html", values)
}
