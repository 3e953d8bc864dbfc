//! Further addresses: what brings the owner in again when the first one is lost.

use hyper::StatusCode;
use minijinja::context;

use super::email::{blame, failed, just_mailed, path_of};
use crate::account::AddressError;
use crate::account::backup_email::{self, MAX_BACKUP_EMAILS};
use crate::account::devices::SignedIn;
use crate::mail::Purpose;
use crate::store::Snapshot;
use crate::web::account::Section;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;
use crate::xrpc::limits;

const PAGE: &str = "/backup";

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    page(visit, StatusCode::OK, &account, "", &Faults::new()).await
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    account: &SignedIn,
    email: &str,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let (aid, now) = (account.aid, visit.app.clock.now());
    let row = visit.app.store.read(move |db: &Snapshot| backup_email::list(db, aid, now)).await?;
    let values = context! {
        full => row.confirmed.len() >= MAX_BACKUP_EMAILS,
        addresses => row.confirmed.iter().map(|one| one.email.clone()).collect::<Vec<_>>(),
        pending => row.pending.map(|pending| pending.email),
        email,
        faults => faults.to_value(),
    };
    visit.account_page_as(status, account, Section::Email, "access/email_backup.html", values)
}

/// Names an address, and mails a code to it.
pub(super) async fn add(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    if just_mailed(visit, &account, Purpose::BackupEmail).await? {
        return Ok(visit.redirect(&path_of(&account, PAGE)));
    }
    visit.charge(&limits::ACCOUNT_MAIL, account.aid)?;
    let email = form.text("email");
    match visit.app.accounts.add_backup_email(account.aid, email, visit.origin()).await {
        Ok(()) => {
            visit.notice(Tone::Info, visit.text("access-email-mailed"));
            Ok(visit.redirect(&path_of(&account, PAGE)))
        }
        Err(error) => refuse(visit, &account, email, error).await,
    }
}

/// Takes the code.
pub(super) async fn confirm(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    match visit.app.accounts.confirm_backup_email(account.aid, form.code("code"), visit.origin()).await {
        Ok(email) => {
            visit.notice(Tone::Success, visit.text_with("access-backup-added", &[("email", &email)]));
            Ok(visit.redirect(&path_of(&account, PAGE)))
        }
        // The page shows that none waits.
        Err(AddressError::NoAddress) => Ok(visit.redirect(&path_of(&account, PAGE))),
        Err(error) => refuse(visit, &account, "", error).await,
    }
}

pub(super) async fn remove(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let email = form.text("email").to_owned();
    match visit.app.accounts.remove_backup_email(account.aid, email.clone(), visit.origin()).await {
        Ok(()) => {
            let text = visit.text_with("access-backup-removed", &[("email", &email)]);
            visit.notice(Tone::Success, text);
        }
        // It is gone already.
        Err(AddressError::NoAddress) => {}
        Err(error) => return Err(failed(error)),
    }
    Ok(visit.redirect(&path_of(&account, PAGE)))
}

async fn refuse(
    visit: &Visit,
    account: &SignedIn,
    email: &str,
    error: AddressError,
) -> Result<Reply, PageError> {
    let (field, key) = blame(error)?;
    let mut faults = Faults::new();
    faults.add(field, visit.text(key));
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, account, email, &faults).await
}
