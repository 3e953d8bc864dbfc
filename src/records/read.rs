//! Reading records and what is known of a repository.

use crate::store::keys::{AccountRecord, BlobKey, BlobRef, Digest, NodePlace, RecordKey};
use crate::store::rows::repo::{Record, RecordStamp, repo_of};
use crate::store::tables::{BlobRefs, Blobs, Heads, Nodes, RecordTakedowns, Records};
use crate::store::{Aid, CorruptRow, Read, StorageError, Table};
use crate::syntax::{Cid, Nsid, RepoPath, Rkey};

/// Bytes of records after which a page ends early, however many were asked for.
const PAGE_BYTES: usize = 2 * 1024 * 1024;

/// A record, unless the administrator withholds it.
///
/// # Errors
/// As every read.
pub fn record(db: &impl Read, aid: Aid, path: &RepoPath) -> Result<Option<Record>, StorageError> {
    if db.has::<RecordTakedowns>(&AccountRecord { aid, path: path.clone() })? {
        return Ok(None);
    }
    db.get::<Records>(&RecordKey { repo: repo_of(db, aid)?, path: path.clone() })
}

/// Whether there is a record, withheld or not.
///
/// # Errors
/// As every read.
pub fn holds(db: &impl Read, AccountRecord { aid, path }: &AccountRecord) -> Result<bool, StorageError> {
    db.has::<Records>(&RecordKey { repo: repo_of(db, *aid)?, path: path.clone() })
}

/// A page of the records of a collection.
#[derive(Clone, Debug)]
pub struct Page {
    /// Most records.
    pub limit: usize,
    /// The last key of the page before.
    pub cursor: Option<Rkey>,
    /// From the least key to the greatest; the other way otherwise.
    pub ascending: bool,
}

/// Records of a collection by key, without those that are withheld. A page of large records ends early; the cursor of
/// the next page is the last key in either case.
///
/// # Errors
/// As every read.
pub fn list(
    db: &impl Read,
    aid: Aid,
    collection: &Nsid,
    page: &Page,
) -> Result<Vec<(Rkey, Record)>, StorageError> {
    let repo = repo_of(db, aid)?;
    let mut span = RecordKey::of_collection(repo, collection);
    if let Some(cursor) = &page.cursor {
        let cursor = RecordKey { repo, path: RepoPath::new(collection, cursor) };
        span = if page.ascending { span.after(&cursor) } else { span.before(&cursor) };
    }
    if !page.ascending {
        span = span.reversed();
    }
    let (mut found, mut bytes) = (Vec::new(), 0);
    for entry in db.range::<Records>(span)? {
        let (RecordKey { path, .. }, record) = entry?;
        let rkey = path.rkey();
        if db.has::<RecordTakedowns>(&AccountRecord { aid, path })? {
            continue;
        }
        bytes += record.value.len();
        found.push((rkey, record));
        if found.len() >= page.limit || bytes >= PAGE_BYTES {
            break;
        }
    }
    Ok(found)
}

/// The collections that have records, in order. Costs one look-up for each.
///
/// # Errors
/// As every read.
pub fn collections(db: &impl Read, aid: Aid) -> Result<Vec<Nsid>, StorageError> {
    let mut found = Vec::new();
    let repo = repo_of(db, aid)?;
    let mut span = RecordKey::of(repo);
    while let Some(key) = db.range::<Records>(span)?.next_with(|key, _| key)? {
        let collection = key.path.collection();
        span = RecordKey::beyond_collection(repo, collection.as_str());
        found.push(collection);
    }
    Ok(found)
}

/// A blob that a record refers to and that is not held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MissingBlob {
    /// The blob.
    pub cid: Cid,
    /// One of the records.
    pub path: RepoPath,
}

/// Blobs that records refer to and that are not held, by digest, after `cursor`.
///
/// # Errors
/// As every read.
pub fn missing_blobs(
    db: &impl Read,
    aid: Aid,
    cursor: Option<Cid>,
    limit: usize,
) -> Result<Vec<MissingBlob>, StorageError> {
    let cursor = cursor.map(|cid| Digest(*cid.digest()));
    let repo = repo_of(db, aid)?;
    let references = cursor.map_or_else(|| BlobRef::of(repo), |digest| BlobRef::beyond_blob(repo, digest));
    let held = BlobKey::of(aid);
    let held = match cursor {
        Some(digest) => held.after(&BlobKey { aid, digest }),
        None => held,
    };
    // Both tables are in the order of digests, so one walk over both finds what is only in the first.
    let mut references = db.range::<BlobRefs>(references)?;
    let mut held = db.range::<Blobs>(held)?;
    let mut next_held = held.next_with(|key, _| key.digest)?;
    let mut seen = None;
    let mut missing = Vec::new();
    while missing.len() < limit {
        let Some(BlobRef { digest, path, .. }) = references.next_with(|key, _| key)? else { break };
        if seen.replace(digest) == Some(digest) {
            continue;
        }
        while next_held.is_some_and(|held| held < digest) {
            next_held = held.next_with(|key, _| key.digest)?;
        }
        if next_held != Some(digest) {
            missing.push(MissingBlob { cid: Cid::raw(digest.0), path });
        }
    }
    Ok(missing)
}

/// How much a repository holds, as `checkAccountStatus` tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Census {
    /// Distinct blocks: the commit, nodes, records.
    pub blocks: u64,
    /// Records.
    pub records: u64,
    /// Distinct blobs that records refer to.
    pub expected_blobs: u64,
    /// Blobs that are held.
    pub held_blobs: u64,
}

/// Counts what a repository holds. Walks over all of it.
///
/// # Errors
/// As every read.
pub fn census(db: &impl Read, aid: Aid) -> Result<Census, StorageError> {
    let mut census = Census::default();
    let Some(head) = db.get::<Heads>(&aid)? else { return Ok(census) };
    census.blocks += 1;
    let repo = head.repo(aid);
    let mut nodes = db.range::<Nodes>(NodePlace::of(repo))?;
    while nodes.next_with(|_, _| ())?.is_some() {
        census.blocks += 1;
    }
    // The same record under two keys is one block. Eight bytes of a digest tell blocks apart well enough to count.
    let mut digests = Vec::new();
    let mut records = db.range::<Records>(RecordKey::of(repo))?;
    while let Some(stamp) = records.next_with(|_, row| RecordStamp::of_row(row))? {
        let stamp = stamp.ok_or(CorruptRow { table: Records::NAME, part: "row" })?;
        let (start, _) = stamp.digest.0.split_first_chunk().expect("a digest is longer than eight bytes");
        digests.push(u64::from_be_bytes(*start));
    }
    census.records = digests.len() as u64;
    digests.sort_unstable();
    digests.dedup();
    census.blocks += digests.len() as u64;

    let mut references = db.range::<BlobRefs>(BlobRef::of(repo))?;
    let mut last = None;
    while let Some(digest) = references.next_with(|key, _| key.digest)? {
        census.expected_blobs += u64::from(last.replace(digest) != Some(digest));
    }
    let mut blobs = db.range::<Blobs>(BlobKey::of(aid))?;
    while blobs.next_with(|_, _| ())?.is_some() {
        census.held_blobs += 1;
    }
    Ok(census)
}
