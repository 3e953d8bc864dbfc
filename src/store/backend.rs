//! The database file, with every write and sync counted.

use std::fmt;
use std::io;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use redb::{BackendError, StorageBackend};

/// Upper bounds of the classes in which sync times are counted, in microseconds; longer ones fall in the last class.
pub const SYNC_CLASSES_MICROS: [u64; 7] = [300, 1_000, 3_000, 10_000, 30_000, 100_000, 1_000_000];

/// What the database did to its file since the store was opened.
#[derive(Debug, Default)]
pub struct IoCounters {
    written_bytes: AtomicU64,
    read_bytes: AtomicU64,
    syncs: AtomicU64,
    sync_micros: AtomicU64,
    sync_classes: [AtomicU64; SYNC_CLASSES_MICROS.len() + 1],
    file_bytes: AtomicU64,
}

impl IoCounters {
    /// Size of the file. It grows in leaps and holds holes.
    pub fn file_bytes(&self) -> u64 {
        self.file_bytes.load(Ordering::Relaxed)
    }

    pub(super) fn note_len(&self, bytes: u64) {
        self.file_bytes.store(bytes, Ordering::Relaxed);
    }

    /// Bytes written.
    pub fn written_bytes(&self) -> u64 {
        self.written_bytes.load(Ordering::Relaxed)
    }

    /// Bytes read past redb's cache.
    pub fn read_bytes(&self) -> u64 {
        self.read_bytes.load(Ordering::Relaxed)
    }

    /// How often the file was synced.
    pub fn syncs(&self) -> u64 {
        self.syncs.load(Ordering::Relaxed)
    }

    /// Microseconds spent in syncs.
    pub fn sync_micros(&self) -> u64 {
        self.sync_micros.load(Ordering::Relaxed)
    }

    /// How many syncs took at most each of [`SYNC_CLASSES_MICROS`], and how many took longer.
    pub fn sync_classes(&self) -> [u64; SYNC_CLASSES_MICROS.len() + 1] {
        std::array::from_fn(|class| self.sync_classes[class].load(Ordering::Relaxed))
    }

    fn count_sync(&self, began: Instant) {
        let micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let class = SYNC_CLASSES_MICROS.iter().position(|bound| micros <= *bound);
        self.syncs.fetch_add(1, Ordering::Relaxed);
        self.sync_micros.fetch_add(micros, Ordering::Relaxed);
        self.sync_classes[class.unwrap_or(SYNC_CLASSES_MICROS.len())].fetch_add(1, Ordering::Relaxed);
    }
}

/// A backend that counts what passes through it.
pub(super) struct Metered<B> {
    pub inner: B,
    pub counters: Arc<IoCounters>,
}

impl<B> fmt::Debug for Metered<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metered").finish_non_exhaustive()
    }
}

impl<B: StorageBackend> StorageBackend for Metered<B> {
    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.counters.read_bytes.fetch_add(out.len() as u64, Ordering::Relaxed);
        self.inner.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.inner.set_len(len)?;
        self.counters.note_len(len);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let began = Instant::now();
        let result = self.inner.sync_data();
        self.counters.count_sync(began);
        result
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.counters.written_bytes.fetch_add(data.len() as u64, Ordering::Relaxed);
        self.inner.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.inner.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.query_lock_range(start, end)
    }
}
