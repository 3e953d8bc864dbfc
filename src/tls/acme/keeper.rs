//! Who sees to it that every name has a certificate in time: our own names, and names of accounts when somebody asks
//! for them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use instant_acme::{Account, CertificateIdentifier};

use super::budget::Budget;
use super::order::{self, Way};
use super::trouble::Trouble;
use super::{AccountError, AcmeConfig, OrderError, Setback, account, budget_file, file_of, trouble_file};
use crate::base::{Clock, Timestamp, random_bytes, with_causes};
use crate::net::Client;
use crate::tls::{Certificate, Certificates, Tls, WantedNames};

/// How often all certificates are looked at.
const LOOK: Duration = Duration::from_secs(6 * 60 * 60);
/// The same while the clock is not set.
const CLOCK_PAUSE: Duration = Duration::from_secs(10);
/// How long nobody's wish is heard after the authority said that it had enough of us. Our own names are tried on.
const RATE_PAUSE: Duration = Duration::from_secs(60 * 60);
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
    /// What may still be ordered for whoever asks.
    budget: Budget,
    /// When to renew what is in force, as the authority suggested last.
    renew_at: HashMap<String, Timestamp>,
    /// Until when no certificates are ordered for whoever asks.
    closed_until: Option<Timestamp>,
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

impl KeepError {
    /// Whether the authority says that we ask too often.
    fn is_rate_limit(&self) -> bool {
        let (Self::Order(OrderError::Authority(error)) | Self::Account(AccountError::Authority(error))) =
            self
        else {
            return false;
        };
        account::is_problem(error, "rateLimited")
    }
}

impl<W: Wants> Keeper<W> {
    /// For the certificates of `tls`; `None` when they do not come from an authority.
    pub fn new(tls: &Tls, client: Client, clock: Clock, wants: W) -> Option<Self> {
        let config = tls.acme()?.clone();
        Some(Self {
            trouble: Trouble::load(trouble_file(&config)),
            budget: Budget::load(budget_file(&config)),
            config,
            names: tls.names().to_vec(),
            certificates: tls.certificates().clone(),
            client,
            clock,
            wants,
            account: None,
            renew_at: HashMap::new(),
            closed_until: None,
        })
    }

    /// Keeps certificates for as long as it is polled.
    pub async fn run(mut self, mut wanted: WantedNames) {
        loop {
            let next = if self.clock.is_set() { self.look().await } else { CLOCK_PAUSE };
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
                self.drop(&name).await;
            }
        }
        for Setback { name, .. } in self.trouble.list() {
            if !names.contains(&name) && !self.wants.wants(&name).await {
                self.trouble.clear(&name).await;
            }
        }
        let mut next = LOOK;
        for name in names {
            let now = self.clock.now();
            if let Some(retry_at) = self.trouble.retry_at(&name, now) {
                next = next.min(retry_at.since(now));
                continue;
            }
            let due = self.due(&name).await;
            if due > now {
                next = next.min(due.since(now));
            } else {
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
        if !self.clock.is_set() {
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
        let waits =
            self.trouble.retry_at(name, now).is_some() || self.closed_until.is_some_and(|end| now < end);
        if !self.clock.is_set()
            || waits
            || self.certificates.of(name).is_some_and(|own| own.not_after() > now)
        {
            return;
        }
        if self.names.iter().any(|own| own == name) || !self.wants.wants(name).await {
            return;
        }
        if let Some(room_at) = self.budget.room_at(now) {
            tracing::warn!(name, %room_at, "no certificate is ordered: a week's worth of them was");
            self.closed_until = Some(room_at);
            return;
        }
        if self.order(name).await.is_none() {
            self.budget.note(now).await;
        }
        tokio::time::sleep(PAUSE).await;
    }

    /// From when on a name needs a certificate.
    async fn due(&mut self, name: &str) -> Timestamp {
        let has_own = self.certificates.list().iter().any(|(known, _)| known == name);
        let Some(certificate) = self.certificates.of(name).filter(|_| has_own) else {
            return Timestamp::from_secs(0);
        };
        let chosen = self.renew_at.get(name).copied();
        match self.suggested(&certificate).await {
            Some(window) => {
                let at = within(window, chosen);
                self.renew_at.insert(name.to_owned(), at);
                at
            }
            None => chosen.unwrap_or_else(|| {
                let lifetime = certificate.not_after().since(certificate.not_before());
                certificate.not_before().after(lifetime * 2 / 3)
            }),
        }
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
                if error.is_rate_limit() {
                    self.closed_until = Some(self.clock.now().after(RATE_PAUSE));
                }
                let reason = with_causes(&error);
                let retry_at = self.trouble.add(name, self.clock.now(), reason.clone()).await;
                tracing::warn!(name, error = reason, %retry_at, "there is no certificate");
                Some(retry_at)
            }
        }
    }

