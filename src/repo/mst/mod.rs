//! The Merkle search tree (repository spec): a map from paths to record CIDs whose root hash depends on nothing but
//! its content.
//!
//! A key's *layer* is half the number of leading zero bits of its SHA-256. A node holds neighbouring keys of one layer
//! and links to the nodes of the layer below that lie before, between and after them.
//!
//! Nodes are stored by *position*: the layer, and the key to the left of everything below the node. A position names at
//! most one node of a tree, a write only moves nodes that it reads anyway, and nodes sorted by position stand in
//! preorder. So a store overwrites what changes, never counts references, and exports by scanning.

mod apply;
mod build;
mod invert;
mod lookup;
mod node;
mod partial;
mod tree;

use std::cmp::Ordering;
use std::fmt;

pub use apply::{Change, NetOp, WriteOp, apply};
pub use build::{BuildError, Builder, root_of};
pub use invert::{InvertError, invert};
pub use lookup::{get, proof};
pub use node::{Entry, Node, NodeError};
pub use partial::{BlockSet, find};

use crate::crypto::sha256;
use crate::syntax::Cid;

/// Most entries in one node. Honest trees have four in the mean, and never see a run this long (the odds are below
/// 10^-120): it takes keys chosen for it, which would make each write rewrite a huge block. Even with the longest keys a
/// node then fits a block that archives may hold.
pub const MAX_NODE_ENTRIES: usize = 1_024;
/// Longest key in bytes (repository spec).
pub const MAX_KEY_BYTES: usize = 1_024;
/// The highest layer that a key can have: all 256 bits of its hash zero.
pub const MAX_LAYER: u8 = 128;

/// The layer of a key: leading zero bits of its SHA-256, two for each layer.
pub fn layer_of(key: &str) -> u8 {
    let mut layer = 0;
    for byte in sha256(key.as_bytes()) {
        if byte != 0 {
            #[expect(clippy::cast_possible_truncation, reason = "a byte has eight bits")]
            return layer + (byte.leading_zeros() / 2) as u8;
        }
        layer += 4;
    }
    layer
}

/// Where a node stands in its tree. Positions sort in preorder.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NodeKey {
    /// The key just before the first key below this node; empty for the leftmost nodes.
    pub left: Box<str>,
    /// The layer of the node's own keys.
    pub layer: u8,
}

impl NodeKey {
    /// The position after the key `left`, in `layer`.
    pub fn new(left: &str, layer: u8) -> Self {
        Self { left: left.into(), layer }
    }
}

impl Ord for NodeKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.left.as_bytes().cmp(other.left.as_bytes()).then_with(|| other.layer.cmp(&self.layer))
    }
}

impl PartialOrd for NodeKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "layer {} after \"{}\"", self.layer, self.left)
    }
}

impl fmt::Debug for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The root of a tree: its hash, and its layer, by which its position is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// CID of the root node; what a commit calls `data`.
    pub cid: Cid,
    /// Layer of the root node; 0 for the empty tree.
    pub layer: u8,
}

impl Root {
    /// The root of a tree without keys. Its one node must be stored like any other; see [`empty`].
    pub fn empty() -> Self {
        empty().0
    }

    /// The position of the root node.
    pub fn position(&self) -> NodeKey {
        NodeKey::new("", self.layer)
    }
}

/// The tree without keys: its root and the bytes of its one node.
pub fn empty() -> (Root, Vec<u8>) {
    let bytes = Node::default().encode();
    (Root { cid: Cid::dag_cbor(sha256(&bytes)), layer: 0 }, bytes)
}

/// Where the nodes of one tree are kept.
pub trait NodeStore {
    /// What can go wrong when reading.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The DAG-CBOR bytes of the node at a position, `None` when there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn node(&self, at: &NodeKey) -> Result<Option<Vec<u8>>, Self::Error>;
}

/// Why a tree could not be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum MstError<E: std::error::Error + 'static> {
    /// The store failed.
    #[error("cannot read the tree")]
    Store(#[source] E),
    /// A node that the tree links to is not in the store.
    #[error("the tree lacks the node in {0}")]
    Missing(NodeKey),
    /// A stored node does not have the hash by which it is linked.
    #[error("the tree's node in {0} does not match its hash")]
    Mismatch(NodeKey),
    /// A stored node is malformed.
    #[error("the tree's node in {0} is malformed")]
    Malformed(NodeKey, #[source] NodeError),
    /// A create for a path that exists.
    #[error("a record exists at {0}")]
    Exists(Box<str>),
    /// An update or delete for a path that does not exist.
    #[error("no record exists at {0}")]
    Absent(Box<str>),
    /// A node would exceed [`MAX_NODE_ENTRIES`].
    #[error("too many keys share one node of the tree")]
    Crowded,
}

#[cfg(test)]
pub(crate) mod tests;
