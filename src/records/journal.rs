//! What apps wrote: kept for a while beside the records, so that an owner can see how much it was and take it back.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::base::Timestamp;
use crate::cbor;
use crate::lexicon::blob_refs;
use crate::store::keys::{AppWriteKey, BlobKey, Digest};
use crate::store::rows::app_writes::{AppWrite, AppWriteTotals};
use crate::store::rows::repo::{Record, repo_of};
use crate::store::tables::{AppWriteSums, AppWrites, Blobs};
use crate::store::{Aid, Read, RepoId, Span, StorageError, Tx};
use crate::syntax::{Cid, RepoPath, Tid};

use super::commit::{Action, Batch, CommitError, Write, apply, current};
use super::prepare::PreparedRecord;
use super::signer::Signers;
use super::subjects::Subject;

/// How long writes are kept.
pub const RETENTION: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Most writes that are kept per account.
pub const MAX_ENTRIES: u64 = 5_000;
/// Most bytes of earlier records that are kept per account.
const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// Longest earlier record that is kept, in bytes.
const MAX_KEPT: usize = 64 * 1024;
/// Entries past their time that one write clears away.
const AGED_PER_WRITE: usize = 50;
/// Records that one commit takes back, and their bytes.
const UNDONE_PER_COMMIT: usize = 100;
const UNDONE_BYTES: usize = 512 * 1024;

/// What a commit did to one record.
pub(super) struct Written {
    path: RepoPath,
    before: Option<Digest>,
    kept: Option<Vec<u8>>,
    after: Option<Digest>,
}

impl Written {
    /// `old` and `new` are the records before and after.
    pub fn new(path: &RepoPath, old: Option<Record>, new: Option<Cid>) -> Self {
        Self {
            path: path.clone(),
            before: old.as_ref().map(|old| old.digest),
            kept: old.map(|old| old.value).filter(|bytes| bytes.len() <= MAX_KEPT),
            after: new.map(|cid| Digest(*cid.digest())),
        }
    }
}

/// Keeps what `client` wrote with the commit `rev`. Beyond the bounds the oldest goes.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    aid: Aid,
    rev: Tid,
    client: &str,
    written: Vec<Written>,
) -> Result<(), StorageError> {
    let at = tx.now();
    let mut sums = tx.get::<AppWriteSums>(&aid)?.unwrap_or_default();
    for (nth, written) in (0..).zip(written) {
        let Written { path, before, kept, after } = written;
        let row =
            AppWrite { client: client.to_owned(), at, path: path.as_str().to_owned(), before, kept, after };
        sums.entries += 1;
        sums.bytes += bytes_of(&row);
        tx.put::<AppWrites>(&AppWriteKey { aid, rev, nth }, &row)?;
    }
    trim(tx, aid, &mut sums)?;
    tx.put::<AppWriteSums>(&aid, &sums)
}

fn bytes_of(row: &AppWrite) -> u64 {
    row.kept.as_ref().map_or(0, |kept| kept.len() as u64)
}

/// Removes the oldest entries while there are too many, and some of those past their time.
fn trim(tx: &mut Tx<'_>, aid: Aid, sums: &mut AppWriteTotals) -> Result<(), StorageError> {
    let oldest = tx.now().before(RETENTION);
    let mut gone = Vec::new();
    for row in tx.range::<AppWrites>(AppWriteKey::of(aid))? {
        let (key, row) = row?;
        let too_many = sums.entries > MAX_ENTRIES || sums.bytes > MAX_BYTES;
        if !too_many && (row.at >= oldest || gone.len() >= AGED_PER_WRITE) {
            break;
        }
        sums.entries = sums.entries.saturating_sub(1);
        sums.bytes = sums.bytes.saturating_sub(bytes_of(&row));
        gone.push(key);
    }
    gone.iter().try_for_each(|key| tx.delete::<AppWrites>(key).map(drop))
}

/// How often an app wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteCount {
    /// Records that it made.
    pub created: u64,
    /// Records that it changed.
    pub updated: u64,
    /// Records that it deleted.
    pub deleted: u64,
}

impl WriteCount {
    /// All together.
    pub const fn total(&self) -> u64 {
        self.created + self.updated + self.deleted
    }
}

