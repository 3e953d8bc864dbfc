//! The store as its users see it: batches, undo, order, limits, and what a fault leaves.

use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::rows::accounts::{self, Account, PutAccountError};
use super::rows::audit::{self, Act, Actor, AuditEntry};
use super::rows::due::Task;
use super::rows::meta::MetaValue;
use super::rows::{invites, mail_codes};
use super::tables::{
    Accounts, Audit, ByEmail, ByHandle, DueTasks, MailCodeOwners, Meta, Prefs, SeqParts, SeqTime,
};
use super::*;
use crate::base::{Clock, Timestamp};

mod fault;

/// A store in a folder of its own, and the events that it told of.
struct Bench {
    store: Store,
    clock: Clock,
    seen: Arc<Mutex<Vec<Event>>>,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut StoreConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_700_000_000));
        Self::open_in(folder, clock, change)
    }

    fn open_in(folder: tempfile::TempDir, clock: Clock, change: impl FnOnce(&mut StoreConfig)) -> Self {
        let seen: Arc<Mutex<Vec<Event>>> = Arc::default();
        let mut config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        change(&mut config);
        let heard = Arc::clone(&seen);
        let on_commit = Box::new(move |events: &[Event]| {
            heard.lock().expect("a lock").extend_from_slice(events);
        });
        let store = Store::open(config, clock.clone(), on_commit).expect("a store");
        Self { store, clock, seen, folder }
    }

    async fn reopen(self) -> Self {
        self.store.close().await;
        let Self { folder, clock, store, .. } = self;
        drop(store);
        Self::open_in(folder, clock, |_| {})
    }

    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.store.write(job).await.expect("a write")
    }

    async fn look<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Snapshot) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.store.read(read).await.expect("a read")
    }
}

fn account(did: &str, handle: Option<&str>, email: Option<&str>) -> Account {
    Account {
        handle: handle.map(|handle| handle.parse().expect("a handle")),
        email: email.map(str::to_owned),
        ..Account::new(did.parse().expect("a DID"), Timestamp::from_secs(1))
    }
}

fn put_meta(tx: &mut Tx<'_>, name: &str, value: u64) -> Result<(), StorageError> {
    tx.put::<Meta>(&rows::meta::key(name), &MetaValue::from_u64(value))
}

fn get_meta(db: &impl Read, name: &str) -> Result<Option<u64>, StorageError> {
    Ok(db.get::<Meta>(&rows::meta::key(name))?.and_then(|value| value.to_u64()))
}

#[tokio::test]
async fn what_is_written_is_read_and_survives_reopening() {
    let bench = Bench::new();
    bench.run(|tx| put_meta(tx, "x", 5)).await;
    assert_eq!(bench.look(|db| get_meta(db, "x")).await, Some(5));
    let bench = bench.reopen().await;
    assert_eq!(bench.look(|db| get_meta(db, "x")).await, Some(5));
    assert!(bench.look(|db| db.has::<Meta>(&rows::meta::key(rows::meta::STOPPED))).await);
}

#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("no")]
    No,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

#[tokio::test]
async fn a_failing_job_is_undone_alone() {
    let bench = Bench::new();
    bench.run(|tx| put_meta(tx, "kept", 1)).await;
    // All of these are in the queue before the first can be committed, so that they share batches.
    let good = bench.store.write(|tx| put_meta(tx, "good", 1));
    let bad = bench.store.write(|tx| -> Result<(), Refusal> {
        put_meta(tx, "kept", 2)?;
        put_meta(tx, "good", 2)?;
        tx.delete::<Meta>(&rows::meta::key("kept"))?;
        put_meta(tx, "new", 2)?;
        put_meta(tx, "new", 3)?;
        tx.emit(Aid(1), EventKind::Commit, |_, _| vec![0; 3_000])?;
        Err(Refusal::No)
    });
    let after = bench.store.write(|tx| -> Result<_, StorageError> {
        Ok((get_meta(tx, "kept")?, get_meta(tx, "good")?, get_meta(tx, "new")?))
    });
    let (good, bad, after) = tokio::join!(good, bad, after);
    good.expect("the good job");
    assert!(matches!(bad, Err(WriteError::Job(Refusal::No))));
    assert_eq!(after.expect("the last job"), (Some(1), Some(1), None));
    assert_eq!(bench.look(|db| db.count::<SeqParts>()).await, 0);
    assert!(bench.seen.lock().expect("a lock").is_empty());
    assert_eq!(bench.store.last_seq(), Seq::ZERO);
}

