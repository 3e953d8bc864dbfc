//! Copies of the whole database: backups and compaction.
//!
//! All tables are copied in key order from a snapshot into a new file, which comes out dense. Writers are not held up.
//! redb's own compaction moves pages within the file: it was measured to write three times the file's size and to
//! leave half-empty pages.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redb::{Database, ReadOnlyDatabase, ReadableDatabase};

use super::Store;
use super::error::{OpenError, StorageError};
use super::open::{CACHE_BYTES, cannot_open};
use super::snapshot::{Snapshot, definition};
use super::tables::NAMES;

/// Rows between commits of a copy: bounds the memory that one transaction's pages take.
const COMMIT_BYTES: usize = 64 * 1024 * 1024;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A file of that name exists.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// The new file cannot be made.
    #[error("cannot write {path}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database cannot be read, or the copy not written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Rows of all tables.
    pub rows: u64,
    /// Size of the new file in bytes.
    pub file_bytes: u64,
}

impl Store {
    /// Writes a copy of the database as it stands now to a new file. Reads and writes go on meanwhile.
    ///
    /// # Errors
    /// See [`CopyError`]. Nothing of the name `to` is there then.
    pub async fn copy_to(&self, to: &Path) -> Result<Copied, CopyError> {
        let inner = Arc::clone(&self.0);
        let to = to.to_owned();
        let work = move || copy(&inner.snapshot()?, &to);
        tokio::task::spawn_blocking(work).await.unwrap_or(Err(CopyError::Storage(StorageError::Closed)))
    }
}

/// A database file that nobody writes to: a backup.
pub struct Archive(ReadOnlyDatabase);

impl Archive {
    /// Opens a file that was closed in order, without changing it. Blocks.
    ///
    /// # Errors
    /// When the file is in use, damaged, or was not closed in order.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let database = Database::builder()
            .set_cache_size(CACHE_BYTES)
            .open_read_only(path)
            .map_err(|error| cannot_open(path, error))?;
        Ok(Self(database))
    }

    /// Its content.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot, StorageError> {
        Ok(Snapshot::new(self.0.begin_read()?))
    }
}

/// Replaces a database file that no process has open by a dense copy of itself. Blocks. A crash leaves the old file or
/// the new one.
///
/// # Errors
/// See [`CopyError`]. The old file is unchanged then.
pub fn compact(path: &Path) -> Result<Copied, CopyError> {
    // Opened for writing, so that a file that was not closed in order is repaired and no server can start meanwhile.
    let database = Database::builder()
        .set_cache_size(CACHE_BYTES)
        .open(path)
        .map_err(|error| cannot_open(path, error))?;
    let snapshot = Snapshot::new(database.begin_read().map_err(StorageError::from)?);
    let dense = beside(path, "compact");
    remove_leftover(&dense)?;
    let copied = copy(&snapshot, &dense)?;
    rename(&dense, path)?;
    Ok(copied)
}

/// Copies into `<to>.part` and gives it its name when it is complete and on the disk.
fn copy(snapshot: &Snapshot, to: &Path) -> Result<Copied, CopyError> {
    if to.exists() {
        return Err(CopyError::Exists(to.to_owned()));
    }
    let part = beside(to, "part");
    remove_leftover(&part)?;
    let result = fill(snapshot, &part).and_then(|rows| {
        rename(&part, to)?;
        let file_bytes = fs::metadata(to).map_err(io_error(to))?.len();
        Ok(Copied { rows, file_bytes })
    });
    if result.is_err() {
        // What the first error says matters more than that the rest could not be removed.
        let _ = fs::remove_file(&part);
    }
    result
}

fn fill(snapshot: &Snapshot, path: &Path) -> Result<u64, CopyError> {
    let database = Database::builder()
        .set_cache_size(CACHE_BYTES)
        .create(path)
        .map_err(|error| cannot_open(path, error))?;
    let mut rows = 0;
    for index in 0..NAMES.len() {
        rows += fill_table(snapshot, &database, index)?;
    }
    // Closing stores what makes the file open at once.
    drop(database);
    File::open(path).and_then(|file| file.sync_all()).map_err(io_error(path))?;
    Ok(rows)
}

fn fill_table(snapshot: &Snapshot, database: &Database, index: usize) -> Result<u64, StorageError> {
    let mut rows = 0;
    let mut from: Option<Vec<u8>> = None;
    loop {
        let transaction = database.begin_write()?;
        let mut bytes = 0;
        let mut next = None;
        let mut failure = None;
        {
            let mut table = transaction.open_table(definition(index))?;
            snapshot.each(index, from.as_deref(), |key, row| {
                if bytes >= COMMIT_BYTES {
                    next = Some(key.to_vec());
                    return false;
                }
                bytes += key.len() + row.len();
                rows += 1;
                failure = table.insert(key, row).err();
                failure.is_none()
            })?;
        }
        if let Some(error) = failure {
            return Err(error.into());
        }
        transaction.commit()?;
        if next.is_none() {
            return Ok(rows);
        }
        from = next;
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn remove_leftover(path: &Path) -> Result<(), CopyError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error(path)(error)),
        _ => Ok(()),
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), CopyError> {
    fs::rename(from, to).map_err(io_error(to))?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_error(folder))
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> CopyError {
    let path = path.to_owned();
    move |source| CopyError::Io { path, source }
}
