//! The e-mail address: whether it is confirmed, confirming it, and changing it.

use std::time::Duration;

use hyper::StatusCode;
use minijinja::context;

use crate::account::devices::SignedIn;
use crate::account::mail_codes::{self, CodeError};
use crate::account::{AddressError, EmailUndoError};
use crate::mail::Purpose;
use crate::store::Snapshot;
use crate::web::account::Section;
use crate::web::form::email_fault;
use crate::web::visit::{account_path, name_of};
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;
use crate::xrpc::limits;

/// When to come back when too many letters wait, in seconds.
const MAIL_RETRY_SECS: u32 = 600;
/// No other code is mailed for the same purpose within this time: the first may still be on its way, and would be void.
const RESEND_TIME: Duration = Duration::from_secs(30);

pub(super) fn path_of(account: &SignedIn, page: &str) -> String {
    format!("{}/email{page}", account_path(name_of(account)))
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    page(visit, StatusCode::OK, &account, &Faults::new())
}

fn page(visit: &Visit, status: StatusCode, account: &SignedIn, faults: &Faults) -> Result<Reply, PageError> {
    let row = &account.account;
    let values = context! {
        email => row.email.as_deref(),
        confirmed => row.email_confirmed_at.is_some(),
        faults => faults.to_value(),
    };
    visit.account_page_as(status, account, Section::Email, "access/email.html", values)
}

/// Mails the code that confirms the address.
pub(super) async fn mail(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    if just_mailed(visit, &account, Purpose::ConfirmEmail).await? {
        return Ok(visit.redirect(&path_of(&account, "")));
    }
    visit.charge(&limits::ACCOUNT_MAIL, account.aid)?;
    let mailed = visit.app.accounts.mail_code(account.aid, Purpose::ConfirmEmail, visit.origin()).await;
    mailed.map_err(failed)?;
    visit.notice(Tone::Info, visit.text("access-email-mailed"));
    Ok(visit.redirect(&path_of(&account, "")))
}

pub(super) async fn confirm(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let email = account.account.email.clone().ok_or(PageError::NotFound)?;
    let confirmed =
        visit.app.accounts.confirm_email(account.aid, email, form.code("code"), visit.origin()).await;
    match confirmed {
        Ok(()) => {
            visit.notice(Tone::Success, visit.text("access-email-confirmed"));
            Ok(visit.redirect(&path_of(&account, "")))
        }
        Err(error) => {
            let mut faults = Faults::new();
            faults.add("code", visit.text(blame(error)?.1));
            page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, &faults)
        }
    }
}

/// Whether a code was mailed a moment ago, which the next page says then.
pub(super) async fn just_mailed(
    visit: &Visit,
    account: &SignedIn,
    purpose: Purpose,
) -> Result<bool, PageError> {
    let (aid, now) = (account.aid, visit.app.clock.now());
    let asked_at = visit.app.store.read(move |db: &Snapshot| mail_codes::asked_at(db, aid, purpose)).await?;
    let is_young = asked_at.is_some_and(|asked_at| now.since(asked_at) < RESEND_TIME);
    if is_young {
        visit.notice(Tone::Info, visit.text("access-email-wait"));
    }
    Ok(is_young)
}

/// Begins a change: where the present address is the owner's, a code goes there first.
pub(super) async fn begin(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    if just_mailed(visit, &account, Purpose::UpdateEmail).await? {
        return Ok(visit.redirect(&path_of(&account, "/change")));
    }
    if account.account.email_confirmed_at.is_some() {
        visit.charge(&limits::ACCOUNT_MAIL, account.aid)?;
        let mailed = visit.app.accounts.begin_email_update(account.aid, visit.origin()).await;
        if mailed.map_err(failed)? {
            visit.notice(Tone::Info, visit.text("access-email-mailed"));
        }
    }
    Ok(visit.redirect(&path_of(&account, "/change")))
}

pub(super) async fn show_change(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    change_page(visit, StatusCode::OK, &account, "", &Faults::new())
}

/// Changes it, and mails a code to the new one.
pub(super) async fn change(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let email = form.text("email");
    let code = account.account.email_confirmed_at.map(|_| form.code("code"));
    if code.is_none() {
        // Where no code goes to the present address first, nothing else bounds the letters to addresses only named.
        visit.charge(&limits::ACCOUNT_MAIL, account.aid)?;
    }
    let accounts = visit.app.accounts.clone();
    match accounts.update_email(account.aid, email, code, None, visit.origin()).await {
        Ok(()) => {}
        Err(error) => {
            let (field, key) = blame(error)?;
            let mut faults = Faults::new();
            faults.add(field, visit.text(key));
            return change_page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, email, &faults);
        }
    }
    accounts.mail_code(account.aid, Purpose::ConfirmEmail, visit.origin()).await.map_err(failed)?;
    visit.notice(Tone::Success, visit.text("access-email-changed"));
    Ok(visit.redirect(&path_of(&account, "")))
}

fn change_page(
    visit: &Visit,
    status: StatusCode,
    account: &SignedIn,
    email: &str,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let row = &account.account;
    let values = context! {
        old => row.email.as_deref(),
        needs_code => row.email_confirmed_at.is_some(),
        factor => row.email_factor,
        email,
        faults => faults.to_value(),
    };
    visit.account_page_as(status, account, Section::Email, "access/email_change.html", values)
}

/// The field at fault and what to say of it.
pub(super) fn blame(error: AddressError) -> Result<(&'static str, &'static str), PageError> {
    Ok(match error {
        AddressError::Code(CodeError::Expired) => ("code", "entry-code-over"),
        AddressError::Code(CodeError::Invalid) | AddressError::CodeRequired => ("code", "entry-code-wrong"),
        AddressError::Unsupported(refused) => ("email", email_fault(refused)),
        AddressError::Taken => ("email", "access-email-taken"),
        AddressError::Same => ("email", "access-backup-same"),
        AddressError::TooMany => ("email", "access-backup-full"),
        error => return Err(failed(error)),
    })
}

pub(super) fn failed(error: AddressError) -> PageError {
    match error {
        AddressError::MailFull => PageError::Busy { retry_after: MAIL_RETRY_SECS },
        AddressError::NoAddress => PageError::NotFound,
        AddressError::Store(error) => error.into(),
        error => PageError::failed(error),
    }
}

impl From<EmailUndoError> for PageError {
    fn from(error: EmailUndoError) -> Self {
        match error {
            EmailUndoError::Over => Self::Expired,
            error => Self::failed(error),
        }
    }
}
