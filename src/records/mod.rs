//! Layer 5: repositories of accounts: writing, reading, importing records; preferences; the keys that sign.
//!
//! A write has two halves. [`Draft::prepare`] does what needs no look at the repository, on the caller's thread. [`apply`]
//! runs inside one job of the writer: checks, tree, signature, rows and event are one transaction, so there is nothing
//! to reconcile after a crash. Knows nothing of HTTP, sessions or permissions.

mod commit;
mod export;
mod import;
mod journal;
mod links;
mod preferences;
mod prepare;
mod read;
mod repository;
mod signer;
mod subjects;

use std::sync::Arc;

use crate::base::{Clock, Timestamp};
use crate::lexicon::Lexicons;
use crate::store::{Aid, Lane, Store, Tx, WriteError};
use crate::syntax::{RepoPath, TidClock};

pub use commit::{Action, Batch, CommitError, Committed, Expect, Write, apply};
pub use export::{Export, ExportError, Pieces};
pub use import::{Import, ImportError};
pub use journal::{
    Fate, Preview, RETENTION as JOURNAL_RETENTION, Undone, WriteCount, age, preview_undo, write_counts,
};
pub use links::{BlobRefused, indexed};
pub use preferences::{PreferenceAccess, PreferencesError, get as get_preferences, put as put_preferences};
pub use prepare::{Draft, PrepareError, PreparedRecord, Validation};
pub use read::{Census, MissingBlob, Page, census, collections, holds, list, missing_blobs, record};
pub use repository::{announce_first_commit, announce_state, create, head, sign_anew};
pub use signer::{SignerError, Signers};
pub use subjects::Subject;

/// Bytes that a queued write holds beside its records.
const WRITE_BYTES: usize = 1024;

/// Writing records. Clones share everything.
#[derive(Clone)]
pub struct Repositories(Arc<Inner>);

struct Inner {
    store: Store,
    signers: Signers,
    lexicons: Lexicons,
    keys: TidClock,
    imports: import::Turns,
}

impl Repositories {
    /// Over the store, with the keys that sign.
    pub fn new(store: Store, signers: Signers, lexicons: Lexicons, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            store,
            signers,
            lexicons,
            keys: TidClock::new(clock),
            imports: import::Turns::new(),
        }))
    }

    /// The keys that sign.
    pub fn signers(&self) -> &Signers {
        &self.0.signers
    }

    /// Completes, checks, encodes and hashes a record. `at` is what messages call it.
    ///
    /// # Errors
    /// See [`PrepareError`].
    pub fn prepare(&self, draft: Draft, at: &str) -> Result<(RepoPath, PreparedRecord), PrepareError> {
        draft.prepare(&self.0.lexicons, &self.0.keys, at)
    }

    /// Commits a batch to the repository of `aid`; see [`apply`]. Returns when it is durable.
    ///
    /// # Errors
    /// See [`CommitError`]; or the write never ran.
    pub async fn commit(&self, aid: Aid, batch: Batch) -> Result<Option<Committed>, WriteError<CommitError>> {
        let bytes = batch.writes.iter().map(|write| WRITE_BYTES + write.action.bytes()).sum();
        let signers = self.0.signers.clone();
        self.0.store.write_in(Lane::Ordinary, bytes, move |tx| apply(tx, &signers, aid, batch)).await
    }

    /// Takes back what an app wrote to the repository of `aid` since a time: what it made is deleted, what it changed or
    /// deleted is restored, where nobody else has written since. In several commits when it is much; what was done
    /// before an error stays done, and another try goes on from there.
    ///
    /// # Errors
    /// See [`CommitError`]; or the write never ran.
    pub async fn undo(
        &self,
        aid: Aid,
        client: &str,
        since: Timestamp,
    ) -> Result<Undone, WriteError<CommitError>> {
        let mut undone = Undone::default();
        loop {
            let (signers, client) = (self.0.signers.clone(), client.to_owned());
            let job = move |tx: &mut Tx<'_>| journal::undo_some(tx, &signers, aid, &client, since);
            let (step, all) = self.0.store.write_in(Lane::Ordinary, WRITE_BYTES, job).await?;
            undone.add(step);
            if all {
                return Ok(undone);
            }
        }
    }
}

impl std::fmt::Debug for Repositories {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Repositories")
    }
}

#[cfg(test)]
mod tests;
