//! The part of a tree that an operation has read, in memory, to be changed and written back.
//!
//! Links stay links until somebody walks through them. [`Tree::settle`] then names every node that was read and is gone
//! or moved, and every node that is new.

use std::collections::BTreeMap;

use super::node::{self, Node};
use super::{MAX_NODE_ENTRIES, MstError, NodeKey, NodeStore, Root, layer_of};
use crate::crypto::sha256;
use crate::repo::Block;
use crate::syntax::Cid;

/// Where nodes come from: a store by position, or a set of blocks by CID.
pub(super) trait Source {
    type Error: std::error::Error + 'static;

    /// Whether a node whose left neighbour changes must be read because its address changes with it.
    const POSITIONAL: bool;

    /// The bytes of the node at a position, which is linked by `cid`.
    fn fetch(&self, at: &NodeKey, cid: &Cid) -> Result<Option<Vec<u8>>, Self::Error>;
}

impl<S: NodeStore> Source for &S {
    type Error = S::Error;

    const POSITIONAL: bool = true;

    fn fetch(&self, at: &NodeKey, _cid: &Cid) -> Result<Option<Vec<u8>>, S::Error> {
        self.node(at)
    }
}

/// A tree of which some nodes have been read.
pub(super) struct Tree<S: Source> {
    reader: NodeReader<S>,
    root: Box<Branch>,
    layer: u8,
}

/// What became of the nodes of a tree.
pub(super) struct Settled {
    pub root: Root,
    /// Nodes to store, in preorder.
    pub puts: Vec<(NodeKey, Cid, Vec<u8>)>,
    /// Positions that no longer hold a node.
    pub deletes: Vec<NodeKey>,
    /// The root and the nodes marked by [`Tree::prove`], in preorder.
    pub proof: Vec<Block>,
    /// How many nodes were read.
    pub reads: usize,
}

/// A node in memory.
#[derive(Default)]
struct Branch {
    /// Its CID, while its content is as it was read.
    cid: Option<Cid>,
    left: Option<Link>,
    leaves: Vec<Leaf>,
    /// Whether a proof needs it.
    proven: bool,
}

struct Leaf {
    key: Box<str>,
    value: Cid,
    right: Option<Link>,
}

enum Link {
    /// Not read; stands where it always stood.
    Stored(Cid),
    Loaded(Box<Branch>),
}

/// What lies before and after the key at which a subtree was split.
type Halves = (Option<Link>, Option<Link>);

/// Reads nodes and remembers which.
struct NodeReader<S: Source> {
    source: S,
    loaded: BTreeMap<NodeKey, Cid>,
}

impl<S: Source> Tree<S> {
    /// Reads the root.
    pub fn open(source: S, root: Root) -> Result<Self, MstError<S::Error>> {
        let mut reader = NodeReader { source, loaded: BTreeMap::new() };
        let branch = reader.fetch("", root.layer, &root.cid, true)?;
        Ok(Self { reader, root: branch, layer: root.layer })
    }

    /// The record at `key`.
    pub fn get(&mut self, key: &str) -> Result<Option<Cid>, MstError<S::Error>> {
        let (mut branch, mut layer, mut left) = (&mut *self.root, self.layer, "");
        loop {
            match branch.search(key) {
                Ok(at) => return Ok(branch.leaves.get(at).map(|leaf| leaf.value)),
                Err(gap) => match branch.gap(gap, left) {
                    (before, Some(link)) => {
                        layer = layer.saturating_sub(1);
                        branch = self.reader.open(link, before, layer)?;
                        left = before;
                    }
                    (_, None) => return Ok(None),
                },
            }
        }
    }

    /// Sets the record at `key`.
    pub fn set(&mut self, key: &str, value: Cid) -> Result<(), MstError<S::Error>> {
        let target = layer_of(key);
        if self.root.is_empty() {
            self.layer = target;
        }
        while self.layer < target {
            let below = std::mem::take(&mut self.root);
            self.root.left = Some(Link::Loaded(below));
            self.layer += 1;
        }
        self.reader.set(&mut self.root, self.layer, "", key, target, value)
    }

