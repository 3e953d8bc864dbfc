//! What was told and what failed, kept between starts: a server that starts again and again must not call a provider each
//! time.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Addresses;
use crate::base::Timestamp;
use crate::store::rows::meta::{self, MetaValue};
use crate::store::tables::Meta;
use crate::store::{Lane, Read, Snapshot, StorageError, Store, Tx};

/// Where it is kept.
const KEPT: &str = "dynamic-dns";
/// Bytes that a change holds while it waits for the writer.
const JOB_BYTES: usize = 1_024;
/// The wait after the first failure; each further one waits five times as long.
const FIRST: Duration = Duration::from_secs(60);
/// The longest wait, and the one after a refusal.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// The longest wait where nobody was reached, and so nobody is bothered: the network may be back any minute, with another
/// address.
const LONGEST_UNREACHED: Duration = Duration::from_secs(15 * 60);

/// What a failure says about the next try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Nobody was reached.
    Unreached,
    /// Somebody was, and could not do it.
    Passing,
    /// The next try will end the same way unless somebody does something.
    Lasting,
}

/// What is kept. Times are in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    /// A hash of whom and what name the rest is about: with other settings nothing of it holds.
    pub about: String,
    pub told: Option<(Addresses, u64)>,
    pub failures: u32,
    pub retry_at: u64,
    pub reason: String,
}

impl Memory {
    /// What is kept about `about`, if anything.
    pub(super) async fn load(store: &Store, about: &str) -> Self {
        let read = |db: &Snapshot| db.get::<Meta>(&meta::key(KEPT));
        let kept: Result<Option<MetaValue>, StorageError> = store.read(read).await;
        let kept = kept.ok().flatten().and_then(|row| serde_json::from_slice::<Self>(&row.0).ok());
        let fresh = || Self { about: about.to_owned(), ..Self::default() };
        kept.filter(|kept| kept.about == about).unwrap_or_else(fresh)
    }

    pub(super) async fn save(&self, store: &Store) {
        let Ok(bytes) = serde_json::to_vec(self) else { return };
        let job = move |tx: &mut Tx<'_>| tx.put::<Meta>(&meta::key(KEPT), &MetaValue(bytes.clone()));
        if let Err(error) = store.write_in(Lane::Essential, JOB_BYTES, job).await {
            tracing::warn!(%error, "what dynamic DNS was told is not kept");
        }
    }

    /// When to try again, if not now.
    pub(super) fn retry_at(&self, now: Timestamp) -> Option<Timestamp> {
        let at = Timestamp::from_secs(self.retry_at);
        // A clock that was wrong for a while must not make us wait for years.
        (at > now && at <= now.after(LONGEST)).then_some(at)
    }

    pub(super) fn note_success(&mut self, addresses: Addresses, now: Timestamp) {
        self.told = Some((addresses, now.secs()));
        self.forget_failures();
    }

    pub(super) fn forget_failures(&mut self) {
        (self.failures, self.retry_at) = (0, 0);
        self.reason.clear();
    }

    /// Notes a failure.
    pub(super) fn note_failure(&mut self, reason: String, kind: Failure, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        let grown = FIRST.saturating_mul(5_u32.saturating_pow(self.failures - 1));
        let wait = match kind {
            Failure::Unreached => grown.min(LONGEST_UNREACHED),
            Failure::Passing => grown.min(LONGEST),
            Failure::Lasting => LONGEST,
        };
        self.retry_at = now.after(wait).secs();
        self.reason = reason;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_a_refusal_waits_longest() {
        let now = Timestamp::from_secs(1_800_000_000);
        let mut memory = Memory::default();
        let mut wait = |kind| {
            memory.note_failure("no".to_owned(), kind, now);
            memory.retry_at(now).expect("a wait").since(now).as_secs()
        };
        assert_eq!([(); 3].map(|()| wait(Failure::Passing)), [60, 300, 1_500]);
        assert_eq!((0..4).map(|_| wait(Failure::Passing)).max(), Some(43_200));
        assert_eq!(wait(Failure::Unreached), 900);
        assert_eq!(wait(Failure::Lasting), 43_200);
        assert!(memory.retry_at(now.after(LONGEST)).is_none());
        assert!(memory.retry_at(Timestamp::from_secs(0)).is_none(), "the clock was wrong");
        memory.note_success(Addresses::default(), now);
        assert_eq!((memory.retry_at(now), memory.failures), (None, 0));
    }
}
