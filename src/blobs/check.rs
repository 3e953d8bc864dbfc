//! Whether every blob that has a row has the file that the row tells of.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use super::files::{Layout, is_missing};
use super::{BlobStore, files};
use crate::base::limits::STREAM_CHUNK_BYTES;
use crate::crypto::Sha256;
use crate::store::keys::{BlobKey, Digest};
use crate::store::tables::{BlobTakedowns, Blobs};
use crate::store::{Aid, Read, Span, StorageError, Store};

/// Rows that are read at once.
const PAGE: usize = 256;
/// Flaws that a report lists; more are counted.
const MAX_LISTED: usize = 1_000;

/// A blob whose file is not what its row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{aid:?}: the file of blob {digest:?} {what}")]
pub struct BlobFlaw {
    /// Whose it is.
    pub aid: Aid,
    /// SHA-256 of the content.
    pub digest: Digest,
    /// What is wrong with it.
    pub what: &'static str,
}

/// What a check of files saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlobReport {
    /// Files that were read.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What is wrong, the first thousand of it.
    pub flaws: Vec<BlobFlaw>,
    /// Flaws beyond those.
    pub unlisted: u64,
}

impl BlobReport {
    /// Whether nothing is wrong.
    pub const fn is_sound(&self) -> bool {
        self.flaws.is_empty()
    }

    fn add(&mut self, flaw: BlobFlaw) {
        if self.flaws.len() < MAX_LISTED {
            self.flaws.push(flaw);
        } else {
            self.unlisted += 1;
        }
    }
}

/// A row whose file is to be looked at.
pub(super) struct Held {
    pub key: BlobKey,
    pub size: u64,
    pub withheld: bool,
}

/// The next rows after `after`, in order.
pub(super) fn page(db: &impl Read, after: Option<&BlobKey>) -> Result<Vec<Held>, StorageError> {
    let span = after.map_or_else(Span::all, |after| Span::all().after(after));
    let mut page = Vec::new();
    for entry in db.range::<Blobs>(span)?.take(PAGE) {
        let (key, blob) = entry?;
        let withheld = db.has::<BlobTakedowns>(&key)?;
        page.push(Held { key, size: blob.size, withheld });
    }
    Ok(page)
}

impl Layout {
    /// Where the file of a row is.
    pub fn of_row(&self, row: &Held) -> std::path::PathBuf {
        let BlobKey { aid, digest } = row.key;
        if row.withheld { self.quarantined(aid, digest) } else { self.blob(aid, digest) }
    }
}

/// Reads every file of a page and compares size and hash.
pub(super) fn check_page(layout: &Layout, page: &[Held], report: &mut BlobReport) -> io::Result<()> {
    for row in page {
        let BlobKey { aid, digest } = row.key;
        let what = match digest_of_file(&layout.of_row(row)) {
            Err(error) if is_missing(&error) => "is not there",
            Err(error) => return Err(error),
            Ok((size, found)) => {
                report.files += 1;
                report.bytes += size;
                match (size == row.size, found == digest) {
                    (true, true) => continue,
                    (false, _) => "has another size",
                    (true, false) => "has other content",
                }
            }
        };
        report.add(BlobFlaw { aid, digest, what });
    }
    Ok(())
}

fn digest_of_file(path: &Path) -> io::Result<(u64, Digest)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; STREAM_CHUNK_BYTES];
    let mut size = 0;
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok((size, Digest(hash.finish())));
        }
        hash.update(&piece[..read]);
        size += read as u64;
    }
}

impl BlobStore {
    /// Reads every blob's file and compares it with its row. Takes as long as reading all of them does.
    ///
    /// # Errors
    /// When the store fails, or a file is there but cannot be read.
    pub async fn check(&self, store: &Store) -> Result<BlobReport, super::BlobError> {
        let mut report = BlobReport::default();
        let mut after: Option<BlobKey> = None;
        loop {
            let from = after.clone();
            let rows = store.read(move |db| page(db, from.as_ref())).await?;
            let Some(last) = rows.last() else { return Ok(report) };
            after = Some(last.key.clone());
            let inner = Arc::clone(&self.0);
            report = files::blocking(move || {
                check_page(&inner.layout, &rows, &mut report)?;
                Ok(report)
            })
            .await?;
        }
    }
}
