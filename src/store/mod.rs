//! Layer 3: everything that must survive a power cut, except the bytes of blobs.
//!
//! One redb file, one writer thread, snapshots for readers. A write is a closure over [`Tx`]: it runs together with
//! others in one transaction, is undone alone if it fails, and is answered when the transaction is on the disk. Knows
//! rows and keys (`docs/storage.md`), not what they mean to the protocol.

mod backend;
pub mod check;
mod codec;
mod copy;
mod error;
mod events;
mod ids;
mod job;
pub mod keys;
mod lease;
mod migrations;
mod nodes;
mod open;
mod packed;
mod purge;
mod read;
pub mod rows;
mod snapshot;
mod space;
mod span;
pub mod tables;
#[cfg(test)]
mod tests;
mod tx;
mod writer;

use std::future::Future;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, PoisonError, RwLock, mpsc};
use std::time::Duration;

use redb::{Database, ReadableDatabase};
use tokio::sync::{Semaphore, oneshot, watch};

pub use backend::{IoCounters, SYNC_CLASSES_MICROS};
pub use codec::{KeyCodec, RowCodec};
pub use copy::{Archive, Copied, CopyError, compact};
pub use error::{CorruptRow, OpenError, StorageError, WriteError};
pub use events::{Event, EventKind, MAX_PARTS, RETENTION, purge as purge_events, trim as trim_events};
pub use ids::{Aid, RepoId, Seq};
pub use job::Lane;
pub use lease::{Lease, LeaseError, MAX_LEASES};
pub use nodes::{NodesInPreorder, RepoNodes, nodes_in_preorder};
pub use open::StoreConfig;
pub use packed::Packed;
pub use read::{Entry, Read, Rows};
pub use snapshot::Snapshot;
pub use space::{FreeSpace, Room};
pub use span::Span;
pub use tables::Table;
pub use tx::Tx;
pub use writer::{Health, OnCommit, WriterCounters};

use job::Call;
use lease::{Held, Leases};
use writer::Message;

/// Bytes that queued jobs may hold together.
const QUEUE_BYTES: usize = 8 * 1024 * 1024;
/// Most jobs in the queue.
const QUEUE_JOBS: usize = 256;
/// A job counts as at least this many bytes, so that the queue is bounded in both ways by one number.
const JOB_BYTES: usize = QUEUE_BYTES / QUEUE_JOBS;
/// How long a job waits for a place in the queue before it is refused.
const QUEUE_WAIT: Duration = Duration::from_secs(10);
/// Reads at once; each holds a blocking thread.
const READERS: usize = 4;
/// Rows that one job of a long deletion removes: a giant transaction would double the file.
pub const DELETE_CHUNK: usize = 500;

/// How certain a commit is before it is answered. Both survive a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Durability {
    /// One sync per commit, checksums, and a checkpoint when idle.
    #[default]
    Standard,
    /// Two syncs per commit and the allocator's state in each: for disks that are not trusted to keep the order of
    /// writes, at several times the bytes written.
    Strict,
}

/// When an idle checkpoint is made.
#[derive(Clone, Copy, Debug)]
pub struct Checkpoints {
    /// After this long without a write.
    pub after_idle: Duration,
    /// At most once in this time.
    pub every: Duration,
    /// Only for files of at least this size: smaller ones are checked quickly anyway.
    pub min_file_bytes: u64,
}

impl Default for Checkpoints {
    fn default() -> Self {
        Self {
            after_idle: Duration::from_secs(3),
            every: Duration::from_secs(300),
            min_file_bytes: 32 * 1024 * 1024,
        }
    }
}

/// The database. Cheap to clone; the file is closed by [`Store::close`] or with the last clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    /// Gone after [`Store::close`].
    database: RwLock<Option<Arc<Database>>>,
    queue: mpsc::Sender<Message>,
    queue_room: Arc<Semaphore>,
    readers: Arc<Semaphore>,
    lease_slots: Arc<Semaphore>,
    leases: Arc<Leases>,
    io: Arc<IoCounters>,
    work: Arc<WriterCounters>,
    last_seq: Arc<AtomicU64>,
    health: watch::Receiver<Health>,
    space: FreeSpace,
}

impl Store {
    /// Runs `job` in the writer's next transaction, in the ordinary lane.
    ///
    /// # Errors
    /// What the job returned, or why it did not run. In each case nothing of it is in the store.
    pub fn write<T, E, F>(
        &self,
        job: F,
    ) -> impl Future<Output = Result<T, WriteError<E>>> + Send + use<T, E, F>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: Send + From<StorageError> + 'static,
    {
        self.write_in(Lane::Ordinary, JOB_BYTES, job)
    }

