//! The search for files that no row speaks of: what a crash between the rename and the row leaves.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::{BlobError, BlobStore, files};
use crate::base::Timestamp;
use crate::store::keys::{BlobKey, Digest};
use crate::store::tables::Blobs;
use crate::store::{Aid, Read, StorageError, Store};

/// Files younger than this are left alone.
pub const ORPHAN_AGE: Duration = Duration::from_secs(24 * 3_600);

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that were looked at.
    pub seen: usize,
    /// Files that had no row and were removed.
    pub removed: usize,
}

impl BlobStore {
    /// Removes files older than [`ORPHAN_AGE`] that have no row, in one of 256 shards of every account: to be called
    /// for the next shard each hour.
    ///
    /// # Errors
    /// When a folder cannot be read, a file cannot be removed, or the store fails.
    pub async fn sweep(&self, store: &Store, shard: u8, now: Timestamp) -> Result<Swept, BlobError> {
        let inner = Arc::clone(&self.0);
        let accounts = files::blocking(move || inner.layout.accounts()).await?;
        let mut swept = Swept::default();
        for number in accounts {
            let aid = Aid::from_u32(number);
            let inner = Arc::clone(&self.0);
            let old = files::blocking(move || old_files(&inner.layout.shard(aid, shard), now)).await?;
            swept.seen += old.len();
            let orphans = store
                .read(move |db| -> Result<_, StorageError> {
                    let mut orphans = Vec::new();
                    for digest in old {
                        if !db.has::<Blobs>(&BlobKey { aid, digest })? {
                            orphans.push(digest);
                        }
                    }
                    Ok(orphans)
                })
                .await?;
            for digest in orphans {
                // Looks again, with uploads of this blob locked out.
                swept.removed += usize::from(self.remove(store, aid, digest).await?);
            }
        }
        Ok(swept)
    }
}

/// Blobs in a folder whose files have not changed for [`ORPHAN_AGE`].
fn old_files(folder: &std::path::Path, now: Timestamp) -> io::Result<Vec<Digest>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if files::is_missing(&error) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut old = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Some(digest) = entry.file_name().to_str().and_then(files::digest_of_name) else { continue };
        let changed = entry.metadata()?.modified()?;
        let changed = changed.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let changed = Timestamp::from_micros(u64::try_from(changed.as_micros()).unwrap_or(u64::MAX));
        if now.since(changed) > ORPHAN_AGE {
            old.push(digest);
        }
    }
    Ok(old)
}
