//! `hostplant request-crawl`: asks relays to follow this server.

use std::error::Error;

use clap::Args;

use super::client::line;
use super::{CliError, Place};
use crate::config;
use crate::firehose::{CrawlConfig, Crawlers};
use crate::net::{Names, Network};

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
        let crawlers = relays
            .into_iter()
            .map(|relay| if relay.contains("://") { relay } else { format!("https://{relay}") })
            .collect();
        let config = CrawlConfig { crawlers, hostname: settings.service.hostname };
        let network = Network::new(Names::system().map_err(crate::app::StartError::from)?, false);
        let mut failed = false;
        for (relay, answer) in Crawlers::new(network.trusted, config).request().await {
            match answer {
                Ok(()) => line(&format!("{relay}: asked"))?,
                Err(error) => {
                    failed = true;
                    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
                    line(&format!("{relay}: {error}{cause}"))?;
                }
            }
        }
        if failed { Err(CliError::Failed("not every relay could be asked".to_owned())) } else { Ok(()) }
    }
}
