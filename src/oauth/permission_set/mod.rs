//! Permission sets: what an `include:` in a request stands for.
//!
//! Owns finding, proving and keeping them. A set is looked for anew when it is a day old. While its publisher cannot be
//! asked, what was known last serves on for 90 days (permission specification). What failed is not tried again for a
//! minute, so that nobody can make this server knock at others' doors at will.

mod lookup;
mod set;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join_all;
use tokio::time::timeout;

use super::scope::{Include, Scope, ScopeSet};
use crate::base::{Age, Cache, Clock, Lifetime, Timestamp};
use crate::cbor;
use crate::identity::Resolver;
use crate::net::Network;
use crate::store::keys::Text;
use crate::store::rows::permission_sets::PublishedSet;
use crate::store::tables;
use crate::store::{Read, StorageError, Store, Tx, WriteError};
use crate::syntax::Nsid;
use lookup::Lookup;
pub use lookup::LookupError;
pub use set::{InvalidSet, PermissionSet, Texts};

/// Most sets in one request: each may cost several questions to strangers.
pub const MAX_INCLUDES: usize = 5;
/// How long a set is taken as it is, and how long it serves while its publisher cannot be asked.
pub const LIFETIME: Lifetime =
    Lifetime { fresh: Duration::from_secs(24 * 3_600), stale: Duration::from_secs(90 * 24 * 3_600) };
/// Memory of all sets, in bytes.
const SETS_WEIGHT: usize = 512 * 1024;
/// How long a failure is remembered, and memory of all failures, in bytes.
const FAILED: Lifetime = Lifetime { fresh: Duration::from_secs(60), stale: Duration::from_secs(60) };
const FAILED_WEIGHT: usize = 64 * 1024;
/// How long finding one set may take, name, identity and record together.
const PATIENCE: Duration = Duration::from_secs(10);

/// The permission sets of the world. Cheap to clone.
#[derive(Clone)]
pub struct PermissionSets(Arc<Inner>);

struct Inner {
    lookup: Lookup,
    store: Store,
    clock: Clock,
    sets: Cache<Nsid, Arc<Kept>>,
    failures: Cache<Nsid, ()>,
}

/// A set in memory.
struct Kept {
    set: Arc<PermissionSet>,
    row: PublishedSet,
}

