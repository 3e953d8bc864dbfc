//! Joining the network: relays that carry what is written here to others, and the service that answers apps.

use serde::Deserialize;

use super::{Refused, progress, save};
use crate::app::App;
use crate::base::with_causes;
use crate::firehose::{CrawlConfig, Crawlers};

/// The relay that most apps read from.
pub const RELAY: &str = "https://bsky.network";
/// The AppView that the Bluesky app expects, and its DID.
pub const APP_VIEW: (&str, &str) = ("https://api.bsky.app", "did:web:api.bsky.app");
/// Who looks at reports of what is seen there, and its DID.
const REPORTS: (&str, &str) = ("https://mod.bsky.app", "did:plc:ar7c4by46qjdydhdevvrndac");

/// What somebody wants of the network.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Joining {
    /// That relays follow the server: their addresses, empty for none.
    pub relay: String,
    /// That the Bluesky app works.
    pub app_view: bool,
}

/// Saves it, and asks the relay at once. The rest takes effect with the next start, which comes at the end.
pub(super) async fn join(app: &App, joining: Joining) -> Result<(), Refused> {
    let relay = Some(joining.relay.trim().to_owned()).filter(|relay| !relay.is_empty());
    let with = |value: &str| joining.app_view.then(|| value.to_owned());
    let mut changes = vec![("firehose.crawlers", relay.clone())];
    if !super::is_fixed(app, "appview.url") {
        changes.extend([("appview.url", with(APP_VIEW.0)), ("appview.did", with(APP_VIEW.1))]);
    }
    if !super::is_fixed(app, "reports.url") {
        changes.extend([("reports.url", with(REPORTS.0)), ("reports.did", with(REPORTS.1))]);
    }
    save(app, "relay", changes).await?;
    if let Some(relay) = relay {
        let config = CrawlConfig { crawlers: vec![relay], hostname: app.service.hostname.clone() };
        let crawlers = Crawlers::new(app.network.trusted.clone(), config);
        if let Some((_, Err(error))) = crawlers.request().await.pop() {
            return Err(Refused::because("relay", "setup-network-refused", with_causes(&error)));
        }
    }
    progress::change(app, |progress| progress.network = true).await
}
