//! Power cuts: a disk that remembers what was written and what was synced, cut off at every sync, with what was not
//! synced kept, lost, or torn, and opened again.
//!
//! Whatever happens, everything that was acknowledged is there, the tree is the one that the records make and the
//! commit signs, and the event log has every acknowledged event, in order, with nothing damaged.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hostplant::base::{Clock, Timestamp};
use hostplant::records::{Action, Write};
use hostplant::store::keys::RecordKey;
use hostplant::store::tables::Records;
use hostplant::store::{Checkpoints, Durability, Read, Seq, Snapshot, StorageError};
use redb::StorageBackend;

use super::Home;

/// Bytes that a disk writes as one; a torn write ends at such a boundary.
const SECTOR: usize = 512;
/// Orders in which the unsynced writes of one cut are lost.
const SHUFFLES: usize = 3;

/// One thing that happened to the disk, or that was said to a client.
#[derive(Clone)]
pub(super) enum Step {
    Write {
        at: usize,
        bytes: Arc<[u8]>,
    },
    SetLen(usize),
    Sync,
    /// The client was told that its `n`th write is done.
    Acknowledged(usize),
}

/// A disk in memory that remembers everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorder(Arc<Mutex<Recording>>);

#[derive(Default)]
pub(super) struct Recording {
    image: Vec<u8>,
    steps: Vec<Step>,
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} steps", self.steps.len())
    }
}

impl Recorder {
    pub(super) fn of_image(image: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(Recording { image, steps: Vec::new() })))
    }

    pub(super) fn acknowledge(&self, n: usize) {
        self.0.lock().expect("a lock").steps.push(Step::Acknowledged(n));
    }

    pub(super) fn steps(&self) -> Vec<Step> {
        self.0.lock().expect("a lock").steps.clone()
    }
}

