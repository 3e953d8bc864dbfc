//! Random histories of a repository, applied by hostplant and by jacquard-repo: the roots must agree at every step, the
//! other side must be able to undo each commit with nothing but hostplant's proof, read its archives, and accept its
//! signatures.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::sync::Arc;

use cid::Cid as OtherCid;
use hostplant::base::Timestamp;
use hostplant::crypto::{Curve, SigningKey, sha256};
use hostplant::repo::commit::{Signed, Unsigned};
use hostplant::repo::export::Preorder;
use hostplant::repo::import::{Part, Scan, Walk};
use hostplant::repo::mst::{self, NetOp, NodeKey, NodeStore, Root, WriteOp};
use hostplant::repo::{Block, car};
use hostplant::syntax::{Cid, RepoPath, Tid};
use jacquard_common::types::crypto::PublicKey;
use jacquard_repo::car::parse_car_bytes;
use jacquard_repo::commit::Commit;
use jacquard_repo::mst::{Mst, VerifiedWriteOp};
use jacquard_repo::storage::MemoryBlockStore;
use smol_str::SmolStr;

/// Commits in one history.
const COMMITS: usize = 12;

#[derive(Default)]
struct Nodes(BTreeMap<NodeKey, Vec<u8>>);

impl NodeStore for Nodes {
    type Error = Infallible;

    fn node(&self, at: &NodeKey) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.0.get(at).cloned())
    }
}

/// A small generator of repeatable numbers (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.roll() % bound as u64).expect("below a usize")
    }
}

/// Paths among which high layers are common, so that trees have gaps.
fn paths() -> Vec<RepoPath> {
    let mut wanted = [80, 50, 30, 20, 12, 8, 4];
    let mut paths = Vec::new();
    for number in 0_u64.. {
        let path = format!("com.example.c{}/3k{}", number % 5, number * 7919);
        if let Some(count) = wanted.get_mut(usize::from(mst::layer_of(&path)))
            && *count > 0
        {
            *count -= 1;
            paths.push(path.parse().expect("a path"));
        }
        if wanted.iter().all(|count| *count == 0) {
            return paths;
        }
    }
    unreachable!("the numbers do not end")
}

fn other(cid: &Cid) -> OtherCid {
    OtherCid::try_from(&cid.to_bytes()[..]).expect("a CID")
}

fn record(number: u64) -> Block {
    let bytes = hostplant::cbor::encode(&hostplant::cbor::Value::Text(format!("record {number}")));
    (Cid::dag_cbor(sha256(&bytes)), bytes)
}

/// The repository as hostplant keeps it.
struct Mine {
    nodes: Nodes,
    root: Root,
    records: BTreeMap<RepoPath, Block>,
}

impl Mine {
    /// A batch that fits the records; keeps what it leaves behind.
    fn commit(&mut self, dice: &mut Dice, paths: &[RepoPath]) -> (Vec<NetOp>, Vec<Block>) {
        let mut writes = Vec::new();
        for _ in 0..=dice.below(10) {
            let path = paths[dice.below(paths.len())].clone();
            let block = record(dice.roll() % 200);
            let exists = self.records.contains_key(&path);
            if exists && dice.below(5) < 3 {
                self.records.remove(&path);
                writes.push(WriteOp::Delete { path });
                continue;
            }
            let cid = block.0;
            self.records.insert(path.clone(), block);
            writes.push(if exists { WriteOp::Update { path, cid } } else { WriteOp::Create { path, cid } });
        }
        let change = mst::apply(&self.nodes, self.root, &writes).expect("the writes fit");
        for at in &change.deletes {
            self.nodes.0.remove(at);
        }
        for (at, _, bytes) in change.puts {
            self.nodes.0.insert(at, bytes);
        }
        self.root = change.root;
        (change.ops, change.proof)
    }

    fn archive(&self, commit: &Signed) -> Vec<u8> {
        let nodes =
            self.nodes.0.iter().map(|(at, bytes)| Ok::<_, Infallible>((at.clone(), bytes.as_slice())));
        let records =
            self.records.iter().map(|(path, (cid, bytes))| Ok((path.clone(), *cid, bytes.as_slice())));
        let mut output = Vec::new();
        car::write_header(Some(&commit.cid()), &mut output);
        car::write_block(&commit.cid(), commit.bytes(), &mut output);
        for block in Preorder::new(nodes, records) {
            let Ok((cid, bytes)) = block;
            car::write_block(&cid, bytes, &mut output);
        }
        output
    }
}

fn verified(op: &NetOp) -> VerifiedWriteOp {
    let key = SmolStr::new(op.path.as_str());
    match (op.cid.as_ref().map(other), op.prev.as_ref().map(other)) {
        (Some(cid), Some(prev)) => VerifiedWriteOp::Update { key, cid, prev },
        (Some(cid), None) => VerifiedWriteOp::Create { key, cid },
        (None, Some(prev)) => VerifiedWriteOp::Delete { key, prev },
        (None, None) => unreachable!("an operation changes something"),
    }
}

