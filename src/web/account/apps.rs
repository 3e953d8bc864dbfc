//! The apps that have access to the account: what each may do, when it was used last, how much it has written.

use minijinja::context;
use minijinja::value::Value;

use super::Section;
use crate::oauth::client::{ClientId, ClientKind};
use crate::oauth::scope::describe;
use crate::records::write_counts;
use crate::store::Snapshot;
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let (aid, now) = (account.aid, visit.app.clock.now());
    let grants = visit.app.oauth.grants(aid).await.map_err(PageError::failed)?;
    let writes = visit.app.store.read(move |db: &Snapshot| write_counts(db, aid, now)).await;
    let writes = writes.map_err(PageError::failed)?;
    let apps: Vec<Value> = grants
        .iter()
        .map(|grant| {
            let written = writes.get(&grant.client).map_or(0, |count| count.created + count.updated + count.deleted);
            context! {
                grant => grant.id.to_string(),
                name => app_name(visit, &grant.client),
                client => grant.client.as_str(),
                since => grant.created_at.secs(),
                used => grant.used_at.secs(),
                until => grant.ends_at.secs(),
                written,
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
    visit.account_page(&account, Section::Apps, "account/apps.html", context! { apps })
}

/// What an app is called where nobody vouches for its own name: its host.
pub(super) fn app_name(visit: &Visit, client: &str) -> String {
    match client.parse::<ClientId>() {
        Ok(id) if id.kind() == ClientKind::Loopback => visit.text("authorize-app-here-first"),
        Ok(id) => id.host().to_owned(),
        Err(_) => client.to_owned(),
    }
}
