//! The apps that have access to the account: what each may do, when it was used last, how much it has written. Below
//! them those that wrote and have no access any more.

use minijinja::context;
use minijinja::value::Value;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Section;
use crate::oauth::client::{ClientId, ClientKind};
use crate::oauth::scope::describe;
use crate::records::{WriteCount, write_counts};
use crate::store::Snapshot;
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let (aid, now) = (account.aid, visit.app.clock.now());
    let grants = visit.app.oauth.grants(aid).await.map_err(PageError::failed)?;
    let writes = visit.app.store.read(move |db: &Snapshot| write_counts(db, aid, now)).await;
    let writes = writes.map_err(PageError::failed)?;
    let former: Vec<Value> = writes
        .iter()
        .filter(|(client, _)| !grants.iter().any(|grant| grant.client == **client))
        .map(|(client, count)| {
            context! { name => app_name(visit, client), client, undo => undo_query(client), written => count.total() }
        })
        .collect();
    let apps: Vec<Value> = grants
        .iter()
        .map(|grant| {
            let written = writes.get(&grant.client).map_or(0, WriteCount::total);
            context! {
                grant => grant.id.to_string(),
                name => app_name(visit, &grant.client),
                client => grant.client.as_str(),
                since => grant.created_at.secs(),
                used => grant.used_at.secs(),
                until => grant.ends_at.secs(),
                written,
                undo => undo_query(&grant.client),
                may => describe(&grant.granted)
                    .iter()
                    .map(|item| {
                        let values: Vec<(&str, &str)> =
                            item.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                        let names = item.names.join(", ");
                        context! { text => visit.text_with(&format!("consent-{}", item.text), &values), names }
                    })
                    .collect::<Vec<_>>(),
            }
        })
        .collect();
    visit.account_page(&account, Section::Apps, "account/apps.html", context! { apps, former })
}

/// What follows the path of the page that takes back what an app wrote.
fn undo_query(client: &str) -> String {
    format!("undo?app={}", utf8_percent_encode(client, NON_ALPHANUMERIC))
}

/// What an app is called where nobody vouches for its own name: its host.
pub(super) fn app_name(visit: &Visit, client: &str) -> String {
    named(client).unwrap_or_else(|| visit.text("authorize-app-here-first"))
}

/// The same within a sentence.
pub(super) fn app_in_sentence(visit: &Visit, client: &str) -> String {
    named(client).unwrap_or_else(|| visit.text("authorize-app-here"))
}

/// `None` for an app on the owner's own device, which has no name.
fn named(client: &str) -> Option<String> {
    match client.parse::<ClientId>() {
        Ok(id) if id.kind() == ClientKind::Loopback => None,
        Ok(id) => Some(id.host().to_owned()),
        Err(_) => Some(client.to_owned()),
    }
}
