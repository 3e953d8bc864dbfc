//! From the archive to rows, a chunk at a time. Reads and computes; only what it packed is
//! written in the writer's jobs.

use std::fs::File;
use std::io::BufReader;

use super::ImportError;
use super::publish::Ticket;
use crate::cbor::{Encoded, Kind};
use crate::crypto::sha256;
use crate::lexicon::SUBJECT_COLLECTIONS;
use crate::records::links::Links;
use crate::repo::import::{Part, Walk, Wanted};
use crate::store::keys::{Digest, NodePlace, RecordKey};
use crate::store::rows::repo::{Head, Node, Record};
use crate::store::tables::{Heads, Nodes, Records};
use crate::store::{Aid, Packed, Read, RepoId, Snapshot, StorageError};
use crate::syntax::{Cid, RepoPath, Tid};

/// Bytes of rows after which a chunk ends: others wait for the writer while it is written.
pub(super) const CHUNK_BYTES: usize = 512 * 1024;
/// Every blob reference, in either form, has a field of this name.
const BLOB_FIELD: &[u8] = b"mimeType";

/// A walk through an archive, on its way to rows.
pub(super) struct Staging {
    walk: Walk<BufReader<File>, File>,
    repo: RepoId,
    rev: Tid,
    /// Of the root, once it was seen.
    layer: Option<u8>,
    records: u64,
}

/// What was staged, when all of it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Staged {
    /// Layer of the root node.
    pub layer: u8,
    pub records: u64,
}

impl Staging {
    pub fn new(walk: Walk<BufReader<File>, File>, ticket: &Ticket) -> Self {
        Self { walk, repo: ticket.repo, rev: ticket.rev, layer: None, records: 0 }
    }

    /// Packs the next rows into `chunk`, which is empty, and leaves it empty at the end. `db` tells what the account has.
    pub fn fill(&mut self, chunk: &mut Packed, db: &Snapshot, aid: Aid) -> Result<(), ImportError> {
        let old = Old::of(db, aid)?;
        while chunk.len() < CHUNK_BYTES {
            let Some(part) = self.walk.next_with(|wanted| old.held(wanted)) else { break };
            match part? {
                Part::Node { at, bytes, .. } => {
                    self.layer.get_or_insert(at.layer);
                    let rev = old.rev_of_node(&at, &bytes)?.unwrap_or(self.rev);
                    chunk.put::<Nodes>(&NodePlace { repo: self.repo, at }, &Node { rev, bytes });
                }
                Part::Record { path, cid, bytes } => {
                    if !Encoded::new(&bytes).is_ok_and(|value| value.kind() == Kind::Map) {
                        return Err(ImportError::Record(path));
                    }
                    self.records += 1;
                    let rev = old.rev_of_record(&path, &cid)?.unwrap_or(self.rev);
                    links_of(&path, &bytes).pack(chunk, self.repo, &path);
                    let row = Record { rev, digest: Digest(*cid.digest()), value: bytes };
                    chunk.put::<Records>(&RecordKey { repo: self.repo, path }, &row);
                }
            }
        }
        Ok(())
    }

    pub fn finish(self) -> Staged {
        // A walk begins with the root node.
        Staged { layer: self.layer.unwrap_or_default(), records: self.records }
    }
}

/// The repository that the account has.
struct Old<'a> {
    db: &'a Snapshot,
    repo: RepoId,
    /// It has more than nothing.
    is_filled: bool,
}

impl<'a> Old<'a> {
    fn of(db: &'a Snapshot, aid: Aid) -> Result<Self, StorageError> {
        let head: Option<Head> = db.get::<Heads>(&aid)?;
        let repo = head.as_ref().map_or(RepoId::first_of(aid), |head| head.repo(aid));
        Ok(Self { db, repo, is_filled: head.is_some_and(|head| head.records > 0) })
    }

    /// What it has of an archive that leaves it out.
    fn held(&self, wanted: Wanted<'_>) -> Result<Option<Vec<u8>>, ImportError> {
        match wanted {
            Wanted::Node(at, cid) => {
                let row = self.db.get::<Nodes>(&NodePlace { repo: self.repo, at: at.clone() })?;
                Ok(row.map(|row| row.bytes).filter(|bytes| sha256(bytes) == *cid.digest()))
            }
            Wanted::Record(path, cid) => {
                let row = self.db.get::<Records>(&RecordKey { repo: self.repo, path: path.clone() })?;
                Ok(row.filter(|row| row.cid() == *cid).map(|row| row.value))
            }
        }
    }

    /// When the node was written, if it is there as it is: what does not change is not told again to those who ask for
    /// what came after a revision.
    fn rev_of_node(&self, at: &crate::repo::mst::NodeKey, bytes: &[u8]) -> Result<Option<Tid>, StorageError> {
        if !self.is_filled {
            return Ok(None);
        }
        let row = self.db.get::<Nodes>(&NodePlace { repo: self.repo, at: at.clone() })?;
        Ok(row.filter(|row| row.bytes == bytes).map(|row| row.rev))
    }

    fn rev_of_record(&self, path: &RepoPath, cid: &Cid) -> Result<Option<Tid>, StorageError> {
        if !self.is_filled {
            return Ok(None);
        }
        let row = self.db.get::<Records>(&RecordKey { repo: self.repo, path: path.clone() })?;
        Ok(row.filter(|row| row.cid() == *cid).map(|row| row.rev))
    }
}

/// The links of a record, decoding only those that can have any.
fn links_of(path: &RepoPath, bytes: &[u8]) -> Links {
    let may_link = SUBJECT_COLLECTIONS.contains(&path.collection_str())
        || bytes.windows(BLOB_FIELD.len()).any(|window| window == BLOB_FIELD);
    if may_link { Links::of_bytes(path, bytes) } else { Links::default() }
}
