//! Trees of which only some nodes are known, by CID: what proofs and commit events carry.

use std::collections::HashMap;
use std::convert::Infallible;

use super::tree::{Source, Tree};
use super::{MstError, Node, NodeKey, Root, layer_of};
use crate::syntax::{Cid, RepoPath};

/// Blocks by CID, such as those of a commit event.
pub type BlockSet = HashMap<Cid, Vec<u8>>;

/// The record at `path` in the tree under `root`, given the nodes on the way. `None` is as much of a proof as a CID is.
///
/// # Errors
/// When a node on the way is missing or damaged.
pub fn find(blocks: &BlockSet, root: Cid, path: &RepoPath) -> Result<Option<Cid>, MstError<Infallible>> {
    open(blocks, root)?.get(path.as_str())
}

/// The tree under `root`.
pub(super) fn open(blocks: &BlockSet, root: Cid) -> Result<Tree<Blocks<'_>>, MstError<Infallible>> {
    let layer = root_layer(blocks, &root)?;
    Tree::open(Blocks(blocks), Root { cid: root, layer })
}

/// Bytes do not tell a node's layer; its keys do.
fn root_layer(blocks: &BlockSet, root: &Cid) -> Result<u8, MstError<Infallible>> {
    let bytes = blocks.get(root).ok_or_else(|| MstError::Missing(NodeKey::new("", 0)))?;
    let node = Node::decode(bytes).map_err(|error| MstError::Malformed(NodeKey::new("", 0), error))?;
    Ok(node.entries.first().map_or(0, |entry| layer_of(&entry.key)))
}

/// Blocks as the source of a tree.
pub(super) struct Blocks<'a>(&'a BlockSet);

impl Source for Blocks<'_> {
    type Error = Infallible;

    const POSITIONAL: bool = false;

    fn fetch(&self, _at: &NodeKey, cid: &Cid) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.0.get(cid).cloned())
    }
}
