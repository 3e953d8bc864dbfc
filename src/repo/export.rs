//! The blocks of a stored repository in the order of the streamable CAR: the tree in preorder, each record where its
//! entry occurs.
//!
//! Nodes sorted by position already stand in preorder, and a node comes after the record to its left. So the order is a
//! merge of two sorted scans: nothing is looked up, and nothing is held but one row of each.

use std::iter::Peekable;

use super::mst::NodeKey;
use crate::crypto::sha256;
use crate::syntax::{Cid, RepoPath};

/// Merges nodes (sorted by position) and records (sorted by path) into preorder. Either may leave rows out, such as
/// those older than a revision.
///
/// A block that several paths share occurs once for each.
pub struct Preorder<N: Iterator, R: Iterator> {
    nodes: Peekable<N>,
    records: Peekable<R>,
}

impl<N: Iterator, R: Iterator> Preorder<N, R> {
    /// Over two scans.
    pub fn new(nodes: impl IntoIterator<IntoIter = N>, records: impl IntoIterator<IntoIter = R>) -> Self {
        Self { nodes: nodes.into_iter().peekable(), records: records.into_iter().peekable() }
    }
}

impl<N, R, B, E> Iterator for Preorder<N, R>
where
    N: Iterator<Item = Result<(NodeKey, B), E>>,
    R: Iterator<Item = Result<(RepoPath, Cid, B), E>>,
    B: AsRef<[u8]>,
{
    type Item = Result<(Cid, B), E>;

    fn next(&mut self) -> Option<Self::Item> {
        let record_first = match (self.nodes.peek(), self.records.peek()) {
            (Some(Ok((at, _))), Some(Ok((path, ..)))) => path.as_str().as_bytes() <= at.left.as_bytes(),
            // An error on either side is reported before anything else.
            (Some(Err(_)), _) | (_, None) => false,
            (_, Some(Err(_))) | (None, _) => true,
        };
        if record_first {
            let record = self.records.next()?;
            return Some(record.map(|(_, cid, bytes)| (cid, bytes)));
        }
        let node = self.nodes.next()?;
        Some(node.map(|(_, bytes)| (Cid::dag_cbor(sha256(bytes.as_ref())), bytes)))
    }
}