#[tokio::test]
async fn jobs_share_transactions() {
    let bench = Bench::new();
    let before = bench.store.work().commits();
    let jobs: Vec<_> = (0..200)
        .map(|n| tokio::spawn(bench.store.write(move |tx| put_meta(tx, &format!("job {n}"), n))))
        .collect();
    for job in jobs {
        job.await.expect("a task").expect("a write");
    }
    let commits = bench.store.work().commits() - before;
    assert!(commits < 200, "{commits} commits for 200 jobs");
    assert_eq!(bench.look(|db| db.count::<Meta>()).await, 200 + 3);
}

#[tokio::test]
async fn a_job_that_changes_nothing_costs_no_commit() {
    let bench = Bench::new();
    let (commits, syncs) = (bench.store.work().commits(), bench.store.io().syncs());
    bench.run(|tx| get_meta(tx, "x")).await;
    assert_eq!((bench.store.work().commits(), bench.store.io().syncs()), (commits, syncs));
}

#[tokio::test]
async fn a_job_too_large_to_be_undone_is_refused_unless_in_bulk() {
    let bench = Bench::new();
    let large = |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        for n in 0..100_000_u32 {
            put_meta(tx, &format!("{n:060}"), 1)?;
        }
        Ok(())
    };
    let refused = bench.store.write(large).await;
    assert!(matches!(refused, Err(WriteError::Job(StorageError::JobTooLarge))));
    assert_eq!(bench.look(|db| db.count::<Meta>()).await, 3);
    bench.store.write_in(Lane::Bulk, 0, large).await.expect("a bulk write");
    assert_eq!(bench.look(|db| db.count::<Meta>()).await, 100_003);
    bench.store.delete_span::<Meta>(Span::prefix(b"0".to_vec())).await.expect("a deletion");
    assert_eq!(bench.look(|db| db.count::<Meta>()).await, 3);
}

#[tokio::test]
async fn a_failing_bulk_job_leaves_nothing() {
    let bench = Bench::new();
    let job = |tx: &mut Tx<'_>| -> Result<(), Refusal> {
        put_meta(tx, "x", 1)?;
        tx.emit(Aid(1), EventKind::Commit, |_, _| vec![1])?;
        Err(Refusal::No)
    };
    let refused = bench.store.write_in(Lane::Bulk, 0, job).await;
    assert!(matches!(refused, Err(WriteError::Job(Refusal::No))));
    assert_eq!(bench.look(|db| get_meta(db, "x")).await, None);
    assert_eq!(bench.store.last_seq(), Seq::ZERO);
}

#[tokio::test]
async fn indexes_follow_accounts() {
    let bench = Bench::new();
    let first = account("did:plc:first", Some("first.test"), Some("First@Example.com"));
    let aid = {
        let first = first.clone();
        bench
            .store
            .write(move |tx| -> Result<Aid, PutAccountError> {
                let aid = tx.next_aid()?;
                accounts::put(tx, aid, &first)?;
                Ok(aid)
            })
            .await
            .expect("an account")
    };
    let found = bench.look(|db| accounts::by_email(db, "fIRST@example.COM")).await;
    assert_eq!(found, Some((aid, first.clone())));

    let rival = account("did:plc:rival", Some("first.test"), None);
    let taken = bench
        .store
        .write(move |tx| {
            let aid = tx.next_aid()?;
            accounts::put(tx, aid, &rival)
        })
        .await;
    assert!(matches!(taken, Err(WriteError::Job(PutAccountError::HandleTaken))));

    let renamed = account("did:plc:first", Some("second.test"), None);
    bench.store.write(move |tx| accounts::put(tx, aid, &renamed)).await.expect("a renaming");
    let gone = bench
        .look(|db| {
            Ok((
                accounts::by_handle(db, &"first.test".parse().expect("a handle"))?,
                accounts::by_email(db, "first@example.com")?,
                db.count::<ByHandle>()?,
                db.count::<ByEmail>()?,
            ))
        })
        .await;
    assert_eq!(gone, (None, None, 1, 0));
    assert!(bench.run(move |tx| accounts::remove(tx, aid)).await);
    assert_eq!(bench.look(|db| Ok(db.count::<Accounts>()? + db.count::<ByHandle>()?)).await, 0);

    // The number of an account is not given again.
    assert!(bench.run(|tx| tx.next_aid()).await > aid);
}