/// Why a request's permission sets cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// More than [`MAX_INCLUDES`].
    #[error("too many permission sets")]
    TooMany,
    /// It cannot be found, or not be proven to be its publisher's.
    #[error("the permission set {0} cannot be resolved")]
    Unresolved(Nsid, #[source] Option<Box<LookupError>>),
    /// What is published is no permission set.
    #[error("{0} is not a permission set")]
    Invalid(Nsid, #[source] InvalidSet),
}

impl SetError {
    /// Whether the publisher says so, as against nobody saying anything.
    fn is_final(&self) -> bool {
        match self {
            Self::Invalid(..) => true,
            Self::Unresolved(_, cause) => {
                cause.as_ref().is_some_and(|cause| matches!(**cause, LookupError::Absent))
            }
            Self::TooMany => false,
        }
    }
}

impl PermissionSets {
    /// Sets that are found by `resolver` and fetched over `network`.
    pub fn new(resolver: Resolver, network: &Network, store: Store, clock: Clock) -> Self {
        let lookup = Lookup { resolver, http: network.lookups.clone(), store: store.clone() };
        Self(Arc::new(Inner {
            lookup,
            store,
            clock,
            sets: Cache::new(LIFETIME, SETS_WEIGHT),
            failures: Cache::new(FAILED, FAILED_WEIGHT),
        }))
    }

    /// The set of that name.
    ///
    /// # Errors
    /// When it cannot be found, and has not been heard of for 90 days.
    pub async fn get(&self, name: &Nsid) -> Result<Arc<PermissionSet>, SetError> {
        let now = self.0.clock.now();
        let known = match self.0.sets.get(name, now) {
            Some((kept, Age::Fresh)) => return Ok(Arc::clone(&kept.set)),
            Some((kept, Age::Stale { .. })) => Some(kept),
            Some((_, Age::Expired)) | None => self.stored(name, now).await,
        };
        if let Some(kept) = &known
            && now.since(kept.row.fetched_at) < LIFETIME.fresh
        {
            return Ok(Arc::clone(&kept.set));
        }
        let error = match self.0.failures.get(name, now) {
            Some((_, Age::Fresh)) => SetError::Unresolved(name.clone(), None),
            _ => match self.fetch(name, now).await {
                Ok(set) => return Ok(set),
                Err(error) => error,
            },
        };
        if error.is_final() {
            self.forget(name).await;
            return Err(error);
        }
        known.map(|kept| Arc::clone(&kept.set)).ok_or(error)
    }

    /// What an `include:` stands for.
    ///
    /// # Errors
    /// As [`PermissionSets::get`].
    pub async fn resolve(&self, include: &Include) -> Result<Vec<Scope>, SetError> {
        Ok(self.get(&include.nsid).await?.permissions(include))
    }

    /// A list of scopes with what its permission sets stand for in their places.
    ///
    /// # Errors
    /// When there are more than [`MAX_INCLUDES`], or one cannot be opened.
    pub async fn open(&self, scopes: &ScopeSet) -> Result<ScopeSet, SetError> {
        let includes = includes(scopes);
        if includes.is_empty() {
            return Ok(scopes.clone());
        }
        if includes.len() > MAX_INCLUDES {
            return Err(SetError::TooMany);
        }
        let opened = try_join_all(includes.iter().map(|include| self.resolve(include))).await?;
        let others = scopes.filter(|scope| !matches!(scope, Scope::Include(_)));
        Ok(others.union(&opened.into_iter().flatten().collect()))
    }

    /// Keeps what the sets of a list stand for, for times when nobody can be asked. For requests that somebody granted:
    /// the store is not for everybody who makes one.
    ///
    /// # Errors
    /// As every write.
    pub async fn remember(&self, scopes: &ScopeSet) -> Result<(), WriteError<StorageError>> {
        let now = self.0.clock.now();
        let sets: Vec<(Text, PublishedSet)> = includes(scopes)
            .iter()
            .filter_map(|include| {
                let (kept, _) = self.0.sets.get(&include.nsid, now)?;
                Some((Text::new(include.nsid.as_str()), kept.row.clone()))
            })
            .collect();
        if sets.is_empty() {
            return Ok(());
        }
        let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
            for (name, row) in &sets {
                if tx.get::<tables::PermissionSets>(name)?.as_ref() != Some(row) {
                    tx.put::<tables::PermissionSets>(name, row)?;
                }
            }
            Ok(())
        };
        self.0.store.write(job).await
    }

    /// What the store knows of a set, unless it is too old to be of use.
    async fn stored(&self, name: &Nsid, now: Timestamp) -> Option<Arc<Kept>> {
        let key = Text::new(name.as_str());
        let read = self.0.store.read(move |db| db.get::<tables::PermissionSets>(&key)).await;
        let row =
            read.inspect_err(|error| tracing::warn!(%error, "a permission set cannot be read")).ok()??;
        if now.since(row.fetched_at) >= LIFETIME.stale {
            return None;
        }
        let set = read_set(name, &row.record).ok()?;
        Some(self.keep(name, set, row))
    }

    /// Asks the network.
    async fn fetch(&self, name: &Nsid, now: Timestamp) -> Result<Arc<PermissionSet>, SetError> {
        let found = match timeout(PATIENCE, self.0.lookup.record(name)).await {
            Ok(Ok(record)) => read_set(name, &record)
                .map(|set| (set, record))
                .map_err(|error| SetError::Invalid(name.clone(), error)),
            Ok(Err(error)) => Err(SetError::Unresolved(name.clone(), Some(Box::new(error)))),
            Err(_) => Err(SetError::Unresolved(name.clone(), None)),
        };
        match found {
            Ok((set, record)) => {
                let kept = self.keep(name, set, PublishedSet { record, fetched_at: now });
                self.renew(name, kept.row.clone()).await;
                Ok(Arc::clone(&kept.set))
            }
            Err(error) => {
                tracing::info!(%name, error = cause(&error), "a permission set cannot be had");
                self.0.failures.put(name.clone(), (), name.as_str().len() + 128, now);
                Err(error)
            }
        }
    }

    /// A set that was taken back serves nobody any more.
    async fn forget(&self, name: &Nsid) {
        self.0.sets.remove(name);
        let key = Text::new(name.as_str());
        let job = move |tx: &mut Tx<'_>| tx.delete::<tables::PermissionSets>(&key).map(drop);
        if let Err(error) = self.0.store.write(job).await {
            tracing::warn!(%error, "a permission set stays in the store");
        }
    }

    /// A set that the store knows is written again, so that it does not grow old there while it is used.
    async fn renew(&self, name: &Nsid, row: PublishedSet) {
        let key = Text::new(name.as_str());
        let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
            if tx.has::<tables::PermissionSets>(&key)? {
                tx.put::<tables::PermissionSets>(&key, &row)
            } else {
                Ok(())
            }
        };
        if let Err(error) = self.0.store.write(job).await {
            tracing::warn!(%error, "a permission set is not kept in the store");
        }
    }

    fn keep(&self, name: &Nsid, set: PermissionSet, row: PublishedSet) -> Arc<Kept> {
        let weight = set.weight() + row.record.len() + name.as_str().len();
        let since = row.fetched_at;
        let kept = Arc::new(Kept { set: Arc::new(set), row });
        self.0.sets.put(name.clone(), Arc::clone(&kept), weight, since);
        kept
    }
}

fn includes<'a>(scopes: &'a ScopeSet) -> Vec<&'a Include> {
    let include = |scope: &'a Scope| if let Scope::Include(include) = scope { Some(include) } else { None };
    scopes.iter().filter_map(include).collect()
}

fn read_set(name: &Nsid, record: &[u8]) -> Result<PermissionSet, InvalidSet> {
    PermissionSet::read(name, &cbor::decode(record).map_err(|_| InvalidSet)?)
}

/// The innermost reason.
fn cause(error: &SetError) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

impl std::fmt::Debug for PermissionSets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PermissionSets")
    }
}
