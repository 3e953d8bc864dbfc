//! Archives in every order, and trees that are not what they should be.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::Cursor;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::base::Timestamp;
use crate::crypto::{Curve, SigningKey, sha256};
use crate::repo::Block;
use crate::repo::car;
use crate::repo::commit::Unsigned;
use crate::repo::export::Preorder;
use crate::repo::mst::tests::MemoryStore;
use crate::repo::mst::{Entry, Root};
use crate::syntax::Tid;

/// A small repository: its commit, and its parts in preorder.
struct Sample {
    commit: Signed,
    parts: Vec<Part>,
}

impl Sample {
    fn new(numbers: impl IntoIterator<Item = u16>) -> Self {
        let records: BTreeMap<RepoPath, Block> = numbers
            .into_iter()
            .map(|number| {
                let path = format!("com.example.thing/{}", u32::from(number) * 7919).parse().unwrap();
                // Some records have the same content and so share a block.
                let bytes = crate::cbor::encode(&i64::from(number % 50).into());
                (path, (Cid::dag_cbor(sha256(&bytes)), bytes))
            })
            .collect();
        let (store, root) = MemoryStore::bulk(records.iter().map(|(path, (cid, _))| (path.as_str(), *cid)));
        let commit = commit(root);
        let mut parts: Vec<Part> = Vec::new();
        let nodes: Vec<_> = store.nodes.into_iter().collect();
        let ordered = Preorder::new(
            nodes.iter().map(|(at, bytes)| Ok::<_, Infallible>((at.clone(), bytes.clone()))),
            records.iter().map(|(path, (cid, bytes))| Ok((path.clone(), *cid, bytes.clone()))),
        );
        let (mut nodes, mut paths) = (nodes.iter().peekable(), records.keys().peekable());
        for block in ordered {
            let (cid, bytes) = block.unwrap();
            if nodes.peek().is_some_and(|(_, next)| *next == bytes) {
                parts.push(Part::Node { at: nodes.next().unwrap().0.clone(), cid, bytes });
            } else {
                parts.push(Part::Record { path: paths.next().unwrap().clone(), cid, bytes });
            }
        }
        assert!(nodes.next().is_none() && paths.next().is_none());
        Self { commit, parts }
    }

    fn blocks(&self) -> Vec<Block> {
        let block = |part: &Part| match part {
            Part::Node { cid, bytes, .. } | Part::Record { cid, bytes, .. } => (*cid, bytes.clone()),
        };
        [self.commit.clone().into_block()].into_iter().chain(self.parts.iter().map(block)).collect()
    }
}

fn commit(root: Root) -> Signed {
    let content = Unsigned {
        did: "did:web:example.com".parse().unwrap(),
        data: root.cid,
        rev: Tid::new(Timestamp::from_secs(1_700_000_000), 0),
    };
    content.sign(&SigningKey::generate(Curve::P256))
}

fn car(root: Cid, blocks: &[Block]) -> Vec<u8> {
    car::archive(Some(&root), blocks.iter().map(|(cid, bytes)| (cid, &bytes[..])))
}

type Memory = Cursor<Vec<u8>>;

fn scan(car: &[u8]) -> Scanned<Memory> {
    let mut scan = Scan::new(10_000_000, Memory::default());
    for piece in car.chunks(1_000) {
        scan.feed(piece).unwrap();
    }
    scan.finish().unwrap()
}

fn walk(car: &[u8], scanned: Scanned<Memory>) -> Result<(Signed, Vec<Part>), ImportError> {
    let (commit, walk) = Walk::open(Cursor::new(car), scanned)?;
    Ok((commit, walk.collect::<Result<_, _>>()?))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn an_archive_in_any_order_gives_the_repository_in_key_order(
        numbers in prop::collection::btree_set(any::<u16>(), 0..150),
        swaps in prop::collection::vec((any::<Index>(), any::<Index>()), 0..100),
    ) {
        let sample = Sample::new(numbers);
        let mut blocks = sample.blocks();
        for (a, b) in swaps {
            let (a, b) = (a.index(blocks.len()), b.index(blocks.len()));
            blocks.swap(a, b);
        }
        let car = car(sample.commit.cid(), &blocks);
        let scanned = scan(&car);
        prop_assert_eq!(scanned.blocks, blocks.len() as u64);
        let (commit, parts) = walk(&car, scanned).unwrap();
        prop_assert_eq!(&commit, &sample.commit);
        prop_assert_eq!(parts, sample.parts);
    }

    #[test]
    fn a_missing_block_is_named(which in any::<Index>()) {
        let sample = Sample::new(0..100);
        let mut blocks = sample.blocks();
        let (cid, _) = blocks[which.index(blocks.len())].clone();
        blocks.retain(|(other, _)| *other != cid);
        let car = car(sample.commit.cid(), &blocks);
        prop_assert!(matches!(walk(&car, scan(&car)), Err(ImportError::Missing(found)) if found == cid));
    }
}