#[tokio::test]
async fn events_come_in_order_and_read_back_whole() {
    let bench = Bench::new();
    let sizes = [0_usize, 1, 989, 990, 991, 1_990, 1_991, 50_000];
    for size in sizes {
        bench
            .run(move |tx| {
                tx.emit(Aid(7), EventKind::Sync, |seq, _| {
                    vec![u8::try_from(seq.to_u64() % 251).expect("a byte"); size]
                })
            })
            .await;
    }
    // Events are told after the answers; the answer to a later job comes after that.
    bench.run(|tx| get_meta(tx, "x")).await;
    let told = bench.seen.lock().expect("a lock").clone();
    assert_eq!(told.iter().map(|event| event.frame.len()).collect::<Vec<_>>(), sizes);
    assert!(told.is_sorted_by(|a, b| a.seq < b.seq));
    assert_eq!(bench.store.last_seq(), told.last().expect("an event").seq);

    let stored = bench.look(|db| db.events_after(Seq::ZERO, 100, usize::MAX)).await;
    assert_eq!(stored, told);
    let third = told[2].seq;
    let page = bench.look(move |db| db.events_after(third, 2, usize::MAX)).await;
    assert_eq!(page, told[3..5]);

    // The clock stands still, yet the next number is greater, also after a restart and with a clock gone wrong.
    let last = bench.store.last_seq();
    let Bench { folder, store, .. } = bench;
    store.close().await;
    drop(store);
    let bench = Bench::open_in(folder, Clock::manual(Timestamp::from_secs(5)), |_| {});
    assert_eq!(bench.store.last_seq(), last);
    let next = bench.run(|tx| tx.emit(Aid(7), EventKind::Account, |_, _| vec![1])).await;
    assert_eq!(next.to_u64(), last.to_u64() + 1);
}

#[tokio::test]
async fn old_events_go_and_the_newest_stays() {
    let bench = Bench::new();
    let emit = |tx: &mut Tx<'_>| tx.emit(Aid(1), EventKind::Commit, |_, _| vec![0; 2_500]);
    for _ in 0..10 {
        bench.run(emit).await;
        bench.clock.advance(Duration::from_secs(10 * 3_600));
    }
    let (hours, parts) = bench.look(|db| Ok((db.count::<SeqTime>()?, db.count::<SeqParts>()?))).await;
    assert_eq!((hours, parts), (10, 30));

    // In small steps, as the job does it.
    let now = bench.clock.now();
    while bench.run(move |tx| trim_events(tx, now, 4)).await {}
    let kept = bench.look(|db| db.events_after(Seq::ZERO, 100, usize::MAX)).await;
    assert!(kept.iter().all(|event| now.since(Timestamp::from_micros(event.seq.to_u64()))
        <= RETENTION + Duration::from_secs(3_600 * 10)));
    assert_eq!(kept.len(), 8);

    bench.clock.advance(Duration::from_secs(1_000 * 3_600));
    let now = bench.clock.now();
    while bench.run(move |tx| trim_events(tx, now, 100)).await {}
    let kept = bench.look(|db| db.events_after(Seq::ZERO, 100, usize::MAX)).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].seq, bench.store.last_seq());
}

