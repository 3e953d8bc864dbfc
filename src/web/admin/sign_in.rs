//! The administrator signs in, gives the password once more, and signs out.

use hyper::StatusCode;
use hyper::header::USER_AGENT;
use minijinja::context;

use super::guard;
use crate::account::factors::Assertion;
use crate::administrator::{AdminProof, ProofError};
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Where to go on: one of these pages.
fn next_of(text: &str) -> &str {
    if text.starts_with("/admin/") { text } else { "/admin" }
}

async fn page(
    visit: &mut Visit,
    status: StatusCode,
    next: &str,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let confirms = visit.uri.path() == "/admin/confirm";
    let passkey = visit.app.administrator.passkey_question().await?;
    if passkey.is_some() {
        visit.policy.allow_scripts();
    }
    let values = context! { next => next_of(next), confirms, passkey, faults => faults.to_value() };
    visit.render_as(status, "admin/sign_in.html", values)
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    if guard::session(visit).await?.is_some() {
        return Ok(visit.redirect(next_of(visit.query("next"))));
    }
    let next = visit.query("next").to_owned();
    page(visit, StatusCode::OK, &next, &Faults::new()).await
}

/// What was shown: a passkey, or the password.
fn proof_of(form: &Form) -> Result<AdminProof, ProofError> {
    match form.exact("credential") {
        "" => Ok(AdminProof::Password(form.secret("password"))),
        answer => Ok(AdminProof::Passkey(Box::new(answer.parse::<Assertion>()?))),
    }
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    guard::check_place(visit)?;
    let agent = visit.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let signed_in = match proof_of(&form) {
        Ok(proof) => visit.app.administrator.sign_in(proof, visit.client, agent).await,
        Err(error) => Err(error),
    };
    match signed_in {
        Ok(cookie) => {
            let mut reply = visit.redirect(next_of(form.text("next")));
            visit.app.web.cookies.set_admin(&cookie, reply.headers_mut());
            Ok(reply)
        }
        Err(error) => refuse(visit, &form, error).await,
    }
}

pub(super) async fn show_confirm(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    let next = visit.query("next").to_owned();
    page(visit, StatusCode::OK, &next, &Faults::new()).await
}

pub(super) async fn confirm(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let session = guard::enter(visit).await?;
    let confirmed = match proof_of(&form) {
        Ok(proof) => visit.app.administrator.confirm(session.id, proof, visit.client).await,
        Err(error) => Err(error),
    };
    match confirmed {
        Ok(()) => Ok(visit.redirect(next_of(form.text("next")))),
        Err(error) => refuse(visit, &form, error).await,
    }
}

pub(super) async fn out(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    if let Some(session) = guard::session(visit).await? {
        visit.app.administrator.sign_out(session.id).await?;
        visit.notice(Tone::Success, visit.text("admin-signed-out"));
    }
    let mut reply = visit.redirect("/admin/sign-in");
    visit.app.web.cookies.forget_admin(reply.headers_mut());
    Ok(reply)
}

/// The form again, with what is wrong.
async fn refuse(visit: &mut Visit, form: &Form, error: ProofError) -> Result<Reply, PageError> {
    let mut faults = Faults::new();
    let status = match error {
        ProofError::Wrong => {
            faults.add("password", visit.text("admin-password-wrong"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        ProofError::Passkey(error) => {
            tracing::warn!(%error, from = %visit.client, "a passkey of the administrator's was not accepted");
            faults.add("", visit.text("entry-passkey-wrong"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        ProofError::Wait(wait) => {
            let minutes = wait.as_secs().div_ceil(60).to_string();
            faults.add("password", visit.text_with("admin-password-wait", &[("minutes", &minutes)]));
            StatusCode::TOO_MANY_REQUESTS
        }
        ProofError::Busy => return Err(PageError::busy()),
        ProofError::Store(error) => return Err(error.into()),
    };
    page(visit, status, form.text("next"), &faults).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_leads_to_these_pages_only() {
        assert_eq!(next_of("/admin/mail?x=1"), "/admin/mail?x=1");
        for other in ["", "/account", "https://evil.example", "//evil.example", "/administrator"] {
            assert_eq!(next_of(other), "/admin", "{other}");
        }
    }
}