/// How often each app wrote within [`RETENTION`], by `client_id`.
///
/// # Errors
/// As every read.
pub fn write_counts(
    db: &impl Read,
    aid: Aid,
    now: Timestamp,
) -> Result<BTreeMap<String, WriteCount>, StorageError> {
    let oldest = now.before(RETENTION);
    let mut counts: BTreeMap<String, WriteCount> = BTreeMap::new();
    for row in db.range::<AppWrites>(AppWriteKey::of(aid))? {
        let (_, row) = row?;
        if row.at < oldest {
            continue;
        }
        let count = counts.entry(row.client).or_default();
        match (row.before, row.after) {
            (_, None) => count.deleted += 1,
            (None, Some(_)) => count.created += 1,
            (Some(_), Some(_)) => count.updated += 1,
        }
    }
    Ok(counts)
}

/// What came of taking back what an app wrote. Each record counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Records that are gone because the app had made them.
    pub deleted: u64,
    /// Records that are again what they were.
    pub restored: u64,
    /// Records that somebody else has written since; they are as they were left.
    pub left_alone: u64,
    /// Records whose earlier form is not kept any more, or refers to files that are gone.
    pub lost: u64,
}

impl Undone {
    pub(super) fn add(&mut self, step: Self) {
        self.deleted += step.deleted;
        self.restored += step.restored;
        // What cannot be taken back is met again at each step.
        (self.left_alone, self.lost) = (step.left_alone, step.lost);
    }
}

/// What taking back does to one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is deleted: the app had made it.
    Deleted,
    /// It becomes what it was.
    Restored,
    /// It is already what it was.
    Unchanged,
    /// Somebody else has written it since.
    LeftAlone,
    /// Its earlier form is not kept any more, or refers to files that are gone.
    Lost,
}

impl Undone {
    fn count(&mut self, fate: Fate) {
        match fate {
            Fate::Deleted => self.deleted += 1,
            Fate::Restored => self.restored += 1,
            Fate::LeftAlone => self.left_alone += 1,
            Fate::Lost => self.lost += 1,
            Fate::Unchanged => {}
        }
    }
}

/// How what an app wrote to one record is taken back.
struct Reversal {
    fate: Fate,
    action: Option<Action>,
    /// The entries that are spent by it.
    keys: Vec<AppWriteKey>,
}

impl Reversal {
    const fn none(fate: Fate) -> Self {
        Self { fate, action: None, keys: Vec::new() }
    }

    /// From the newest write back to the oldest, as far as nobody else wrote in between.
    fn of(
        db: &impl Read,
        aid: Aid,
        repo: RepoId,
        path: &RepoPath,
        entries: &Entries,
    ) -> Result<Self, StorageError> {
        let now = current(db, repo, path)?.map(|cid| Digest(*cid.digest()));
        let mut state = now;
        let mut oldest = None;
        let mut keys = Vec::new();
        for (key, entry) in entries.iter().rev() {
            if entry.after != state {
                break;
            }
            state = entry.before;
            keys.push(key.clone());
            oldest = Some(entry);
        }
        let Some(oldest) = oldest else { return Ok(Self::none(Fate::LeftAlone)) };
        if oldest.before == now {
            return Ok(Self { fate: Fate::Unchanged, action: None, keys });
        }
        let action = match (oldest.before, &oldest.kept) {
            (None, _) => Some(Action::Delete),
            (Some(_), Some(kept)) => restored(db, aid, path, kept)?.map(|record| match now {
                Some(_) => Action::Update(record),
                None => Action::Create(record),
            }),
            (Some(_), None) => None,
        };
        Ok(match action {
            Some(Action::Delete) => Self { fate: Fate::Deleted, action, keys },
            Some(_) => Self { fate: Fate::Restored, action, keys },
            None => Self::none(Fate::Lost),
        })
    }
}

/// What taking back would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// How many records would come to what.
    pub undone: Undone,
    /// The first of them, by path.
    pub records: Vec<(RepoPath, Fate)>,
}

/// What taking back what `client` wrote since a time would do now; at most `limit` records are named.
///
/// # Errors
/// As every read.
pub fn preview_undo(
    db: &impl Read,
    aid: Aid,
    client: &str,
    since: Timestamp,
    limit: usize,
) -> Result<Preview, StorageError> {
    let repo = repo_of(db, aid)?;
    let mut preview = Preview::default();
    for (path, entries) in by_path(db, aid, client, since)? {
        let Ok(path) = path.parse::<RepoPath>() else { continue };
        let fate = Reversal::of(db, aid, repo, &path, &entries)?.fate;
        preview.undone.count(fate);
        if fate != Fate::Unchanged && preview.records.len() < limit {
            preview.records.push((path, fate));
        }
    }
    Ok(preview)
}

