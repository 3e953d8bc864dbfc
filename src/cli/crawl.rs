//! `hostplant request-crawl`: asks relays to follow this server.

use std::time::Duration;

use clap::Args;
use hyper::Request;
use hyper::header::CONTENT_TYPE;
use serde_json::json;

use super::client::line;
use super::{CliError, Place};
use crate::config;
use crate::net::{self, Limits, Names, Network};

/// How long a relay may take; it looks at this server before it answers.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Largest answer that is read, in bytes.
const MAX_ANSWER: u64 = 16 * 1024;

/// Ask relays to follow this server. Works whether the server runs or not, but the relay looks at it at once.
#[derive(Debug, Args)]
pub(super) struct RequestCrawl {
    /// Addresses of relays; those of firehose.crawlers if none is given
    relays: Vec<String>,
}

impl RequestCrawl {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        let (settings, _) = config::settings(&place.sources())?;
        let configured = settings.firehose.crawlers.iter().map(|url| url.0.clone());
        let relays: Vec<String> = if self.relays.is_empty() { configured.collect() } else { self.relays };
        if relays.is_empty() {
            return Err(CliError::Failed("name a relay, or set firehose.crawlers".to_owned()));
        }
        let network = Network::new(Names::system().map_err(crate::app::StartError::from)?, false);
        let mut failed = false;
        for relay in relays {
            let relay = if relay.contains("://") { relay } else { format!("https://{relay}") };
            match ask(&network, &relay, &settings.service.hostname).await {
                Ok(()) => line(&format!("{relay}: asked"))?,
                Err(reason) => {
                    failed = true;
                    line(&format!("{relay}: {reason}"))?;
                }
            }
        }
        if failed { Err(CliError::Failed("not every relay could be asked".to_owned())) } else { Ok(()) }
    }
}

async fn ask(network: &Network, relay: &str, hostname: &str) -> Result<(), String> {
    let url = format!("{}/xrpc/com.atproto.sync.requestCrawl", relay.trim_end_matches('/'));
    let request = Request::post(url)
        .header(CONTENT_TYPE, "application/json")
        .body(net::full(json!({ "hostname": hostname }).to_string()))
        .map_err(|error| error.to_string())?;
    let limits = Limits::lookup(TIMEOUT, MAX_ANSWER);
    let response = network.trusted.send(request, limits).await.map_err(|error| error.to_string())?;
    let status = response.status;
    if status.is_success() {
        return Ok(());
    }
    let bytes = response.body.bytes().await.unwrap_or_default();
    Err(format!("refused with {status}: {}", String::from_utf8_lossy(&bytes)))
}
