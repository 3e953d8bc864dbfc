//! The one thread that writes: takes jobs from the queue, runs as many as wait in one transaction, commits, answers.
//!
//! There is no waiting for company: the sync of one batch is the time in which the next one gathers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};

use redb::Database;
use tokio::sync::{oneshot, watch};

use super::backend::IoCounters;
use super::error::StorageError;
use super::events::Event;
use super::ids::Seq;
use super::job::{Fate, Job, Lane};
use super::lease::Leases;
use super::rows::meta::{self, MetaValue};
use super::space::{FreeSpace, Room};
use super::tables::Meta;
use super::tx::{Counters, Tx, UndoBy};
use super::{Checkpoints, Durability};
use crate::base::Clock;

/// Most jobs in one transaction.
const BATCH_JOBS: usize = 64;
/// Bytes written after which a batch takes no more jobs.
const BATCH_BYTES: usize = 1024 * 1024;
/// Time after which a batch takes no more jobs.
const BATCH_TIME: Duration = Duration::from_millis(20);
/// How often the writer looks around when nothing comes.
const IDLE_TICK: Duration = Duration::from_millis(500);
/// How long a reading of the free space holds while there is room.
const SPACE_CHECK: Duration = Duration::from_secs(1);

/// What travels to the writer thread.
pub(super) enum Message {
    Job(Lane, Box<dyn Job>),
    /// Finish what came before, leave the file so that it opens at once, and end.
    Close(oneshot::Sender<()>),
}

/// Whether the store still takes writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It does.
    Sound,
    /// A commit failed: nothing is certain until the file is opened anew, so the process must end.
    Failed(Arc<str>),
}

/// What the writer did since the store was opened.
#[derive(Debug, Default)]
pub struct WriterCounters {
    jobs: AtomicU64,
    failed_jobs: AtomicU64,
    commits: AtomicU64,
    checkpoints: AtomicU64,
}

impl WriterCounters {
    /// Jobs that ran.
    pub fn jobs(&self) -> u64 {
        self.jobs.load(Ordering::Relaxed)
    }

    /// Jobs that ran and were undone.
    pub fn failed_jobs(&self) -> u64 {
        self.failed_jobs.load(Ordering::Relaxed)
    }

    /// Transactions that were committed for them.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Idle checkpoints.
    pub fn checkpoints(&self) -> u64 {
        self.checkpoints.load(Ordering::Relaxed)
    }
}

/// What is called with the events of a batch once it is committed, before its jobs are answered. Must be quick.
pub type OnCommit = Box<dyn Fn(&[Event]) + Send>;

/// Everything that the writer thread owns or shares.
pub(super) struct Writer {
    pub database: Arc<Database>,
    pub queue: Receiver<Message>,
    pub clock: Clock,
    pub counters: Counters,
    pub durability: Durability,
    pub checkpoints: Checkpoints,
    pub space: FreeSpace,
    pub leases: Arc<Leases>,
    pub io: Arc<IoCounters>,
    pub work: Arc<WriterCounters>,
    pub last_seq: Arc<AtomicU64>,
    pub health: watch::Sender<Health>,
    pub on_commit: OnCommit,
}

/// What the writer remembers between batches.
struct Rhythm {
    /// When an ordinary commit was made that no checkpoint followed.
    unsettled_since: Option<Instant>,
    last_checkpoint: Option<Instant>,
    room: Room,
    room_read_at: Instant,
}

