//! A disk that stops working.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use redb::StorageBackend;
use redb::backends::InMemoryBackend;

use super::{get_meta, put_meta};
use crate::base::Clock;
use crate::store::{Health, Store, StoreConfig, WriteError};

/// Memory that fails every write and sync from a moment on.
#[derive(Debug)]
struct Breakable {
    memory: InMemoryBackend,
    broken: Arc<AtomicBool>,
}

impl Breakable {
    fn check(&self) -> io::Result<()> {
        if self.broken.load(Ordering::Acquire) { Err(io::Error::other("the disk is gone")) } else { Ok(()) }
    }
}

impl StorageBackend for Breakable {
    fn len(&self) -> io::Result<u64> {
        self.memory.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.memory.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.check()?;
        self.memory.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.check()?;
        self.memory.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.check()?;
        self.memory.write(offset, data)
    }
}

#[tokio::test]
async fn after_a_failed_commit_nobody_is_told_of_success() {
    let broken = Arc::new(AtomicBool::new(false));
    let backend = Breakable { memory: InMemoryBackend::new(), broken: Arc::clone(&broken) };
    let config = StoreConfig::at(std::path::Path::new("/memory"));
    let store = Store::open_backend(backend, config, Clock::system(), Box::new(|_| {})).expect("a store");
    store.write(|tx| put_meta(tx, "x", 1)).await.expect("a write");
    assert_eq!(*store.health().borrow(), Health::Sound);

    broken.store(true, Ordering::Release);
    let jobs: Vec<_> = (0..10).map(|n| tokio::spawn(store.write(move |tx| put_meta(tx, "x", n)))).collect();
    for job in jobs {
        assert!(matches!(job.await.expect("a task"), Err(WriteError::Unavailable)));
    }
    assert!(matches!(&*store.health().borrow(), Health::Failed(_)));

    // A disk that comes back does not make the store trust itself again.
    broken.store(false, Ordering::Release);
    let later = store.write(|tx| put_meta(tx, "x", 3)).await;
    assert!(matches!(later, Err(WriteError::Unavailable)));
    let value = store.read(|db| get_meta(db, "x")).await;
    assert!(matches!(value, Ok(Some(1)) | Err(_)));
}
