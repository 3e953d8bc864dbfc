//! The first page of an account: who it is, which apps have access, which devices are signed in.

use data_encoding::HEXLOWER;
use minijinja::context;
use minijinja::value::Value;

use super::browser;
use crate::oauth::client::{ClientId, ClientKind};
use crate::oauth::scope::describe;
use crate::records::write_counts;
use crate::store::Snapshot;
use crate::web::{PageError, Visit, account_value};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let (aid, now) = (account.aid, visit.app.clock.now());
    let grants = visit.app.oauth.grants(aid).await.map_err(PageError::failed)?;
    let writes = visit.app.store.read(move |db: &Snapshot| write_counts(db, aid, now)).await;
    let writes = writes.map_err(PageError::failed)?;
    let devices = visit.app.accounts.devices().devices_of(aid).await.map_err(PageError::failed)?;
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
    let devices: Vec<Value> = devices
        .iter()
        .map(|device| {
            context! {
                id => HEXLOWER.encode(&device.id.0),
                name => device.user_agent.as_deref().map(browser::describe).unwrap_or_default(),
                address => device.address.as_deref(),
                seen => device.seen_at.secs(),
                current => device.id == *visit.device(),
            }
        })
        .collect();
    let row = &account.account;
    let values = context! {
        account => account_value(&account),
        email => row.email.as_deref(),
        confirmed => row.email_confirmed_at.is_some(),
        apps,
        devices,
    };
    visit.render("account/overview.html", values)
}

/// What an app is called where nobody vouches for its own name: its host.
pub(super) fn app_name(visit: &Visit, client: &str) -> String {
    match client.parse::<ClientId>() {
        Ok(id) if id.kind() == ClientKind::Loopback => visit.text("authorize-app-here-first"),
        Ok(id) => id.host().to_owned(),
        Err(_) => client.to_owned(),
    }
}
