//! Reading a whole repository from an archive that somebody uploaded.
//!
//! Two passes. While the body arrives, [`Scan`] hashes every block and notes where it stands; the caller writes the
//! pieces to a file. Then [`Walk`] goes through the tree from the commit, reading blocks from that file, and yields
//! nodes and records in key order, so that they can be stored as they come.
//!
//! The notes take 12 bytes a block, the most of them on a file that the caller gives.

mod notes;

use std::io::{Read, Seek, Write};

use notes::{MAX_OFFSET, Notes, Places, RUN};

use super::car::{CarError, Decoder, Limits, MAX_BLOCK_BYTES, Sections};
use super::commit::{CommitError, Signed};
use super::mst::{Node, NodeError, NodeKey, layer_of};
use crate::syntax::{Cid, Codec, RepoPath};

/// Why an archive is no repository.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The archive itself is malformed.
    #[error(transparent)]
    Car(#[from] CarError),
    /// The archive names no root.
    #[error("the archive names no root")]
    NoRoot,
    /// The root is no commit.
    #[error("the root of the archive is not a commit")]
    Commit(#[from] CommitError),
    /// A block that the repository links to is not in the archive.
    #[error("the archive lacks block {0}")]
    Missing(Cid),
    /// A block that should be a node of the tree is none.
    #[error("block {0} of the archive is not a valid node of the tree")]
    Node(Cid, #[source] NodeError),
    /// A key stands in a node of the wrong layer.
    #[error("key \"{0}\" is in the wrong layer of the tree")]
    Layer(Box<str>),
    /// A key does not sort after the one before it.
    #[error("key \"{0}\" is out of order in the tree")]
    Order(Box<str>),
    /// A key is no `collection/rkey`.
    #[error("key \"{0}\" is not a repository path")]
    Path(Box<str>),
    /// A record's CID is not that of DAG-CBOR.
    #[error("the record at {0} is not linked as DAG-CBOR")]
    Codec(RepoPath),
}

/// The first pass over an archive, piece by piece. `F` keeps notes that are too many for memory.
#[derive(Debug)]
pub struct Scan<F> {
    decoder: Decoder,
    notes: Notes<F>,
    blocks: u64,
}

/// What the first pass learned.
#[derive(Debug)]
pub struct Scanned<F> {
    /// The archive's root: the CID of a commit.
    pub root: Cid,
    /// How many blocks the archive holds, repeated ones counted each time.
    pub blocks: u64,
    places: Places<F>,
}

impl<F: Read + Write + Seek> Scan<F> {
    /// At the start of an archive of at most `total` bytes, with an empty file for notes.
    pub const fn new(total: u64, notes: F) -> Self {
        // Notes do not hold larger offsets.
        let total = if total < MAX_OFFSET { total } else { MAX_OFFSET };
        Self { decoder: Decoder::new(Limits::total(total)), notes: Notes::new(notes, RUN), blocks: 0 }
    }

    /// Takes the next piece of the archive.
    ///
    /// # Errors
    /// When the archive is malformed, too large, or a block does not match its hash; or when notes cannot be kept.
    pub fn feed(&mut self, piece: &[u8]) -> Result<(), CarError> {
        let Self { decoder, notes, blocks } = self;
        decoder.feed(piece, |section| {
            *blocks += 1;
            notes.push(section.cid.digest(), section.offset).map_err(CarError::Io)
        })
    }

    /// The end of the archive.
    ///
    /// # Errors
    /// When it comes too early, or the archive has no root; or when notes cannot be kept.
    pub fn finish(self) -> Result<Scanned<F>, ImportError> {
        self.decoder.finish()?;
        let root = self.decoder.root().ok_or(ImportError::NoRoot)?;
        let places = self.notes.finish().map_err(CarError::Io)?;
        Ok(Scanned { root, blocks: self.blocks, places })
    }
}

/// A part of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A node of the tree, at its position.
    Node {
        /// Where it stands.
        at: NodeKey,
        /// Its CID.
        cid: Cid,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A record.
    Record {
        /// Where it is.
        path: RepoPath,
        /// Its CID.
        cid: Cid,
        /// Its bytes, of which only the hash has been checked.
        bytes: Vec<u8>,
    },
}

/// A block that the archive lacks, by its place in the repository.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// A node of the tree.
    Node(&'a NodeKey, &'a Cid),
    /// A record.
    Record(&'a RepoPath, &'a Cid),
}

/// The second pass: goes through the tree in preorder and checks that it is the one tree of its records.
///
/// Memory: the entries of the nodes from the root to where the walk is.
pub struct Walk<R, F> {
    blocks: Blocks<R, F>,
    /// What is still to be visited, next last.
    steps: Vec<Step>,
    /// The last key that was visited, empty before the first.
    last: Box<str>,
}

enum Step {
    /// A node, in the given layer; `None` for the root, whose keys tell.
    Node(Cid, Option<u8>),
    Record(Box<str>, Cid),
}

impl<R: Read + Seek, F: Read + Seek> Walk<R, F> {
    /// Reads the commit and stands before the root of its tree. `file` holds the archive that was scanned.
    ///
    /// # Errors
    /// When the archive's root is no commit in it.
    pub fn open(file: R, scanned: Scanned<F>) -> Result<(Signed, Self), ImportError> {
        let mut blocks = Blocks { file: Sections::new(file)?, places: scanned.places };
        let commit = Signed::parse(blocks.fetch(&scanned.root)?)?;
        let steps = vec![Step::Node(commit.content().data, None)];
        Ok((commit, Self { blocks, steps, last: "".into() }))
    }

    /// The next part, as [`Iterator::next`] gives it, but looking also among what is `held` already: an archive may
    /// leave out what the repository that it is for has. What `held` gives must have the CID that it is asked for.
    pub fn next_with<E: From<ImportError>>(
        &mut self,
        held: impl FnOnce(Wanted<'_>) -> Result<Option<Vec<u8>>, E>,
    ) -> Option<Result<Part, E>> {
        let step = self.steps.pop()?;
        let part = self.visit(step, held);
        if part.is_err() {
            self.steps.clear();
        }
        Some(part)
    }

    fn visit<E: From<ImportError>>(
        &mut self,
        step: Step,
        held: impl FnOnce(Wanted<'_>) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<Part, E> {
        match step {
            Step::Record(key, cid) => {
                let path: RepoPath = key.parse().map_err(|_| ImportError::Path(key.clone()))?;
                if cid.codec() != Codec::DagCbor {
                    return Err(ImportError::Codec(path).into());
                }
                if key.as_bytes() <= self.last.as_bytes() {
                    return Err(ImportError::Order(key).into());
                }
                let bytes = match self.blocks.fetch(&cid) {
                    Err(ImportError::Missing(_)) => {
                        held(Wanted::Record(&path, &cid))?.ok_or(ImportError::Missing(cid))?
                    }
                    found => found?,
                };
                self.last = key;
                Ok(Part::Record { path, cid, bytes })
            }
            Step::Node(cid, layer) => {
                let bytes = match (self.blocks.fetch(&cid), layer) {
                    (Err(ImportError::Missing(_)), Some(layer)) => {
                        let at = NodeKey { left: self.last.clone(), layer };
                        held(Wanted::Node(&at, &cid))?.ok_or(ImportError::Missing(cid))?
                    }
                    (found, _) => found?,
                };
                let node = Node::decode(&bytes).map_err(|error| ImportError::Node(cid, error))?;
                let is_root = layer.is_none();
                let layer =
                    layer.unwrap_or_else(|| node.entries.first().map_or(0, |entry| layer_of(&entry.key)));
                node.check_shape(layer, is_root).map_err(|error| ImportError::Node(cid, error))?;
                self.plan(node, layer)?;
                Ok(Part::Node { at: NodeKey { left: self.last.clone(), layer }, cid, bytes })
            }
        }
    }

    /// Puts what is below a node on the stack, last things first. That keys rise is checked as records are visited.
    fn plan(&mut self, node: Node, layer: u8) -> Result<(), ImportError> {
        let below = layer.checked_sub(1);
        let child = |cid| Step::Node(cid, below);
        for entry in node.entries.into_iter().rev() {
            if layer_of(&entry.key) != layer {
                return Err(ImportError::Layer(entry.key));
            }
            self.steps.extend(entry.right.map(child));
            self.steps.push(Step::Record(entry.key, entry.value));
        }
        self.steps.extend(node.left.map(child));
        Ok(())
    }
}

impl<R: Read + Seek, F: Read + Seek> Iterator for Walk<R, F> {
    type Item = Result<Part, ImportError>;

    /// The next part. After an error the walk is over.
    fn next(&mut self) -> Option<Self::Item> {
        self.next_with(|_| Ok(None))
    }
}

/// The blocks of the archive, by the notes of the scan.
struct Blocks<R, F> {
    file: Sections<R>,
    places: Places<F>,
}

impl<R: Read + Seek, F: Read + Seek> Blocks<R, F> {
    fn fetch(&mut self, wanted: &Cid) -> Result<Vec<u8>, ImportError> {
        let Self { file, places } = self;
        let found = places.find(wanted.digest(), |offset| -> Result<_, CarError> {
            let (cid, bytes) = file.read(offset, MAX_BLOCK_BYTES)?;
            Ok((cid == *wanted).then_some(bytes))
        })?;
        found.ok_or(ImportError::Missing(*wanted))
    }
}

#[cfg(test)]
mod tests;
