//! Importing a repository from an archive (`com.atproto.repo.importRepo`).
//!
//! The body is written to a temporary file while its blocks are hashed. Then the tree is walked once, and what it holds
//! is written beside the account's repository, under a number of its own, in many small jobs, so that others write in
//! between. One job makes it the account's repository and signs a commit of ours; the rows of the one before are removed
//! by a task. The archive may leave out what the account has in the same place.
//!
//! Until that one job nothing that anybody reads has changed. Whatever ends the import before it leaves rows that the
//! same kind of task removes.

mod leftovers;
mod publish;
mod staging;
mod turns;

use std::fs::{self, File};
use std::io::{self, BufReader, Write as _};
use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER;

use crate::base::limits::STREAM_CHUNK_BYTES;
use crate::base::random_bytes;
use crate::repo::car::CarError;
use crate::repo::import::{self, Scan, Walk};
use crate::store::{Aid, Lane, Packed, Room, Snapshot, StorageError, Tx, WriteError};
use crate::syntax::RepoPath;

use super::commit::CommitError;
use super::{Committed, Repositories};
use staging::Staging;
use turns::Turn;
pub(super) use turns::Turns;

/// Why a repository was not imported. The account has the repository that it had.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The archive is no repository.
    #[error(transparent)]
    Archive(#[from] import::ImportError),
    /// A record is not a value of the data model.
    #[error("Could not parse record at '{0}'")]
    Record(RepoPath),
    /// Another import for the same account has not ended.
    #[error("Another import of this repository is under way")]
    UnderWay,
    /// The account wrote to its repository meanwhile; the import would have undone that.
    #[error("The repository was written to while it was imported")]
    Changed,
    /// The disk has too little room for imports.
    #[error("the disk is full")]
    Full,
    /// The temporary file failed.
    #[error("cannot keep the archive")]
    Io(#[from] io::Error),
    /// The commit could not be made.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl From<CarError> for ImportError {
    fn from(error: CarError) -> Self {
        Self::Archive(error.into())
    }
}

impl From<StorageError> for ImportError {
    fn from(error: StorageError) -> Self {
        Self::Commit(error.into())
    }
}

/// An archive on its way in.
pub struct Import {
    repositories: Repositories,
    aid: Aid,
    /// Away while a blocking thread works on it.
    sink: Option<Sink>,
    buffer: Vec<u8>,
    turn: Turn,
}

struct Sink {
    file: File,
    scan: Scan<File>,
}

impl Repositories {
    /// Begins an import of at most `limit` bytes for `aid`, with its files in `folder`. Waits while as many as there may
    /// be are under way.
    ///
    /// # Errors
    /// When the account is importing already, the disk has little room, or a file cannot be made.
    pub async fn import(&self, aid: Aid, folder: &Path, limit: u64) -> Result<Import, ImportError> {
        let turn = self.0.imports.take(aid).await?;
        if self.0.store.room() < Room::Ample {
            return Err(ImportError::Full);
        }
        let folder = folder.to_owned();
        let make = move || Ok::<_, io::Error>((nameless_file(&folder)?, nameless_file(&folder)?));
        let (file, notes) = blocking(make).await?;
        let sink = Some(Sink { file, scan: Scan::new(limit, notes) });
        Ok(Import { repositories: self.clone(), aid, sink, buffer: Vec::new(), turn })
    }
}

/// A file without a name, which goes with the last handle, whatever ends the import.
fn nameless_file(folder: &Path) -> io::Result<File> {
    let path = folder.join(format!("import-{}", HEXLOWER.encode(&random_bytes::<8>())));
    let file = File::options().read(true).write(true).create_new(true).open(&path)?;
    fs::remove_file(path)?;
    Ok(file)
}

impl Import {
    /// Takes the next piece of the archive, of any size.
    ///
    /// # Errors
    /// When the archive is malformed or too large, or cannot be kept. The import is over then.
    pub async fn write(&mut self, mut piece: &[u8]) -> Result<(), ImportError> {
        while !piece.is_empty() {
            let (now, later) = piece.split_at(piece.len().min(STREAM_CHUNK_BYTES - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            piece = later;
            if self.buffer.len() == STREAM_CHUNK_BYTES {
                self.flush().await?;
            }
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), ImportError> {
        let mut sink = self.sink.take().ok_or_else(over)?;
        let mut buffer = std::mem::take(&mut self.buffer);
        let (sink, buffer) = blocking(move || {
            sink.scan.feed(&buffer)?;
            sink.file.write_all(&buffer)?;
            buffer.clear();
            Ok::<_, ImportError>((sink, buffer))
        })
        .await?;
        self.sink = Some(sink);
        self.buffer = buffer;
        Ok(())
    }

    /// Ends the archive and makes it the repository of the account. An active account's subscribers are told by `#sync`.
    /// Goes on to its end when the caller does not wait for it.
    ///
    /// # Errors
    /// See [`ImportError`]; or a write never ran.
    pub async fn finish(mut self) -> Result<Committed, WriteError<ImportError>> {
        self.flush().await.map_err(WriteError::Job)?;
        let sink = self.sink.take().ok_or_else(|| WriteError::Job(over().into()))?;
        let Self { repositories, aid, turn, .. } = self;
        let work = async move { repositories.settle(aid, sink, turn).await };
        tokio::spawn(work).await.map_err(|error| WriteError::Job(io::Error::other(error).into()))?
    }
}

impl Repositories {
    /// Everything that follows once the archive is whole.
    async fn settle(&self, aid: Aid, sink: Sink, turn: Turn) -> Result<Committed, WriteError<ImportError>> {
        // Jobs may run after this future was dropped: the turn is over when the last of them is.
        let turn = Arc::new(turn);
        let opened = blocking(move || {
            let Sink { file, scan } = sink;
            Ok::<_, ImportError>(Walk::open(BufReader::new(file), scan.finish()?)?)
        });
        let (archived, walk) = opened.await.map_err(WriteError::Job)?;
        let content = archived.content();
        let (data, archived_rev) = (content.data, content.rev);

        let held = Arc::clone(&turn);
        let begin = move |tx: &mut Tx<'_>| {
            let _turn = held;
            publish::begin(tx, aid, archived_rev)
        };
        let ticket = Arc::new(self.0.store.write(begin).await?);
        let staged = self.stage(aid, Staging::new(walk, &ticket), &ticket, &turn).await?;

        let signers = self.0.signers.clone();
        let publish = move |tx: &mut Tx<'_>| {
            let _turn = turn;
            publish::publish(tx, &signers, &ticket, data, staged)
        };
        self.0.store.write_in(Lane::Bulk, 0, publish).await
    }

    /// Writes all rows, a chunk per job, and reads the next chunk meanwhile.
    async fn stage(
        &self,
        aid: Aid,
        mut staging: Staging,
        ticket: &Arc<publish::Ticket>,
        turn: &Arc<Turn>,
    ) -> Result<staging::Staged, WriteError<ImportError>> {
        // One is filled while the other is written.
        let (mut empty, mut full) = (Packed::with_capacity(staging::CHUNK_BYTES), Packed::default());
        loop {
            let read = move |db: &Snapshot| -> Result<_, ImportError> {
                staging.fill(&mut empty, db, aid)?;
                Ok((staging, empty))
            };
            let write = async {
                if full.is_empty() {
                    return Ok(full);
                }
                let (ticket, turn) = (Arc::clone(ticket), Arc::clone(turn));
                let job = move |tx: &mut Tx<'_>| -> Result<_, ImportError> {
                    let _turn = turn;
                    ticket.check(tx)?;
                    full.write(tx)?;
                    full.clear();
                    Ok(full)
                };
                self.0.store.write_in(Lane::Bulk, staging::CHUNK_BYTES, job).await
            };
            let (read, written) = tokio::join!(self.0.store.read(read), write);
            empty = written?;
            (staging, full) = read.map_err(WriteError::Job)?;
            if full.is_empty() {
                return Ok(staging.finish());
            }
        }
    }
}

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").finish_non_exhaustive()
    }
}

fn over() -> io::Error {
    io::Error::other("the import is over")
}

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<io::Error> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error).into()))
}
