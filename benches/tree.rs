//! What one write costs in trees of growing size: nodes read and written, bytes, and time.
//!
//!     cargo bench --bench tree [-- SIZE…]
//!
//! Times are printed for whoever is curious about the machine at hand. What is asserted is what holds on every machine:
//! nodes and bytes grow with the logarithm of the size.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::{Duration, Instant};

use hostplant::crypto::sha256;
use hostplant::repo::mst::{self, Builder, NodeKey, NodeStore, Root, WriteOp};
use hostplant::syntax::{Cid, RepoPath};

/// Sizes in records when none are given.
const SIZES: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Writes that are measured at each size, of each kind.
const WRITES: u64 = 500;

#[derive(Default)]
struct Nodes {
    map: BTreeMap<NodeKey, Vec<u8>>,
    reads: Cell<u64>,
}

impl NodeStore for Nodes {
    type Error = Infallible;

    fn node(&self, at: &NodeKey) -> Result<Option<Vec<u8>>, Infallible> {
        self.reads.set(self.reads.get() + 1);
        Ok(self.map.get(at).cloned())
    }
}

fn path(number: u64) -> RepoPath {
    // Like keys made from the time: neighbours share long prefixes, and the newest sorts last.
    format!("app.bsky.feed.post/3l{number:011}").parse().expect("a path")
}

fn record(number: u64) -> Cid {
    Cid::dag_cbor(sha256(&number.to_be_bytes()))
}

/// The write of a step.
type Kind = Box<dyn Fn(u64) -> WriteOp>;

/// Sums over the writes of one kind.
#[derive(Default)]
struct Cost {
    reads: u64,
    most_reads: u64,
    puts: u64,
    deletes: u64,
    put_bytes: u64,
    proof_nodes: u64,
    proof_bytes: u64,
    time: Duration,
}

impl Cost {
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn mean(sum: u64) -> f64 {
        sum as f64 / WRITES as f64
    }
}

fn measure(nodes: &mut Nodes, root: &mut Root, mut write: impl FnMut(u64) -> WriteOp) -> Cost {
    let mut cost = Cost::default();
    for step in 0..WRITES {
        let op = [write(step)];
        nodes.reads.set(0);
        let start = Instant::now();
        let change = mst::apply(&*nodes, *root, &op).expect("the write fits");
        cost.time += start.elapsed();
        cost.reads += nodes.reads.get();
        cost.most_reads = cost.most_reads.max(nodes.reads.get());
        cost.puts += change.puts.len() as u64;
        cost.deletes += change.deletes.len() as u64;
        cost.proof_nodes += change.proof.len() as u64;
        cost.proof_bytes += change.proof.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>();
        *root = change.root;
        for at in &change.deletes {
            nodes.map.remove(at);
        }
        for (at, _, bytes) in change.puts {
            cost.put_bytes += bytes.len() as u64;
            nodes.map.insert(at, bytes);
        }
    }
    cost
}

fn main() {
    let given: Vec<u64> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if given.is_empty() { SIZES.to_vec() } else { given };
    println!(
        "{:>9} {:>6} {:>8} {:>9} | {:<9} {:>6} {:>5} {:>6} {:>6} {:>7} {:>6} {:>7} {:>7}",
        "records",
        "layers",
        "nodes",
        "bytes",
        "write",
        "read",
        "most",
        "put",
        "delete",
        "bytes",
        "proof",
        "bytes",
        "time"
    );
    for size in sizes {
        let mut nodes = Nodes::default();
        let mut builder = Builder::new(|at, _, bytes| {
            nodes.map.insert(at, bytes);
            Ok::<(), Infallible>(())
        });
        for number in 0..size {
            builder.push(path(number * 1_000).as_str(), record(number)).expect("keys rise");
        }
        let mut root = builder.finish().expect("a tree");
        let layers = root.layer + 1;
        let bytes: usize = nodes.map.values().map(Vec::len).sum();
        let stored = nodes.map.len();

        // Positions spread over the whole tree, between and on the keys that are there.
        let spread = move |step: u64| step * 7_919 % size * 1_000;
        let kinds: [(&str, Kind); 4] = [
            (
                "newest",
                Box::new(move |step| WriteOp::Create {
                    path: path((size + step) * 1_000),
                    cid: record(step),
                }),
            ),
            (
                "anywhere",
                Box::new(move |step| WriteOp::Create {
                    path: path(spread(step) + 1 + step),
                    cid: record(step),
                }),
            ),
            (
                "update",
                Box::new(move |step| WriteOp::Update { path: path(spread(step)), cid: record(size + step) }),
            ),
            ("delete", Box::new(move |step| WriteOp::Delete { path: path(spread(step) + 1 + step) })),
        ];
        for (name, write) in kinds {
            let cost = measure(&mut nodes, &mut root, write);
            println!(
                "{size:>9} {layers:>6} {stored:>8} {bytes:>9} | {name:<9} {:>6.1} {:>5} {:>6.1} {:>6.1} {:>7.0} {:>6.1} {:>7.0} {:>4.1} us",
                Cost::mean(cost.reads),
                cost.most_reads,
                Cost::mean(cost.puts),
                Cost::mean(cost.deletes),
                Cost::mean(cost.put_bytes),
                Cost::mean(cost.proof_nodes),
                Cost::mean(cost.proof_bytes),
                cost.time.as_secs_f64() * 1e6 / Cost::mean(WRITES * WRITES),
            );
            // A path has one node for each layer; a key has a neighbour on both sides, and half a chain more when it is
            // among the rare ones of a high layer.
            let depth = (size.ilog2() / 2 + 1) as f64;
            assert!(Cost::mean(cost.reads) <= 1.5 * depth + 3.0, "reads grow faster than the depth");
            assert!(Cost::mean(cost.puts) <= 1.5 * depth + 3.0, "puts grow faster than the depth");
            assert!(
                cost.most_reads <= 3 * u64::from(root.layer) + 3,
                "one write reads more than three paths"
            );
            assert!(Cost::mean(cost.put_bytes) <= depth * 900.0, "bytes grow faster than the depth");
        }
        let records = nodes.map.values().map(|bytes| mst::Node::decode(bytes).expect("a node").entries.len());
        assert_eq!(records.sum::<usize>() as u64, size + WRITES, "every record is in the tree once");
    }
}
