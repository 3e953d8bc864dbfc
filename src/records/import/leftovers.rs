//! Removing rows that an import left: those of the repository before it, or its own when it did not come to its end.

use crate::records::Repositories;
use crate::records::links;
use crate::store::{Aid, DELETE_CHUNK, Lane, RepoId, StorageError, Tx, WriteError};

/// Bytes that a step holds while it waits.
const JOB_BYTES: usize = 1_024;

impl Repositories {
    /// Removes the rows of a repository that is not its account's, in pieces, so that others can write in between. Blobs
    /// that only it referred to become temporary. Does nothing to one that is its account's. Whether it is settled: not
    /// while an import for the account is under way, as the rows may be its own.
    ///
    /// # Errors
    /// As every write; what was removed until then stays removed.
    pub async fn drop_repo(&self, aid: Aid, repo: RepoId) -> Result<bool, WriteError<StorageError>> {
        if self.0.imports.is_importing(aid) {
            return Ok(false);
        }
        let store = &self.0.store;
        let job = move |tx: &mut Tx<'_>| links::release_some(tx, aid, repo, DELETE_CHUNK);
        while store.write_in(Lane::Essential, JOB_BYTES, job).await? {}
        store.purge_repo(aid, repo).await?;
        Ok(true)
    }
}
