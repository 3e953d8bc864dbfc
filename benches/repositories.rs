//! What writing and importing records costs the processor, stage by stage.
//!
//! ```text
//! cargo bench --bench repositories              # 50,000 records
//! cargo bench --bench repositories -- 200000
//! ```
//!
//! Times are of this machine; the disk is in them where the store is.

use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use hostplant::base::{Clock, Secret, Timestamp};
use hostplant::crypto::{Curve, SealKey, SigningKey, sha256};
use hostplant::json;
use hostplant::lexicon::Lexicons;
use hostplant::records::{self, Action, Batch, CommitError, Draft, Repositories, Signers, Validation, Write};
use hostplant::repo::car;
use hostplant::repo::commit::Unsigned;
use hostplant::repo::import::{Scan, Walk};
use hostplant::repo::mst::Builder;
use hostplant::store::rows::accounts::{self, Account};
use hostplant::store::{Aid, Store, StoreConfig, Tx};
use hostplant::syntax::{Cid, Did, Tid};

/// Records in the repository that is imported, unless the command line says otherwise.
const RECORDS: u64 = 50_000;
/// Repetitions of the stages of one write.
const ROUNDS: u32 = 2_000;

const DID: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

fn post(n: u64) -> String {
    let text = format!("{n} {}", "what people write is about so long, give or take a word ".repeat(3));
    format!(
        r#"{{"$type":"app.bsky.feed.post","text":"{text}","langs":["en"],"createdAt":"2026-11-22T10:00:00.000Z"}}"#
    )
}

fn draft(json: &str) -> Draft {
    Draft {
        collection: "app.bsky.feed.post".parse().expect("an NSID"),
        rkey: None,
        value: json::decode(json.as_bytes()).expect("JSON"),
        validation: Validation::IfKnown,
    }
}

/// An archive of posts, its blocks in the order of their hashes, as the reference server sends them.
fn archive(records: u64, key: &SigningKey) -> Vec<u8> {
    let mut blocks = Vec::new();
    let mut tree = Builder::new(|_, cid, bytes: Vec<u8>| {
        blocks.push((cid, bytes));
        Ok::<(), std::convert::Infallible>(())
    });
    let mut leaves = Vec::new();
    for n in 0..records {
        let value = json::decode(post(n).as_bytes()).expect("JSON");
        let bytes = hostplant::cbor::encode(&value);
        let cid = Cid::dag_cbor(sha256(&bytes));
        let rkey = Tid::new(Timestamp::from_secs(1_700_000_000 + n), 0);
        tree.push(&format!("app.bsky.feed.post/{rkey}"), cid).expect("in order");
        leaves.push((cid, bytes));
    }
    let data = tree.finish().expect("a tree").cid;
    blocks.extend(leaves);
    let did: Did = DID.parse().expect("a DID");
    let rev = Tid::new(Timestamp::from_secs(1_700_000_000), 0);
    blocks.push(Unsigned { did, data, rev }.sign(key).into_block());
    let root = blocks.last().expect("the commit").0;
    blocks.sort_by_key(|(cid, _)| *cid);
    car::archive(Some(&root), blocks.iter().map(|(cid, bytes)| (cid, bytes.as_slice())))
}

async fn account(store: &Store, signers: &Signers, key: &SigningKey) -> Aid {
    let (signers, key) = (signers.clone(), key.clone());
    let make = move |tx: &mut Tx<'_>| -> Result<Aid, CommitError> {
        let did: Did = DID.parse().expect("a DID");
        let aid = tx.next_aid()?;
        let account = Account::new(did.clone(), tx.now());
        accounts::put(tx, aid, &account).expect("a free DID");
        signers.put(tx, aid, &key)?;
        records::create(tx, &signers, aid, &did)?;
        Ok(aid)
    };
    store.write(make).await.expect("an account")
}

fn report(what: &str, times: u32, took: Duration) {
    println!("{what:<44} {:>10.1} µs", took.as_secs_f64() * 1e6 / f64::from(times));
}

