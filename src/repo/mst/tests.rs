//! The published vectors, and properties over random trees that are rich in layer gaps.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::invert::undo;
use super::tree::Tree;
use super::*;
use crate::base::interop;
use crate::repo::Block;
use crate::syntax::RepoPath;

/// A store in memory that counts what is read.
#[derive(Default)]
pub(crate) struct MemoryStore {
    pub nodes: BTreeMap<NodeKey, Vec<u8>>,
    pub reads: Cell<usize>,
}

impl MemoryStore {
    pub fn empty() -> (Self, Root) {
        let (root, bytes) = empty();
        (Self { nodes: [(root.position(), bytes)].into(), ..Self::default() }, root)
    }

    /// The tree over `records`, built at once.
    pub fn bulk<'a>(records: impl IntoIterator<Item = (&'a str, Cid)>) -> (Self, Root) {
        let mut nodes = BTreeMap::new();
        let mut builder = Builder::new(|at, cid, bytes: Vec<u8>| {
            assert_eq!(cid, Cid::dag_cbor(sha256(&bytes)));
            assert!(nodes.insert(at, bytes).is_none(), "a position holds one node");
            Ok::<(), Infallible>(())
        });
        for (key, cid) in records {
            builder.push(key, cid).unwrap();
        }
        let root = builder.finish().unwrap();
        (Self { nodes, ..Self::default() }, root)
    }

    pub fn keep(&mut self, puts: Vec<(NodeKey, Cid, Vec<u8>)>, deletes: &[NodeKey]) {
        assert!(puts.is_sorted_by(|(a, ..), (b, ..)| a < b), "puts are in preorder");
        for at in deletes {
            assert!(self.nodes.remove(at).is_some(), "only what is stored is deleted");
        }
        for (at, cid, bytes) in puts {
            assert_eq!(cid, Cid::dag_cbor(sha256(&bytes)));
            assert_ne!(self.nodes.insert(at, bytes.clone()), Some(bytes), "only what changed is put");
        }
    }

    /// Applies edits by key alone, which need not be a repository path; returns the new root and the proof.
    fn edit(&mut self, root: Root, edits: &[(&str, Option<Cid>)]) -> (Root, Vec<Block>) {
        let mut tree = Tree::open(&*self, root).unwrap();
        for (key, cid) in edits {
            match cid {
                Some(cid) => tree.set(key, *cid).unwrap(),
                None => tree.remove(key).unwrap(),
            }
        }
        for (key, _) in edits {
            tree.prove(key).unwrap();
        }
        let settled = tree.settle().unwrap();
        self.keep(settled.puts, &settled.deletes);
        (settled.root, settled.proof)
    }
}

impl NodeStore for MemoryStore {
    type Error = Infallible;

    fn node(&self, at: &NodeKey) -> Result<Option<Vec<u8>>, Infallible> {
        self.reads.set(self.reads.get() + 1);
        Ok(self.nodes.get(at).cloned())
    }
}

/// Paths of which every layer up to 5 has a fair share, where nature gives each a quarter of the one below.
static PATHS: LazyLock<Vec<RepoPath>> = LazyLock::new(|| {
    let mut wanted = [40, 30, 20, 15, 10, 6];
    let mut paths = Vec::new();
    for number in 0_u64.. {
        let path = format!("com.example.c{}/k{}", number % 7, number * 7919);
        let layer = usize::from(layer_of(&path));
        if let Some(count) = wanted.get_mut(layer)
            && *count > 0
        {
            *count -= 1;
            paths.push(path.parse().unwrap());
        }
        if wanted == [0; 6] {
            break;
        }
    }
    paths
});

fn path() -> impl Strategy<Value = RepoPath> {
    select(&**PATHS)
}

pub(crate) fn record(number: u8) -> Cid {
    Cid::dag_cbor([number; 32])
}

fn records() -> impl Strategy<Value = BTreeMap<RepoPath, Cid>> {
    prop::collection::btree_map(path(), any::<u8>().prop_map(record), 0..60)
}

fn bulk(records: &BTreeMap<RepoPath, Cid>) -> (MemoryStore, Root) {
    MemoryStore::bulk(records.iter().map(|(path, cid)| (path.as_str(), *cid)))
}

