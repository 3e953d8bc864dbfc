//! Finding one path in a stored tree.

use super::{MstError, Node, NodeKey, NodeStore, Root};
use crate::crypto::sha256;
use crate::repo::Block;
use crate::syntax::{Cid, RepoPath};

/// The record at `path`. Reads the nodes on the way and no others.
///
/// # Errors
/// When the stored tree cannot be read or is damaged.
pub fn get<S: NodeStore>(store: &S, root: Root, path: &RepoPath) -> Result<Option<Cid>, MstError<S::Error>> {
    walk(store, root, path.as_str(), |_, _| {})
}

/// The nodes from the root down to where `path` is or would be: a proof that it is, or is not, in the tree.
///
/// # Errors
/// When the stored tree cannot be read or is damaged.
pub fn proof<S: NodeStore>(store: &S, root: Root, path: &RepoPath) -> Result<Vec<Block>, MstError<S::Error>> {
    let mut nodes = Vec::new();
    walk(store, root, path.as_str(), |cid, bytes| nodes.push((cid, bytes)))?;
    Ok(nodes)
}

/// Walks from the root towards `key` and shows every node to `visit`.
fn walk<S: NodeStore>(
    store: &S,
    root: Root,
    key: &str,
    mut visit: impl FnMut(Cid, Vec<u8>),
) -> Result<Option<Cid>, MstError<S::Error>> {
    let (mut at, mut cid) = (root.position(), root.cid);
    loop {
        let bytes = match store.node(&at).map_err(MstError::Store)? {
            Some(bytes) => bytes,
            None => return Err(MstError::Missing(at)),
        };
        if Cid::dag_cbor(sha256(&bytes)) != cid {
            return Err(MstError::Mismatch(at));
        }
        let is_root = at.layer == root.layer;
        let checked =
            Node::decode(&bytes).and_then(|node| node.check_shape(at.layer, is_root).map(|()| node));
        let node = match checked {
            Ok(node) => node,
            Err(error) => return Err(MstError::Malformed(at, error)),
        };
        visit(cid, bytes);
        match node.search(key) {
            Ok(found) => return Ok(node.entries.get(found).map(|entry| entry.value)),
            Err(gap) => match node.gap(gap, &at.left) {
                (left, Some(link)) => {
                    cid = link;
                    at = NodeKey::new(left, at.layer.saturating_sub(1));
                }
                (_, None) => return Ok(None),
            },
        }
    }
}
