//! What a record write costs the disk: bytes, syncs and touched nodes, alone and in groups, as a repository grows.
//!
//! ```text
//! cargo bench --bench storage                   # 1k, 10k, 100k and 1M records
//! cargo bench --bench storage -- 100000         # one size
//! ```
//!
//! Everything is counted at the file, by the store itself, after the repository was built and the store reopened; times
//! are of this machine. Fails when a bound of `docs/storage.md` is broken.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hostplant::base::{Clock, Secret, Timestamp};
use hostplant::crypto::{Curve, SealKey, SigningKey, sha256};
use hostplant::json;
use hostplant::lexicon::Lexicons;
use hostplant::records::{self, Action, Batch, Draft, Repositories, Signers, Validation, Write};
use hostplant::repo::commit::Unsigned;
use hostplant::repo::mst::Builder;
use hostplant::store::keys::{Digest, NodePlace, RecordKey};
use hostplant::store::rows::accounts::{self, Account};
use hostplant::store::rows::repo::{Head, Node, Record};
use hostplant::store::tables::{Heads, Nodes, Records};
use hostplant::store::{Aid, Lane, RepoId, StorageError, Store, StoreConfig, Tx};
use hostplant::syntax::{Cid, Did, Tid};

/// Writes that are measured alone, and groups that are measured of each size.
const ROUNDS: usize = 200;
/// Group sizes.
const GROUPS: [usize; 3] = [10, 16, 50];
/// Bytes that a lone write may cost in a repository of 100,000 records, and one in a group of ten.
const MAX_ALONE: u64 = 100 * 1024;
const MAX_IN_TEN: u64 = 30 * 1024;
/// How many times the bytes of the smallest repository a write may cost in the largest.
const MAX_GROWTH: u64 = 2;

/// A record of about 300 bytes.
fn post(n: u64) -> String {
    let text = format!("{n} {}", "what people write is about so long, give or take a word ".repeat(3));
    format!(
        r#"{{"$type":"app.bsky.feed.post","text":"{text}","langs":["en"],"createdAt":"2026-11-22T10:00:00.000Z"}}"#
    )
}

fn like(n: u64) -> String {
    let cid = Cid::dag_cbor(sha256(&n.to_be_bytes()));
    format!(
        r#"{{"$type":"app.bsky.feed.like","subject":{{"uri":"at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/{}","cid":"{cid}"}},"createdAt":"2026-11-22T10:00:00.000Z"}}"#,
        Tid::from_u64(n)
    )
}

struct Bench {
    store: Store,
    repositories: Repositories,
    clock: Clock,
    aid: Aid,
}

impl Bench {
    fn open(path: &std::path::Path, clock: &Clock, aid: Option<Aid>) -> (Store, Repositories, Option<Aid>) {
        let store = Store::open(StoreConfig::at(path), clock.clone(), Box::new(|_| {})).expect("a store");
        let signers = Signers::new(SealKey::new(&Secret::new([7; 32])));
        let repositories = Repositories::new(store.clone(), signers, Lexicons::builtin(), clock.clone());
        (store, repositories, aid)
    }

    /// A repository of `size` records, a third of them posts and the rest likes, in a store that was opened anew.
    async fn new(path: &std::path::Path, size: u64) -> Self {
        let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
        let (store, repositories, _) = Self::open(path, &clock, None);
        let signers = repositories.signers().clone();
        let fill = move |tx: &mut Tx<'_>| fill(tx, &signers, size);
        let aid = store.write_in(Lane::Bulk, 0, fill).await.expect("a repository");
        store.close().await;
        drop((store, repositories));
        let (store, repositories, _) = Self::open(path, &clock, Some(aid));
        Self { store, repositories, clock, aid }
    }

    /// A write of one new post, ready to be queued.
    fn batch(&self, n: u64) -> Batch {
        self.clock.advance(Duration::from_millis(137));
        let draft = Draft {
            collection: "app.bsky.feed.post".parse().expect("an NSID"),
            rkey: None,
            value: json::decode(post(n).as_bytes()).expect("JSON"),
            validation: Validation::IfKnown,
        };
        let (path, record) = self.repositories.prepare(draft, "record").expect("a post");
        Batch { writes: vec![Write { path, action: Action::Create(record) }], swap_commit: None, by: None }
    }

    async fn alone(&self) -> Cost {
        let mut cost = Meter::start(&self.store);
        for n in 0..ROUNDS as u64 {
            self.repositories.commit(self.aid, self.batch(n)).await.expect("a commit");
        }
        cost.stop(&self.store, ROUNDS)
    }

    /// Groups of exactly `size`: they are queued while the writer is held up.
    async fn in_groups(&self, size: usize) -> Cost {
        let rounds = ROUNDS.div_ceil(4);
        let mut cost = Meter::start(&self.store);
        for round in 0..rounds {
            let batches: Vec<Batch> = (0..size).map(|n| self.batch((round * size + n) as u64)).collect();
            let (release, held) = std::sync::mpsc::channel::<()>();
            let (started, running) = tokio::sync::oneshot::channel();
            let hold = self.store.write(move |_| -> Result<(), StorageError> {
                let _ = started.send(());
                // An error means that nobody holds it any more.
                let _ = held.recv();
                Ok(())
            });
            let hold = tokio::spawn(hold);
            running.await.expect("the writer is held up");
            let writes: Vec<_> = batches
                .into_iter()
                .map(|batch| {
                    let (repositories, aid) = (self.repositories.clone(), self.aid);
                    tokio::spawn(async move { repositories.commit(aid, batch).await.map(drop) })
                })
                .collect();
            while self.store.free_queue_places() > 256 - size - 1 {
                tokio::task::yield_now().await;
            }
            drop(release);
            hold.await.expect("a task").expect("a write");
            for write in writes {
                write.await.expect("a task").expect("a commit");
            }
        }
        cost.stop(&self.store, rounds * size)
    }
}

