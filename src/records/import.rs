//! Importing a repository from an archive (`com.atproto.repo.importRepo`).
//!
//! The body is written to a temporary file while its blocks are hashed. Then the tree is walked twice: once on a
//! blocking thread, to find everything that could be wrong, and once inside one bulk job, which makes the account's rows
//! what the archive says and signs a commit of ours. The archive may leave out what the account has in the same place. Either all of it happens or nothing; a crash leaves the old state.

use std::collections::{BTreeSet, VecDeque};
use std::fs::{self, File};
use std::io::{self, BufReader, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::HEXLOWER;
use tokio::sync::OwnedSemaphorePermit;

use crate::base::limits::STREAM_CHUNK_BYTES;
use crate::base::random_bytes;
use crate::cbor::{Encoded, Kind};
use crate::crypto::sha256;
use crate::lexicon::SUBJECT_COLLECTIONS;
use crate::repo::car::CarError;
use crate::repo::commit;
use crate::repo::import::{self, Part, Scan, Scanned, Walk, Wanted};
use crate::store::keys::{BANDS, Digest, NodePlace, RecordKey};
use crate::store::rows::accounts::{Stage, Standing};
use crate::store::rows::repo::{Head, Node, Record};
use crate::store::tables::{Accounts, Heads, Nodes, RecordTakedowns, Records};
use crate::store::{Aid, KeyCodec, Lane, Read, Room, Snapshot, Span, StorageError, Table, Tx, WriteError};
use crate::syntax::{Cid, RepoPath, Tid};

use super::commit::CommitError;
use super::links::{self, Links};
use super::repository::announce_state;
use super::signer::Signers;
use super::{Committed, Repositories};

/// Imports at once. Each may hold an index of the archive in memory; more of them wait.
pub(super) const MAX_IMPORTS: usize = 2;
/// Keys of existing rows that are read at a time.
const EXISTING_CHUNK: usize = 256;
/// How far ahead of our clock the archive's revision may be and still be continued.
const CLOCK_SKEW: Duration = Duration::from_secs(300);
/// Every blob reference, in either form, has a field of this name.
const BLOB_FIELD: &[u8] = b"mimeType";

/// Why a repository was not imported. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The archive is no repository.
    #[error(transparent)]
    Archive(#[from] import::ImportError),
    /// A record is not a value of the data model.
    #[error("Could not parse record at '{0}'")]
    Record(RepoPath),
    /// The disk has too little room for imports.
    #[error("the disk is full")]
    Full,
    /// The temporary file failed.
    #[error("cannot keep the archive")]
    Io(#[from] io::Error),
    /// The commit could not be made.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl From<CarError> for ImportError {
    fn from(error: CarError) -> Self {
        Self::Archive(error.into())
    }
}

impl From<StorageError> for ImportError {
    fn from(error: StorageError) -> Self {
        Self::Commit(error.into())
    }
}

/// An archive on its way in.
pub struct Import {
    repositories: Repositories,
    /// Away while a blocking thread works on it.
    sink: Option<Sink>,
    buffer: Vec<u8>,
    slot: OwnedSemaphorePermit,
}

struct Sink {
    file: File,
    scan: Scan,
}

impl Repositories {
    /// Begins an import of at most `limit` bytes, with its file in `folder`. Waits while `MAX_IMPORTS` are under way.
    ///
    /// # Errors
    /// When the disk has little room or the file cannot be made.
    pub async fn import(&self, folder: &Path, limit: u64) -> Result<Import, ImportError> {
        let imports = Arc::clone(&self.0.imports);
        let slot = imports.acquire_owned().await.map_err(io::Error::other)?;
        if self.0.store.room() < Room::Ample {
            return Err(ImportError::Full);
        }
        let name = format!("import-{}.car", HEXLOWER.encode(&random_bytes::<8>()));
        let path = folder.join(name);
        let file = blocking(move || {
            let file = File::options().read(true).write(true).create_new(true).open(&path)?;
            // Without a name the file goes with the last handle, whatever ends the import.
            fs::remove_file(path)?;
            Ok::<_, io::Error>(file)
        })
        .await?;
        let sink = Some(Sink { file, scan: Scan::new(limit) });
        Ok(Import { repositories: self.clone(), sink, buffer: Vec::new(), slot })
    }
}

impl Import {
    /// Takes the next piece of the archive, of any size.
    ///
    /// # Errors
    /// When the archive is malformed or too large, or cannot be kept. The import is over then.
    pub async fn write(&mut self, mut piece: &[u8]) -> Result<(), ImportError> {
        while !piece.is_empty() {
            let (now, later) = piece.split_at(piece.len().min(STREAM_CHUNK_BYTES - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            piece = later;
            if self.buffer.len() == STREAM_CHUNK_BYTES {
                self.flush().await?;
            }
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), ImportError> {
        let mut sink = self.sink.take().ok_or_else(over)?;
        let mut buffer = std::mem::take(&mut self.buffer);
        let (sink, buffer) = blocking(move || {
            sink.scan.feed(&buffer)?;
            sink.file.write_all(&buffer)?;
            buffer.clear();
            Ok::<_, ImportError>((sink, buffer))
        })
        .await?;
        self.sink = Some(sink);
        self.buffer = buffer;
        Ok(())
    }

    /// Ends the archive and makes it the repository of `aid`. An active account's subscribers are told by `#sync`.
    ///
    /// # Errors
    /// See [`ImportError`]; or the write never ran.
    pub async fn finish(mut self, aid: Aid) -> Result<Committed, WriteError<ImportError>> {
        self.flush().await.map_err(WriteError::Job)?;
        let Sink { file, scan } = self.sink.take().ok_or_else(|| WriteError::Job(over().into()))?;
        let signers = self.repositories.signers().clone();
        let store = self.repositories.0.store.clone();
        let checked = store.read(move |db| check(db, aid, file, scan)).await.map_err(WriteError::Job)?;
        let done = store.write_in(Lane::Bulk, 0, move |tx| checked.apply(tx, &signers, aid)).await;
        drop(self.slot);
        done
    }
}

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").finish_non_exhaustive()
    }
}

fn over() -> io::Error {
    io::Error::other("the import is over")
}

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<io::Error> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error).into()))
}