impl Writer {
    /// Works until the queue is closed. Runs on a thread of its own.
    pub fn run(mut self) {
        let mut rhythm = Rhythm {
            unsettled_since: None,
            last_checkpoint: None,
            room: self.space.room(),
            room_read_at: Instant::now(),
        };
        let mut held_back = None;
        loop {
            let message = match held_back.take() {
                Some(message) => message,
                None => match self.queue.recv_timeout(IDLE_TICK.min(self.checkpoints.after_idle)) {
                    Ok(message) => message,
                    Err(RecvTimeoutError::Timeout) => {
                        self.leases.sweep(self.io.written_bytes());
                        self.checkpoint_if_idle(&mut rhythm);
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => {
                        self.settle(&mut rhythm);
                        return;
                    }
                },
            };
            match message {
                Message::Close(done) => {
                    self.settle(&mut rhythm);
                    // Drop the database before saying so: whoever waits may open the file again.
                    drop(self.database);
                    let _ = done.send(());
                    return;
                }
                Message::Job(lane, job) => {
                    held_back = self.batch(lane, job, &mut rhythm);
                    self.leases.sweep(self.io.written_bytes());
                }
            }
        }
    }

    /// Runs one transaction's worth of jobs. Gives back a message that has to wait for the next.
    fn batch(&mut self, lane: Lane, first: Box<dyn Job>, rhythm: &mut Rhythm) -> Option<Message> {
        let room = self.room(rhythm);
        if *self.health.borrow() != Health::Sound {
            first.answer(Fate::Unavailable);
            return None;
        }
        if !lane.fits(room) {
            first.answer(Fate::Full);
            return None;
        }
        let mut jobs = Vec::new();
        let mut held_back = None;
        let outcome = self.transact(lane, first, room, &mut jobs, &mut held_back);
        match outcome {
            Ok((counters, events, wrote)) => {
                self.counters = counters;
                self.last_seq.store(counters.seq.to_u64(), Ordering::Release);
                if wrote {
                    self.work.commits.fetch_add(1, Ordering::Relaxed);
                    rhythm.unsettled_since = Some(Instant::now());
                }
                // Subscribers first: whoever is told of a write finds its event on the stream already.
                if !events.is_empty() {
                    (self.on_commit)(&events);
                }
                for job in jobs {
                    job.answer(Fate::Settled);
                }
            }
            Err(error) => {
                self.fail(&error);
                for job in jobs {
                    job.answer(Fate::Unavailable);
                }
            }
        }
        held_back
    }

    /// One redb transaction. Every job that ran is in `jobs` afterwards, whatever happened.
    fn transact(
        &self,
        lane: Lane,
        first: Box<dyn Job>,
        room: Room,
        jobs: &mut Vec<Box<dyn Job>>,
        held_back: &mut Option<Message>,
    ) -> Result<(Counters, Vec<Event>, bool), StorageError> {
        jobs.push(first);
        let transaction = self.begin()?;
        let undo_by = if lane == Lane::Bulk { UndoBy::Abort } else { UndoBy::Log };
        let mut tx = Tx::new(&transaction, &self.clock, self.counters, undo_by);
        let began = Instant::now();
        while let Some(job) = jobs.last_mut() {
            self.work.jobs.fetch_add(1, Ordering::Relaxed);
            tx.begin_job();
            let mut stands = job.run(&mut tx);
            if tx.failed() {
                return Err(StorageError::Closed);
            }
            if tx.overflowed() {
                job.retract(StorageError::JobTooLarge);
                stands = false;
            }
            if !stands {
                self.work.failed_jobs.fetch_add(1, Ordering::Relaxed);
                if undo_by == UndoBy::Abort {
                    drop(tx);
                    transaction.abort()?;
                    return Ok((self.counters, Vec::new(), false));
                }
                tx.undo_job()?;
            }
            let full = undo_by == UndoBy::Abort
                || jobs.len() >= BATCH_JOBS
                || tx.bytes() >= BATCH_BYTES
                || began.elapsed() >= BATCH_TIME;
            if full {
                break;
            }
            match self.queue.try_recv() {
                Ok(Message::Job(lane, job)) if lane != Lane::Bulk && lane.fits(room) => jobs.push(job),
                Ok(other) => {
                    *held_back = Some(other);
                    break;
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        let wrote = tx.changes() > 0;
        let (counters, events) = tx.finish();
        if wrote {
            transaction.commit()?;
        } else {
            transaction.abort()?;
        }
        Ok((counters, events, wrote))
    }

    fn begin(&self) -> Result<redb::WriteTransaction, StorageError> {
        let mut transaction = self.database.begin_write()?;
        if self.durability == Durability::Strict {
            transaction.set_two_phase_commit(true);
            transaction.set_quick_repair(true);
        }
        Ok(transaction)
    }

    /// From now on nothing is written: what the file holds is known only after it is opened anew.
    fn fail(&self, error: &StorageError) {
        let mut reason = error.to_string();
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            reason = format!("{reason}: {inner}");
            source = inner.source();
        }
        tracing::error!(reason, "the database failed; the server must be started again");
        self.health.send_replace(Health::Failed(reason.into()));
    }

    fn room(&self, rhythm: &mut Rhythm) -> Room {
        if rhythm.room != Room::Ample || rhythm.room_read_at.elapsed() >= SPACE_CHECK {
            rhythm.room = self.space.room();
            rhythm.room_read_at = Instant::now();
        }
        rhythm.room
    }

    /// After a while without writes, makes one empty commit that stores the allocator's state, so that the file opens
    /// at once after a power cut instead of being read from end to end.
    fn checkpoint_if_idle(&self, rhythm: &mut Rhythm) {
        let Some(since) = rhythm.unsettled_since else { return };
        let idle = since.elapsed() >= self.checkpoints.after_idle;
        let spaced = rhythm.last_checkpoint.is_none_or(|last| last.elapsed() >= self.checkpoints.every);
        let sound = *self.health.borrow() == Health::Sound;
        if !(idle && spaced && sound) || self.durability == Durability::Strict {
            return;
        }
        rhythm.unsettled_since = None;
        rhythm.last_checkpoint = Some(Instant::now());
        if !self.is_large() {
            return;
        }
        match self.checkpoint(|_| Ok(())) {
            Ok(()) => {
                self.work.checkpoints.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Whether reading the whole file after a power cut would take long enough to be worth avoiding.
    fn is_large(&self) -> bool {
        self.io.file_bytes() >= self.checkpoints.min_file_bytes
    }

    fn checkpoint(
        &self,
        with: impl FnOnce(&mut Tx<'_>) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_quick_repair(true);
        let mut tx = Tx::new(&transaction, &self.clock, self.counters, UndoBy::Abort);
        with(&mut tx)?;
        drop(tx);
        transaction.commit()?;
        Ok(())
    }

    /// The last commit before the end.
    fn settle(&self, rhythm: &mut Rhythm) {
        if *self.health.borrow() != Health::Sound || rhythm.unsettled_since.take().is_none() {
            return;
        }
        let stopped = MetaValue::from_u64(self.clock.now().micros());
        let result = self.checkpoint(|tx| tx.put::<Meta>(&meta::key(meta::STOPPED), &stopped));
        if let Err(error) = result {
            self.fail(&error);
        }
    }
}

/// The newest event that is committed.
pub(super) fn committed(last_seq: &AtomicU64) -> Seq {
    Seq::from_u64(last_seq.load(Ordering::Acquire))
}