fn fill(tx: &mut Tx<'_>, signers: &Signers, size: u64) -> Result<Aid, records::CommitError> {
    let did: Did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().expect("a DID");
    let aid = tx.next_aid()?;
    let account = Account::new(did.clone(), tx.now());
    accounts::put(tx, aid, &account).expect("a free DID");
    signers.put(tx, aid, &SigningKey::generate(Curve::P256))?;

    let repo = RepoId::first_of(aid);
    let rev = Tid::next(tx.now(), None);
    let begin = tx.now().before(Duration::from_secs(size * 60));
    let mut nodes = Vec::new();
    let mut builder = Builder::new(|at, _: Cid, bytes| {
        nodes.push((at, bytes));
        Ok::<(), StorageError>(())
    });
    let posts = size / 3;
    let mut keep = |tx: &mut Tx<'_>, collection: &str, n: u64, value: String| {
        let key = Tid::new(begin.after(Duration::from_secs(n * 60)), 3);
        let path = format!("{collection}/{key}").parse().expect("a path");
        let value = hostplant::cbor::encode(&json::decode(value.as_bytes()).expect("JSON"));
        let digest = sha256(&value);
        builder.push(&format!("{collection}/{key}"), Cid::dag_cbor(digest)).expect("keys in order");
        tx.put::<Records>(&RecordKey { repo, path }, &Record { rev, digest: Digest(digest), value })
    };
    for n in 0..size - posts {
        keep(tx, "app.bsky.feed.like", n, like(n))?;
    }
    for n in 0..posts {
        keep(tx, "app.bsky.feed.post", n, post(n))?;
    }
    let root = builder.finish().expect("a tree");
    for (at, bytes) in nodes {
        tx.put::<Nodes>(&NodePlace { repo, at }, &Node { rev, bytes })?;
    }
    let key = signers.get(tx, aid)?;
    let (commit, bytes) = Unsigned { did, data: root.cid, rev }.sign(&key).into_block();
    tx.put::<Heads>(
        &aid,
        &Head { rev, commit, data: root.cid, layer: root.layer, bytes, records: size, moved: None },
    )?;
    Ok(aid)
}

/// What one write cost in the mean.
#[derive(Clone, Copy)]
struct Cost {
    bytes: u64,
    read: u64,
    syncs: f64,
    micros: f64,
}

struct Meter {
    written: u64,
    read: u64,
    syncs: u64,
    began: Instant,
}

impl Meter {
    fn start(store: &Store) -> Self {
        let io = store.io();
        Self { written: io.written_bytes(), read: io.read_bytes(), syncs: io.syncs(), began: Instant::now() }
    }

    fn stop(&mut self, store: &Store, writes: usize) -> Cost {
        let io = store.io();
        let count = writes as u64;
        Cost {
            bytes: (io.written_bytes() - self.written) / count,
            read: (io.read_bytes() - self.read) / count,
            syncs: (io.syncs() - self.syncs) as f64 / writes as f64,
            micros: self.began.elapsed().as_secs_f64() * 1e6 / writes as f64,
        }
    }
}

fn print(size: u64, group: usize, cost: Cost) {
    println!(
        "{size:>9} records  group {group:>2}  {:>6.1} KiB written  {:>6.1} KiB read  {:>5.2} syncs  {:>8.0} us",
        cost.bytes as f64 / 1024.0,
        cost.read as f64 / 1024.0,
        cost.syncs,
        cost.micros
    );
}

#[tokio::main]
async fn main() {
    let sizes: Vec<u64> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000, 100_000, 1_000_000] } else { sizes };
    let mut alone = Vec::new();
    let mut broken = Vec::new();
    println!("per record write, at the file:");
    for size in sizes {
        let folder = tempfile::tempdir().expect("a folder");
        let bench = Arc::new(Bench::new(&folder.path().join("hostplant.redb"), size).await);
        // The first writes load pages and leave the bulk's free space behind.
        bench.alone().await;
        let cost = bench.alone().await;
        print(size, 1, cost);
        alone.push(cost.bytes);
        if cost.syncs > 1.05 {
            broken.push(format!("{:.2} syncs per write", cost.syncs));
        }
        if size == 100_000 && cost.bytes > MAX_ALONE {
            broken.push(format!("{} bytes alone", cost.bytes));
        }
        for group in GROUPS {
            let cost = bench.in_groups(group).await;
            print(size, group, cost);
            if size == 100_000 && group == 10 && cost.bytes > MAX_IN_TEN {
                broken.push(format!("{} bytes in groups of ten", cost.bytes));
            }
        }
    }
    if let (Some(least), Some(most)) = (alone.iter().min(), alone.iter().max())
        && *most > least * MAX_GROWTH
    {
        broken.push(format!("from {least} to {most} bytes as the repository grows"));
    }
    assert!(broken.is_empty(), "bounds broken: {broken:?}");
}
