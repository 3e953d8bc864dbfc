//! What memory the whole program takes when everything comes at once.
//!
//! ```text
//! cargo bench --bench memory                                  # 300 MB of mixed records
//! cargo bench --bench memory -- --records small               # as many small ones as fit
//! cargo bench --bench memory -- --order streamable --megabytes 100
//! cargo bench --bench memory -- --pages 100                   # only pages, and 100 sign-ins at once
//! cargo bench --bench memory -- --server HOST:PORT --agent HOST:PORT         # on another machine, as benches/boards does
//! cargo bench --bench memory -- --connections 0 --subscribers 0 --logins 0   # only what an import keeps others waiting
//! ```
//!
//! Starts the release binary (or the one that `HOSTPLANT_BIN` names), fills its event log, starts it anew, lets it rest,
//! and then at the same time: keeps connections busy, leaves subscribers reading slowly or not at all from the beginning
//! of the log, imports an archive, and logs in many times at once, repeating what is answered with 503 after the time
//! that the answer names. Another account writes all the while, one record after the other. What the kernel says of the
//! process is read every 10 ms (on another machine, every second); the peak is the kernel's own (`VmHWM`), begun anew before the load. Ends with an error where
//! the release binary takes more than it may.

mod archive;
mod load;
mod pages;
mod server;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use archive::{Mix, Order};
use load::{Client, Tally};
use serde_json::json;
use server::{Board, Memory, Place, Server};

/// How long the server rests unless something else is asked for: longer than it keeps what it may need again soon.
const REST: Duration = Duration::from_secs(15);
/// What the release binary may take at rest and under the load, in bytes.
const IDLE_MOST: f64 = 16e6;
const BUSY_MOST: f64 = 64e6;
const MIB: f64 = 1024.0 * 1024.0;
/// MiB of records that are written before, so that subscribers who begin at the beginning have something to read.
const LOG: usize = 48;

/// What is asked for on the command line.
struct Plan {
    megabytes: usize,
    log: usize,
    mix: Mix,
    order: Order,
    connections: usize,
    subscribers: usize,
    logins: usize,
    pages: Option<usize>,
    /// How long the server rests before its idle memory is read, and after the load.
    rest: Duration,
    board: Option<Board>,
}

impl Plan {
    fn read() -> Self {
        let mut plan = Self {
            megabytes: 300,
            log: LOG,
            mix: Mix::Mixed,
            order: Order::Hash,
            connections: 128,
            subscribers: 16,
            logins: 50,
            pages: None,
            rest: REST,
            board: None,
        };
        let (mut address, mut agent) = (None, None);
        let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(name) = words.next() {
            let value = words.next().expect("every option has a value");
            let number = || value.parse().expect("a number");
            match (name.as_str(), value.as_str()) {
                ("--megabytes", _) => plan.megabytes = number(),
                ("--log", _) => plan.log = number(),
                ("--rest", _) => plan.rest = Duration::from_secs(value.parse().expect("seconds")),
                ("--server", _) => address = Some(value.clone()),
                ("--agent", _) => agent = Some(value.clone()),
                ("--connections", _) => plan.connections = number(),
                ("--subscribers", _) => plan.subscribers = number(),
                ("--logins", _) => plan.logins = number(),
                ("--pages", _) => plan.pages = Some(number()),
                ("--records", "mixed") => plan.mix = Mix::Mixed,
                ("--records", "small") => plan.mix = Mix::Small,
                ("--order", "hash") => plan.order = Order::Hash,
                ("--order", "streamable") => plan.order = Order::Streamable,
                _ => unreachable!("no such option: {name} {value}; see the head of benches/memory/main.rs"),
            }
        }
        assert_eq!(address.is_some(), agent.is_some(), "a server elsewhere needs both its addresses");
        plan.board = address.zip(agent).map(|(address, agent)| Board { address, agent });
        plan
    }
}

fn line(when: &str, memory: Memory) {
    println!(
        "{when:<24} RSS {:>6.1} MiB, of it anonymous {:>5.1}, of files {:>5.1}",
        memory.rss, memory.anonymous, memory.file
    );
}

/// What pages cost, on a server that does nothing else.
async fn run_pages(sign_ins: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&Place::Here(folder.path().to_owned())).await;
    let account = server.account("reader").await;
    tokio::time::sleep(REST).await;
    line("idle", server.memory());
    pages::measure_sign_ins(&server, &account, sign_ins).await;
    pages::measure_pages(&server, &account).await;
    line("after", server.memory());
    server.stop().await;
}

