//! The task that looks for new addresses and tells of them.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use data_encoding::HEXLOWER;
use tokio::time::sleep;

use super::memory::{Failure, Memory};
use super::source::{self, SourceError};
use super::{Addresses, DynDnsConfig, command, provider};
use crate::base::{Clock, HookError, Timestamp, with_causes};
use crate::crypto::sha256;
use crate::net::{Client, Error, own_addresses};
use crate::store::Store;

/// After the start, before the first look: the network may still be coming up.
const FIRST_LOOK: Duration = Duration::from_secs(15);
/// How often the addresses are looked at.
const LOOK: Duration = Duration::from_secs(5 * 60);
/// How soon again where one may only be missing for a moment, or the clock is not set.
const SOON: Duration = Duration::from_secs(30);
/// Providers forget names that nobody tells of for a month.
const REFRESH: Duration = Duration::from_secs(25 * 24 * 3_600);
/// Longest reason that is kept, in bytes.
const MAX_REASON_BYTES: usize = 300;

/// Why nobody could be told.
#[derive(Debug, thiserror::Error)]
pub enum TellError {
    /// The update address makes no address.
    #[error("network.address_url makes no address")]
    Url,
    /// The provider was not reached.
    #[error("the provider cannot be reached")]
    Request(#[source] Error),
    /// The provider will not take it.
    #[error("the provider refuses ({0})")]
    Refused(String),
    /// The provider could not take it now.
    #[error("the provider fails ({0})")]
    Failed(String),
    /// The operator's command failed.
    #[error("network.address_hook failed")]
    Hook(#[source] HookError),
}

/// How things stand, for whoever looks after the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The public addresses at the last look.
    pub found: Option<Addresses>,
    /// What was last told, and when.
    pub told: Option<(Addresses, Timestamp)>,
    /// What went wrong since.
    pub trouble: Option<Trouble>,
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What.
    pub reason: String,
    /// How often in a row.
    pub count: u32,
    /// When it is tried again.
    pub retry_at: Timestamp,
    /// Whether the provider of internet access has put the server behind an address that is shared with others (CGNAT).
    pub is_shared_address: bool,
}

/// Dynamic DNS of a server. Cheap to clone.
#[derive(Clone)]
pub struct DynDns(Arc<Shared>);

struct Shared {
    config: DynDnsConfig,
    client: Client,
    store: Store,
    clock: Clock,
    own: OwnAddresses,
    standing: Mutex<Standing>,
}

impl std::fmt::Debug for DynDns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DynDns").field("config", &self.0.config).finish_non_exhaustive()
    }
}

/// Says which addresses the machine has itself.
pub(super) type OwnAddresses = fn() -> Vec<IpAddr>;

impl DynDns {
    /// With `client`, which reaches what the operator named. `None` where nobody is to be told.
    pub fn new(config: DynDnsConfig, client: Client, store: Store, clock: Clock) -> Option<Self> {
        let tells = config.hook.is_some() || config.url.is_some();
        tells.then(|| Self::with(config, client, store, clock, own_addresses))
    }

    pub(super) fn with(
        config: DynDnsConfig,
        client: Client,
        store: Store,
        clock: Clock,
        own: OwnAddresses,
    ) -> Self {
        Self(Arc::new(Shared { config, client, store, clock, own, standing: Mutex::default() }))
    }