async fn history(dice: &mut Dice, paths: &[RepoPath], key: &SigningKey) {
    let mut mine = Mine { nodes: Nodes::default(), root: Root::empty(), records: BTreeMap::new() };
    let (root, bytes) = mst::empty();
    mine.nodes.0.insert(root.position(), bytes);
    let mut theirs = Mst::new(Arc::new(MemoryBlockStore::new()));

    for _ in 0..COMMITS {
        let before = mine.root;
        let (ops, proof) = mine.commit(dice, paths);
        // The other tree keeps the layer of its last key when it becomes empty, and then grows into another shape than
        // a tree made afresh. So it is never emptied on the way: keys come before keys go, and it begins anew if none
        // is left.
        let mut operations: Vec<VerifiedWriteOp> = ops.iter().map(verified).collect();
        operations.sort_by_key(|operation| matches!(operation, VerifiedWriteOp::Delete { .. }));

        theirs = theirs.batch(&operations).await.expect("the other tree takes the batch");
        if mine.records.is_empty() {
            theirs = Mst::new(Arc::new(MemoryBlockStore::new()));
        }
        let pointer = theirs.get_pointer().await.expect("a root");
        assert_eq!(pointer, other(&mine.root.cid), "the trees differ");

        // The other side undoes the batch with the blocks of the proof alone.
        let sent = car::archive(Some(&mine.root.cid), proof.iter().map(|(cid, bytes)| (cid, &bytes[..])));
        let parsed = parse_car_bytes(&sent).await.expect("the other side reads the archive");
        assert_eq!(parsed.blocks.len(), proof.len());
        let store = Arc::new(MemoryBlockStore::new_from_blocks(parsed.blocks));
        let mut partial = Mst::load(store, pointer, None);
        for operation in operations.into_iter().rev() {
            let text = format!("{operation:?}");
            assert!(partial.invert_op(operation).await.expect("enough blocks"), "cannot undo {text}");
        }
        let undone = partial.get_pointer().await.expect("a root");
        assert_eq!(undone, other(&before.cid), "undoing gives another root");
    }

    // The whole repository, signed, read by both.
    let content = Unsigned {
        did: "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().expect("a DID"),
        data: mine.root.cid,
        rev: Tid::new(Timestamp::from_secs(1_700_000_000), 1),
    };
    let commit = content.sign(key);
    let multibase = key.public().multibase();
    let public = PublicKey::decode(&multibase).expect("a key");
    let parsed = Commit::<SmolStr>::from_cbor(commit.bytes()).expect("a commit");
    parsed.verify(&public).expect("the other side accepts the signature");
    assert_eq!(*parsed.data(), other(&mine.root.cid));

    let archive = mine.archive(&commit);
    let parsed = parse_car_bytes(&archive).await.expect("the other side reads the archive");
    assert_eq!(parsed.root, other(&commit.cid()));
    let contents: HashMap<OtherCid, Vec<u8>> =
        parsed.blocks.iter().map(|(cid, bytes)| (*cid, bytes.to_vec())).collect();
    let loaded =
        Mst::load(Arc::new(MemoryBlockStore::new_from_blocks(parsed.blocks)), other(&mine.root.cid), None);
    let leaves = loaded.leaves().await.expect("a whole tree");
    let expected: BTreeSet<(SmolStr, OtherCid)> =
        mine.records.iter().map(|(path, (cid, _))| (SmolStr::new(path.as_str()), other(cid))).collect();
    assert_eq!(leaves.into_iter().collect::<BTreeSet<_>>(), expected);
    for (cid, bytes) in mine.records.values() {
        assert_eq!(contents.get(&other(cid)), Some(bytes));
    }

    let mut scan = Scan::new(archive.len() as u64, std::io::Cursor::new(Vec::new()));
    scan.feed(&archive).expect("our own archive");
    let scanned = scan.finish().expect("a root");
    let (read, walk) = Walk::open(std::io::Cursor::new(&archive), scanned).expect("our own commit");
    assert_eq!(read, commit);
    let (mut nodes, mut records) = (BTreeMap::new(), BTreeMap::new());
    for part in walk {
        match part.expect("our own tree") {
            Part::Node { at, bytes, .. } => drop(nodes.insert(at, bytes)),
            Part::Record { path, cid, bytes } => drop(records.insert(path, (cid, bytes))),
        }
    }
    assert_eq!(nodes, mine.nodes.0);
    assert_eq!(records, mine.records);
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>().expect("a number"));
    let rounds = arguments.next().unwrap_or(60);
    let seed = arguments.next().unwrap_or(1);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let paths = paths();
    for round in 0..rounds {
        let mut dice = Dice(seed.wrapping_add(round));
        let curve = if round % 2 == 0 { Curve::P256 } else { Curve::K256 };
        // Fewer paths make smaller trees, where roots are raised and trimmed more often.
        let few = 5 + dice.below(paths.len() - 5);
        let mut chosen = paths.clone();
        while chosen.len() > few {
            chosen.swap_remove(dice.below(chosen.len()));
        }
        runtime.block_on(history(&mut dice, &chosen, &SigningKey::generate(curve)));
    }
    println!(
        "{rounds} histories of {COMMITS} commits agree (seeds {seed} to {})",
        seed + rounds.saturating_sub(1)
    );
}
