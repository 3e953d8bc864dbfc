//! What failed, and when to try again: in a file, so that a restart does not begin anew.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::{Timestamp, with_causes};
use crate::tls::files::{keep, read};

/// The wait after the first failure; each further one waits five times as long.
const FIRST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// Names that are remembered; the one whose time comes first goes.
const MAX_NAMES: usize = 256;

/// Longest reason that is kept, in bytes.
const MAX_REASON_BYTES: usize = 300;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Failures {
    count: u32,
    /// In seconds since 1970.
    retry_at: u64,
    /// Why the last one failed.
    #[serde(default)]
    reason: String,
}

/// A name for which no certificate could be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setback {
    /// The name.
    pub name: String,
    /// How many orders in a row failed.
    pub count: u32,
    /// When the next is placed.
    pub retry_at: Timestamp,
    /// Why the last one failed.
    pub reason: String,
}

/// What failed.
#[derive(Debug)]
pub(super) struct Trouble {
    path: PathBuf,
    names: BTreeMap<String, Failures>,
}

impl Trouble {
    /// What the file says; nothing when it cannot be read.
    pub(super) fn load(path: PathBuf) -> Self {
        let names =
            read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { path, names }
    }

    /// How often in a row an order for `name` failed.
    pub(super) fn count(&self, name: &str) -> u32 {
        self.names.get(name).map_or(0, |failures| failures.count)
    }

    /// When `name` may be tried again; `None` when it may now.
    pub(super) fn retry_at(&self, name: &str, now: Timestamp) -> Option<Timestamp> {
        let at = Timestamp::from_secs(self.names.get(name)?.retry_at);
        // A clock that was wrong for a while must not keep a name waiting for years.
        (at > now && at <= now.after(LONGEST)).then_some(at)
    }

    /// All of it, by name.
    pub(super) fn list(&self) -> Vec<Setback> {
        let setback = |(name, failures): (&String, &Failures)| Setback {
            name: name.clone(),
            count: failures.count,
            retry_at: Timestamp::from_secs(failures.retry_at),
            reason: failures.reason.clone(),
        };
        self.names.iter().map(setback).collect()
    }

    /// Notes a failure and its reason. When to try again.
    pub(super) async fn add(&mut self, name: &str, now: Timestamp, mut reason: String) -> Timestamp {
        let count = self.count(name).saturating_add(1);
        let wait = FIRST.saturating_mul(5_u32.saturating_pow(count - 1)).min(LONGEST);
        let retry_at = now.after(wait);
        if self.names.len() >= MAX_NAMES {
            let first = self.names.iter().min_by_key(|(_, failures)| failures.retry_at);
            if let Some(name) = first.map(|(name, _)| name.clone()) {
                self.names.remove(&name);
            }
        }
        reason.truncate(reason.floor_char_boundary(MAX_REASON_BYTES));
        self.names.insert(name.to_owned(), Failures { count, retry_at: retry_at.secs(), reason });
        self.save().await;
        retry_at
    }

    /// Forgets the failures of a name.
    pub(super) async fn clear(&mut self, name: &str) {
        if self.names.remove(name).is_some() {
            self.save().await;
        }
    }

    async fn save(&self) {
        let saved = match serde_json::to_vec_pretty(&self.names) {
            Ok(bytes) => keep(self.path.clone(), bytes).await.map_err(|error| with_causes(&error)),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = saved {
            tracing::warn!(error, "failures of orders are not kept");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waits_grow_and_survive_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("trouble.json");
        let now = Timestamp::from_secs(1_800_000_000);
        let mut trouble = Trouble::load(path.clone());
        let mut waits = Vec::new();
        for _ in 0..6 {
            waits.push(trouble.add("a.test", now, "no route".to_owned()).await.since(now).as_secs());
        }
        assert_eq!(waits, [60, 300, 1_500, 7_500, 37_500, 43_200]);
        let again = Trouble::load(path.clone());
        assert_eq!(again.count("a.test"), 6);
        assert_eq!(again.list()[0].reason, "no route");
        assert!(again.retry_at("a.test", now).is_some());
        assert!(again.retry_at("a.test", now.after(LONGEST)).is_none());
        assert!(again.retry_at("a.test", Timestamp::from_secs(0)).is_none(), "the clock was wrong");
        trouble.clear("a.test").await;
        assert_eq!(Trouble::load(path).count("a.test"), 0);
    }

    #[tokio::test]
    async fn names_are_bounded() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut trouble = Trouble::load(folder.path().join("trouble.json"));
        let now = Timestamp::from_secs(1_800_000_000);
        for n in 0..300_u32 {
            trouble.add(&format!("{n}.test"), now.after(Duration::from_secs(n.into())), String::new()).await;
        }
        assert_eq!(trouble.names.len(), MAX_NAMES);
        assert_eq!((trouble.count("0.test"), trouble.count("299.test")), (0, 1));
    }
}
