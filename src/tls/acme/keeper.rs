//! Who sees to it that every name has a certificate in time: our own names, and names of accounts when somebody asks
//! for them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use instant_acme::{Account, CertificateIdentifier};

use super::order::{self, Way};
use super::trouble::Trouble;
use super::{AccountError, AcmeConfig, OrderError, account, file_of, trouble_file};
use crate::base::{Clock, EARLIEST, Timestamp, random_bytes, with_causes};
use crate::net::Client;
use crate::tls::{Certificate, Certificates, Tls, WantedNames};

/// How often all certificates are looked at.
const LOOK: Duration = Duration::from_secs(6 * 60 * 60);
/// Between two orders, whatever they are for: the authority is not to be flooded by whoever makes up names.
const PAUSE: Duration = Duration::from_secs(2);

/// Says for which names a certificate is wanted.
pub trait Wants: Send + Sync {
    /// Whether `name` is somebody's here.
    fn wants(&self, name: &str) -> impl Future<Output = bool> + Send;
}

/// Orders and renews.
pub struct Keeper<W> {
    config: AcmeConfig,
    names: Vec<String>,
    certificates: Certificates,
    client: Client,
    clock: Clock,
    wants: W,
    account: Option<Arc<Account>>,
    trouble: Trouble,
    /// When to renew what is in force, as the authority suggests.
    renew_at: HashMap<String, Timestamp>,
}

impl<W> std::fmt::Debug for Keeper<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keeper").field("names", &self.names).finish_non_exhaustive()
    }
}

/// Why a name has no certificate.
#[derive(Debug, thiserror::Error)]
enum KeepError {
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Order(#[from] OrderError),
}

impl<W: Wants> Keeper<W> {
    /// For the certificates of `tls`; `None` when they do not come from an authority.
    pub fn new(tls: &Tls, client: Client, clock: Clock, wants: W) -> Option<Self> {
        let config = tls.acme()?.clone();
        Some(Self {
            trouble: Trouble::load(trouble_file(&config)),
            config,
            names: tls.names().to_vec(),
            certificates: tls.certificates().clone(),
            client,
            clock,
            wants,
            account: None,
            renew_at: HashMap::new(),
        })
    }

    /// Keeps certificates for as long as it is polled.
    pub async fn run(mut self, mut wanted: WantedNames) {
        loop {
            let mut next = LOOK;
            if self.clock.now() >= EARLIEST {
                next = self.look().await;
            } else {
                next = next.min(Duration::from_secs(10));
            }
            let deadline = tokio::time::Instant::now() + next;
            loop {
                let name = tokio::select! {
                    name = wanted.recv() => name,
                    () = self.certificates.renewal_asked() => {
                        self.renew().await;
                        continue;
                    }
                    () = tokio::time::sleep_until(deadline) => break,
                };
                let Some(name) = name else { return };
                self.look_at_wanted(&name).await;
            }
        }
    }

