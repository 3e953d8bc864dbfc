//! Applying writes to a stored tree.

use std::collections::HashMap;

use super::tree::Tree;
use super::{MstError, NodeKey, NodeStore, Root};
use crate::repo::Block;
use crate::syntax::{Cid, RepoPath};

/// One write to a repository. The tree holds records by CID only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteOp {
    /// A record where none is.
    Create {
        /// Where.
        path: RepoPath,
        /// The record.
        cid: Cid,
    },
    /// Another record in place of one.
    Update {
        /// Where.
        path: RepoPath,
        /// The new record.
        cid: Cid,
    },
    /// No record where one is.
    Delete {
        /// Where.
        path: RepoPath,
    },
}

impl WriteOp {
    /// The path that is written.
    pub const fn path(&self) -> &RepoPath {
        match self {
            Self::Create { path, .. } | Self::Update { path, .. } | Self::Delete { path } => path,
        }
    }
}

/// What a batch of writes does to one path in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetOp {
    /// Where.
    pub path: RepoPath,
    /// The record after the batch; `None` for a deletion.
    pub cid: Option<Cid>,
    /// The record before the batch; `None` for a creation.
    pub prev: Option<Cid>,
}

/// What a batch of writes does to a tree and to the store of its nodes.
#[derive(Clone, Debug)]
pub struct Change {
    /// The new root.
    pub root: Root,
    /// Nodes to store at their positions, in preorder.
    pub puts: Vec<(NodeKey, Cid, Vec<u8>)>,
    /// Positions that hold no node any more.
    pub deletes: Vec<NodeKey>,
    /// One operation for each path whose record differs from before, in the order of the paths' first writes.
    pub ops: Vec<NetOp>,
    /// Nodes of the new tree from which a verifier can undo the operations: for each path, the nodes on the way to it
    /// and to its neighbours on both sides. In preorder; contains every new node, and the root
    /// even where nothing changed.
    pub proof: Vec<Block>,
    /// How many stored nodes were read.
    pub nodes_read: usize,
}

/// Applies writes in order, and keeps what they come to: writing a path twice is one operation, writing what is there
/// already is none.
///
/// Touches O(log n) nodes for each path.
///
/// # Errors
/// When a write does not fit what is at its path (creating over a record, updating or deleting none), and when the
/// stored tree cannot be read or is damaged.
pub fn apply<S: NodeStore>(store: &S, root: Root, writes: &[WriteOp]) -> Result<Change, MstError<S::Error>> {
    let mut tree = Tree::open(store, root)?;
    let ops = net_ops(&mut tree, writes)?;
    for op in &ops {
        match op.cid {
            Some(cid) => tree.set(op.path.as_str(), cid)?,
            None => tree.remove(op.path.as_str())?,
        }
    }
    for op in &ops {
        tree.prove(op.path.as_str())?;
    }
    let settled = tree.settle()?;
    Ok(Change {
        root: settled.root,
        puts: settled.puts,
        deletes: settled.deletes,
        ops,
        proof: settled.proof,
        nodes_read: settled.reads,
    })
}

fn net_ops<S: NodeStore>(tree: &mut Tree<&S>, writes: &[WriteOp]) -> Result<Vec<NetOp>, MstError<S::Error>> {
    let mut ops: Vec<NetOp> = Vec::with_capacity(writes.len());
    let mut place: HashMap<&RepoPath, usize> = HashMap::with_capacity(writes.len());
    for write in writes {
        let path = write.path();
        let at = match place.get(path) {
            Some(at) => *at,
            None => {
                let prev = tree.get(path.as_str())?;
                place.insert(path, ops.len());
                ops.push(NetOp { path: path.clone(), cid: prev, prev });
                ops.len() - 1
            }
        };
        let op = &mut ops[at];
        op.cid = match (write, op.cid) {
            (WriteOp::Create { .. }, Some(_)) => return Err(MstError::Exists(path.as_str().into())),
            (WriteOp::Update { .. } | WriteOp::Delete { .. }, None) => {
                return Err(MstError::Absent(path.as_str().into()));
            }
            (WriteOp::Create { cid, .. }, None) | (WriteOp::Update { cid, .. }, Some(_)) => Some(*cid),
            (WriteOp::Delete { .. }, Some(_)) => None,
        };
    }
    ops.retain(|op| op.cid != op.prev);
    Ok(ops)
}