#[test]
fn blocks_beside_the_repository_are_passed_over() {
    let sample = Sample::new(0..50);
    let mut blocks = sample.blocks();
    let image = vec![3; 100];
    blocks.insert(2, (Cid::raw(sha256(&image)), image));
    let (first, again) = (blocks[0].clone(), blocks[4].clone());
    blocks.extend([first, again]);
    let car = car(sample.commit.cid(), &blocks);
    assert_eq!(walk(&car, scan(&car)).unwrap().1, sample.parts);
}

#[test]
fn a_root_that_is_no_commit_is_refused() {
    let bytes = b"\xa0".to_vec();
    let cid = Cid::dag_cbor(sha256(&bytes));
    let without_commit = car(cid, &[(cid, bytes)]);
    assert!(matches!(walk(&without_commit, scan(&without_commit)), Err(ImportError::Commit(_))));
    let mut scan = Scan::new(1_000, Memory::default());
    scan.feed(&car::archive(None, [])).unwrap();
    assert!(matches!(scan.finish(), Err(ImportError::NoRoot)));
}

/// The result of walking a tree of hand-made nodes, the last of which is the root.
fn walk_nodes(nodes: &[Node]) -> Result<Vec<Part>, ImportError> {
    let mut blocks: Vec<Block> = nodes
        .iter()
        .map(|node| {
            let bytes = node.encode();
            (Cid::dag_cbor(sha256(&bytes)), bytes)
        })
        .collect();
    let commit = commit(Root { cid: blocks.last().unwrap().0, layer: 0 });
    blocks.push(commit.clone().into_block());
    blocks.push(record());
    let car = car(commit.cid(), &blocks);
    walk(&car, scan(&car)).map(|(_, parts)| parts)
}

fn record() -> Block {
    let bytes = b"\x01".to_vec();
    (Cid::dag_cbor(sha256(&bytes)), bytes)
}

fn node(left: Option<&Node>, entries: &[(&str, Option<&Node>)]) -> Node {
    let link = |node: &Node| Cid::dag_cbor(sha256(&node.encode()));
    let entry = |(key, right): &(&str, Option<&Node>)| Entry {
        key: (*key).into(),
        value: record().0,
        right: right.map(link),
    };
    Node { left: left.map(link), entries: entries.iter().map(entry).collect() }
}

#[test]
fn trees_of_another_shape_are_refused() {
    let key = |layer: u8, skip: usize| -> String {
        (0..)
            .map(|n| format!("com.example.thing/{n:05}"))
            .filter(|key| layer_of(key) == layer)
            .nth(skip)
            .unwrap()
    };
    let (low, next, high) = (key(0, 0), key(0, 1), key(1, 2));
    assert!(high > next);

    let leaf = node(None, &[(&low, None), (&next, None)]);
    let good = node(Some(&leaf), &[(&high, None)]);
    assert_eq!(walk_nodes(&[leaf.clone(), good.clone()]).unwrap().len(), 5);

    let mixed = node(None, &[(&next, None), (&high, None)]);
    assert!(matches!(walk_nodes(&[mixed]), Err(ImportError::Layer(_))));
    let after = node(None, &[(&high, Some(&leaf))]);
    assert!(matches!(walk_nodes(&[leaf.clone(), after]), Err(ImportError::Order(_))));
    let untrimmed = node(Some(&good), &[]);
    assert!(matches!(walk_nodes(&[leaf.clone(), good, untrimmed]), Err(ImportError::Node(..))));
    let hollow = Node::default();
    let holding = node(Some(&hollow), &[(&high, None)]);
    assert!(matches!(walk_nodes(&[hollow, holding]), Err(ImportError::Node(..))));
    let too_deep = node(Some(&leaf), &[(&next, None)]);
    assert!(matches!(walk_nodes(&[leaf, too_deep]), Err(ImportError::Node(..))));
    let pathless = node(None, &[("no path", None)]);
    assert!(matches!(walk_nodes(&[pathless]), Err(ImportError::Path(_))));
}
