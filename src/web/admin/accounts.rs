//! The accounts: all of them, page by page, or the one with a handle, a DID or an e-mail address.

use minijinja::context;
use minijinja::value::Value;

use super::guard;
use crate::account::Hosted;
use crate::store::{Aid, Snapshot, StorageError};
use crate::syntax::AtIdentifier;
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

/// Accounts on a page.
const PER_PAGE: usize = 50;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    let wanted = visit.query("q").trim_start_matches('@').to_owned();
    let after = match visit.query("after") {
        "" => None,
        text => Some(Aid::from_u32(text.parse().map_err(|_| PageError::NotFound)?)),
    };
    let query = wanted.clone();
    let (found, next) = visit.app.store.read(move |db: &Snapshot| search(db, &query, after)).await?;
    let values = context! {
        accounts => found.iter().map(account_value).collect::<Vec<Value>>(),
        next => next.map(Aid::to_u32),
        first => after.is_none(),
        q => wanted,
    };
    guard::render(visit, "admin/accounts.html", values)
}

fn search(
    db: &Snapshot,
    wanted: &str,
    after: Option<Aid>,
) -> Result<(Vec<Hosted>, Option<Aid>), StorageError> {
    if wanted.is_empty() {
        return Hosted::page(db, after, PER_PAGE);
    }
    let found = match wanted.parse::<AtIdentifier>() {
        Ok(id) => Hosted::find(db, &id)?,
        Err(_) => Hosted::by_email(db, &wanted.to_lowercase())?,
    };
    Ok((found.into_iter().collect(), None))
}

/// For templates: `{did, name, handle, email, confirmed, created, taken_down, deactivated, invites_disabled}`.
pub(super) fn account_value(hosted: &Hosted) -> Value {
    let account = &hosted.account;
    let handle = account.handle.as_ref().map(|handle| handle.as_str());
    context! {
        did => account.did.as_str(),
        name => handle.unwrap_or(account.did.as_str()),
        handle,
        email => account.email.as_deref(),
        confirmed => account.email_confirmed_at.is_some(),
        created => account.created_at.secs(),
        taken_down => account.takedown.as_ref().map(|takedown| takedown.reference.as_str()),
        deactivated => account.deactivated_at.is_some(),
        invites_disabled => account.invites_disabled,
    }
}
