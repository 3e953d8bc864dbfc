//! One node of the tree as bytes: `{e: [{k, p, t, v}], l}`, keys compressed against their neighbour.

use super::{MAX_KEY_BYTES, MAX_NODE_ENTRIES};
use crate::cbor::{DecodeError, Reader, Writer};
use crate::syntax::Cid;

/// Bytes of an entry beside its key: heads and field names 12, value 41, link 41. Used to size buffers.
const ENTRY_BYTES: usize = 94;

/// A node, keys spelled out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// The subtree before the first entry.
    pub left: Option<Cid>,
    /// Entries in key order.
    pub entries: Vec<Entry>,
}

/// A key, its record, and the subtree between this key and the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key: `collection/rkey`.
    pub key: Box<str>,
    /// CID of the record.
    pub value: Cid,
    /// The subtree after this entry.
    pub right: Option<Cid>,
}

/// Why bytes are no node. One node has one encoding, so anything but that encoding is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NodeError {
    /// Not canonical DAG-CBOR of the node's shape.
    #[error(transparent)]
    Cbor(#[from] DecodeError),
    /// Keys do not rise, are empty, too long or not UTF-8.
    #[error("keys of the node are not ordered text of a legal length")]
    Keys,
    /// A key shares more or fewer bytes with its neighbour than the entry says.
    #[error("keys of the node are not compressed canonically")]
    Prefix,
    /// More than [`MAX_NODE_ENTRIES`] entries.
    #[error("the node has too many entries")]
    Crowded,
    /// A node without entries or links below the root, or a link below layer 0.
    #[error("the node has no place in a tree")]
    Shape,
}

impl Node {
    /// Decodes a node. What decodes encodes to the same bytes.
    ///
    /// # Errors
    /// When the bytes are not the one encoding of a node.
    pub fn decode(bytes: &[u8]) -> Result<Self, NodeError> {
        let mut reader = Reader::new(bytes);
        expect_map(&mut reader, 2)?;
        reader.expect_key("e")?;
        let count = reader.list()?;
        if count > MAX_NODE_ENTRIES {
            return Err(NodeError::Crowded);
        }
        let mut entries = Vec::with_capacity(count.min(bytes.len() / ENTRY_BYTES + 1));
        let mut previous = "";
        let mut key = String::new();
        for _ in 0..count {
            expect_map(&mut reader, 4)?;
            reader.expect_key("k")?;
            let suffix = reader.bytes()?;
            reader.expect_key("p")?;
            let shared = usize::try_from(reader.int()?).map_err(|_| NodeError::Prefix)?;
            key = join(previous, shared, suffix, key)?;
            reader.expect_key("t")?;
            let right = reader.optional_link()?;
            reader.expect_key("v")?;
            let value = reader.link()?;
            entries.push(Entry { key: key.as_str().into(), value, right });
            previous = entries.last().map_or("", |entry: &Entry| &entry.key);
        }
        reader.expect_key("l")?;
        let left = reader.optional_link()?;
        reader.finish()?;
        Ok(Self { left, entries })
    }

    /// Encodes the node.
    pub fn encode(&self) -> Vec<u8> {
        encode(
            self.left.as_ref(),
            self.entries.iter().map(|entry| (&*entry.key, &entry.value, entry.right.as_ref())),
        )
    }

    /// Where `key` is, or in which gap it would be: gap 0 lies before the first entry.
    pub fn search(&self, key: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| entry.key.as_bytes().cmp(key.as_bytes()))
    }

    /// The link in gap `at`, and the key to the left of it, which is `left` for the first gap.
    pub fn gap<'a>(&'a self, at: usize, left: &'a str) -> (&'a str, Option<Cid>) {
        match at.checked_sub(1).and_then(|before| self.entries.get(before)) {
            Some(entry) => (&entry.key, entry.right),
            None => (left, self.left),
        }
    }

    /// Checks what bytes alone do not show: whether this may be a node of `layer`, the root or below it.
    ///
    /// # Errors
    /// [`NodeError::Shape`].
    pub fn check_shape(&self, layer: u8, is_root: bool) -> Result<(), NodeError> {
        let links = self.left.is_some() || self.entries.iter().any(|entry| entry.right.is_some());
        let bare = self.entries.is_empty();
        // The root has an entry unless the tree is empty; other nodes may just link to the next layer.
        let misplaced = if is_root { bare && links } else { bare && !links };
        if misplaced || (layer == 0 && links) { Err(NodeError::Shape) } else { Ok(()) }
    }
}

/// Encodes a node from its parts: the leftmost link, then `(key, value, link after it)` in key order.
pub(super) fn encode<'a>(
    left: Option<&Cid>,
    entries: impl ExactSizeIterator<Item = (&'a str, &'a Cid, Option<&'a Cid>)>,
) -> Vec<u8> {
    let mut writer = Writer::with_capacity(64 + entries.len() * (ENTRY_BYTES + 32));
    writer.map(2).text("e").list(entries.len());
    let mut previous = "";
    for (key, value, right) in entries {
        let shared = shared_bytes(previous, key);
        #[expect(clippy::cast_possible_wrap, reason = "keys are at most MAX_KEY_BYTES long")]
        writer.map(4).text("k").bytes(&key.as_bytes()[shared..]).text("p").int(shared as i64);
        writer.text("t").optional_link(right).text("v").link(value);
        previous = key;
    }
    writer.text("l").optional_link(left);
    writer.finish()
}

/// How many leading bytes two keys share.
pub(super) fn shared_bytes(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

fn expect_map(reader: &mut Reader<'_>, pairs: usize) -> Result<(), NodeError> {
    if reader.map()? == pairs { Ok(()) } else { Err(DecodeError::Kind.into()) }
}

/// The key whose first `shared` bytes are those of `previous`. `buffer` is emptied and used again.
fn join(previous: &str, shared: usize, suffix: &[u8], buffer: String) -> Result<String, NodeError> {
    let prefix = previous.as_bytes().get(..shared).ok_or(NodeError::Prefix)?;
    if suffix.is_empty() || shared + suffix.len() > MAX_KEY_BYTES {
        return Err(NodeError::Keys);
    }
    let mut bytes = buffer.into_bytes();
    bytes.clear();
    bytes.extend_from_slice(prefix);
    bytes.extend_from_slice(suffix);
    // The first byte after the shared ones decides both the order and whether more could have been shared.
    match previous.as_bytes().get(shared) {
        Some(next) if *next == suffix[0] => return Err(NodeError::Prefix),
        Some(next) if *next > suffix[0] => return Err(NodeError::Keys),
        _ => {}
    }
    String::from_utf8(bytes).map_err(|_| NodeError::Keys)
}