/// One commit's worth of taking back what `client` wrote since a time. Whether that was all.
pub(super) fn undo_some(
    tx: &mut Tx<'_>,
    signers: &Signers,
    aid: Aid,
    client: &str,
    since: Timestamp,
) -> Result<(Undone, bool), CommitError> {
    let repo = repo_of(tx, aid)?;
    let mut undone = Undone::default();
    let mut writes = Vec::new();
    let (mut spent, mut bytes, mut all) = (Vec::new(), 0, true);
    for (path, entries) in by_path(tx, aid, client, since)? {
        let Ok(path) = path.parse::<RepoPath>() else { continue };
        let Reversal { fate, action, mut keys } = Reversal::of(tx, aid, repo, &path, &entries)?;
        if let Some(action) = action {
            if writes.len() >= UNDONE_PER_COMMIT || bytes >= UNDONE_BYTES {
                all = false;
                break;
            }
            bytes += action.bytes();
            writes.push(Write { path, action });
        }
        undone.count(fate);
        spent.append(&mut keys);
    }
    if !writes.is_empty() {
        apply(tx, signers, aid, Batch { writes, swap_commit: None, by: None })?;
    }
    let mut sums = tx.get::<AppWriteSums>(&aid)?.unwrap_or_default();
    for key in &spent {
        if let Some(row) = tx.get::<AppWrites>(key)? {
            sums.entries = sums.entries.saturating_sub(1);
            sums.bytes = sums.bytes.saturating_sub(bytes_of(&row));
            tx.delete::<AppWrites>(key)?;
        }
    }
    tx.put::<AppWriteSums>(&aid, &sums)?;
    Ok((undone, all))
}

type Entries = Vec<(AppWriteKey, AppWrite)>;

/// What an app wrote since a time, record by record, of each the oldest first.
fn by_path(
    db: &impl Read,
    aid: Aid,
    client: &str,
    since: Timestamp,
) -> Result<BTreeMap<String, Entries>, StorageError> {
    let mut paths: BTreeMap<String, Entries> = BTreeMap::new();
    for row in db.range::<AppWrites>(AppWriteKey::of(aid))? {
        let (key, row) = row?;
        if row.client == client && row.at >= since {
            paths.entry(row.path.clone()).or_default().push((key, row));
        }
    }
    Ok(paths)
}

/// A record as it was; `None` when a file that it refers to is gone.
fn restored(
    db: &impl Read,
    aid: Aid,
    path: &RepoPath,
    bytes: &[u8],
) -> Result<Option<PreparedRecord>, StorageError> {
    let Ok(value) = cbor::decode(bytes) else { return Ok(None) };
    let blobs = blob_refs(&value);
    for blob in &blobs {
        if !db.has::<Blobs>(&BlobKey { aid, digest: Digest(*blob.cid.digest()) })? {
            return Ok(None);
        }
    }
    Ok(Some(PreparedRecord {
        cid: Cid::dag_cbor(crate::crypto::sha256(bytes)),
        bytes: bytes.to_vec(),
        subject: Subject::of(&path.collection(), &value),
        blobs,
        validity: None,
    }))
}

/// Removes what is past its time in the journal of the next account after `after`. That account, or `None` after the
/// last one.
///
/// # Errors
/// As every write.
pub fn age(tx: &mut Tx<'_>, after: Option<Aid>) -> Result<Option<Aid>, StorageError> {
    let span = Span::all();
    let span = if let Some(after) = &after { span.after(after) } else { span };
    let Some(row) = tx.range::<AppWriteSums>(span)?.next() else { return Ok(None) };
    let (aid, mut sums) = row?;
    let before = sums.entries;
    loop {
        let entries = sums.entries;
        trim(tx, aid, &mut sums)?;
        if sums.entries == entries {
            break;
        }
    }
    if sums.entries != before {
        tx.put::<AppWriteSums>(&aid, &sums)?;
    }
    Ok(Some(aid))
}
