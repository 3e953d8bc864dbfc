//! What a record's presence means for other rows: the blobs that it keeps alive and the subject that it takes.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::blobs::TEMPORARY_FOR;
use crate::cbor::{self, Value};
use crate::lexicon::{BlobRef, blob_refs};
use crate::store::check;
use crate::store::keys::{self, BlobKey, Digest};
use crate::store::rows::due::Task;
use crate::store::tables::{BlobRefs, BlobTakedowns, Blobs, Heads, Subjects};
use crate::store::{Aid, Packed, Read, RepoId, StorageError, Tx};
use crate::syntax::{Cid, Codec, RepoPath, Tid};

use super::subjects::Subject;

/// How long the file of a blob outlives its row, so that downloads under way can end.
const FILE_GRACE: Duration = Duration::from_secs(60);

/// Why a record may not refer to a blob.
#[derive(Debug, thiserror::Error)]
pub enum BlobRefused {
    /// The account does not hold it, or it is withheld.
    #[error("Could not find blob: {0}")]
    NotFound(Cid),
    /// The record gives another media type than the upload had.
    #[error("Referenced Mimetype does not match stored blob. Expected: {stored}, Got: {given}")]
    Mime {
        /// What is stored.
        stored: String,
        /// What the record says.
        given: String,
    },
    /// The record gives another size than the upload had.
    #[error("Referenced Size does not match stored blob. Expected: {stored}, Got: {given}")]
    Size {
        /// What is stored.
        stored: u64,
        /// What the record says.
        given: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What a stored record links to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Links {
    /// Blobs, by SHA-256, each once.
    pub blobs: BTreeSet<Digest>,
    /// Its subject.
    pub subject: Option<Subject>,
}

impl Links {
    fn of(path: &RepoPath, value: &Value) -> Self {
        Self { blobs: digests(&blob_refs(value)), subject: Subject::of(&path.collection(), value) }
    }

    /// The links of a record by its bytes. A record that does not decode has none.
    pub fn of_bytes(path: &RepoPath, bytes: &[u8]) -> Self {
        let Ok(value) = cbor::decode(bytes) else { return Self::default() };
        Self::of(path, &value)
    }

    /// Packs the rows for a record that comes to `path`, where there is none.
    pub fn pack(&self, rows: &mut Packed, repo: RepoId, path: &RepoPath) {
        for digest in &self.blobs {
            rows.put::<BlobRefs>(&keys::BlobRef { repo, digest: *digest, path: path.clone() }, &());
        }
        if let Some(subject) = self.subject {
            rows.put::<Subjects>(&subject.key(repo, path.rkey()), &());
        }
    }

    /// Writes the rows for a record that has come to `path` and drops those that only `old`, its predecessor, had.
    /// Blobs that lost a reference are added to `loose`.
    pub fn replace(
        &self,
        old: &Self,
        tx: &mut Tx<'_>,
        repo: RepoId,
        path: &RepoPath,
        loose: &mut BTreeSet<Digest>,
    ) -> Result<(), StorageError> {
        for digest in old.blobs.difference(&self.blobs) {
            tx.delete::<BlobRefs>(&keys::BlobRef { repo, digest: *digest, path: path.clone() })?;
            loose.insert(*digest);
        }
        for digest in self.blobs.difference(&old.blobs) {
            tx.put::<BlobRefs>(&keys::BlobRef { repo, digest: *digest, path: path.clone() }, &())?;
        }
        if old.subject != self.subject {
            if let Some(subject) = old.subject {
                subject.remove(tx, repo, path)?;
            }
            if let Some(subject) = self.subject {
                subject.add(tx, repo, path)?;
            }
        }
        Ok(())
    }
}

/// What the record at `path` puts into indexes, for a check of the store.
pub fn indexed(path: &RepoPath, record: &Value) -> check::Links {
    let Links { blobs, subject } = Links::of(path, record);
    check::Links { blobs: blobs.into_iter().collect(), subject: subject.map(Subject::to_bytes) }
}

/// The blobs of references, each once. Only raw CIDs name blobs.
pub(super) fn digests(blobs: &[BlobRef]) -> BTreeSet<Digest> {
    blobs
        .iter()
        .filter(|blob| blob.cid.codec() == Codec::Raw)
        .map(|blob| Digest(*blob.cid.digest()))
        .collect()
}

/// Makes the blobs of a new record permanent. Those that were temporary must be what the record says they are.
pub(super) fn keep(tx: &mut Tx<'_>, aid: Aid, rev: Tid, blobs: &[BlobRef]) -> Result<(), BlobRefused> {
    for blob in blobs {
        let not_found = BlobRefused::NotFound(blob.cid);
        if blob.cid.codec() != Codec::Raw {
            return Err(not_found);
        }
        let key = BlobKey { aid, digest: Digest(*blob.cid.digest()) };
        let Some(mut row) = tx.get::<Blobs>(&key)? else { return Err(not_found) };
        if tx.has::<BlobTakedowns>(&key)? {
            return Err(not_found);
        }
        if row.kept_since.is_some() {
            continue;
        }
        if row.mime != blob.mime {
            return Err(BlobRefused::Mime { stored: row.mime, given: blob.mime.clone() });
        }
        match blob.size {
            Some(size) if size == row.size => {}
            given => {
                return Err(BlobRefused::Size { stored: row.size, given: given.unwrap_or_default() });
            }
        }
        row.kept_since = Some(rev);
        tx.put::<Blobs>(&key, &row)?;
    }
    Ok(())
}

/// Makes those temporary blobs permanent that the records of `repo` refer to. Others may come later.
pub(super) fn adopt(tx: &mut Tx<'_>, aid: Aid, repo: RepoId, rev: Tid) -> Result<(), StorageError> {
    let mut adopted = Vec::new();
    for entry in tx.range::<Blobs>(BlobKey::of(aid))? {
        let (key, mut row) = entry?;
        if row.kept_since.is_none() && is_referred_to(tx, repo, key.digest)? {
            row.kept_since = Some(rev);
            adopted.push((key, row));
        }
    }
    adopted.iter().try_for_each(|(key, row)| tx.put::<Blobs>(key, row))
}

/// Removes at most `limit` references of a repository that is not its account's. Blobs that nothing else refers to become
/// temporary, as if they were uploaded now: the account may be about to refer to them again. Whether there may be more.
pub(super) fn release_some(
    tx: &mut Tx<'_>,
    aid: Aid,
    repo: RepoId,
    limit: usize,
) -> Result<bool, StorageError> {
    let now = tx.now();
    // Of an account that is gone the blobs go by themselves.
    let Some(head) = tx.get::<Heads>(&aid)? else { return Ok(false) };
    let kept = head.repo(aid);
    if kept == repo {
        return Ok(false);
    }
    let mut references = Vec::new();
    let mut rows = tx.range::<BlobRefs>(keys::BlobRef::of(repo))?;
    while references.len() < limit {
        match rows.next_with(|key, _| key)? {
            Some(key) => references.push(key),
            None => break,
        }
    }
    drop(rows);
    for reference in &references {
        tx.delete::<BlobRefs>(reference)?;
        let key = BlobKey { aid, digest: reference.digest };
        if let Some(mut row) = tx.get::<Blobs>(&key)?
            && row.kept_since.is_some()
            && !is_referred_to(tx, kept, key.digest)?
        {
            row.kept_since = None;
            row.uploaded_at = now;
            tx.put::<Blobs>(&key, &row)?;
            tx.schedule(now.after(TEMPORARY_FOR), Task::ExpireBlob { aid, digest: key.digest })?;
        }
    }
    Ok(references.len() == limit)
}

fn is_referred_to(db: &impl Read, repo: RepoId, digest: Digest) -> Result<bool, StorageError> {
    Ok(db.range::<BlobRefs>(keys::BlobRef::to_blob(repo, digest))?.next_with(|_, _| ())?.is_some())
}

/// Removes the rows of blobs that nothing refers to any more, and leaves their files to be removed.
pub(super) fn drop_loose(
    tx: &mut Tx<'_>,
    aid: Aid,
    repo: RepoId,
    loose: &BTreeSet<Digest>,
) -> Result<(), StorageError> {
    for digest in loose {
        if is_referred_to(tx, repo, *digest)? {
            continue;
        }
        if tx.delete::<Blobs>(&BlobKey { aid, digest: *digest })? {
            let at = tx.now().after(FILE_GRACE);
            tx.schedule(at, Task::RemoveBlobFile { aid, digest: *digest })?;
        }
    }
    Ok(())
}
