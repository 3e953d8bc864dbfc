//! A write on its way to the writer thread and back.

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::error::{StorageError, WriteError};
use super::space::Room;
use super::tx::Tx;

/// How a write is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// A write like any other: shares a transaction with others, is refused when the disk is nearly full.
    Ordinary,
    /// A write that login or clean-up needs: goes on when ordinary ones are refused already.
    Essential,
    /// A large write: has a transaction of its own without an undo log, so that its size is not bounded. Refused when
    /// room is low.
    Bulk,
}

impl Lane {
    /// Whether it may write into this much room.
    pub(super) fn fits(self, room: Room) -> bool {
        match self {
            Self::Ordinary => room >= Room::Low,
            Self::Essential => room >= Room::Critical,
            Self::Bulk => room >= Room::Ample,
        }
    }
}

/// What became of a job's transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is committed, or there was nothing to commit.
    Settled,
    /// It was given up.
    Unavailable,
    /// It was not begun because the disk is full.
    Full,
}

/// A job in the queue.
pub(super) trait Job: Send {
    /// Runs it and keeps its result. Whether its changes are to stand.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Drops the result that it kept: the job must not be told that it succeeded.
    fn retract(&mut self, error: StorageError);
    /// Tells the waiting side.
    fn answer(self: Box<Self>, fate: Fate);
}

/// A closure with a place for its result.
pub(super) struct Call<F, T, E> {
    run: Option<F>,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, WriteError<E>>>,
    _slot: OwnedSemaphorePermit,
}

impl<F, T, E> Call<F, T, E> {
    pub fn new(run: F, reply: oneshot::Sender<Result<T, WriteError<E>>>, slot: OwnedSemaphorePermit) -> Self {
        Self { run: Some(run), result: None, reply, _slot: slot }
    }
}

impl<F, T, E> Job for Call<F, T, E>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: Send + From<StorageError>,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let Some(run) = self.run.take() else { return false };
        let result = run(tx);
        let stands = result.is_ok();
        self.result = Some(result);
        stands
    }

    fn retract(&mut self, error: StorageError) {
        self.result = Some(Err(error.into()));
    }

    fn answer(self: Box<Self>, fate: Fate) {
        let answer = match (fate, self.result) {
            (Fate::Settled, Some(result)) => result.map_err(WriteError::Job),
            (Fate::Full, _) => Err(WriteError::Full),
            (Fate::Settled | Fate::Unavailable, _) => Err(WriteError::Unavailable),
        };
        // Nobody waits any more when the client went away: the write stands all the same.
        drop(self.reply.send(answer));
    }
}