    async fn try_order(&mut self, name: &str) -> Result<Certificate, KeepError> {
        match self.order_with_account(name).await {
            Err(KeepError::Order(OrderError::Authority(error)))
                if account::is_problem(&error, "accountDoesNotExist") =>
            {
                tracing::warn!("the authority has forgotten our account, so that another one is made");
                self.account = None;
                account::forget(&self.config).await;
                self.order_with_account(name).await
            }
            other => other,
        }
    }

    async fn order_with_account(&mut self, name: &str) -> Result<Certificate, KeepError> {
        let account = self.account().await?;
        let failures = self.trouble.count(name);
        let way = way(name, failures, self.config.dns_hook.is_some());
        let old = self.certificates.of(name).filter(|old| old.names().iter().any(|known| known == name));
        // Only an authority that said when to renew it knows what is meant by replacing (RFC 9773, 5); and even that one may
        // refuse, so that the next try does not ask it to.
        let knows = failures == 0 && self.renew_at.contains_key(name);
        let replaces = old.as_ref().filter(|_| knows).and_then(Certificate::leaf);
        let replaces = replaces.and_then(|leaf| CertificateIdentifier::try_from(leaf).ok());
        Ok(order::place(&self.config, &account, name, way, replaces, &self.certificates).await?)
    }

    /// Forgets a certificate that is over and that nobody wants any more.
    async fn drop(&mut self, name: &str) {
        self.certificates.remove(name);
        self.renew_at.remove(name);
        let path = file_of(&self.config.folder, name);
        if let Err(error) = tokio::fs::remove_file(&path).await {
            tracing::warn!(%error, path = %path.display(), "a certificate that is over cannot be removed");
        }
    }
}

/// How a name is proven after so many failures: one way may be blocked where another is not.
fn way(name: &str, failures: u32, has_dns: bool) -> Way {
    let ways: &[Way] = if name.starts_with("*.") {
        &[Way::Dns]
    } else if has_dns {
        &[Way::Tls, Way::Http, Way::Dns]
    } else {
        &[Way::Tls, Way::Http]
    };
    ways[failures as usize % ways.len()]
}

/// The moment that was `chosen` before, if it lies in the window, else another one by chance: not everybody is to come at
/// once, also when the authority moves the window of all, even to the past, because certificates have to be withdrawn.
fn within((start, end): (Timestamp, Timestamp), chosen: Option<Timestamp>) -> Timestamp {
    chosen.filter(|at| (start..=end).contains(at)).unwrap_or_else(|| {
        let span = end.since(start).as_secs();
        start.after(Duration::from_secs(u64::from_le_bytes(random_bytes()).checked_rem(span).unwrap_or(0)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_gets_its_turn() {
        let ways = |name, has_dns| (0..4).map(|n| way(name, n, has_dns)).collect::<Vec<_>>();
        assert_eq!(ways("pds.test", false), [Way::Tls, Way::Http, Way::Tls, Way::Http]);
        assert_eq!(ways("pds.test", true), [Way::Tls, Way::Http, Way::Dns, Way::Tls]);
        assert_eq!(ways("*.pds.test", true), [Way::Dns; 4]);
    }

    #[test]
    fn the_moment_of_renewal_stays_while_the_window_has_it() {
        let at = Timestamp::from_secs;
        let window = (at(1_000_000), at(1_100_000));
        assert_eq!(within(window, Some(at(1_050_000))), at(1_050_000));
        for chosen in [None, Some(at(999_999)), Some(at(1_100_001))] {
            let found: Vec<Timestamp> = (0..20).map(|_| within(window, chosen)).collect();
            assert!(found.iter().all(|found| (window.0..=window.1).contains(found)), "{found:?}");
            assert!(found.iter().any(|other| *other != found[0]), "not all at one moment: {found:?}");
        }
        assert_eq!(within((at(5), at(5)), None), at(5));
    }
}
