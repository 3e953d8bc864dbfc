//! Taking an app's access back: a page that asks, and a button that does it.

use minijinja::context;

use super::Section;
use super::apps::app_name;
use crate::account::devices::SignedIn;
use crate::oauth::GrantView;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let (account, grant) = find(visit).await?;
    let values = context! {
        grant => grant.id.to_string(),
        name => app_name(visit, &grant.client),
        client => grant.client.as_str(),
    };
    visit.account_page(&account, Section::Apps, "account/revoke.html", values)
}

pub(super) async fn act(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let (account, grant) = find(visit).await?;
    let name = app_name(visit, &grant.client);
    visit.app.oauth.revoke_grant(account.aid, grant.id, visit.origin()).await?;
    visit.notice(Tone::Success, visit.text_with("account-revoked", &[("app", &name)]));
    Ok(visit.redirect(&format!("/account/u/{}/apps", account.account.did)))
}

/// The grant that the path names, if it is one of the account's.
async fn find(visit: &mut Visit) -> Result<(SignedIn, GrantView), PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let id = visit.param("grant").to_owned();
    let grants = visit.app.oauth.grants(account.aid).await.map_err(PageError::failed)?;
    let grant = grants.into_iter().find(|grant| grant.id.to_string() == id);
    Ok((account, grant.ok_or(PageError::NotFound)?))
}
