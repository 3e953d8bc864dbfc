//! One like, repost, follow or block per subject: an index from what such a record points at to the record.

use crate::cbor::Value;
use crate::crypto::Sha256;
use crate::lexicon;
use crate::store::keys::SubjectKey;
use crate::store::tables::Subjects;
use crate::store::{Read, RepoId, StorageError, Tx};
use crate::syntax::{Nsid, RepoPath, Rkey};

/// Most earlier records of one subject that a write clears away. There is more than one only after an import.
const MAX_EARLIER: usize = 16;

/// A collection and a subject, hashed: who else points there is found by it. Collisions would need 2^64 records.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Subject([u8; 16]);

impl Subject {
    /// What `record` points at, when `collection` is one of those with one record per subject.
    pub fn of(collection: &Nsid, record: &Value) -> Option<Self> {
        // Only a record that says that it is of its collection counts.
        if record.get("$type").and_then(Value::as_text) != Some(collection.as_str()) {
            return None;
        }
        let subject = lexicon::subject(record)?;
        let mut hash = Sha256::new();
        hash.update(collection.as_str().as_bytes());
        hash.update(&[0]);
        hash.update(subject.as_bytes());
        let digest = hash.finish();
        let (half, _) = digest.split_first_chunk().expect("a digest is longer than its half");
        Some(Self(*half))
    }

    /// The bytes by which the index knows it.
    pub(super) const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// The row that says that the record of this key points here.
    pub(super) fn key(self, repo: RepoId, rkey: Rkey) -> SubjectKey {
        SubjectKey { repo, subject: self.0, rkey }
    }

    /// Notes that the record at `path` points here.
    pub(super) fn add(self, tx: &mut Tx<'_>, repo: RepoId, path: &RepoPath) -> Result<(), StorageError> {
        tx.put::<Subjects>(&self.key(repo, path.rkey()), &())
    }

    /// Forgets that the record at `path` points here.
    pub(super) fn remove(self, tx: &mut Tx<'_>, repo: RepoId, path: &RepoPath) -> Result<(), StorageError> {
        tx.delete::<Subjects>(&self.key(repo, path.rkey())).map(drop)
    }

    /// The records of `collection` that point here.
    pub(super) fn holders(
        self,
        db: &impl Read,
        repo: RepoId,
        collection: &Nsid,
    ) -> Result<Vec<RepoPath>, StorageError> {
        let mut found = Vec::new();
        let mut rows = db.range::<Subjects>(SubjectKey::of_subject(repo, self.0))?;
        while found.len() < MAX_EARLIER {
            match rows.next_with(|key, _| key)? {
                Some(key) => found.push(RepoPath::new(collection, &key.rkey)),
                None => break,
            }
        }
        Ok(found)
    }
}