/// Writes that fit `records`, which is brought up to date with them.
fn fitting(records: &mut BTreeMap<RepoPath, Cid>, choices: &[(RepoPath, u8, bool)]) -> Vec<WriteOp> {
    let mut writes = Vec::new();
    for (path, number, delete) in choices {
        let (path, cid) = (path.clone(), record(*number));
        writes.push(match (records.contains_key(&path), delete) {
            (true, true) => {
                records.remove(&path);
                WriteOp::Delete { path }
            }
            (true, false) => {
                records.insert(path.clone(), cid);
                WriteOp::Update { path, cid }
            }
            (false, _) => {
                records.insert(path.clone(), cid);
                WriteOp::Create { path, cid }
            }
        });
    }
    writes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_writes_make_the_tree_of_their_records(
        before in records(),
        batches in prop::collection::vec(
            prop::collection::vec((path(), any::<u8>(), prop::bool::weighted(0.6)), 1..12), 1..8),
    ) {
        let mut now = before;
        let (mut store, mut root) = bulk(&now);
        for choices in batches {
            let old = now.clone();
            let writes = fitting(&mut now, &choices);
            let change = apply(&store, root, &writes).unwrap();

            // Net operations are exactly the difference of the two sets of records.
            let mut touched = BTreeSet::new();
            for op in &change.ops {
                prop_assert!(touched.insert(op.path.clone()), "one operation for a path");
                prop_assert_eq!(op.prev, old.get(&op.path).copied());
                prop_assert_eq!(op.cid, now.get(&op.path).copied());
                prop_assert_ne!(op.prev, op.cid);
            }
            for path in old.keys().chain(now.keys()) {
                prop_assert_eq!(old.get(path) != now.get(path), touched.contains(path));
            }

            // The proof undoes them, in any order, and holds every new node.
            let blocks: BlockSet = change.proof.iter().cloned().collect();
            prop_assert_eq!(blocks.len(), change.proof.len());
            prop_assert_eq!(invert(&blocks, change.root.cid, &change.ops).unwrap(), root.cid);
            let mut backwards = change.ops.clone();
            backwards.reverse();
            prop_assert_eq!(invert(&blocks, change.root.cid, &backwards).unwrap(), root.cid);
            let known: BTreeSet<Vec<u8>> = store.nodes.values().cloned().collect();
            for (at, cid, bytes) in &change.puts {
                prop_assert!(blocks.contains_key(cid) || known.contains(bytes), "{at} is new");
            }

            // The stored nodes are those of the tree built at once.
            store.keep(change.puts, &change.deletes);
            let (expected, expected_root) = bulk(&now);
            prop_assert_eq!(change.root, expected_root);
            prop_assert_eq!(&store.nodes, &expected.nodes);
            root = change.root;
        }
    }

    #[test]
    fn every_path_is_found_and_proven(records in records(), other in path()) {
        let (store, root) = bulk(&records);
        for path in records.keys().chain([&other]) {
            let expected = records.get(path).copied();
            prop_assert_eq!(get(&store, root, path).unwrap(), expected);
            let nodes = proof(&store, root, path).unwrap();
            prop_assert_eq!(nodes[0].0, root.cid);
            // The proof stands alone: a verifier that has only these blocks comes to the same answer.
            let blocks: BlockSet = nodes.into_iter().collect();
            let same = [(path.as_str(), expected, expected)];
            prop_assert_eq!(undo(&blocks, root.cid, same.into_iter()).unwrap(), root.cid);
        }
    }

    #[test]
    fn deleting_everything_in_any_order_leaves_the_empty_tree(records in records(), order in any::<Index>()) {
        let (mut store, mut root) = bulk(&records);
        let mut left: Vec<&RepoPath> = records.keys().collect();
        while !left.is_empty() {
            let path = left.swap_remove(order.index(left.len())).clone();
            let change = apply(&store, root, &[WriteOp::Delete { path }]).unwrap();
            store.keep(change.puts, &change.deletes);
            root = change.root;
        }
        prop_assert_eq!(root, Root::empty());
        prop_assert_eq!(store.nodes, MemoryStore::empty().0.nodes);
    }

    #[test]
    fn nodes_decode_to_what_was_encoded(records in records()) {
        for (at, bytes) in bulk(&records).0.nodes {
            let node = Node::decode(&bytes).unwrap();
            prop_assert_eq!(node.encode(), bytes);
            prop_assert!(node.entries.iter().all(|entry| layer_of(&entry.key) == at.layer));
            prop_assert!(node.entries.iter().all(|entry| entry.key > at.left));
        }
    }

    #[test]
    fn damaged_nodes_decode_only_if_canonical(
        records in records(),
        which in any::<Index>(),
        damage in prop::collection::vec((any::<Index>(), any::<u8>()), 1..3),
    ) {
        let nodes: Vec<Vec<u8>> = bulk(&records).0.nodes.into_values().collect();
        let mut bytes = which.get(&nodes).clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(node) = Node::decode(&bytes) {
            prop_assert_eq!(node.encode(), bytes);
        }
    }
}

