//! Layer 3: the bytes of blobs, one file each.
//!
//! A blob is streamed into `tmp/` while it is hashed, synced, and renamed to `<account>/<xy>/<cid>`; only then its row
//! is written. Deletion goes the other way: first the row, then, through the due tasks, the file. So a row without a
//! file cannot come to be, and a file without a row is removed by a sweep. Knows nothing of records.

mod backup;
mod check;
mod files;
mod rows;
mod sweep;
#[cfg(test)]
mod tests;
mod upload;

use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore};

pub use backup::{BLOBS, BackedUp, BackupError, DATABASE, LastBackup, last_backup, restore, verify};
pub use check::{BlobFlaw, BlobReport};
use files::Layout;
pub use files::{BlobFile, is_missing};
pub use rows::{Registration, TEMPORARY_FOR, expire, register};
pub use sweep::{ORPHAN_AGE, Swept};
pub use upload::{Placed, Staged, Upload, UploadError};

use crate::store::keys::Digest;
use crate::store::rows::blobs::Blob;
use crate::store::tables::{BlobTakedowns, Blobs};
use crate::store::{Aid, FreeSpace, Read, StorageError, Store, WriteError, keys};

/// Uploads at once; each holds one piece of [`crate::base::limits::STREAM_CHUNK_BYTES`]. More of them wait.
pub const MAX_UPLOADS: usize = 4;
/// Locks that keep an upload and a removal of one blob apart, shared by hash.
const STRIPES: usize = 32;

/// The folder of blobs. Cheap to clone.
#[derive(Clone)]
pub struct BlobStore(Arc<Inner>);

struct Inner {
    layout: Layout,
    uploads: Arc<Semaphore>,
    stripes: [Arc<Mutex<()>>; STRIPES],
    space: FreeSpace,
}

/// Why a file was not removed or moved.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The file system failed.
    #[error("cannot change the blob's file")]
    Io(#[from] io::Error),
    /// The store could not say whether the blob is still wanted.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why an upload did not become a blob.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The file system failed.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// The row was not written.
    #[error(transparent)]
    Write(#[from] WriteError<StorageError>),
    /// The store could not be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl BlobStore {
    /// Opens, or makes, a folder of blobs, and removes what an interrupted upload left in `tmp`. Both folders must be
    /// on one file system. Blocks.
    ///
    /// # Errors
    /// When the folders cannot be made or read.
    pub fn open(folder: &Path, tmp: &Path, space: FreeSpace) -> io::Result<Self> {
        let layout = Layout::open(folder, tmp)?;
        Ok(Self(Arc::new(Inner {
            layout,
            uploads: Arc::new(Semaphore::new(MAX_UPLOADS)),
            stripes: std::array::from_fn(|_| Arc::default()),
            space,
        })))
    }

    /// Opens a blob's file for reading.
    ///
    /// # Errors
    /// When there is none (see [`is_missing`]) or it cannot be read.
    pub async fn read(&self, aid: Aid, digest: Digest) -> io::Result<BlobFile> {
        let path = self.0.layout.blob(aid, digest);
        files::blocking(move || BlobFile::open(&path)).await
    }

    /// Removes the file of a blob that has no row any more; one that was uploaded again stays. Whether it is gone.
    ///
    /// # Errors
    /// When the file cannot be removed or the store cannot be read.
    pub async fn remove(&self, store: &Store, aid: Aid, digest: Digest) -> Result<bool, BlobError> {
        let _alone = self.lock(digest).await;
        let wanted = store.read(move |db| db.has::<Blobs>(&keys::BlobKey { aid, digest })).await?;
        if wanted {
            return Ok(false);
        }
        let (path, quarantined) = (self.0.layout.blob(aid, digest), self.0.layout.quarantined(aid, digest));
        files::blocking(move || {
            files::remove_if_there(&path)?;
            files::remove_if_there(&quarantined)
        })
        .await?;
        Ok(true)
    }

    /// Removes every file of an account that is gone.
    ///
    /// # Errors
    /// When a folder cannot be removed.
    pub async fn remove_account(&self, aid: Aid) -> io::Result<()> {
        let inner = Arc::clone(&self.0);
        files::blocking(move || inner.layout.remove_account(aid)).await
    }

    /// Moves a blob out of the reach of readers. One that is not there, or is there already, is fine.
    ///
    /// # Errors
    /// When the file cannot be moved.
    pub async fn quarantine(&self, aid: Aid, digest: Digest) -> io::Result<()> {
        let _alone = self.lock(digest).await;
        let inner = Arc::clone(&self.0);
        files::blocking(move || {
            files::move_if_there(&inner.layout.blob(aid, digest), &inner.layout.quarantined(aid, digest))
        })
        .await
    }

    /// Undoes [`BlobStore::quarantine`].
    ///
    /// # Errors
    /// When the file cannot be moved.
    pub async fn restore(&self, aid: Aid, digest: Digest) -> io::Result<()> {
        let _alone = self.lock(digest).await;
        let inner = Arc::clone(&self.0);
        files::blocking(move || {
            files::move_if_there(&inner.layout.quarantined(aid, digest), &inner.layout.blob(aid, digest))
        })
        .await
    }

    /// Begins an upload of at most `limit` bytes. Waits while [`MAX_UPLOADS`] are under way.
    ///
    /// # Errors
    /// When the disk has little room or the file cannot be made.
    pub async fn upload(&self, limit: u64) -> Result<Upload, UploadError> {
        Upload::begin(self, limit).await
    }

    /// Makes a complete upload a blob of the account, temporary until a record refers to it: puts the file in place,
    /// then writes the row. The type is what the first bytes tell, else `declared`.
    ///
    /// # Errors
    /// When the file cannot be put in place or the row cannot be written. The file is removed, at once or by a sweep.
    pub async fn keep(
        &self,
        store: &Store,
        staged: Staged,
        aid: Aid,
        declared: &str,
    ) -> Result<Registration, KeepError> {
        let digest = staged.digest();
        let withheld = store.read(move |db| db.has::<BlobTakedowns>(&keys::BlobKey { aid, digest })).await?;
        if withheld {
            return Ok(Registration::TakenDown);
        }
        let mime = staged.sniffed().unwrap_or(declared).to_owned();
        let placed = staged.place(aid).await?;
        let size = placed.size();
        // `placed` keeps sweeps away until the row is written.
        let registration = store.write(move |tx| register(tx, aid, digest, size, mime)).await?;
        drop(placed);
        if registration == Registration::NoAccount
            && let Err(error) = self.remove(store, aid, digest).await
        {
            tracing::warn!(%error, "a file without an account is left to the sweep");
        }
        Ok(registration)
    }

    /// What is known of a blob that an account holds and that is not withheld.
    ///
    /// # Errors
    /// As every read.
    pub fn find(db: &impl Read, aid: Aid, digest: Digest) -> Result<Option<Blob>, StorageError> {
        rows::find(db, aid, digest)
    }

    async fn lock(&self, digest: Digest) -> OwnedMutexGuard<()> {
        let stripe = usize::from(digest.0[0]) % STRIPES;
        Arc::clone(&self.0.stripes[stripe]).lock_owned().await
    }
}
