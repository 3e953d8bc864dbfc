//! The end of an account: a page that says what it means and mails a code, then a page that takes code and password.

use hyper::StatusCode;
use minijinja::context;

use super::Section;
use crate::account::devices::SignedIn;
use crate::account::factors::FactorError;
use crate::account::mail_codes::CodeError;
use crate::account::{AddressError, Proof};
use crate::mail::Purpose;
use crate::store::WriteError;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;
use crate::xrpc::limits;

/// When to come back when too many letters wait, in seconds.
const MAIL_RETRY_SECS: u32 = 600;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let email = account.account.email.is_some();
    visit.account_page(&account, Section::Data, "account/delete.html", context! { email })
}

/// Mails the code.
pub(super) async fn ask(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    visit.charge(&limits::ACCOUNT_MAIL, account.aid)?;
    match visit.app.accounts.mail_code(account.aid, Purpose::DeleteAccount, visit.origin()).await {
        Ok(()) => {}
        // Nothing was mailed; the page says what can be done.
        Err(AddressError::NoAddress) => return show(visit).await,
        Err(AddressError::MailFull) => return Err(PageError::Busy { retry_after: MAIL_RETRY_SECS }),
        Err(AddressError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(PageError::failed(error)),
    }
    visit.notice(Tone::Info, visit.text("delete-mailed"));
    Ok(visit.redirect(&format!("/account/u/{}/delete/confirm", account.account.did)))
}

pub(super) async fn show_confirm(visit: &mut Visit) -> Result<Reply, PageError> {
    page(visit, StatusCode::OK, &Faults::new()).await
}

/// The form asks for the password; whoever has none shows something else first.
fn require_proof(visit: &Visit, account: &SignedIn) -> Result<(), PageError> {
    if account.account.password.is_some() {
        visit.require_fresh(account)
    } else {
        visit.require_recent(account)
    }
}

async fn page(visit: &mut Visit, status: StatusCode, faults: &Faults) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    require_proof(visit, &account)?;
    let values = context! { faults => faults.to_value(), password => account.account.password.is_some() };
    visit.account_page_as(status, &account, Section::Data, "account/delete_confirm.html", values)
}

/// Deletes the account, if code and password are right and the box is ticked.
pub(super) async fn confirm(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    require_proof(visit, &account)?;
    let aid = account.aid;
    let mut faults = Faults::new();
    if !form.check("sure") {
        faults.add("sure", visit.text("delete-not-sure"));
    }
    if faults.is_empty() && account.account.password.is_some() {
        let proof = Proof::Password(form.secret("password"));
        match visit.app.accounts.prove(aid, proof, &visit.origin()).await {
            Ok(()) => {}
            Err(FactorError::Wrong) => faults.add("password", visit.text("delete-wrong")),
            Err(FactorError::TooMany { retry_after }) => {
                faults.add("password", visit.wait_text(retry_after));
            }
            Err(FactorError::Busy) => return Err(PageError::busy()),
            Err(error) => return Err(PageError::failed(error)),
        }
    }
    if !faults.is_empty() {
        return page(visit, StatusCode::UNPROCESSABLE_ENTITY, &faults).await;
    }
    let key = match visit.app.accounts.delete_with_code(aid, form.code("code")).await {
        Ok(()) => {
            visit.sign_out(vec![aid]).await?;
            visit.notice(Tone::Success, visit.text("delete-done"));
            return Ok(visit.redirect("/account"));
        }
        Err(WriteError::Job(CodeError::Expired)) => "entry-code-over",
        Err(WriteError::Job(CodeError::Invalid)) => "entry-code-wrong",
        Err(error) => return Err(PageError::failed(error)),
    };
    faults.add("code", visit.text(key));
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, &faults).await
}