#[test]
fn writes_must_fit_what_is_there() {
    let (store, root) = MemoryStore::empty();
    let path = PATHS[0].clone();
    let create = WriteOp::Create { path: path.clone(), cid: record(1) };
    let update = WriteOp::Update { path: path.clone(), cid: record(2) };
    let delete = WriteOp::Delete { path };
    let run = |writes: &[&WriteOp]| {
        let writes: Vec<WriteOp> = writes.iter().map(|write| (*write).clone()).collect();
        apply(&store, root, &writes)
    };
    assert!(matches!(run(&[&update]), Err(MstError::Absent(_))));
    assert!(matches!(run(&[&delete]), Err(MstError::Absent(_))));
    assert!(matches!(run(&[&create, &create]), Err(MstError::Exists(_))));
    assert!(matches!(run(&[&create, &delete, &delete]), Err(MstError::Absent(_))));

    let change = run(&[&create, &delete]).unwrap();
    assert_eq!((change.ops.len(), change.puts.len(), change.root), (0, 0, root));
    let change = run(&[&create, &update]).unwrap();
    assert_eq!(change.ops[0].cid, Some(record(2)));
    assert_eq!(change.ops[0].prev, None);
}

#[test]
fn writes_that_cancel_out_still_prove_the_root() {
    let path = &PATHS[0];
    let writes =
        [WriteOp::Create { path: path.clone(), cid: record(1) }, WriteOp::Delete { path: path.clone() }];
    let others = PATHS[1..].iter().map(|path| (path.clone(), record(7))).collect();
    for records in [BTreeMap::new(), others] {
        let (store, root) = bulk(&records);
        let change = apply(&store, root, &writes).unwrap();
        assert_eq!((change.root, change.ops.len(), change.puts.len()), (root, 0, 0));
        assert_eq!(change.proof.len(), 1);
        let blocks: BlockSet = change.proof.into_iter().collect();
        assert_eq!(invert(&blocks, root.cid, &[]).unwrap(), root.cid);
    }
}

#[test]
fn damage_in_the_store_is_noticed() {
    let records: BTreeMap<RepoPath, Cid> = PATHS.iter().map(|path| (path.clone(), record(7))).collect();
    let (mut store, root) = bulk(&records);
    let path = PATHS.iter().find(|path| layer_of(path.as_str()) == 0).unwrap();
    let bottom = proof(&store, root, path).unwrap().pop().unwrap().1;
    let at = store.nodes.iter().find(|(_, bytes)| **bytes == bottom).unwrap().0.clone();

    let other = store.nodes[&root.position()].clone();
    store.nodes.insert(at.clone(), other);
    assert!(matches!(get(&store, root, path), Err(MstError::Mismatch(found)) if found == at));
    store.nodes.remove(&at);
    assert!(matches!(get(&store, root, path), Err(MstError::Missing(found)) if found == at));
    let delete = [WriteOp::Delete { path: path.clone() }];
    assert!(matches!(apply(&store, root, &delete), Err(MstError::Missing(found)) if found == at));
}

