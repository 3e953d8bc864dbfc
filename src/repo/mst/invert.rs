//! Undoing operations on a partial tree: how a verifier checks that a commit follows from the one before it.

use std::collections::HashMap;
use std::convert::Infallible;

use super::tree::{Source, Tree};
use super::{MstError, NetOp, Node, NodeKey, Root, layer_of};
use crate::syntax::Cid;

/// Blocks by CID, such as those of a commit event.
pub type BlockSet = HashMap<Cid, Vec<u8>>;

/// Why operations could not be undone.
#[derive(Debug, thiserror::Error)]
pub enum InvertError {
    /// The blocks are not enough, or wrong.
    #[error(transparent)]
    Tree(#[from] MstError<Infallible>),
    /// The tree does not hold at a path what the operation says it wrote.
    #[error("the tree does not hold what was written to {0}")]
    Differs(Box<str>),
}

/// The root before `ops`, given the root after them and the blocks of a covering proof. No other block is looked at.
///
/// # Errors
/// When a block is missing or damaged, or the operations are not what made this tree.
pub fn invert(blocks: &BlockSet, root: Cid, ops: &[NetOp]) -> Result<Cid, InvertError> {
    let ops = ops.iter().map(|op| (op.path.as_str(), op.cid, op.prev));
    undo(blocks, root, ops)
}

pub(super) fn undo<'a>(
    blocks: &BlockSet,
    root: Cid,
    ops: impl Iterator<Item = (&'a str, Option<Cid>, Option<Cid>)>,
) -> Result<Cid, InvertError> {
    let layer = root_layer(blocks, &root)?;
    let mut tree = Tree::open(Blocks(blocks), Root { cid: root, layer })?;
    for (path, cid, prev) in ops {
        if tree.get(path)? != cid {
            return Err(InvertError::Differs(path.into()));
        }
        match (cid, prev) {
            (_, Some(prev)) => tree.set(path, prev)?,
            (Some(_), None) => tree.remove(path)?,
            (None, None) => {}
        }
    }
    Ok(tree.settle()?.root.cid)
}

/// Bytes do not tell a node's layer; its keys do.
fn root_layer(blocks: &BlockSet, root: &Cid) -> Result<u8, MstError<Infallible>> {
    let bytes = blocks.get(root).ok_or_else(|| MstError::Missing(NodeKey::new("", 0)))?;
    let node = Node::decode(bytes).map_err(|error| MstError::Malformed(NodeKey::new("", 0), error))?;
    Ok(node.entries.first().map_or(0, |entry| layer_of(&entry.key)))
}

struct Blocks<'a>(&'a BlockSet);

impl Source for Blocks<'_> {
    type Error = Infallible;

    const POSITIONAL: bool = false;

    fn fetch(&self, _at: &NodeKey, cid: &Cid) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.0.get(cid).cloned())
    }
}
