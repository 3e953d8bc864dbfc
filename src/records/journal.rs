//! What apps wrote: kept for a while beside the records, so that an owner can see how much it was and take it back.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use crate::base::Timestamp;
use crate::cbor;
use crate::lexicon::blob_refs;
use crate::store::keys::{AppWriteKey, BlobKey, Digest};
use crate::store::rows::app_writes::{AppWrite, AppWriteTotals};
use crate::store::rows::repo::{Record, repo_of};
use crate::store::tables::{AppWriteSums, AppWrites, Blobs};
use crate::store::{Aid, Read, Span, StorageError, Tx};
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
        let now = current(tx, repo, &path)?.map(|cid| Digest(*cid.digest()));
        // From the newest write back to the oldest, as far as nobody else wrote in between.
        let mut state = now;
        let mut steps = entries.iter().rev().take_while(|(_, entry)| {
            let follows = entry.after == state;
            if follows {
                state = entry.before;
            }
            follows
        });
        let mut oldest = None;
        let mut keys = Vec::new();
        for (key, entry) in &mut steps {
            keys.push(key.clone());
            oldest = Some(entry);
        }
        let Some(oldest) = oldest else {
            undone.left_alone += 1;
            continue;
        };
        if writes.len() >= UNDONE_PER_COMMIT || bytes >= UNDONE_BYTES {
            all = false;
            break;
        }
        if oldest.before != now {
            let action = match (oldest.before, &oldest.kept) {
                (None, _) => Action::Delete,
                (Some(_), Some(kept)) => match restored(tx, aid, &path, kept)? {
                    Some(record) if now.is_some() => Action::Update(record),
                    Some(record) => Action::Create(record),
                    None => {
                        undone.lost += 1;
                        continue;
                    }
                },
                (Some(_), None) => {
                    undone.lost += 1;
                    continue;
                }
            };
            bytes += action.bytes();
            if matches!(action, Action::Delete) {
                undone.deleted += 1
            } else {
                undone.restored += 1
            }
            writes.push(Write { path, action });
        }
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

/// What an app wrote since a time, oldest first, record by record.
fn by_path(
    db: &impl Read,
    aid: Aid,
    client: &str,
    since: Timestamp,
) -> Result<HashMap<String, Entries>, StorageError> {
    let mut paths: HashMap<String, Entries> = HashMap::new();
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
