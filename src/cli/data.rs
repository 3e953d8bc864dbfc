//! `hostplant check`, `backup`, `compact` and `restore`: the data as a whole.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::client::{Client, line};
use super::serve::runtime;
use super::{CliError, Place};
use crate::base::{Clock, with_causes};
use crate::blobs::{self, BlobReport, BlobStore};
use crate::config::{self, Folders};
use crate::records;
use crate::store::check::{Report, check};
use crate::store::{FreeSpace, OpenError, Store, StoreConfig, compact};

/// Derive every tree, index and blob again and compare. Opens the data folder itself: stop the server first, or check
/// a backup.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Check the backup in this folder instead
    #[arg(long, value_name = "FOLDER")]
    backup: Option<PathBuf>,
}

/// Copy database and blobs into a folder; a folder with an earlier backup gets what is new. Asks the running server, or
/// opens the data folder itself when none runs. The secrets.toml of the data folder is not part of it: keep it too.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Where to; made if it is not there
    folder: PathBuf,
}

/// Rewrite the database densely, which gives space back to the disk. Stop the server first.
#[derive(Debug, Args)]
pub(super) struct Compact {}

/// Put a backup into a data folder that has no database yet. Stop the server first.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The backup
    folder: PathBuf,
    /// Check the backup before anything is copied
    #[arg(long)]
    verify: bool,
}

fn folders(place: &Place) -> Result<Folders, CliError> {
    let sources = place.sources();
    let (settings, _) = config::settings(&sources)?;
    Ok(Folders::of(&settings, config::data_folder(&settings, &sources)))
}

fn failed(error: impl std::error::Error) -> CliError {
    CliError::Failed(with_causes(&error))
}

/// The store of a server that does not run.
fn open(folders: &Folders) -> Result<(Store, BlobStore), OpenFailure> {
    if !folders.database().exists() {
        let missing = format!("there is no database in {}", folders.data.display());
        return Err(OpenFailure::Other(CliError::Failed(missing)));
    }
    let store = Store::open(StoreConfig::at(&folders.database()), Clock::system(), Box::new(|_| {}));
    let store = store.map_err(|error| match error {
        OpenError::InUse { .. } => OpenFailure::Running,
        error => OpenFailure::Other(failed(error)),
    })?;
    let space = FreeSpace::of_file_system(&folders.blobs);
    let blobs = BlobStore::open(&folders.blobs, &folders.temporary, space)
        .map_err(|error| OpenFailure::Other(failed(error)))?;
    Ok((store, blobs))
}

enum OpenFailure {
    /// A server has it open.
    Running,
    Other(CliError),
}

impl From<OpenFailure> for CliError {
    fn from(failure: OpenFailure) -> Self {
        match failure {
            OpenFailure::Running => {
                Self::Failed("the database is in use: stop the server, or check a backup".to_owned())
            }
            OpenFailure::Other(error) => error,
        }
    }
}

impl Check {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        if let Some(folder) = self.backup {
            let (rows, files) = blobs::verify(&folder, &records::indexed).map_err(failed)?;
            return judge(&rows, &files);
        }
        let folders = folders(place)?;
        runtime()?.block_on(async {
            let (store, blobs) = open(&folders)?;
            let rows = store.read(|db| check(db, &records::indexed)).await.map_err(failed)?;
            let files = blobs.check(&store).await.map_err(failed)?;
            store.close().await;
            judge(&rows, &files)
        })
    }
}

/// Prints what a check saw; flaws make the command fail.
fn judge(rows: &Report, files: &BlobReport) -> Result<(), CliError> {
    line(&format!(
        "{} rows, {} repositories, {} records, {} tree nodes, {} events, {} blobs of {} bytes",
        rows.rows, rows.repositories, rows.records, rows.nodes, rows.events, files.files, files.bytes
    ))?;
    for flaw in &rows.flaws {
        line(&flaw.to_string())?;
    }
    for flaw in &files.flaws {
        line(&flaw.to_string())?;
    }
    if rows.is_sound() && files.is_sound() {
        return line("Everything agrees.");
    }
    let unlisted = rows.unlisted + files.unlisted;
    let listed = (rows.flaws.len() + files.flaws.len()) as u64;
    Err(CliError::Failed(format!("{} flaws were found", listed + unlisted)))
}

impl Backup {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let folders = folders(place)?;
        let folder = std::path::absolute(&self.folder)
            .map_err(|source| CliError::System { doing: "cannot name the folder", source })?;
        runtime()?.block_on(async {
            let done = match open(&folders) {
                Ok((store, blobs)) => {
                    let done = blobs.back_up(&store, &folder).await.map_err(failed)?;
                    store.close().await;
                    Copied {
                        database_bytes: done.database_bytes,
                        copied: done.copied,
                        present: done.present,
                        missing: done.missing,
                    }
                }
                Err(OpenFailure::Running) => ask_server(place, &folder).await?,
                Err(OpenFailure::Other(error)) => return Err(error),
            };
            done.print()
        })
    }
}

/// What was copied.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Copied {
    database_bytes: u64,
    copied: u64,
    present: u64,
    missing: u64,
}

impl Copied {
    fn print(&self) -> Result<(), CliError> {
        line(&format!(
            "database of {} bytes, {} blobs copied, {} there already, {} without a file",
            self.database_bytes, self.copied, self.present, self.missing
        ))
    }
}

async fn ask_server(place: &Place, folder: &Path) -> Result<Copied, CliError> {
    let body = json!({ "folder": folder });
    Client::new(place)?.patient().post("local.hostplant.admin.createBackup", &body).await
}

impl Compact {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let database = folders(place)?.database();
        let before = std::fs::metadata(&database)
            .map_err(|source| CliError::System { doing: "cannot find the database", source })?
            .len();
        let done = compact(&database).map_err(failed)?;
        line(&format!("{} rows; {before} bytes before, {} after", done.rows, done.file_bytes))
    }
}

impl Restore {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let folders = folders(place)?;
        if self.verify {
            let (rows, files) = blobs::verify(&self.folder, &records::indexed).map_err(failed)?;
            judge(&rows, &files)?;
        }
        if folders.blobs != folders.data.join(blobs::BLOBS) {
            return Err(CliError::Failed(
                "storage.blobs is elsewhere: restore without it, then move the folder of blobs there"
                    .to_owned(),
            ));
        }
        std::fs::create_dir_all(&folders.data)
            .map_err(|source| CliError::System { doing: "cannot make the data folder", source })?;
        let done = blobs::restore(&self.folder, &folders.data).map_err(failed)?;
        let copied = Copied {
            database_bytes: done.database_bytes,
            copied: done.copied,
            present: done.present,
            missing: done.missing,
        };
        copied.print()?;
        if !folders.data.join("secrets.toml").exists() {
            line(
                "Put the secrets.toml of the old data folder here before the server starts: no key opens without it.",
            )?;
        }
        Ok(())
    }
}
