//! Removing everything that an account or a repository left, in pieces.

use super::error::{StorageError, WriteError};
use super::ids::{Aid, RepoId, Seq};
use super::job::Lane;
use super::read::Read;
use super::rows::repo::repo_of;
use super::tables::{Accounts, Heads, NAMES, OF_ACCOUNT, OF_REPO, Table};
use super::tx::Tx;
use super::{DELETE_CHUNK, JOB_BYTES, Store, events};

/// Events that one job looks at.
const EVENTS_PER_JOB: usize = 2_000;

impl Store {
    /// Removes every row whose key begins with the account or with its repository, and its events other than `keep`. The
    /// account's own row must be gone already, with what its owner could use. Can be begun again after an interruption.
    ///
    /// # Errors
    /// As [`Store::write`]; what was removed until then stays removed.
    pub async fn purge_account(&self, aid: Aid, keep: Option<Seq>) -> Result<(), WriteError<StorageError>> {
        let repo = self.read(move |db| repo_of(db, aid)).await.map_err(WriteError::Job)?;
        // The head, which tells the repository, is a row of the account and goes after it.
        for index in (0..NAMES.len()).filter(|index| OF_REPO[*index]) {
            self.delete_all(move |tx| tx.delete_owned(index, &repo, DELETE_CHUNK)).await?;
        }
        for index in (0..NAMES.len()).filter(|index| OF_ACCOUNT[*index] && *index != Accounts::INDEX) {
            self.delete_all(move |tx| tx.delete_owned(index, &aid, DELETE_CHUNK)).await?;
        }
        let mut from = Some(Seq::ZERO);
        while let Some(after) = from {
            let job = move |tx: &mut Tx<'_>| events::purge(tx, aid, keep, after, EVENTS_PER_JOB);
            from = self.write_in(Lane::Essential, JOB_BYTES, job).await?;
        }
        Ok(())
    }

    /// Removes every row of a repository, unless it is the account's. Can be begun again after an interruption.
    ///
    /// # Errors
    /// As [`Store::write`]; what was removed until then stays removed.
    pub async fn purge_repo(&self, aid: Aid, repo: RepoId) -> Result<(), WriteError<StorageError>> {
        for index in (0..NAMES.len()).filter(|index| OF_REPO[*index]) {
            let step = move |tx: &mut Tx<'_>| {
                if tx.get::<Heads>(&aid)?.is_some_and(|head| head.repo(aid) == repo) {
                    return Ok(false);
                }
                tx.delete_owned(index, &repo, DELETE_CHUNK)
            };
            self.delete_all(step).await?;
        }
        Ok(())
    }

    /// Runs `step` until it says that there is no more.
    async fn delete_all<F>(&self, step: F) -> Result<(), WriteError<StorageError>>
    where
        F: Fn(&mut Tx<'_>) -> Result<bool, StorageError> + Copy + Send + 'static,
    {
        while self.write_in(Lane::Essential, JOB_BYTES, step).await? {}
        Ok(())
    }
}
