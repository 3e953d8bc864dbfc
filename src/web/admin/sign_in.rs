//! The administrator signs in, gives the password once more, and signs out.

use hyper::StatusCode;
use hyper::header::USER_AGENT;
use minijinja::context;

use super::guard;
use crate::administrator::ProofError;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Where to go on: one of these pages.
fn next_of(text: &str) -> &str {
    if text.starts_with("/admin/") { text } else { "/admin" }
}

fn page(visit: &Visit, status: StatusCode, next: &str, faults: &Faults) -> Result<Reply, PageError> {
    let confirms = visit.uri.path() == "/admin/confirm";
    let values = context! { next => next_of(next), confirms, faults => faults.to_value() };
    visit.render_as(status, "admin/sign_in.html", values)
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    if guard::session(visit).await?.is_some() {
        return Ok(visit.redirect(next_of(visit.query("next"))));
    }
    page(visit, StatusCode::OK, visit.query("next"), &Faults::new())
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    guard::check_place(visit)?;
    let agent = visit.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    match visit.app.administrator.sign_in(form.secret("password"), visit.client, agent).await {
        Ok(cookie) => {
            let mut reply = visit.redirect(next_of(form.text("next")));
            visit.app.web.cookies.set_admin(&cookie, reply.headers_mut());
            Ok(reply)
        }
        Err(error) => refuse(visit, &form, error),
    }
}

pub(super) async fn show_confirm(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    page(visit, StatusCode::OK, visit.query("next"), &Faults::new())
}

pub(super) async fn confirm(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let session = guard::enter(visit).await?;
    match visit.app.administrator.confirm(session.id, form.secret("password"), visit.client).await {
        Ok(()) => Ok(visit.redirect(next_of(form.text("next")))),
        Err(error) => refuse(visit, &form, error),
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
fn refuse(visit: &Visit, form: &Form, error: ProofError) -> Result<Reply, PageError> {
    let mut faults = Faults::new();
    let status = match error {
        ProofError::Wrong => {
            faults.add("password", visit.text("admin-password-wrong"));
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
    page(visit, status, form.text("next"), &faults)
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