async fn run(plan: Plan) {
    if let Some(sign_ins) = plan.pages {
        assert!(plan.board.is_none(), "pages are measured on this machine only");
        return run_pages(sign_ins).await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let made =
        archive::write(&folder.path().join("import.car"), plan.megabytes * 1_000_000, plan.mix, plan.order);
    println!("archive: {} bytes, {} records, {} blocks", made.bytes, made.records, made.blocks);

    let place = plan.board.map_or_else(|| Place::Here(folder.path().to_owned()), Place::There);
    let server = Server::start(&place).await;
    let writer = server.account("writer").await;
    let mover = server.account("mover").await;
    Client::connect(&server.address, &writer.token).await.fill(&writer.did, plan.log << 20).await;
    server.stop().await;

    let server = Server::start(&place).await;
    tokio::time::sleep(plan.rest).await;
    let idle = server.memory();
    line("idle", idle);
    server.forget_peak();
    let watch = server.watch();

    let tally = Arc::new(Tally::default());
    let begun = Instant::now();
    let mut background = tokio::task::JoinSet::new();
    for nth in 0..plan.connections {
        let (address, writer, tally) = (server.address.clone(), writer.clone(), Arc::clone(&tally));
        background.spawn(async move { load::ask(&address, &writer, nth, &tally).await });
    }
    for nth in 0..plan.subscribers {
        let (address, tally) = (server.address.clone(), Arc::clone(&tally));
        background.spawn(async move { load::follow_slowly(&address, nth, &tally).await });
    }
    {
        let (address, writer, tally) = (server.address.clone(), writer.clone(), Arc::clone(&tally));
        background.spawn(async move { load::write(&address, &writer, &tally).await });
    }
    let mut logins = tokio::task::JoinSet::new();
    for nth in 0..plan.logins {
        let (address, tally) = (server.address.clone(), Arc::clone(&tally));
        let account = if nth.is_multiple_of(2) { writer.clone() } else { mover.clone() };
        logins.spawn(async move { load::log_in(&address, &account, &tally).await });
    }
    let import = load::import(&server.address, &mover, &made.path).await;
    let imported_after = begun.elapsed();
    while let Some(login) = logins.join_next().await {
        login.expect("a login");
    }
    let logged_in_after = begun.elapsed();
    background.shutdown().await;
    server.look_away();
    let seen = watch.await.expect("a watch");
    let peak = server.peak();
    println!(
        "{:<24} RSS {peak:>6.1} MiB (kernel's high water mark), of it anonymous {:>5.1} (sampled)",
        "peak", seen.anonymous
    );
    tokio::time::sleep(plan.rest).await;
    line("after", server.memory());

    println!("import: {} after {:.1} s: {}", import.0, imported_after.as_secs_f64(), import.1);
    println!("logins: {} done after {:.1} s", plan.logins, logged_in_after.as_secs_f64());
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    println!(
        "meanwhile: {} requests answered, {} refused, {} logins told to come back, {} events read slowly, {} streams ended",
        count(&tally.answered),
        count(&tally.refused),
        count(&tally.come_back),
        count(&tally.events),
        count(&tally.ended)
    );
    let mut waits = tally.waits.lock().expect("a lock").clone();
    waits.sort_unstable();
    let millis = |wait: Option<&Duration>| wait.map_or(f64::NAN, |wait| wait.as_secs_f64() * 1e3);
    println!(
        "another account's writes: {}, p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        waits.len(),
        millis(waits.get(waits.len() / 2)),
        millis(waits.get(waits.len() * 99 / 100)),
        millis(waits.last())
    );
    let status = Client::connect(&server.address, &mover.token).await;
    let path = "com.atproto.server.checkAccountStatus";
    let counted: HashMap<String, serde_json::Value> =
        serde_json::from_slice(&status.get(path).await.1).expect("JSON");
    assert_eq!(counted.get("indexedRecords"), Some(&json!(made.records)), "the import is whole");
    server.stop().await;
    for (when, taken, most) in [("idle", idle.rss * MIB, IDLE_MOST), ("peak", peak * MIB, BUSY_MOST)] {
        let holds = if taken <= most { "holds" } else { "IS EXCEEDED" };
        println!("{when}: {:.1} MB of at most {:.0}: {holds}", taken / 1e6, most / 1e6);
    }
    assert!(idle.rss * MIB <= IDLE_MOST && peak * MIB <= BUSY_MOST, "more memory than there may be");
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(run(Plan::read()));
}
