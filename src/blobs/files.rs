//! Where the files are, and the few things that are done to them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::base::limits::STREAM_CHUNK_BYTES;
use crate::base::random_bytes;
use crate::store::Aid;
use crate::store::keys::Digest;
use crate::syntax::Cid;

/// The folders: `<folder>/<account>/<xy>/<cid>` and `<folder>/quarantine/<account>/<xy>/<cid>`, where `xy` is the
/// first byte of the hash in hexadecimal, and `<tmp>/<random>`.
pub(super) struct Layout {
    folder: PathBuf,
    tmp: PathBuf,
}

const QUARANTINE: &str = "quarantine";

impl Layout {
    pub fn open(folder: &Path, tmp: &Path) -> io::Result<Self> {
        make_folder(folder)?;
        make_folder(tmp)?;
        for entry in fs::read_dir(tmp)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY_PREFIX)) {
                remove_if_there(&entry.path())?;
            }
        }
        Ok(Self { folder: folder.to_owned(), tmp: tmp.to_owned() })
    }

    /// The folder of blobs of a backup, into which nothing is uploaded.
    pub fn for_copy(folder: &Path) -> io::Result<Self> {
        make_folder(folder)?;
        Ok(Self { folder: folder.to_owned(), tmp: folder.to_owned() })
    }

    /// A new name for a file under way.
    pub fn temporary(&self) -> PathBuf {
        let random = data_encoding::HEXLOWER.encode(&random_bytes::<12>());
        self.tmp.join(format!("{TEMPORARY_PREFIX}{random}"))
    }

    pub fn blob(&self, aid: Aid, digest: Digest) -> PathBuf {
        self.shard(aid, digest.0[0]).join(name(digest))
    }

    pub fn quarantined(&self, aid: Aid, digest: Digest) -> PathBuf {
        let quarantine = self.folder.join(QUARANTINE).join(aid.to_u32().to_string());
        quarantine.join(shard_name(digest.0[0])).join(name(digest))
    }

    pub fn shard(&self, aid: Aid, shard: u8) -> PathBuf {
        self.account(aid).join(shard_name(shard))
    }

    fn account(&self, aid: Aid) -> PathBuf {
        self.folder.join(aid.to_u32().to_string())
    }

    pub fn remove_account(&self, aid: Aid) -> io::Result<()> {
        let quarantine = self.folder.join(QUARANTINE).join(aid.to_u32().to_string());
        for folder in [self.account(aid), quarantine] {
            match fs::remove_dir_all(folder) {
                Err(error) if !is_missing(&error) => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Numbers of the accounts that have a folder.
    pub fn accounts(&self) -> io::Result<Vec<u32>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            found.extend(name.to_str().and_then(|name| name.parse::<u32>().ok()));
        }
        found.sort_unstable();
        Ok(found)
    }
}

/// How names of files under way begin, so that nothing else in the folder is taken for one.
const TEMPORARY_PREFIX: &str = "blob-";

fn shard_name(shard: u8) -> String {
    format!("{shard:02x}")
}

fn name(digest: Digest) -> String {
    Cid::raw(digest.0).to_string()
}

/// The hash that a file of the given name must have.
pub(super) fn digest_of_name(name: &str) -> Option<Digest> {
    name.parse::<Cid>().ok().map(|cid| Digest(*cid.digest()))
}

/// Whether an error says that a file is not there.
pub fn is_missing(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
}

/// Makes a folder and its parents, so that they survive a power cut.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_folder(parent)?;
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        return sync_folder(parent);
    }
    fs::create_dir_all(folder)
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Renames a synced file into its place, durably.
pub(super) fn place(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("/"));
    make_folder(folder)?;
    fs::rename(from, to)?;
    sync_folder(folder)
}

pub(super) fn move_if_there(from: &Path, to: &Path) -> io::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    place(from, to)?;
    sync_folder(from.parent().unwrap_or(Path::new("/")))
}

pub(super) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if !is_missing(&error) => Err(error),
        _ => Ok(()),
    }
}

/// Runs file system work on a blocking thread.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

/// A blob that is open for reading.
#[derive(Debug)]
pub struct BlobFile {
    file: Option<File>,
    size: u64,
}

impl BlobFile {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { file: Some(file), size })
    }

    /// Its size in bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The next piece, of at most [`STREAM_CHUNK_BYTES`]; none at the end.
    ///
    /// # Errors
    /// When the file cannot be read; nothing can be read after that.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(mut file) = self.file.take() else { return Ok(None) };
        let (piece, file) = blocking(move || {
            let mut piece = Vec::new();
            Read::by_ref(&mut file).take(STREAM_CHUNK_BYTES as u64).read_to_end(&mut piece)?;
            Ok((piece, file))
        })
        .await?;
        if piece.is_empty() {
            return Ok(None);
        }
        self.file = Some(file);
        Ok(Some(piece))
    }
}