    /// Removes `key`.
    pub fn remove(&mut self, key: &str) -> Result<(), MstError<S::Error>> {
        self.reader.remove(&mut self.root, self.layer, "", key)?;
        // The root holds an entry, unless the tree is empty.
        while self.root.leaves.is_empty()
            && let Some(link) = self.root.left.take()
        {
            self.layer = self.layer.saturating_sub(1);
            self.root = self.reader.take(link, "", self.layer)?;
        }
        if self.root.is_empty() {
            self.layer = 0;
        }
        Ok(())
    }

    /// Marks what a verifier needs to undo a change at `key`: the path to it and to both its neighbours.
    pub fn prove(&mut self, key: &str) -> Result<(), MstError<S::Error>> {
        let (mut branch, mut layer, mut left) = (&mut *self.root, self.layer, "");
        loop {
            branch.proven = true;
            layer = layer.saturating_sub(1);
            match branch.search(key) {
                Ok(at) => {
                    // Neighbours that are not in the nodes above are at the edges of the subtrees beside the key.
                    let (before, link) = branch.gap(at, left);
                    self.reader.prove_edge(link, before, layer, Edge::Right)?;
                    let (before, link) = branch.gap(at + 1, left);
                    return self.reader.prove_edge(link, before, layer, Edge::Left);
                }
                Err(gap) => match branch.gap(gap, left) {
                    (before, Some(link)) => {
                        branch = self.reader.open(link, before, layer)?;
                        left = before;
                    }
                    (_, None) => return Ok(()),
                },
            }
        }
    }

    /// Encodes what changed and compares it with what was read.
    pub fn settle(self) -> Result<Settled, MstError<S::Error>> {
        let Self { reader, mut root, layer } = self;
        // A proof of nothing still says which tree it is about.
        root.proven = true;
        let mut ledger =
            Ledger { loaded: &reader.loaded, kept: BTreeMap::new(), puts: Vec::new(), proof: Vec::new() };
        let cid = ledger.settle(&mut root, layer, "").map_err(|Crowded| MstError::Crowded)?;
        let Ledger { kept, mut puts, mut proof, .. } = ledger;
        puts.sort_unstable_by(|(a, ..), (b, ..)| a.cmp(b));
        proof.sort_unstable_by(|(a, ..), (b, ..)| a.cmp(b));
        let reads = reader.loaded.len();
        Ok(Settled {
            root: Root { cid, layer },
            puts,
            deletes: reader.loaded.into_keys().filter(|at| !kept.contains_key(at)).collect(),
            proof: proof.into_iter().map(|(_, cid, bytes)| (cid, bytes)).collect(),
            reads,
        })
    }
}

/// Which edge of a subtree to walk down.
#[derive(Clone, Copy)]
enum Edge {
    Left,
    Right,
}

impl<S: Source> NodeReader<S> {
    fn set(
        &mut self,
        branch: &mut Branch,
        layer: u8,
        left: &str,
        key: &str,
        target: u8,
        value: Cid,
    ) -> Result<(), MstError<S::Error>> {
        branch.cid = None;
        let gap = match branch.search(key) {
            Ok(at) => {
                branch.leaves[at].value = value;
                return Ok(());
            }
            Err(gap) => gap,
        };
        let (before, link) = branch.gap(gap, left);
        let below = layer.saturating_sub(1);
        if layer > target {
            let link = link.get_or_insert_with(|| Link::Loaded(Box::default()));
            let child = self.open(link, before, below)?;
            return self.set(child, below, before, key, target, value);
        }
        let (smaller, larger) = self.split(link.take(), below, before, key)?;
        *link = smaller;
        branch.leaves.insert(gap, Leaf { key: key.into(), value, right: larger });
        Ok(())
    }

    fn remove(
        &mut self,
        branch: &mut Branch,
        layer: u8,
        left: &str,
        key: &str,
    ) -> Result<(), MstError<S::Error>> {
        branch.cid = None;
        let below = layer.saturating_sub(1);
        match branch.search(key) {
            Ok(at) => {
                let leaf = branch.leaves.remove(at);
                let (before, link) = branch.gap(at, left);
                *link = self.merge(link.take(), before, leaf.right, &leaf.key, below)?;
                Ok(())
            }
            Err(gap) => {
                let (before, link) = branch.gap(gap, left);
                let child = match link {
                    Some(link) => self.open(link, before, below)?,
                    None => return Err(MstError::Absent(key.into())),
                };
                self.remove(child, below, before, key)?;
                if child.is_empty() {
                    *link = None;
                }
                Ok(())
            }
        }
    }

