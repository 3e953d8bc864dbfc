//! Snapshots that outlive one read, for exports: few, for a limited time, and revoked when they pin too much.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OwnedSemaphorePermit;

use super::error::StorageError;
use super::snapshot::Snapshot;

/// Most leases at once.
pub const MAX_LEASES: usize = 2;
/// How long a lease lasts whatever its speed.
pub const BASE_TIME: Duration = Duration::from_secs(60);
/// A lease lasts on while its holder takes at least this many bytes per second on average.
pub const MIN_BYTES_PER_SECOND: u64 = 64 * 1024;
/// Bytes written to the database since a lease began at which it is revoked: so much of the file could it pin.
pub const MAX_PINNED_BYTES: u64 = 64 * 1024 * 1024;

/// Why a lease gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    /// It lasted too long or pinned too much. The export is to be begun again.
    #[error("the snapshot was taken back")]
    Revoked,
    /// All leases are in use.
    #[error("too many exports at once")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The part of a lease that the writer thread sees.
pub(super) struct Held {
    snapshot: Mutex<Option<Snapshot>>,
    revoked: AtomicBool,
    taken_bytes: AtomicU64,
    began: Instant,
    /// [`super::backend::IoCounters::written_bytes`] when it began.
    written_before: u64,
}

impl Held {
    pub fn new(snapshot: Snapshot, written_before: u64) -> Self {
        Self {
            snapshot: Mutex::new(Some(snapshot)),
            revoked: AtomicBool::new(false),
            taken_bytes: AtomicU64::new(0),
            began: Instant::now(),
            written_before,
        }
    }

    fn snapshot(&self) -> MutexGuard<'_, Option<Snapshot>> {
        self.snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_due(&self, written_now: u64) -> bool {
        let earned = self.taken_bytes.load(Ordering::Relaxed) / MIN_BYTES_PER_SECOND;
        written_now.saturating_sub(self.written_before) > MAX_PINNED_BYTES
            || self.began.elapsed() > BASE_TIME + Duration::from_secs(earned)
    }

    /// Takes the snapshot away. Whether it is gone: a reader that is at work right now drops it itself when it is
    /// done, and the next sweep makes sure.
    fn revoke(&self) -> bool {
        self.revoked.store(true, Ordering::Release);
        match self.snapshot.try_lock() {
            Ok(mut snapshot) => {
                snapshot.take();
                true
            }
            Err(_) => false,
        }
    }
}

/// All leases, as the writer thread watches them.
#[derive(Default)]
pub(super) struct Leases(Mutex<Vec<std::sync::Weak<Held>>>);

impl Leases {
    pub fn add(&self, held: &Arc<Held>) {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        leases.retain(|lease| lease.strong_count() > 0);
        leases.push(Arc::downgrade(held));
    }

    /// Revokes what lasted too long or pins too much.
    pub fn sweep(&self, written_now: u64) {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        leases.retain(|lease| {
            let Some(held) = lease.upgrade() else { return false };
            !(held.is_due(written_now) && held.revoke())
        });
    }
}

/// A snapshot for an export. Dropping it gives it back.
pub struct Lease {
    held: Arc<Held>,
    _slot: OwnedSemaphorePermit,
}

impl Lease {
    pub(super) const fn new(held: Arc<Held>, slot: OwnedSemaphorePermit) -> Self {
        Self { held, _slot: slot }
    }

    /// Reads from the snapshot on a blocking thread.
    ///
    /// # Errors
    /// When the lease was revoked, or as `read` itself.
    pub async fn read<T, F>(&self, read: F) -> Result<T, LeaseError>
    where
        F: FnOnce(&Snapshot) -> Result<T, StorageError> + Send + 'static,
        T: Send + 'static,
    {
        let held = Arc::clone(&self.held);
        let work = move || {
            let mut snapshot = held.snapshot();
            if held.revoked.load(Ordering::Acquire) {
                snapshot.take();
            }
            let result = match snapshot.as_ref() {
                Some(snapshot) => read(snapshot).map_err(LeaseError::Storage),
                None => Err(LeaseError::Revoked),
            };
            if held.revoked.load(Ordering::Acquire) {
                snapshot.take();
            }
            result
        };
        tokio::task::spawn_blocking(work).await.unwrap_or(Err(LeaseError::Storage(StorageError::Closed)))
    }

    /// Notes that the client took `bytes` more, which keeps the lease alive.
    pub fn taken(&self, bytes: usize) {
        self.held.taken_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}
