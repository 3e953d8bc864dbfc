//! Building a whole tree from its records in key order: for imports, and to check that a stored tree is the one its
//! records make.

use super::{Entry, MAX_KEY_BYTES, MAX_NODE_ENTRIES, Node, NodeKey, Root, layer_of};
use crate::crypto::sha256;
use crate::syntax::Cid;

/// Why a tree could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError<E: std::error::Error + 'static> {
    /// A key does not follow the one before it, is empty or too long.
    #[error("key \"{0}\" is out of order or of an illegal length")]
    Order(Box<str>),
    /// A node would exceed [`MAX_NODE_ENTRIES`].
    #[error("too many keys share one node of the tree")]
    Crowded,
    /// Where the nodes go, or the records come from, failed.
    #[error("cannot read records or keep nodes")]
    Outside(#[source] E),
}

/// Builds a tree from rising keys and hands each node on as soon as it is complete. Holds one node of each layer.
///
/// Children come before their parents.
pub struct Builder<F> {
    sink: F,
    last: Box<str>,
    /// The unfinished nodes, by layer.
    open: Vec<Option<Open>>,
}

/// A node to which entries may still be added.
struct Open {
    left_of: Box<str>,
    node: Node,
}

impl<E: std::error::Error, F: FnMut(NodeKey, Cid, Vec<u8>) -> Result<(), E>> Builder<F> {
    /// A builder that hands nodes to `sink`.
    pub fn new(sink: F) -> Self {
        Self { sink, last: "".into(), open: Vec::new() }
    }

    /// Adds a record whose key sorts after all before it.
    ///
    /// # Errors
    /// When it does not, when its node grows too large, and when the sink fails.
    pub fn push(&mut self, key: &str, value: Cid) -> Result<(), BuildError<E>> {
        if key.as_bytes() <= self.last.as_bytes() || key.len() > MAX_KEY_BYTES {
            return Err(BuildError::Order(key.into()));
        }
        let layer = usize::from(layer_of(key));
        if self.open.len() <= layer {
            self.open.resize_with(layer + 1, || None);
        }
        for below in 0..layer {
            self.close(below)?;
        }
        // Nothing lies between the last key and this one: a new node begins here.
        let last = &self.last;
        let open = self.open[layer].get_or_insert_with(|| Open::after(last.clone()));
        if open.node.entries.len() >= MAX_NODE_ENTRIES {
            return Err(BuildError::Crowded);
        }
        open.node.entries.push(Entry { key: key.into(), value, right: None });
        self.last = key.into();
        Ok(())
    }

    /// Completes the tree.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn finish(mut self) -> Result<Root, BuildError<E>> {
        let Some(top) = self.open.len().checked_sub(1) else {
            let (root, bytes) = super::empty();
            (self.sink)(root.position(), root.cid, bytes).map_err(BuildError::Outside)?;
            return Ok(root);
        };
        for below in 0..top {
            self.close(below)?;
        }
        let root = self.open[top].take().expect("the top layer was opened for a key");
        let (_, cid) = self.emit(root, top)?;
        Ok(Root { cid, layer: position_layer(top) })
    }

    /// Completes the node of `layer`, if there is one, and links it from the layer above.
    fn close(&mut self, layer: usize) -> Result<(), BuildError<E>> {
        let Some(open) = self.open[layer].take() else { return Ok(()) };
        let (left_of, cid) = self.emit(open, layer)?;
        let parent = &mut self.open[layer + 1].get_or_insert_with(|| Open::after(left_of)).node;
        match parent.entries.last_mut() {
            Some(entry) => entry.right = Some(cid),
            None => parent.left = Some(cid),
        }
        Ok(())
    }

    fn emit(&mut self, open: Open, layer: usize) -> Result<(Box<str>, Cid), BuildError<E>> {
        let bytes = open.node.encode();
        let cid = Cid::dag_cbor(sha256(&bytes));
        let at = NodeKey { left: open.left_of.clone(), layer: position_layer(layer) };
        (self.sink)(at, cid, bytes).map_err(BuildError::Outside)?;
        Ok((open.left_of, cid))
    }
}

impl Open {
    fn after(left_of: Box<str>) -> Self {
        Self { left_of, node: Node::default() }
    }
}

fn position_layer(layer: usize) -> u8 {
    u8::try_from(layer).expect("layers end at 128")
}

/// The root of the tree that `records` make; they must come in key order.
///
/// # Errors
/// When they do not, or cannot be read.
pub fn root_of<K: AsRef<str>, E: std::error::Error>(
    records: impl IntoIterator<Item = Result<(K, Cid), E>>,
) -> Result<Root, BuildError<E>> {
    let mut builder = Builder::new(|_, _, _| Ok(()));
    for record in records {
        let (key, value) = record.map_err(BuildError::Outside)?;
        builder.push(key.as_ref(), value)?;
    }
    builder.finish()
}