    /// Cuts a subtree in two at `key`, which it does not hold.
    fn split(
        &mut self,
        link: Option<Link>,
        layer: u8,
        left: &str,
        key: &str,
    ) -> Result<Halves, MstError<S::Error>> {
        let Some(link) = link else { return Ok((None, None)) };
        let mut smaller = self.take(link, left, layer)?;
        smaller.cid = None;
        let gap = smaller.search(key).unwrap_or_else(|gap| gap);
        let leaves = smaller.leaves.split_off(gap);
        let (before, inner) = smaller.gap(gap, left);
        let (below, above) = self.split(inner.take(), layer.saturating_sub(1), before, key)?;
        *inner = below;
        let larger = Box::new(Branch { left: above, leaves, ..Branch::default() });
        Ok((smaller.into_link(), larger.into_link()))
    }

    /// Joins the subtrees on both sides of a removed key. All keys of `a` are before those of `b`.
    fn merge(
        &mut self,
        a: Option<Link>,
        a_left: &str,
        b: Option<Link>,
        b_left: &str,
        layer: u8,
    ) -> Result<Option<Link>, MstError<S::Error>> {
        match (a, b) {
            (a, None) => Ok(a),
            (None, Some(mut b)) => {
                if S::POSITIONAL {
                    self.read_left_edge(&mut b, b_left, layer)?;
                }
                Ok(Some(b))
            }
            (Some(a), Some(b)) => {
                let mut joined = self.take(a, a_left, layer)?;
                let mut right = self.take(b, b_left, layer)?;
                joined.cid = None;
                let (before, inner) = joined.gap(joined.leaves.len(), a_left);
                *inner =
                    self.merge(inner.take(), before, right.left.take(), b_left, layer.saturating_sub(1))?;
                joined.leaves.append(&mut right.leaves);
                Ok(Some(Link::Loaded(joined)))
            }
        }
    }

    /// Reads the nodes whose left neighbour is that of `link`, because they are about to get another.
    fn read_left_edge(&mut self, link: &mut Link, left: &str, layer: u8) -> Result<(), MstError<S::Error>> {
        let (mut branch, mut layer) = (self.open(link, left, layer)?, layer);
        while let Some(link) = &mut branch.left {
            layer = layer.saturating_sub(1);
            branch = self.open(link, left, layer)?;
        }
        Ok(())
    }

    fn prove_edge<'a>(
        &mut self,
        mut link: &'a mut Option<Link>,
        mut left: &'a str,
        mut layer: u8,
        edge: Edge,
    ) -> Result<(), MstError<S::Error>> {
        while let Some(inner) = link {
            let branch = self.open(inner, left, layer)?;
            branch.proven = true;
            let gap = match edge {
                Edge::Left => 0,
                Edge::Right => branch.leaves.len(),
            };
            (left, link) = branch.gap(gap, left);
            layer = layer.saturating_sub(1);
        }
        Ok(())
    }

    /// The branch behind a link, read if need be.
    fn open<'a>(
        &mut self,
        link: &'a mut Link,
        left: &str,
        layer: u8,
    ) -> Result<&'a mut Branch, MstError<S::Error>> {
        if let Link::Stored(cid) = link {
            *link = Link::Loaded(self.fetch(left, layer, cid, false)?);
        }
        match link {
            Link::Loaded(branch) => Ok(branch),
            Link::Stored(_) => unreachable!("replaced above"),
        }
    }

    /// As [`Self::open`], taking the branch out of its place.
    fn take(&mut self, link: Link, left: &str, layer: u8) -> Result<Box<Branch>, MstError<S::Error>> {
        match link {
            Link::Loaded(branch) => Ok(branch),
            Link::Stored(cid) => self.fetch(left, layer, &cid, false),
        }
    }

    /// Reads a node and checks that it is the one that was linked.
    fn fetch(
        &mut self,
        left: &str,
        layer: u8,
        cid: &Cid,
        is_root: bool,
    ) -> Result<Box<Branch>, MstError<S::Error>> {
        let at = NodeKey::new(left, layer);
        let bytes = match self.source.fetch(&at, cid).map_err(MstError::Store)? {
            Some(bytes) => bytes,
            None => return Err(MstError::Missing(at)),
        };
        if Cid::dag_cbor(sha256(&bytes)) != *cid {
            return Err(MstError::Mismatch(at));
        }
        let check = |node: Node| node.check_shape(layer, is_root).map(|()| node);
        let node = match Node::decode(&bytes).and_then(check) {
            Ok(node) => node,
            Err(error) => return Err(MstError::Malformed(at, error)),
        };
        self.loaded.insert(at, *cid);
        Ok(Box::new(Branch::new(node, *cid)))
    }
}