/// An archive that has been walked to its end once.
struct Checked {
    file: File,
    scanned: Scanned,
}

/// What the account has of an archive that leaves it out. Rows at and after the place of a walk are still the old ones.
fn held(db: &impl Read, aid: Aid, wanted: Wanted<'_>) -> Result<Option<Vec<u8>>, ImportError> {
    match wanted {
        Wanted::Node(at, cid) => {
            let row = db.get::<Nodes>(&NodePlace { aid, at: at.clone() })?;
            Ok(row.map(|row| row.bytes).filter(|bytes| sha256(bytes) == *cid.digest()))
        }
        Wanted::Record(path, cid) => {
            let row = db.get::<Records>(&RecordKey { aid, path: path.clone() })?;
            Ok(row.filter(|row| row.cid() == *cid).map(|row| row.value))
        }
    }
}

/// Walks the whole archive without writing anything.
fn check(db: &Snapshot, aid: Aid, mut file: File, scan: Scan) -> Result<Checked, ImportError> {
    file.flush()?;
    let scanned = scan.finish()?;
    let (_, mut walk) = Walk::open(BufReader::new(&file), &scanned)?;
    while let Some(part) = walk.next_with(|wanted| held(db, aid, wanted)) {
        if let Part::Record { path, bytes, .. } = part?
            && !Encoded::new(&bytes).is_ok_and(|value| value.kind() == Kind::Map)
        {
            return Err(ImportError::Record(path));
        }
    }
    Ok(Checked { file, scanned })
}

impl Checked {
    /// Makes the account's rows what the archive says, and signs it.
    fn apply(self, tx: &mut Tx<'_>, signers: &Signers, aid: Aid) -> Result<Committed, ImportError> {
        let account = tx
            .get::<Accounts>(&aid)?
            .filter(|account| account.stage == Stage::Ready)
            .ok_or(CommitError::NoAccount)?;
        let old = tx.get::<Heads>(&aid)?;
        let (archived, mut walk) = Walk::open(BufReader::new(&self.file), &self.scanned)?;
        let rev = next_rev(tx, old.as_ref().map(|head| head.rev), archived.content().rev);

        let mut rows = Replacement::new(aid, rev);
        let mut layer = None;
        while let Some(part) = walk.next_with(|wanted| held(tx, aid, wanted)) {
            match part? {
                Part::Node { at, bytes, .. } => {
                    layer.get_or_insert(at.layer);
                    rows.node(tx, NodePlace { aid, at }, bytes)?;
                }
                Part::Record { path, cid, bytes } => rows.record(tx, RecordKey { aid, path }, cid, bytes)?,
            }
        }
        let records = rows.finish(tx)?;

        let data = archived.content().data;
        let key = signers.get(tx, aid).map_err(CommitError::from)?;
        let signed = commit::Unsigned { did: account.did.clone(), data, rev }.sign(&key);
        let (cid, bytes) = signed.into_block();
        // A walk begins with the root node.
        let layer = layer.unwrap_or_default();
        tx.put::<Heads>(&aid, &Head { rev, commit: cid, data, layer, bytes, records })?;
        if account.standing() == Standing::Active {
            announce_state(tx, aid, &account.did)?;
        }
        Ok(Committed { cid, rev })
    }
}

/// A revision after ours and, unless it lies in the future, after the archive's: subscribers may have seen both.
fn next_rev(tx: &Tx<'_>, ours: Option<Tid>, archived: Tid) -> Tid {
    let now = tx.now();
    let archived = Some(archived).filter(|rev| rev.timestamp() <= now.after(CLOCK_SKEW));
    Tid::next(now, ours.max(archived))
}

/// The rows of a repository while another takes their place. What comes is in key order, so that one pass over the
/// rows that were there finds those that are to go.
struct Replacement {
    aid: Aid,
    rev: Tid,
    /// By band: each is in key order for itself.
    old_nodes: [Existing<Nodes>; BANDS],
    old_records: Existing<Records>,
    loose: BTreeSet<Digest>,
    count: u64,
}