#[tokio::test]
async fn events_of_one_account_are_purged() {
    let bench = Bench::new();
    let mut keep = None;
    for n in 0..20 {
        let aid = Aid(n % 2);
        keep = Some(bench.run(move |tx| tx.emit(aid, EventKind::Commit, |_, _| vec![0; 1_500])).await);
    }
    let mut from = Seq::ZERO;
    while let Some(next) = bench.run(move |tx| purge_events(tx, Aid(1), keep, from, 3)).await {
        from = next;
    }
    let left = bench.look(|db| db.events_after(Seq::ZERO, 100, usize::MAX)).await;
    assert_eq!(left.iter().filter(|event| event.aid == Aid(0)).count(), 10);
    let own: Vec<_> = left.iter().filter(|event| event.aid == Aid(1)).map(|event| event.seq).collect();
    assert_eq!(own, [keep.expect("an event")]);
}

#[tokio::test]
async fn due_tasks_wait_for_their_time() {
    let bench = Bench::new();
    let now = bench.clock.now();
    let task = |n| Task::ExpireBlob { aid: Aid(n), digest: keys::Digest([0; 32]) };
    bench
        .run(move |tx| {
            tx.schedule(now.after(Duration::from_secs(10)), task(3))?;
            tx.schedule(now, task(1))?;
            tx.schedule(now, task(2))
        })
        .await;
    let due = bench
        .look(move |db| db.range::<DueTasks>(keys::DueKey::until(now))?.collect::<Result<Vec<_>, _>>())
        .await;
    assert_eq!(due.into_iter().map(|(_, due)| due.task).collect::<Vec<_>>(), [task(1), task(2)]);
}

#[tokio::test]
async fn one_mailed_code_lives_per_purpose() {
    use mail_codes::{MailCode, Purpose};
    let bench = Bench::new();
    let code = |n| MailCode { code: keys::Digest([n; 32]), requested_at: Timestamp::from_secs(1) };
    bench
        .run(move |tx| {
            mail_codes::put(tx, Aid(1), Purpose::ResetPassword, &code(1))?;
            mail_codes::put(tx, Aid(1), Purpose::ResetPassword, &code(2))?;
            mail_codes::put(tx, Aid(1), Purpose::DeleteAccount, &code(3))
        })
        .await;
    let (old, new, count) = bench
        .look(move |db| {
            Ok((
                mail_codes::owner(db, Purpose::ResetPassword, code(1).code)?,
                mail_codes::owner(db, Purpose::ResetPassword, code(2).code)?,
                db.count::<MailCodeOwners>()?,
            ))
        })
        .await;
    assert_eq!((old, new, count), (None, Some(Aid(1)), 2));
}

#[tokio::test]
async fn invites_are_found_by_owner_and_count_their_uses() {
    let bench = Bench::new();
    let invite = |owner: &str| invites::Invite {
        available: 2,
        used: 0,
        disabled: false,
        owner: owner.to_owned(),
        created_by: "admin".to_owned(),
        created_at: Timestamp::from_secs(1),
    };
    let (one, two) = (invite("admin"), invite("did:plc:a"));
    bench
        .run(move |tx| {
            invites::put(tx, "code-one", &one)?;
            invites::put(tx, "code-two", &two)?;
            invites::record_use(tx, "code-two", "did:plc:b", Timestamp::from_secs(9))
        })
        .await;
    let (admin, own, uses) = bench
        .look(|db| {
            Ok((
                invites::of_owner(db, "admin")?,
                invites::of_owner(db, "did:plc:a")?,
                invites::uses(db, "code-two")?,
            ))
        })
        .await;
    assert_eq!(admin.len(), 1);
    assert_eq!(own[0].1.used, 1);
    assert_eq!(uses, [("did:plc:b".to_owned(), Timestamp::from_secs(9))]);
}