fn timed<T>(what: &str, times: u32, mut work: impl FnMut(u32) -> T) {
    let begun = Instant::now();
    for n in 0..times {
        std::hint::black_box(work(n));
    }
    report(what, times, begun.elapsed());
}

async fn run(size: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
    let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
    let store = Store::open(config, clock.clone(), Box::new(|_| {})).expect("a store");
    let signers = Signers::new(SealKey::new(&Secret::new([7; 32])));
    let repositories = Repositories::new(store.clone(), signers.clone(), Lexicons::builtin(), clock.clone());
    let key = SigningKey::generate(Curve::P256);
    let aid = account(&store, &signers, &key).await;

    let bytes = archive(size, &key);
    println!("import of {size} records, {} bytes", bytes.len());
    let begun = Instant::now();
    let scan = || {
        let mut scan = Scan::new(u64::MAX, tempfile::tempfile().expect("a file"));
        for piece in bytes.chunks(64 * 1024) {
            scan.feed(piece).expect("an archive");
        }
        scan.finish().expect("an archive")
    };
    let scanned = scan();
    report("  scan", 1, begun.elapsed());
    let begun = Instant::now();
    let (_, walk) = Walk::open(Cursor::new(&bytes), scanned).expect("a commit");
    assert!(walk.filter(|part| part.is_ok()).count() as u64 > size);
    report("  walk in memory", 1, begun.elapsed());
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(&bytes).expect("room");
    let scanned = scan();
    let begun = Instant::now();
    let (_, walk) = Walk::open(std::io::BufReader::new(&file), scanned).expect("a commit");
    assert!(walk.filter(|part| part.is_ok()).count() as u64 > size);
    report("  walk in a file", 1, begun.elapsed());
    let begun = Instant::now();
    let mut import = repositories.import(aid, folder.path(), u64::MAX).await.expect("an import");
    for piece in bytes.chunks(64 * 1024) {
        import.write(piece).await.expect("an archive");
    }
    report("  received", 1, begun.elapsed());
    import.finish().await.expect("an import");
    report("  whole", 1, begun.elapsed());

    println!("one write into it");
    let text = post(1);
    timed("  decode JSON", ROUNDS, |_| json::decode(text.as_bytes()).expect("JSON"));
    let decoded = draft(&text);
    timed("  prepare, and a copy of the draft", ROUNDS, |_| {
        repositories.prepare(decoded.clone(), "record").expect("a post")
    });
    timed("  sign", ROUNDS, |n| key.sign(&n.to_be_bytes()));
    let begun = Instant::now();
    for _ in 0..ROUNDS / 10 {
        clock.advance(Duration::from_millis(7));
        let (path, record) = repositories.prepare(decoded.clone(), "record").expect("a post");
        let batch = Batch {
            writes: vec![Write { path, action: Action::Create(record) }],
            swap_commit: None,
            by: None,
        };
        repositories.commit(aid, batch).await.expect("a commit");
    }
    report("  commit, alone, with its sync", ROUNDS / 10, begun.elapsed());
    // Many in one job: what a commit costs the writer without the disk.
    let (signers, drafts) = (signers.clone(), repositories.clone());
    let begun = Instant::now();
    let many = move |tx: &mut Tx<'_>| -> Result<(), CommitError> {
        for _ in 0..ROUNDS / 10 {
            let (path, record) = drafts.prepare(decoded.clone(), "record").expect("a post");
            let batch = Batch {
                writes: vec![Write { path, action: Action::Create(record) }],
                swap_commit: None,
                by: None,
            };
            records::apply(tx, &signers, aid, batch)?;
        }
        Ok(())
    };
    store.write(many).await.expect("commits");
    report("  prepare and apply within one transaction", ROUNDS / 10, begun.elapsed());
}

fn main() {
    let size = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(RECORDS);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(run(size));
}
