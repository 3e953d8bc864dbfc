//! Opening: repair after a power cut, first set-up, migrations, and the writer thread.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, RwLock, mpsc};
use std::thread;

use redb::backends::FileBackend;
use redb::{Database, ReadableDatabase, StorageBackend};
use tokio::sync::{Semaphore, watch};

use super::backend::{IoCounters, Metered};
use super::error::{OpenError, StorageError};
use super::lease::{Leases, MAX_LEASES};
use super::read::Read;
use super::rows::meta::{self, MetaValue};
use super::snapshot::{Snapshot, definition};
use super::space::FreeSpace;
use super::tables::{Meta, NAMES};
use super::tx::{Counters, Tx, UndoBy};
use super::writer::{Health, OnCommit, Writer, WriterCounters};
use super::{Checkpoints, Durability, Inner, QUEUE_BYTES, READERS, Store, migrations};
use crate::base::{Clock, random_bytes};

/// Memory that redb uses for pages. More was measured to be slower: the kernel caches the file anyway.
pub const CACHE_BYTES: usize = 4 * 1024 * 1024;
/// Stack of the writer thread.
const WRITER_STACK_BYTES: usize = 1024 * 1024;

/// Called with the progress of a repair, from 0 to 1, while the file is opened.
pub type OnRepair = Box<dyn Fn(f64) + Send>;

/// Where the database is and how it is kept.
pub struct StoreConfig {
    /// The database file. Its folder must exist.
    pub path: PathBuf,
    /// Memory for pages in bytes.
    pub cache_bytes: usize,
    /// How certain commits are.
    pub durability: Durability,
    /// When idle checkpoints are made.
    pub checkpoints: Checkpoints,
    /// Where the free space is read.
    pub space: FreeSpace,
    /// Told how far a repair is.
    pub on_repair: OnRepair,
}

impl StoreConfig {
    /// The defaults for a file.
    pub fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            cache_bytes: CACHE_BYTES,
            durability: Durability::default(),
            checkpoints: Checkpoints::default(),
            space: FreeSpace::of_file_system(path.parent().unwrap_or(Path::new("/"))),
            on_repair: Box::new(|_| {}),
        }
    }
}

impl Store {
    /// Opens the database, or makes it. Blocks: after a power cut it may read the whole file. `on_commit` gets the
    /// events of every batch, in order, on the writer's thread.
    ///
    /// # Errors
    /// When the file is in use, damaged, or of a newer schema.
    pub fn open(config: StoreConfig, clock: Clock, on_commit: OnCommit) -> Result<Self, OpenError> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&config.path)?;
        let backend = FileBackend::new(file).map_err(|error| cannot_open(&config.path, error))?;
        Self::open_backend(backend, config, clock, on_commit)
    }

    /// As [`Store::open`], over any backend: what tests of power cuts and broken disks use. The path in `config` only
    /// names it in errors.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_backend(
        backend: impl StorageBackend,
        config: StoreConfig,
        clock: Clock,
        on_commit: OnCommit,
    ) -> Result<Self, OpenError> {
        let io = Arc::new(IoCounters::default());
        io.note_len(backend.len()?);
        let on_repair = config.on_repair;
        let database = Database::builder()
            .set_cache_size(config.cache_bytes)
            .set_repair_callback(move |session| on_repair(session.progress()))
            .create_with_backend(Metered { inner: backend, counters: Arc::clone(&io) })
            .map_err(|error| cannot_open(&config.path, error))?;

        prepare(&database, &clock)?;
        let counters = read_counters(&database, &clock)?;

        let database = Arc::new(database);
        let (queue, jobs) = mpsc::channel();
        let (health_sender, health) = watch::channel(Health::Sound);
        let leases = Arc::new(Leases::default());
        let work = Arc::new(WriterCounters::default());
        let last_seq = Arc::new(AtomicU64::new(counters.seq.to_u64()));
        let writer = Writer {
            database: Arc::clone(&database),
            queue: jobs,
            clock,
            counters,
            durability: config.durability,
            checkpoints: config.checkpoints,
            space: config.space.clone(),
            leases: Arc::clone(&leases),
            io: Arc::clone(&io),
            work: Arc::clone(&work),
            last_seq: Arc::clone(&last_seq),
            health: health_sender,
            on_commit,
        };
        thread::Builder::new()
            .name("store-writer".to_owned())
            .stack_size(WRITER_STACK_BYTES)
            .spawn(move || writer.run())?;

        Ok(Self(Arc::new(Inner {
            database: RwLock::new(Some(database)),
            queue,
            queue_room: Arc::new(Semaphore::new(QUEUE_BYTES / 1024)),
            readers: Arc::new(Semaphore::new(READERS)),
            lease_slots: Arc::new(Semaphore::new(MAX_LEASES)),
            leases,
            io,
            work,
            last_seq,
            health,
            space: config.space,
        })))
    }
}

pub(super) fn cannot_open(path: &Path, error: redb::DatabaseError) -> OpenError {
    match error {
        redb::DatabaseError::DatabaseAlreadyOpen => OpenError::InUse { path: path.to_owned() },
        other => OpenError::Database { path: path.to_owned(), source: Box::new(other.into()) },
    }
}

/// Makes missing tables and migrates. An up-to-date file is not written to.
fn prepare(database: &Database, clock: &Clock) -> Result<(), OpenError> {
    let transaction = database.begin_write().map_err(StorageError::from)?;
    let present: Vec<String> = transaction
        .list_tables()
        .map_err(StorageError::from)?
        .map(|table| redb::TableHandle::name(&table).to_owned())
        .collect();
    let mut wrote = false;
    for (index, name) in NAMES.iter().enumerate() {
        if !present.iter().any(|table| table == name) {
            transaction.open_table(definition(index)).map_err(StorageError::from)?;
            wrote = true;
        }
    }
    let mut tx = Tx::new(&transaction, clock, Counters::default(), UndoBy::Abort);
    wrote |= migrations::migrate(&mut tx)?;
    if !tx.has::<Meta>(&meta::key(meta::DATABASE_ID))? {
        tx.put::<Meta>(&meta::key(meta::DATABASE_ID), &MetaValue(random_bytes::<16>().to_vec()))?;
        tx.put::<Meta>(&meta::key(meta::CREATED), &MetaValue::from_u64(clock.now().micros()))?;
        wrote = true;
    }
    drop(tx);
    if wrote {
        transaction.commit().map_err(StorageError::from)?;
    } else {
        transaction.abort().map_err(StorageError::from)?;
    }
    Ok(())
}

fn read_counters(database: &Database, clock: &Clock) -> Result<Counters, StorageError> {
    let snapshot = Snapshot::new(database.begin_read()?);
    let seq = snapshot.newest_event()?.unwrap_or_default();
    Ok(Counters { seq, hour: None, due: clock.now().micros() })
}