#[tokio::test]
async fn the_security_log_is_bounded() {
    let bench = Bench::new();
    let now = bench.clock.now();
    let last = u32::try_from(audit::MAX_ENTRIES).expect("a small number") + 20;
    bench
        .run(move |tx| {
            for n in 0..=last {
                let act = if n < 5 { Act::Made } else { Act::SignedIn };
                audit::add(tx, Aid(1), entry(act, n, now))?;
            }
            Ok(())
        })
        .await;
    let kept = bench.look(|db| db.range::<Audit>(Span::all())?.collect::<Result<Vec<_>, _>>()).await;
    assert_eq!(kept.len(), audit::MAX_ENTRIES);
    assert_eq!(kept.last().expect("an entry").1.agent, Some(last.to_string()));
    assert!(kept[..5].iter().all(|(_, entry)| entry.act == Act::Made), "rare things outlive everyday ones");
}

#[tokio::test]
async fn the_same_place_within_a_day_is_one_entry_of_the_security_log() {
    let bench = Bench::new();
    let begun = bench.clock.now();
    let hour = Duration::from_secs(60 * 60);
    for hours in 0..48 {
        bench
            .run(move |tx| {
                let now = tx.now();
                audit::add(tx, Aid(1), entry(Act::SignedIn, hours % 2, now))?;
                audit::add(tx, Aid(1), entry(Act::EmailChanged, 7, now))
            })
            .await;
        bench.clock.advance(hour);
    }
    let kept = bench.look(|db| db.range::<Audit>(Span::all())?.collect::<Result<Vec<_>, _>>()).await;
    let sign_ins: Vec<_> = kept.iter().filter(|(_, entry)| entry.act == Act::SignedIn).collect();
    assert_eq!(kept.len(), 48 + 4, "rare things are never folded");
    assert!(sign_ins.iter().all(|(_, entry)| entry.times == 12));
    assert_eq!(sign_ins[0].1.first_at, begun);
    assert_eq!(sign_ins[0].0.at, begun.after(hour * 22));
}

#[tokio::test]
async fn the_security_log_forgets_with_time() {
    let bench = Bench::new();
    let now = bench.clock.now();
    bench.run(move |tx| audit::add(tx, Aid(1), entry(Act::SignedIn, 1, now))).await;
    let age = async || {
        let now = bench.clock.now();
        let aged = bench.look(move |db| audit::find_aged(db, None, now, 100)).await;
        let count = aged.keys.len();
        bench.run(move |tx| audit::age(tx, &aged.keys)).await;
        let rows = bench.look(|db| db.range::<Audit>(Span::all())?.collect::<Result<Vec<_>, _>>()).await;
        (count, rows.first().and_then(|(_, entry)| entry.address))
    };
    let address = |text: &str| Some(text.parse().expect("an address"));
    bench.clock.advance(audit::EXACT_ADDRESS - Duration::from_secs(1));
    assert_eq!(age().await, (0, address("203.0.113.7")));
    bench.clock.advance(Duration::from_secs(1));
    assert_eq!(age().await, (1, address("203.0.113.0")));
    assert_eq!(age().await, (0, address("203.0.113.0")));
    bench.clock.advance(audit::RETENTION);
    assert_eq!(age().await, (1, None));
}

fn entry(act: Act, agent: u32, now: Timestamp) -> AuditEntry {
    AuditEntry {
        act,
        actor: Actor::Owner,
        address: Some("203.0.113.7".parse().expect("an address")),
        agent: Some(agent.to_string()),
        detail: None,
        times: 1,
        first_at: now,
    }
}

#[tokio::test]
async fn a_snapshot_does_not_move() {
    let bench = Bench::new();
    bench.run(|tx| put_meta(tx, "x", 1)).await;
    let lease = bench.store.lease(Duration::ZERO).await.expect("a lease");
    bench.run(|tx| put_meta(tx, "x", 2)).await;
    assert_eq!(lease.read(|db| get_meta(db, "x")).await.expect("a read"), Some(1));
    assert_eq!(bench.look(|db| get_meta(db, "x")).await, Some(2));
}