    /// Looks at all names. When to look again.
    async fn look(&mut self) -> Duration {
        let mut names = self.names.clone();
        for (name, until) in self.certificates.list() {
            if names.contains(&name) {
                continue;
            }
            if self.wants.wants(&name).await {
                names.push(name);
            } else if until <= self.clock.now() {
                self.drop(&name);
            }
        }
        let mut next = LOOK;
        for name in names {
            let now = self.clock.now();
            if let Some(retry_at) = self.trouble.retry_at(&name, now) {
                next = next.min(retry_at.since(now));
            } else if self.is_due(&name).await {
                if let Some(retry_at) = self.order(&name).await {
                    next = next.min(retry_at.since(now));
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
        next
    }

    /// Orders certificates for our own names, whatever is in force and whatever failed before.
    async fn renew(&mut self) {
        if self.clock.now() < EARLIEST {
            return;
        }
        for name in self.names.clone() {
            self.order(&name).await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Orders a certificate for a name that somebody asked for, if it is somebody's.
    async fn look_at_wanted(&mut self, name: &str) {
        let now = self.clock.now();
        let waits = self.trouble.retry_at(name, now).is_some();
        if now < EARLIEST || waits || self.certificates.of(name).is_some_and(|own| own.not_after() > now) {
            return;
        }
        if self.names.iter().any(|own| own == name) || !self.wants.wants(name).await {
            return;
        }
        self.order(name).await;
        tokio::time::sleep(PAUSE).await;
    }

    /// Whether a name needs a certificate now.
    async fn is_due(&mut self, name: &str) -> bool {
        let found = self.certificates.list().iter().any(|(known, _)| known == name);
        let Some(certificate) = self.certificates.of(name).filter(|_| found) else { return true };
        let now = self.clock.now();
        // What the authority suggests may change, even to the past, when certificates have to be withdrawn.
        let at = match self.suggested(&certificate).await {
            Some(window) => *self
                .renew_at
                .entry(name.to_owned())
                .and_modify(|at| *at = (*at).clamp(window.0, window.1))
                .or_insert_with(|| between(window.0, window.1)),
            None => {
                let lifetime = certificate.not_after().since(certificate.not_before());
                certificate.not_before().after(lifetime * 2 / 3)
            }
        };
        now >= at
    }

    /// When the authority would like it to be renewed, if it says so (RFC 9773).
    async fn suggested(&mut self, certificate: &Certificate) -> Option<(Timestamp, Timestamp)> {
        let id = CertificateIdentifier::try_from(certificate.leaf()?).ok()?;
        let account = self.account().await.ok()?;
        let (info, _) = account.renewal_info(&id).await.ok()?;
        let time = |at: time::OffsetDateTime| {
            Timestamp::from_secs(u64::try_from(at.unix_timestamp()).unwrap_or_default())
        };
        let window = (time(info.suggested_window.start), time(info.suggested_window.end));
        (window.0 <= window.1).then_some(window)
    }

    async fn account(&mut self) -> Result<Arc<Account>, AccountError> {
        if let Some(account) = &self.account {
            return Ok(Arc::clone(account));
        }
        let account = Arc::new(account::open(&self.config, &self.client).await?);
        self.account = Some(Arc::clone(&account));
        Ok(account)
    }

    /// Orders a certificate. After a failure, when to try again.
    async fn order(&mut self, name: &str) -> Option<Timestamp> {
        match self.try_order(name).await {
            Ok(certificate) => {
                tracing::info!(name, until = %certificate.not_after(), "a certificate is in force");
                if self.names.first().is_some_and(|first| first == name) {
                    self.certificates.set_for_nameless(certificate);
                }
                self.renew_at.remove(name);
                self.trouble.clear(name).await;
                None
            }
            Err(error) => {
                let reason = with_causes(&error);
                let retry_at = self.trouble.add(name, self.clock.now(), reason.clone()).await;
                tracing::warn!(name, error = reason, %retry_at, "there is no certificate");
                Some(retry_at)
            }
        }
    }

    async fn try_order(&mut self, name: &str) -> Result<Certificate, KeepError> {
        match self.order_with_account(name).await {
            Err(KeepError::Order(OrderError::Authority(error))) if account::is_unknown(&error) => {
                tracing::warn!("the authority has forgotten our account, so that another one is made");
                self.account = None;
                account::forget(&self.config);
                self.order_with_account(name).await
            }
            other => other,
        }
    }

    async fn order_with_account(&mut self, name: &str) -> Result<Certificate, KeepError> {
        let account = self.account().await?;
        let failures = self.trouble.count(name);
        // One way may be blocked where the other is not.
        let way = match name.starts_with("*.") {
            true => Way::Dns,
            false if failures.is_multiple_of(2) => Way::Tls,
            false => Way::Http,
        };
        let old = self.certificates.of(name).filter(|old| old.names().iter().any(|known| known == name));
        // An authority may refuse to replace what it knows nothing of; the next try does not ask it to.
        let replaces = old.as_ref().filter(|_| failures == 0).and_then(Certificate::leaf);
        let replaces = replaces.and_then(|leaf| CertificateIdentifier::try_from(leaf).ok());
        Ok(order::place(&self.config, &account, name, way, replaces, &self.certificates).await?)
    }

    /// Forgets a certificate that is over and that nobody wants any more.
    fn drop(&self, name: &str) {
        self.certificates.remove(name);
        let path = file_of(&self.config.folder, name);
        if let Err(error) = std::fs::remove_file(&path) {
            tracing::warn!(%error, path = %path.display(), "a certificate that is over cannot be removed");
        }
    }
}

/// Somewhere in between, so that not everybody comes at one moment.
fn between(start: Timestamp, end: Timestamp) -> Timestamp {
    let span = end.since(start).as_secs();
    start.after(Duration::from_secs(u64::from_le_bytes(random_bytes()).checked_rem(span).unwrap_or(0)))
}
