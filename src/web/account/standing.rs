//! Switching the account off and on.

use hyper::StatusCode;
use minijinja::context;

use super::Section;
use crate::account::standing::ActivateError;
use crate::account::{Hosted, app_passwords, standing};
use crate::oauth;
use crate::store::{StorageError, Tx};
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Asks before it is switched off; of an account that is off, before it is switched on.
pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    page(visit, StatusCode::OK, false).await
}

async fn page(visit: &mut Visit, status: StatusCode, elsewhere: bool) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    visit.account_page_as(status, &account, Section::Data, "account/standing.html", context! { elsewhere })
}

/// Switches it off. Apps and app passwords lose their access: whoever comes back lets them in again.
pub(super) async fn deactivate(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let (aid, origin) = (account.aid, visit.origin());
    let job = move |tx: &mut Tx<'_>| {
        let Some(Hosted { account, .. }) = Hosted::by_aid(tx, aid)? else { return Ok(()) };
        oauth::revoke_all(tx, aid, &[], &origin)?;
        app_passwords::revoke_all(tx, aid, &origin)?;
        standing::deactivate(tx, aid, account, None, &origin)
    };
    visit.app.store.write::<_, StorageError, _>(job).await?;
    visit.notice(Tone::Success, visit.text("standing-deactivated"));
    Ok(visit.redirect(&format!("/account/u/{}/data", account.account.did)))
}

/// Switches it on.
pub(super) async fn activate(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let hosted = Hosted { aid: account.aid, account: account.account.clone() };
    match visit.app.accounts.activate(&hosted, visit.origin()).await {
        Ok(()) => {}
        Err(ActivateError::Identity(_)) => return page(visit, StatusCode::UNPROCESSABLE_ENTITY, true).await,
        Err(error) => return Err(PageError::failed(error)),
    }
    visit.notice(Tone::Success, visit.text("standing-activated"));
    Ok(visit.redirect(&format!("/account/u/{}", account.account.did)))
}
