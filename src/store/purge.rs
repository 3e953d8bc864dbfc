//! Removing everything that an account left, in pieces.

use super::error::{StorageError, WriteError};
use super::ids::{Aid, Seq};
use super::job::Lane;
use super::tables::{Accounts, NAMES, OF_ACCOUNT, Table};
use super::{DELETE_CHUNK, JOB_BYTES, Store, events};

/// Events that one job looks at.
const EVENTS_PER_JOB: usize = 2_000;

impl Store {
    /// Removes every row whose key begins with the account, and its events other than `keep`. The account's own row
    /// must be gone already, with what its owner could use. Can be begun again after an interruption.
    ///
    /// # Errors
    /// As [`Store::write`]; what was removed until then stays removed.
    pub async fn purge_account(&self, aid: Aid, keep: Option<Seq>) -> Result<(), WriteError<StorageError>> {
        for index in (0..NAMES.len()).filter(|index| OF_ACCOUNT[*index] && *index != Accounts::INDEX) {
            while self
                .write_in(Lane::Essential, JOB_BYTES, move |tx| {
                    tx.delete_of_account(index, aid, DELETE_CHUNK)
                })
                .await?
            {}
        }
        let mut from = Some(Seq::ZERO);
        while let Some(after) = from {
            let job = move |tx: &mut super::Tx<'_>| events::purge(tx, aid, keep, after, EVENTS_PER_JOB);
            from = self.write_in(Lane::Essential, JOB_BYTES, job).await?;
        }
        Ok(())
    }
}
