//! An upload: streamed to a temporary file, hashed on the way, then put in place.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit};

use super::{BlobStore, files};
use crate::base::limits::STREAM_CHUNK_BYTES;
use crate::crypto::Sha256;
use crate::store::keys::Digest;
use crate::store::{Aid, Room};
use crate::syntax::Cid;

/// Bytes at the start from which the type is told.
const SNIFF_BYTES: usize = 512;

/// Why an upload ended.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It is longer than allowed.
    #[error("the blob is larger than {limit} bytes")]
    TooLarge {
        /// What is allowed, in bytes.
        limit: u64,
    },
    /// The disk has too little room for uploads.
    #[error("the disk is full")]
    Full,
    /// The file system failed.
    #[error("cannot write the blob")]
    Io(#[from] io::Error),
}

/// Removes the file unless it was put in place.
struct Temporary(Option<PathBuf>);

impl Drop for Temporary {
    fn drop(&mut self) {
        let Some(path) = self.0.take() else { return };
        let remove = move || {
            if let Err(error) = files::remove_if_there(&path) {
                tracing::warn!(%error, "an abandoned upload stays until the next start");
            }
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(remove)),
            Err(_) => remove(),
        }
    }
}

/// The file and its hash so far. Travels to a blocking thread and back.
struct Sink {
    file: File,
    hash: Sha256,
}

/// An upload under way. Dropping it removes what came.
pub struct Upload {
    blobs: BlobStore,
    temporary: Temporary,
    sink: Option<Sink>,
    buffer: Vec<u8>,
    head: Vec<u8>,
    size: u64,
    limit: u64,
    slot: OwnedSemaphorePermit,
}

impl Upload {
    pub(super) async fn begin(blobs: &BlobStore, limit: u64) -> Result<Self, UploadError> {
        let slot = std::sync::Arc::clone(&blobs.0.uploads).acquire_owned().await.map_err(io::Error::other)?;
        if blobs.0.space.room() < Room::Ample {
            return Err(UploadError::Full);
        }
        let path = blobs.0.layout.temporary();
        let temporary = Temporary(Some(path.clone()));
        let file = files::blocking(move || File::create_new(path)).await?;
        Ok(Self {
            blobs: blobs.clone(),
            temporary,
            sink: Some(Sink { file, hash: Sha256::new() }),
            buffer: Vec::new(),
            head: Vec::new(),
            size: 0,
            limit,
            slot,
        })
    }

    /// Takes the next piece of the body, of any size.
    ///
    /// # Errors
    /// When the blob grows too large or cannot be written. The upload is over then.
    pub async fn write(&mut self, mut piece: &[u8]) -> Result<(), UploadError> {
        self.size = self.size.saturating_add(piece.len() as u64);
        if self.size > self.limit {
            return Err(UploadError::TooLarge { limit: self.limit });
        }
        let sniffed = piece.len().min(SNIFF_BYTES - self.head.len());
        self.head.extend_from_slice(&piece[..sniffed]);
        while !piece.is_empty() {
            let taken = piece.len().min(STREAM_CHUNK_BYTES - self.buffer.len());
            let (now, later) = piece.split_at(taken);
            self.buffer.extend_from_slice(now);
            piece = later;
            if self.buffer.len() == STREAM_CHUNK_BYTES {
                self.flush().await?;
            }
        }
        Ok(())
    }

    /// Ends the body: everything is on the disk and hashed, under a temporary name.
    ///
    /// # Errors
    /// When the rest cannot be written or synced.
    pub async fn finish(mut self) -> Result<Staged, UploadError> {
        self.flush().await?;
        let sink = self.sink.take().ok_or_else(gone)?;
        let digest = files::blocking(move || {
            sink.file.sync_data()?;
            Ok(Digest(sink.hash.finish()))
        })
        .await?;
        Ok(Staged {
            blobs: self.blobs,
            temporary: self.temporary,
            digest,
            size: self.size,
            sniffed: infer::get(&self.head).map(|kind| kind.mime_type()),
            _slot: self.slot,
        })
    }

    async fn flush(&mut self) -> Result<(), UploadError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let mut sink = self.sink.take().ok_or_else(gone)?;
        let mut buffer = std::mem::take(&mut self.buffer);
        let (sink, buffer) = files::blocking(move || {
            sink.hash.update(&buffer);
            sink.file.write_all(&buffer)?;
            buffer.clear();
            Ok((sink, buffer))
        })
        .await?;
        self.sink = Some(sink);
        self.buffer = buffer;
        Ok(())
    }
}

fn gone() -> io::Error {
    io::Error::other("an earlier piece could not be written")
}

/// A complete upload under a temporary name. Dropping it removes the file.
pub struct Staged {
    blobs: BlobStore,
    temporary: Temporary,
    digest: Digest,
    size: u64,
    sniffed: Option<&'static str>,
    _slot: OwnedSemaphorePermit,
}

impl Staged {
    /// SHA-256 of the content.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Its content identifier.
    pub const fn cid(&self) -> Cid {
        Cid::raw(self.digest.0)
    }

    /// Its size in bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The MIME type that its first bytes tell.
    pub const fn sniffed(&self) -> Option<&'static str> {
        self.sniffed
    }

    /// Gives the file its name, durably. Write the row while holding what this returns: it keeps sweeps off.
    ///
    /// # Errors
    /// When the file cannot be renamed.
    pub async fn place(mut self, aid: Aid) -> Result<Placed, UploadError> {
        let alone = self.blobs.lock(self.digest).await;
        let Some(from) = self.temporary.0.take() else { return Err(gone().into()) };
        let to = self.blobs.0.layout.blob(aid, self.digest);
        // Until the rename is done, the temporary name is still ours to remove.
        self.temporary.0 = Some(from.clone());
        files::blocking(move || files::place(&from, &to)).await?;
        self.temporary.0 = None;
        Ok(Placed { digest: self.digest, size: self.size, _alone: alone })
    }
}

/// A blob whose file is in place and whose row may be written now. Nothing removes the file while this lives.
pub struct Placed {
    digest: Digest,
    size: u64,
    _alone: OwnedMutexGuard<()>,
}

impl Placed {
    /// SHA-256 of the content.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Its size in bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }
}