impl Branch {
    fn new(node: Node, cid: Cid) -> Self {
        let leaves = node
            .entries
            .into_iter()
            .map(|entry| Leaf { key: entry.key, value: entry.value, right: entry.right.map(Link::Stored) })
            .collect();
        Self { cid: Some(cid), left: node.left.map(Link::Stored), leaves, proven: false }
    }

    fn is_empty(&self) -> bool {
        self.leaves.is_empty() && self.left.is_none()
    }

    fn into_link(self: Box<Self>) -> Option<Link> {
        if self.is_empty() { None } else { Some(Link::Loaded(self)) }
    }

    fn search(&self, key: &str) -> Result<usize, usize> {
        self.leaves.binary_search_by(|leaf| leaf.key.as_bytes().cmp(key.as_bytes()))
    }

    /// The link in gap `at` and the key to the left of it, which is `left` for the first gap.
    fn gap<'a>(&'a mut self, at: usize, left: &'a str) -> (&'a str, &'a mut Option<Link>) {
        match at.checked_sub(1) {
            None => (left, &mut self.left),
            Some(before) => {
                let leaf = &mut self.leaves[before];
                (&leaf.key, &mut leaf.right)
            }
        }
    }
}

/// A node has outgrown [`MAX_NODE_ENTRIES`].
struct Crowded;

/// Collects the outcome while the tree is encoded from its leaves up.
struct Ledger<'a> {
    loaded: &'a BTreeMap<NodeKey, Cid>,
    kept: BTreeMap<NodeKey, Cid>,
    puts: Vec<(NodeKey, Cid, Vec<u8>)>,
    proof: Vec<(NodeKey, Cid, Vec<u8>)>,
}

impl Ledger<'_> {
    fn settle(&mut self, branch: &mut Branch, layer: u8, left: &str) -> Result<Cid, Crowded> {
        if branch.leaves.len() > MAX_NODE_ENTRIES {
            return Err(Crowded);
        }
        let below = layer.saturating_sub(1);
        for gap in 0..=branch.leaves.len() {
            let (before, link) = branch.gap(gap, left);
            if let Some(Link::Loaded(child)) = link {
                child.cid = Some(self.settle(child, below, before)?);
            }
        }
        let at = NodeKey::new(left, layer);
        let mut bytes = None;
        let cid = match branch.cid {
            Some(cid) => cid,
            None => Cid::dag_cbor(sha256(bytes.insert(branch.encode()))),
        };
        let stored = self.loaded.get(&at) == Some(&cid);
        if !stored || branch.proven {
            let bytes = bytes.unwrap_or_else(|| branch.encode());
            match (stored, branch.proven) {
                (false, true) => {
                    self.proof.push((at.clone(), cid, bytes.clone()));
                    self.puts.push((at.clone(), cid, bytes));
                }
                (false, false) => self.puts.push((at.clone(), cid, bytes)),
                _ => self.proof.push((at.clone(), cid, bytes)),
            }
        }
        self.kept.insert(at, cid);
        Ok(cid)
    }
}

impl Branch {
    fn encode(&self) -> Vec<u8> {
        node::encode(
            self.left.as_ref().and_then(Link::cid),
            self.leaves.iter().map(|leaf| (&*leaf.key, &leaf.value, leaf.right.as_ref().and_then(Link::cid))),
        )
    }
}

impl Link {
    /// The CID of what is linked; `None` only while a changed child is not settled.
    fn cid(&self) -> Option<&Cid> {
        match self {
            Self::Stored(cid) => Some(cid),
            Self::Loaded(branch) => branch.cid.as_ref(),
        }
    }
}