    /// Runs `job`, which holds about `bytes` of data while it waits, in the given lane.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_in<T, E, F>(
        &self,
        lane: Lane,
        bytes: usize,
        job: F,
    ) -> impl Future<Output = Result<T, WriteError<E>>> + Send + use<T, E, F>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: Send + From<StorageError> + 'static,
    {
        let inner = Arc::clone(&self.0);
        async move {
            // Places are counted in KiB, which fits any pointer size.
            let places = u32::try_from(bytes.clamp(JOB_BYTES, QUEUE_BYTES) / 1024).unwrap_or(u32::MAX);
            let room = Arc::clone(&inner.queue_room).acquire_many_owned(places);
            let slot = match tokio::time::timeout(QUEUE_WAIT, room).await {
                Ok(Ok(slot)) => slot,
                Ok(Err(_)) => return Err(WriteError::Unavailable),
                Err(_) => return Err(WriteError::Busy),
            };
            let (reply, answer) = oneshot::channel();
            let call = Box::new(Call::new(job, reply, slot));
            inner.queue.send(Message::Job(lane, call)).map_err(|_| WriteError::Unavailable)?;
            answer.await.unwrap_or(Err(WriteError::Unavailable))
        }
    }

    /// Runs `read` over a fresh snapshot on a blocking thread. For one page of work: a snapshot that is held pins disk
    /// space.
    ///
    /// # Errors
    /// When the database fails, or as `read` itself.
    pub async fn read<T, E, F>(&self, read: F) -> Result<T, E>
    where
        F: FnOnce(&Snapshot) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: Send + From<StorageError> + 'static,
    {
        let inner = Arc::clone(&self.0);
        let place = Arc::clone(&self.0.readers).acquire_owned().await.map_err(|_| StorageError::Closed)?;
        let (reply, answer) = oneshot::channel();
        let work = move || {
            let _place = place; // taken until the work is done, even when nobody waits for it any more
            let _ = reply.send(inner.snapshot().map_err(E::from).and_then(|snapshot| read(&snapshot)));
        };
        // Boxed, so that all reads are one kind of task: the runtime's code for a task is there once, not hundreds of times.
        let work: Box<dyn FnOnce() + Send> = Box::new(work);
        drop(tokio::task::spawn_blocking(work));
        answer.await.unwrap_or_else(|_| Err(StorageError::Closed.into()))
    }

    /// A snapshot for an export that lasts longer than one read.
    ///
    /// # Errors
    /// When [`MAX_LEASES`] are in use or the database fails.
    pub async fn lease(&self, patience: Duration) -> Result<Lease, LeaseError> {
        let slot = tokio::time::timeout(patience, Arc::clone(&self.0.lease_slots).acquire_owned()).await;
        let slot = slot.map_err(|_| LeaseError::Busy)?.map_err(|_| StorageError::Closed)?;
        let inner = Arc::clone(&self.0);
        let work = move || {
            let written_before = inner.io.written_bytes();
            let held = Arc::new(Held::new(inner.snapshot()?, written_before));
            inner.leases.add(&held);
            Ok(Lease::new(held, slot))
        };
        tokio::task::spawn_blocking(work).await.unwrap_or(Err(LeaseError::Storage(StorageError::Closed)))
    }

    /// Removes every row of `span` in jobs of [`DELETE_CHUNK`] rows, which lets other writes pass in between and
    /// keeps the file from doubling. Goes on even when the disk is nearly full.
    ///
    /// # Errors
    /// As [`Store::write`]; what was removed until then stays removed.
    pub async fn delete_span<T: Table>(&self, span: Span<T::Key>) -> Result<(), WriteError<StorageError>> {
        loop {
            let chunk = span.clone();
            let job = move |tx: &mut Tx<'_>| tx.delete_some::<T>(chunk, DELETE_CHUNK);
            let more: bool = self.write_in(Lane::Essential, JOB_BYTES, job).await?;
            if !more {
                return Ok(());
            }
        }
    }

    /// The newest event that is committed.
    pub fn last_seq(&self) -> Seq {
        writer::committed(&self.0.last_seq)
    }

    /// How much room the disk has.
    pub fn room(&self) -> Room {
        self.0.space.room()
    }

    /// Whether writes are possible at all; changes once at most.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.0.health.clone()
    }

    /// What went to and from the file.
    pub fn io(&self) -> &IoCounters {
        &self.0.io
    }

    /// What the writer did.
    pub fn work(&self) -> &WriterCounters {
        &self.0.work
    }

    /// Jobs' worth of free places in the queue, of `QUEUE_JOBS`.
    pub fn free_queue_places(&self) -> usize {
        self.0.queue_room.available_permits() * 1024 / JOB_BYTES
    }

    /// Finishes queued jobs, makes a last commit that lets the file open at once, and closes it. Jobs that come later
    /// are refused. The file is closed when this returns, unless a read or a lease is still at work.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.0.queue.send(Message::Close(done)).is_err() {
            return;
        }
        self.0.queue_room.close();
        let database = self.0.database.write().unwrap_or_else(PoisonError::into_inner).take();
        drop(database);
        // An error means that the thread has ended already.
        drop(closed.await);
    }
}

impl Inner {
    fn snapshot(&self) -> Result<Snapshot, StorageError> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let database = database.as_ref().ok_or(StorageError::Closed)?;
        Ok(Snapshot::new(database.begin_read()?))
    }
}