impl StorageBackend for Recorder {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().expect("a lock").image.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let recording = self.0.lock().expect("a lock");
        let at = usize::try_from(offset).expect("a small file");
        let bytes = recording.image.get(at..at + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut recording = self.0.lock().expect("a lock");
        let len = usize::try_from(len).expect("a small file");
        recording.image.resize(len, 0);
        recording.steps.push(Step::SetLen(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.lock().expect("a lock").steps.push(Step::Sync);
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut recording = self.0.lock().expect("a lock");
        let at = usize::try_from(offset).expect("a small file");
        recording.image[at..at + data.len()].copy_from_slice(data);
        recording.steps.push(Step::Write { at, bytes: data.into() });
        Ok(())
    }
}

pub(super) fn apply(image: &mut Vec<u8>, step: &Step, bytes_kept: usize) {
    match step {
        Step::Write { at, bytes } => {
            let kept = &bytes[..bytes.len().min(bytes_kept)];
            if image.len() < at + kept.len() {
                image.resize(at + kept.len(), 0);
            }
            image[*at..at + kept.len()].copy_from_slice(kept);
        }
        Step::SetLen(len) => image.resize(*len, 0),
        Step::Sync | Step::Acknowledged(_) => {}
    }
}

/// A small generator of repeatable choices.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

/// What the disk may hold if power goes while `pending` is not synced: all of it, none of it, all with the last write
/// torn, and some of it in no order.
pub(super) fn outcomes(durable: &[u8], pending: &[Step], dice: &mut Dice) -> Vec<Vec<u8>> {
    let mut outcomes = vec![durable.to_vec()];
    let mut all = durable.to_vec();
    pending.iter().for_each(|step| apply(&mut all, step, usize::MAX));
    outcomes.push(all);

    let mut torn = durable.to_vec();
    let last = pending.iter().rposition(|step| matches!(step, Step::Write { .. }));
    for (place, step) in pending.iter().enumerate() {
        let length = if let Step::Write { bytes, .. } = step { bytes.len() } else { 0 };
        let kept = if Some(place) == last { dice.roll(length / SECTOR + 1) * SECTOR } else { usize::MAX };
        apply(&mut torn, step, kept);
    }
    outcomes.push(torn);

    for _ in 0..SHUFFLES {
        let mut some = durable.to_vec();
        for step in pending {
            // The length of a file is kept by the file system's own journal, in order.
            if matches!(step, Step::SetLen(_)) || dice.roll(2) == 0 {
                apply(&mut some, step, usize::MAX);
            }
        }
        outcomes.push(some);
    }
    outcomes
}

/// What one acknowledged write promises: the records after it, and the newest event.
#[derive(Clone)]
struct Promise {
    records: BTreeMap<String, String>,
    seq: Seq,
}

fn stored(db: &Snapshot) -> Result<BTreeMap<String, String>, StorageError> {
    db.range::<Records>(hostplant::store::Span::all())?
        .map(|entry| {
            let (RecordKey { path, .. }, record): (_, _) = entry?;
            Ok((path.as_str().to_owned(), record.cid().to_string()))
        })
        .collect()
}

/// Writes, updates and deletes records one after another and keeps what each acknowledgement promised.
async fn work(home: &Home, disk: &Recorder, writes: usize) -> Vec<Promise> {
    let mut dice = Dice(42);
    let mut promises = Vec::new();
    let mut known = home.store.read(stored).await.expect("a read");
    for n in 0..writes {
        let mut batch = Vec::new();
        for _ in 0..=dice.roll(4) {
            let rkey = format!("key{:04}", dice.roll(120));
            let (path, record) = home.post(&rkey, &format!("{n} {}", "x".repeat(dice.roll(700))));
            if batch.iter().any(|write: &Write| write.path == path) {
                continue;
            }
            let gone = dice.roll(4) == 0;
            let action = if gone {
                known.remove(path.as_str());
                Action::DeleteIfPresent(Default::default())
            } else {
                known.insert(path.as_str().to_owned(), record.cid.to_string());
                Action::Put(record, Default::default())
            };
            batch.push(Write { path, action });
        }
        home.commit(batch).await;
        disk.acknowledge(promises.len());
        promises.push(Promise { records: known.clone(), seq: home.store.last_seq() });
        if dice.roll(10) == 0 {
            // Gives an idle checkpoint the time to happen, if the test wants them.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    promises
}

/// Opens an image and checks it against what was promised last, and against what was being written then.
async fn survive(image: Vec<u8>, promises: &[Promise], acknowledged: Option<usize>, told: &[Vec<u8>]) {
    let clock = Clock::manual(Timestamp::from_secs(1_000));
    let home = Home::open(Recorder::of_image(image), |_| {}, clock).await;
    let report = home.check().await;
    assert!(report.is_sound(), "{:?}", report.flaws);

    let records = home.store.read(stored).await.expect("a read");
    let last = acknowledged.map(|n| &promises[n]);
    let next = promises.get(acknowledged.map_or(0, |n| n + 1));
    let fits = |promise: Option<&Promise>| promise.is_some_and(|promise| promise.records == records);
    assert!(
        fits(last) || fits(next) || (last.is_none() && records.is_empty()),
        "the records are those of no moment after the last acknowledgement"
    );

    let events =
        home.store.read(|db| db.events_after(Seq::ZERO, usize::MAX, usize::MAX)).await.expect("a whole log");
    let known: Vec<Vec<u8>> = events.iter().map(|event| event.frame.to_vec()).collect();
    let promised = last.map_or(Seq::ZERO, |promise| promise.seq);
    let due = told.len().min(events.len());
    assert_eq!(known[..due], told[..due], "the log is not a beginning of what was told");
    assert!(home.store.last_seq() >= promised, "an acknowledged event is lost");

    // Life goes on, with numbers above all that anybody saw.
    home.put("after", "the cut").await.expect("a commit");
    assert!(home.store.last_seq() > promised);
    assert!(home.check().await.is_sound());
}

async fn cut_at_every_sync(durability: Durability, checkpoints: Checkpoints, writes: usize) {
    let disk = Recorder::default();
    let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
    let home = Home::open(
        disk.clone(),
        |config| {
            config.durability = durability;
            config.checkpoints = checkpoints;
        },
        clock,
    )
    .await;
    let begun = disk.steps().len();
    let promises = work(&home, &disk, writes).await;
    let told: Vec<Vec<u8>> =
        home.events.lock().expect("a lock").iter().map(|event| event.frame.to_vec()).collect();
    home.store.close().await;

    let steps = disk.steps();
    let mut durable = Vec::new();
    let mut pending: Vec<Step> = Vec::new();
    let mut acknowledged = None;
    let mut dice = Dice(7);
    let mut cuts = 0;
    for (place, step) in steps.iter().enumerate() {
        match step {
            Step::Acknowledged(n) => acknowledged = Some(*n),
            Step::Sync => {
                // Before the account exists there is nothing that was promised.
                if place >= begun {
                    for image in outcomes(&durable, &pending, &mut dice) {
                        survive(image, &promises, acknowledged, &told).await;
                        cuts += 1;
                    }
                }
                pending.iter().for_each(|step| apply(&mut durable, step, usize::MAX));
                pending.clear();
            }
            other => pending.push(other.clone()),
        }
    }
    assert_eq!(acknowledged, Some(promises.len() - 1));
    assert!(cuts > writes * SHUFFLES, "{cuts} cuts");
    let image = durable;
    survive(image, &promises, acknowledged, &told).await;
}

#[tokio::test]
async fn no_power_cut_loses_what_was_acknowledged() {
    cut_at_every_sync(Durability::Standard, Checkpoints::default(), 60).await;
}

#[tokio::test]
async fn nor_around_idle_checkpoints() {
    let checkpoints =
        Checkpoints { after_idle: Duration::from_millis(1), every: Duration::ZERO, min_file_bytes: 0 };
    cut_at_every_sync(Durability::Standard, checkpoints, 25).await;
}

#[tokio::test]
async fn nor_in_the_strict_mode() {
    cut_at_every_sync(Durability::Strict, Checkpoints::default(), 25).await;
}