impl Replacement {
    fn new(aid: Aid, rev: Tid) -> Self {
        Self {
            aid,
            rev,
            old_nodes: std::array::from_fn(|band| Existing::new(NodePlace::of_band(aid, band))),
            old_records: Existing::new(RecordKey::of(aid)),
            loose: BTreeSet::new(),
            count: 0,
        }
    }

    fn node(&mut self, tx: &mut Tx<'_>, place: NodePlace, bytes: Vec<u8>) -> Result<(), StorageError> {
        let old_nodes = &mut self.old_nodes[place.band()];
        while let Some(stale) = old_nodes.before(tx, Some(&place))? {
            tx.delete::<Nodes>(&stale)?;
        }
        if old_nodes.take(&place) && tx.get::<Nodes>(&place)?.is_some_and(|old| old.bytes == bytes) {
            return Ok(());
        }
        tx.put::<Nodes>(&place, &Node { rev: self.rev, bytes })
    }

    fn record(
        &mut self,
        tx: &mut Tx<'_>,
        key: RecordKey,
        cid: Cid,
        bytes: Vec<u8>,
    ) -> Result<(), StorageError> {
        while let Some(stale) = self.old_records.before(tx, Some(&key))? {
            self.remove(tx, &stale)?;
        }
        self.count += 1;
        let digest = Digest(*cid.digest());
        let mut old = Links::default();
        if self.old_records.take(&key) {
            match tx.get::<Records>(&key)? {
                Some(row) if row.digest == digest => return Ok(()),
                Some(row) => old = links_of(&key.path, &row.value),
                None => {}
            }
        }
        let new = links_of(&key.path, &bytes);
        new.replace(&old, tx, self.aid, &key.path, &mut self.loose)?;
        links::adopt(tx, self.aid, self.rev, &new)?;
        tx.put::<Records>(&key, &Record { rev: self.rev, digest, value: bytes })
    }

    fn remove(&mut self, tx: &mut Tx<'_>, key: &RecordKey) -> Result<(), StorageError> {
        let old = tx.get::<Records>(key)?.map_or_else(Links::default, |row| links_of(&key.path, &row.value));
        Links::default().replace(&old, tx, self.aid, &key.path, &mut self.loose)?;
        tx.delete::<Records>(key)?;
        tx.delete::<RecordTakedowns>(key).map(drop)
    }

    /// Removes what is left of the old rows. How many records there are now.
    fn finish(mut self, tx: &mut Tx<'_>) -> Result<u64, StorageError> {
        for old_nodes in &mut self.old_nodes {
            while let Some(stale) = old_nodes.before(tx, None)? {
                tx.delete::<Nodes>(&stale)?;
            }
        }
        while let Some(stale) = self.old_records.before(tx, None)? {
            self.remove(tx, &stale)?;
        }
        links::drop_loose(tx, self.aid, &self.loose)?;
        Ok(self.count)
    }
}

/// The links of a record, decoding only those that can have any.
fn links_of(path: &RepoPath, bytes: &[u8]) -> Links {
    let may_link = SUBJECT_COLLECTIONS.contains(&path.collection_str())
        || bytes.windows(BLOB_FIELD.len()).any(|window| window == BLOB_FIELD);
    if may_link { Links::of_bytes(path, bytes) } else { Links::default() }
}

/// The keys of a range as they were when first asked for, read in pieces while rows before them change.
struct Existing<T: Table> {
    rest: Span<T::Key>,
    keys: VecDeque<T::Key>,
    ended: bool,
}

impl<T: Table> Existing<T>
where
    T::Key: KeyCodec + Clone + Ord,
{
    const fn new(span: Span<T::Key>) -> Self {
        Self { rest: span, keys: VecDeque::new(), ended: false }
    }

    /// Takes the next key that sorts before `limit`; with no limit, the next key.
    fn before(&mut self, tx: &Tx<'_>, limit: Option<&T::Key>) -> Result<Option<T::Key>, StorageError> {
        self.fill(tx)?;
        match self.keys.front() {
            Some(key) if limit.is_none_or(|limit| key < limit) => Ok(self.keys.pop_front()),
            _ => Ok(None),
        }
    }

    /// Takes `key` if it is next.
    fn take(&mut self, key: &T::Key) -> bool {
        let is_next = self.keys.front() == Some(key);
        if is_next {
            self.keys.pop_front();
        }
        is_next
    }

    fn fill(&mut self, tx: &Tx<'_>) -> Result<(), StorageError> {
        if self.ended || !self.keys.is_empty() {
            return Ok(());
        }
        let mut rows = tx.range::<T>(self.rest.clone())?;
        while self.keys.len() < EXISTING_CHUNK {
            match rows.next_with(|key, _| key)? {
                Some(key) => self.keys.push_back(key),
                None => {
                    self.ended = true;
                    break;
                }
            }
        }
        if let Some(last) = self.keys.back() {
            self.rest = self.rest.clone().after(last);
        }
        Ok(())
    }
}