    /// How things stand.
    pub fn standing(&self) -> Standing {
        self.0.standing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the name for as long as it is polled.
    pub async fn run(&self) {
        sleep(FIRST_LOOK).await;
        let mut memory = Memory::load(&self.0.store, &self.about()).await;
        loop {
            let wait = if self.0.clock.is_set() { self.look(&mut memory).await } else { SOON };
            sleep(wait).await;
        }
    }

    #[cfg(test)]
    pub(super) fn store(&self) -> Store {
        self.0.store.clone()
    }

    /// What this keeps, as a hash: passwords are in it.
    pub(super) fn about(&self) -> String {
        let config = &self.0.config;
        let url = config.url.as_ref().map(|url| url.expose().as_str());
        let hook = config.hook.as_ref().map(|hook| hook.display().to_string());
        let all = format!("{}\n{}\n{}", config.hostname, url.unwrap_or_default(), hook.unwrap_or_default());
        HEXLOWER.encode(&sha256(all.as_bytes())[..16])
    }

    /// Looks once, and tells if there is something to tell. When to look again.
    pub(super) async fn look(&self, memory: &mut Memory) -> Duration {
        let now = self.0.clock.now();
        if let Some(retry_at) = memory.retry_at(now) {
            self.note(memory, None, false);
            return retry_at.since(now).min(LOOK);
        }
        let found = match self.find().await {
            Ok(found) => found,
            Err(error) => {
                let is_shared = matches!(error, SourceError::NotPublic(_));
                let kind = match error {
                    SourceError::Request(_) => Failure::Unreached,
                    SourceError::NoAddress | SourceError::NotPublic(_) | SourceError::Nobody => {
                        Failure::Passing
                    }
                };
                return self.fail(memory, None, with_causes(&error), kind, is_shared).await;
            }
        };
        let before = self.standing().found;
        self.note(memory, Some(found), false);
        let told = memory.told.filter(|(_, at)| now < Timestamp::from_secs(*at).after(REFRESH));
        if told.is_some_and(|(told, _)| told == found) {
            if memory.failures > 0 {
                memory.forget_failures();
                memory.save(&self.0.store).await;
                self.note(memory, Some(found), false);
            }
            return LOOK;
        }
        // A router that starts again, or a prefix that is being renewed, is no reason to take a family from the name.
        if told.is_some_and(|(told, _)| found.lost(&told)) && before != Some(found) {
            return SOON;
        }
        match self.tell(found).await {
            Ok(()) => {
                tracing::info!(name = self.0.config.hostname, addresses = %found, "dynamic DNS was told");
                memory.note_success(found, self.0.clock.now());
                memory.save(&self.0.store).await;
                self.note(memory, Some(found), false);
                LOOK
            }
            Err(error) => {
                let kind = match error {
                    TellError::Refused(_) | TellError::Url => Failure::Lasting,
                    TellError::Failed(_) | TellError::Hook(_) => Failure::Passing,
                    TellError::Request(_) => Failure::Unreached,
                };
                self.fail(memory, Some(found), with_causes(&error), kind, false).await
            }
        }
    }

    /// The public addresses, of the families that whoever is told takes.
    async fn find(&self) -> Result<Addresses, SourceError> {
        let config = &self.0.config;
        let url = config.url.as_ref().filter(|_| config.hook.is_none());
        let (v4, v6) = url.map_or((true, true), |url| provider::families(url.expose()));
        let source = config.source.as_deref().filter(|_| v4);
        let found = source::find(&(self.0.own)(), &self.0.client, source).await?;
        let found = Addresses { v4: found.v4.filter(|_| v4), v6: found.v6.filter(|_| v6) };
        if found.is_empty() { Err(SourceError::Nobody) } else { Ok(found) }
    }

    async fn tell(&self, addresses: Addresses) -> Result<(), TellError> {
        let config = &self.0.config;
        if let Some(hook) = &config.hook {
            command::run(hook, &config.hostname, addresses).await.map_err(TellError::Hook)?;
        }
        if let Some(url) = &config.url {
            provider::tell(&self.0.client, url.expose(), &config.hostname, addresses).await?;
        }
        Ok(())
    }

    /// Notes a failure. When to look again.
    async fn fail(
        &self,
        memory: &mut Memory,
        found: Option<Addresses>,
        mut reason: String,
        kind: Failure,
        is_shared_address: bool,
    ) -> Duration {
        let now = self.0.clock.now();
        tracing::warn!(name = self.0.config.hostname, reason, "dynamic DNS is not kept");
        reason.truncate(reason.floor_char_boundary(MAX_REASON_BYTES));
        memory.note_failure(reason, kind, now);
        memory.save(&self.0.store).await;
        self.note(memory, found, is_shared_address);
        memory.retry_at(now).map_or(LOOK, |retry_at| retry_at.since(now).min(LOOK))
    }

    /// Shows how things stand.
    fn note(&self, memory: &Memory, found: Option<Addresses>, is_shared_address: bool) {
        let mut standing = self.0.standing.lock().unwrap_or_else(PoisonError::into_inner);
        let was_shared = standing.trouble.as_ref().is_some_and(|trouble| trouble.is_shared_address);
        standing.found = found.or(standing.found);
        standing.told = memory.told.map(|(told, at)| (told, Timestamp::from_secs(at)));
        standing.trouble = (memory.failures > 0).then(|| Trouble {
            reason: memory.reason.clone(),
            count: memory.failures,
            retry_at: Timestamp::from_secs(memory.retry_at),
            is_shared_address: is_shared_address || (found.is_none() && was_shared),
        });
    }
}
