//! From the archive to rows, a chunk at a time. Reads and computes; only [`Chunk::write`] runs in the writer's jobs.

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
use crate::store::{Aid, Read, RepoId, Snapshot, StorageError, Tx};
use crate::syntax::{Cid, RepoPath, Tid};

/// Bytes of rows after which a chunk ends: others wait for the writer while it is written.
pub(super) const CHUNK_BYTES: usize = 512 * 1024;
/// What a row costs beside its bytes.
const ROW_BYTES: usize = 128;
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

/// Rows to be written together.
#[derive(Default)]
pub(super) struct Chunk {
    nodes: Vec<(NodePlace, Node)>,
    records: Vec<(RecordKey, Record, Links)>,
}

impl Staging {
    pub fn new(walk: Walk<BufReader<File>, File>, ticket: &Ticket) -> Self {
        Self { walk, repo: ticket.repo, rev: ticket.rev, layer: None, records: 0 }
    }

    /// The next rows, or `None` at the end. `db` tells what the account has.
    pub fn next_chunk(&mut self, db: &Snapshot, aid: Aid) -> Result<Option<Chunk>, ImportError> {
        let old = Old::of(db, aid)?;
        let mut chunk = Chunk::default();
        let mut bytes = 0;
        while bytes < CHUNK_BYTES {
            let Some(part) = self.walk.next_with(|wanted| old.held(wanted)) else { break };
            bytes += ROW_BYTES
                + match part? {
                    Part::Node { at, bytes, .. } => {
                        self.layer.get_or_insert(at.layer);
                        let rev = old.rev_of_node(&at, &bytes)?.unwrap_or(self.rev);
                        let row = Node { rev, bytes };
                        let place = NodePlace { repo: self.repo, at };
                        let size = place.at.left.len() + row.bytes.len();
                        chunk.nodes.push((place, row));
                        size
                    }
                    Part::Record { path, cid, bytes } => {
                        if !Encoded::new(&bytes).is_ok_and(|value| value.kind() == Kind::Map) {
                            return Err(ImportError::Record(path));
                        }
                        self.records += 1;
                        let rev = old.rev_of_record(&path, &cid)?.unwrap_or(self.rev);
                        let links = links_of(&path, &bytes);
                        let row = Record { rev, digest: Digest(*cid.digest()), value: bytes };
                        let size = path.as_str().len() + row.value.len() + ROW_BYTES * links.blobs.len();
                        chunk.records.push((RecordKey { repo: self.repo, path }, row, links));
                        size
                    }
                };
        }
        Ok((bytes > 0).then_some(chunk))
    }

    pub fn finish(self) -> Staged {
        // A walk begins with the root node.
        Staged { layer: self.layer.unwrap_or_default(), records: self.records }
    }
}

impl Chunk {
    /// Writes the rows. They lie beside those that anybody reads.
    pub fn write(self, tx: &mut Tx<'_>) -> Result<(), StorageError> {
        for (place, row) in &self.nodes {
            tx.put::<Nodes>(place, row)?;
        }
        for (key, row, links) in &self.records {
            tx.put::<Records>(key, row)?;
            links.add(tx, key.repo, &key.path)?;
        }
        Ok(())
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
