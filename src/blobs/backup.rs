//! A backup: a folder with a copy of the database and of the files of all blobs that it names.
//!
//! Blobs never change, so copying them after the database is consistent. A folder that holds an earlier backup's blobs
//! gets only new ones. The server's secrets are not part of it: without them a restored server can neither sign nor
//! let anybody in, so they are to be kept apart and as well.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::{self, BlobReport, Held};
use super::files::{self, Layout, is_missing};
use super::{BlobError, BlobStore};
use crate::base::Timestamp;
use crate::store::check::{LinksOf, Report, check as check_rows};
use crate::store::keys::BlobKey;
use crate::store::rows::meta::{self, MetaValue};
use crate::store::tables::Meta;
use crate::store::{Archive, CopyError, OpenError, Read, StorageError, Store, Tx, WriteError};

/// Name of the database in a backup and in a data folder.
pub const DATABASE: &str = "hostplant.redb";
/// Name of the folder of blobs in a backup and in a data folder.
pub const BLOBS: &str = "blobs";

/// Name of the server value that remembers the newest backup.
const LAST: &str = "last-backup";
/// Bytes of the time in front of its folder.
const TIME_BYTES: usize = 8;

/// When and where the newest backup was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastBackup {
    /// When it was complete.
    pub at: Timestamp,
    /// The folder that it was made in.
    pub folder: PathBuf,
}

impl LastBackup {
    fn to_value(&self) -> MetaValue {
        let mut bytes = self.at.micros().to_be_bytes().to_vec();
        bytes.extend_from_slice(self.folder.as_os_str().as_bytes());
        MetaValue(bytes)
    }

    fn from_value(value: &MetaValue) -> Option<Self> {
        let (at, folder) = value.0.split_first_chunk::<TIME_BYTES>()?;
        let at = Timestamp::from_micros(u64::from_be_bytes(*at));
        Some(Self { at, folder: OsStr::from_bytes(folder).into() })
    }
}

/// The newest backup that was made of this database.
///
/// # Errors
/// When the store fails.
pub fn last_backup(db: &impl Read) -> Result<Option<LastBackup>, StorageError> {
    Ok(db.get::<Meta>(&meta::key(LAST))?.as_ref().and_then(LastBackup::from_value))
}

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database was not copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The backup's database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A database cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A file cannot be read or written.
    #[error("cannot copy a file")]
    Io(#[from] io::Error),
    /// There is a database where the backup is to be restored.
    #[error("{0} exists: a backup is restored into an empty folder only")]
    NotEmpty(PathBuf),
}

impl From<BlobError> for BackupError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Io(error) => Self::Io(error),
            BlobError::Storage(error) => Self::Storage(error),
        }
    }
}

/// What a backup or a restoration copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackedUp {
    /// Size of the database's copy in bytes.
    pub database_bytes: u64,
    /// Blobs that were copied.
    pub copied: u64,
    /// Blobs that an earlier backup had brought already.
    pub present: u64,
    /// Blobs that went while the backup was made, or that had no file before.
    pub missing: u64,
}

impl BackedUp {
    fn copy(&mut self, from: &Path, to: &Path, size: u64) -> io::Result<()> {
        if fs::metadata(to).is_ok_and(|there| there.len() == size) {
            self.present += 1;
            return Ok(());
        }
        match copy_file(from, to) {
            Ok(()) => self.copied += 1,
            Err(error) if is_missing(&error) => self.missing += 1,
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

impl BlobStore {
    /// Makes a backup in `folder`, which may hold an earlier one. The earlier database stays until the new one is
    /// complete.
    ///
    /// # Errors
    /// See [`BackupError`].
    pub async fn back_up(&self, store: &Store, folder: &Path) -> Result<BackedUp, BackupError> {
        let fresh = folder.join(format!("{DATABASE}.new"));
        let target = folder.to_owned();
        let new = fresh.clone();
        let layout = files::blocking(move || {
            files::remove_if_there(&new)?;
            Layout::for_copy(&target.join(BLOBS))
        })
        .await?;
        let copied = store.copy_to(&fresh).await?;
        let inner = Arc::clone(&self.0);
        let database = folder.join(DATABASE);
        let work = move || -> Result<BackedUp, BackupError> {
            let mut done = BackedUp { database_bytes: copied.file_bytes, ..BackedUp::default() };
            let archive = Archive::open(&fresh)?;
            each_blob(&archive, |row| {
                Ok(done.copy(&inner.layout.of_row(row), &layout.of_row(row), row.size)?)
            })?;
            drop(archive);
            files::place(&fresh, &database)?;
            Ok(done)
        };
        let done = tokio::task::spawn_blocking(work).await.unwrap_or(Err(StorageError::Closed.into()))?;
        let folder = folder.to_owned();
        let remember = move |tx: &mut Tx<'_>| {
            let last = LastBackup { at: tx.now(), folder };
            tx.put::<Meta>(&meta::key(LAST), &last.to_value())
        };
        let remembered: Result<(), WriteError<StorageError>> = store.write(remember).await;
        if let Err(error) = remembered {
            // The backup is good all the same.
            tracing::warn!(%error, "the backup is not remembered");
        }
        Ok(done)
    }
}

/// Checks a backup: every row, every tree, every file. Blocks.
///
/// # Errors
/// When something cannot be read at all.
pub fn verify(folder: &Path, links_of: LinksOf<'_>) -> Result<(Report, BlobReport), BackupError> {
    let archive = Archive::open(&folder.join(DATABASE))?;
    let rows = check_rows(&archive.snapshot()?, links_of)?;
    let layout = Layout::for_copy(&folder.join(BLOBS))?;
    let mut blobs = BlobReport::default();
    let mut after: Option<BlobKey> = None;
    loop {
        let page = check::page(&archive.snapshot()?, after.as_ref())?;
        let Some(last) = page.last() else { return Ok((rows, blobs)) };
        after = Some(last.key.clone());
        check::check_page(&layout, &page, &mut blobs)?;
    }
}

/// Copies a backup into a data folder that holds no database. Blocks. The database comes last, so that an interrupted
/// restoration can be begun again.
///
/// # Errors
/// See [`BackupError`].
pub fn restore(folder: &Path, data: &Path) -> Result<BackedUp, BackupError> {
    let (from, to) = (folder.join(DATABASE), data.join(DATABASE));
    if to.exists() {
        return Err(BackupError::NotEmpty(to));
    }
    let archive = Archive::open(&from)?;
    let (source, target) = (Layout::for_copy(&folder.join(BLOBS))?, Layout::for_copy(&data.join(BLOBS))?);
    let mut done = BackedUp { database_bytes: fs::metadata(&from)?.len(), ..BackedUp::default() };
    each_blob(&archive, |row| Ok(done.copy(&source.of_row(row), &target.of_row(row), row.size)?))?;
    drop(archive);
    copy_file(&from, &to)?;
    Ok(done)
}

fn each_blob(
    archive: &Archive,
    mut each: impl FnMut(&Held) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    let snapshot = archive.snapshot()?;
    let mut after: Option<BlobKey> = None;
    loop {
        let page = check::page(&snapshot, after.as_ref())?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.key.clone());
        page.iter().try_for_each(&mut each)?;
    }
}

/// Copies a file under another name, syncs it, and gives it its name.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let folder = to.parent().unwrap_or(Path::new("."));
    files::make_folder(folder)?;
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut target = File::create(&part)?;
    io::copy(&mut source, &mut target)?;
    target.sync_data()?;
    files::place(&part, to)
}
