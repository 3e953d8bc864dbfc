//! Undoing operations on a partial tree: how a verifier checks that a commit follows from the one before it.

use std::convert::Infallible;

use super::partial::{BlockSet, open};
use super::{MstError, NetOp};
use crate::syntax::Cid;

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
    let mut tree = open(blocks, root)?;
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