#[tokio::test]
async fn leases_are_few_and_are_revoked_when_they_pin_much() {
    let bench = Bench::new();
    let lease = bench.store.lease(Duration::ZERO).await.expect("a lease");
    let second = bench.store.lease(Duration::ZERO).await.expect("a lease");
    assert!(matches!(bench.store.lease(Duration::ZERO).await, Err(LeaseError::Busy)));
    drop(second);
    bench.store.lease(Duration::ZERO).await.expect("a place came free");
    let big = vec![7; 8 * 1024 * 1024];
    for _ in 0..10 {
        let big = rows::prefs::Preferences(big.clone());
        let job = move |tx: &mut Tx<'_>| tx.put::<Prefs>(&Aid(1), &big);
        bench.store.write_in(Lane::Bulk, 0, job).await.expect("a write");
    }
    // The sweep comes after the answers, so wait until it has seen the last batch.
    bench.run(|tx| get_meta(tx, "x")).await;
    let read = lease.read(|db| get_meta(db, "x")).await;
    assert!(matches!(read, Err(LeaseError::Revoked)));
}

#[tokio::test]
async fn a_full_disk_refuses_by_lane() {
    let free = Arc::new(AtomicU64::new(u64::MAX));
    let space = FreeSpace::manual(Arc::clone(&free));
    let bench = Bench::with(|config| config.space = space);
    let lanes = [Lane::Ordinary, Lane::Essential, Lane::Bulk];
    for (bytes, allowed) in [
        (space::LOW_BYTES - 1, [true, true, false]),
        (space::CRITICAL_BYTES - 1, [false, true, false]),
        (space::NOTHING_BYTES - 1, [false, false, false]),
        (u64::MAX, [true, true, true]),
    ] {
        free.store(bytes, Ordering::Release);
        // The reading holds for a second while there is room.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        for (lane, allowed) in lanes.into_iter().zip(allowed) {
            let result = bench.store.write_in(lane, 0, |tx| put_meta(tx, "x", 1)).await;
            match result {
                Ok(()) => assert!(allowed, "{lane:?} with {bytes} free"),
                Err(WriteError::Full) => assert!(!allowed, "{lane:?} with {bytes} free"),
                Err(error) => panic!("{error}"),
            }
        }
        bench.look(|db| get_meta(db, "x")).await;
    }
}

#[tokio::test]
async fn an_idle_checkpoint_makes_reopening_cheap() {
    let bench = Bench::with(|config| {
        config.checkpoints =
            Checkpoints { after_idle: Duration::from_millis(1), every: Duration::ZERO, min_file_bytes: 0 };
    });
    bench.run(|tx| put_meta(tx, "x", 1)).await;
    for _ in 0..500 {
        if bench.store.work().checkpoints() > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no checkpoint came");
}

#[tokio::test]
async fn strict_durability_writes_too() {
    let bench = Bench::with(|config| config.durability = Durability::Strict);
    let before = bench.store.io().syncs();
    bench.run(|tx| put_meta(tx, "x", 1)).await;
    assert!(bench.store.io().syncs() >= before + 2);
    let bench = bench.reopen().await;
    assert_eq!(bench.look(|db| get_meta(db, "x")).await, Some(1));
}

#[tokio::test]
async fn a_file_in_use_and_a_newer_schema_are_refused() {
    let bench = Bench::new();
    let config = StoreConfig::at(&bench.folder.path().join("hostplant.redb"));
    let second = Store::open(config, Clock::system(), Box::new(|_| {}));
    assert!(matches!(second, Err(OpenError::InUse { .. })));

    bench.run(|tx| tx.put::<Meta>(&rows::meta::key(rows::meta::SCHEMA), &MetaValue::from_u32(900))).await;
    bench.store.close().await;
    let config = StoreConfig::at(&bench.folder.path().join("hostplant.redb"));
    let newer = Store::open(config, Clock::system(), Box::new(|_| {}));
    assert!(matches!(newer, Err(OpenError::Newer { found: 900, known: 1 })));
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let bench = Bench::new();
    bench.store.close().await;
    bench.store.close().await;
    let write = bench.store.write(|tx| put_meta(tx, "x", 1)).await;
    assert!(matches!(write, Err(WriteError::Unavailable)));
    let read = bench.store.read(|db| get_meta(db, "x")).await;
    assert!(matches!(read, Err(StorageError::Closed)));
}