#[test]
fn keys_must_rise() {
    let records = |keys: [&'static str; 2]| keys.map(|key| Ok::<_, Infallible>((key, record(0))));
    assert!(root_of(records(["a/a", "a/b"])).is_ok());
    assert!(matches!(root_of(records(["a/b", "a/a"])), Err(BuildError::Order(_))));
    assert!(matches!(root_of(records(["a/b", "a/b"])), Err(BuildError::Order(_))));
}

#[test]
fn a_node_holds_a_bounded_number_of_keys() {
    let keys = (0..).map(|number| format!("com.example.low/{number:06}")).filter(|key| layer_of(key) == 0);
    let mut keys: Vec<String> = keys.take(MAX_NODE_ENTRIES + 1).collect();
    let all = keys.iter().map(|key| Ok::<_, Infallible>((key, record(0))));
    assert!(matches!(root_of(all), Err(BuildError::Crowded)));

    let last: RepoPath = keys.pop().unwrap().parse().unwrap();
    let (store, root) = MemoryStore::bulk(keys.iter().map(|key| (key.as_str(), record(0))));
    let create = WriteOp::Create { path: last, cid: record(1) };
    assert!(matches!(apply(&store, root, std::slice::from_ref(&create)), Err(MstError::Crowded)));
    let path: RepoPath = keys[0].parse().unwrap();
    assert!(apply(&store, root, &[WriteOp::Delete { path }, create]).is_ok());

    let largest = ENTRY_BYTES_AT_MOST * MAX_NODE_ENTRIES;
    assert!(largest < crate::repo::car::MAX_BLOCK_BYTES);
}

/// The longest key, its head, and what stands beside it in an entry.
const ENTRY_BYTES_AT_MOST: usize = MAX_KEY_BYTES + 3 + 94;

#[test]
fn positions_sort_in_preorder() {
    let positions = ["", "a", "a/b", "b"].map(|left| [2, 1, 0].map(|layer| NodeKey::new(left, layer)));
    assert!(positions.as_flattened().is_sorted_by(|a, b| a < b));
}

#[test]
fn an_empty_repository_has_the_known_root() {
    assert_eq!(Root::empty().cid.to_string(), "bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm");
    assert_eq!(MemoryStore::bulk([]).1, Root::empty());
}

#[test]
fn published_layers_and_prefixes() {
    for case in interop::cases("mst/key_heights.json") {
        assert_eq!(u64::from(layer_of(case["key"].as_str().unwrap())), case["height"].as_u64().unwrap());
    }
    for case in interop::cases("mst/common_prefix.json") {
        let (left, right) = (case["left"].as_str().unwrap(), case["right"].as_str().unwrap());
        assert_eq!(node::shared_bytes(left, right) as u64, case["len"].as_u64().unwrap());
    }
}

#[test]
fn published_keys_make_one_tree_in_any_order() {
    let Some(text) = interop::read("mst/example_keys.txt") else { return };
    let sorted: BTreeSet<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(sorted.len(), 156);
    let (expected, expected_root) = MemoryStore::bulk(sorted.iter().map(|key| (*key, record(1))));
    let mut forwards: Vec<&str> = sorted.into_iter().collect();
    let mut inside_out = forwards.clone();
    inside_out.sort_by_key(|key| sha256(key.as_bytes()));
    for order in [&forwards.clone(), &inside_out, {
        forwards.reverse();
        &forwards
    }] {
        let (mut store, mut root) = MemoryStore::empty();
        for key in order {
            (root, _) = store.edit(root, &[(*key, Some(record(1)))]);
        }
        assert_eq!(root, expected_root);
        assert_eq!(store.nodes, expected.nodes);
    }
}

#[test]
fn published_commit_proofs() {
    let texts = |case: &serde_json::Value, name: &str| -> Vec<String> {
        case[name].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    for case in interop::cases("firehose/commit-proof-fixtures.json") {
        let leaf: Cid = case["leafValue"].as_str().unwrap().parse().unwrap();
        let (keys, adds, dels) = (texts(&case, "keys"), texts(&case, "adds"), texts(&case, "dels"));
        let (mut store, before) = MemoryStore::bulk(keys.iter().map(|key| (key.as_str(), leaf)));
        assert_eq!(before.cid.to_string(), case["rootBeforeCommit"].as_str().unwrap(), "{}", case["comment"]);

        let edits: Vec<(&str, Option<Cid>)> = (adds.iter().map(|key| (key.as_str(), Some(leaf))))
            .chain(dels.iter().map(|key| (key.as_str(), None)))
            .collect();
        let (after, proof) = store.edit(before, &edits);
        assert_eq!(after.cid.to_string(), case["rootAfterCommit"].as_str().unwrap(), "{}", case["comment"]);

        let blocks: BTreeSet<String> = proof.iter().map(|(cid, _)| cid.to_string()).collect();
        let expected: BTreeSet<String> = texts(&case, "blocksInProof").into_iter().collect();
        assert_eq!(blocks, expected, "{}", case["comment"]);

        let blocks: BlockSet = proof.into_iter().collect();
        let ops = edits.iter().map(|(key, cid)| (*key, *cid, cid.is_none().then_some(leaf)));
        assert_eq!(undo(&blocks, after.cid, ops).unwrap(), before.cid, "{}", case["comment"]);
    }
}

#[test]
fn a_write_touches_as_many_nodes_as_the_tree_is_deep() {
    let path = |number: u64| -> RepoPath { format!("app.example.post/{:013}", number * 7).parse().unwrap() };
    for (size, most) in [(100_u64, 18), (1_000, 22), (10_000, 28)] {
        let paths: Vec<RepoPath> = (0..size).map(path).collect();
        let (store, root) = MemoryStore::bulk(paths.iter().map(|path| (path.as_str(), record(1))));
        for step in 0..50 {
            let fresh = format!("app.example.post/{:013}", step * 7 * size / 50 + 1).parse().unwrap();
            let change = apply(&store, root, &[WriteOp::Create { path: fresh, cid: record(2) }]).unwrap();
            let depth = usize::from(root.layer) + 1;
            assert!(
                change.nodes_read <= 2 * depth && change.nodes_read <= most,
                "{} reads",
                change.nodes_read
            );
            assert!(change.puts.len() <= 2 * depth + 1 && change.puts.len() <= most);
        }
    }
}
