//! Tasks of the store whose time has come, all but letters, which the mail queue sends itself.
//!
//! A batch of tasks is done, then their rows are removed; a crash in between does them twice, which every task allows.

use std::error::Error;
use std::time::Duration;

use crate::account::{FINISH_KEY_ROTATION, FINISH_SIGN_UP, deletion};
use crate::app::App;
use crate::base::with_causes;
use crate::blobs;
use crate::store::keys::DueKey;
use crate::store::rows::due::{Due, Task};
use crate::store::tables::DueTasks;
use crate::store::{Aid, Lane, Read, StorageError, Tx, WriteError};

/// Tasks done before others get a chance.
pub(super) const BATCH: usize = 64;
/// Wait after the first failed attempt; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(60);
/// Longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3_600);
/// Bytes that the removal of a task holds while it waits.
const JOB_BYTES: usize = 1_024;
/// Longest account of a failure that is kept, in bytes.
const MAX_ERROR_BYTES: usize = 300;

type Failure = Box<dyn Error + Send + Sync>;

/// Does the tasks whose time has come, the oldest first, `BATCH` at most. How many were done or put off.
///
/// # Errors
/// When the store cannot say which they are, or cannot note what became of them.
pub async fn run_due(app: &App) -> Result<usize, WriteError<StorageError>> {
    let now = app.clock.now();
    let due = app
        .store
        .read(move |db| -> Result<_, StorageError> {
            let mut due = Vec::new();
            for row in db.range::<DueTasks>(DueKey::until(now))? {
                let (key, task) = row?;
                if !matches!(task.task, Task::SendMail { .. }) && task.dead_since.is_none() {
                    due.push((key, task));
                }
                if due.len() == BATCH {
                    break;
                }
            }
            Ok(due)
        })
        .await
        .map_err(WriteError::Job)?;
    let count = due.len();
    let mut expiring = Vec::new();
    let mut settled = Vec::new();
    for (key, task) in due {
        if app.stop.is_asked() {
            break;
        }
        if let Task::ExpireBlob { aid, digest } = task.task {
            expiring.push((key, aid, digest));
        } else {
            let failure = attempt(app, &task).await;
            settled.push((key, task, failure));
        }
    }
    if !(expiring.is_empty() && settled.is_empty()) {
        let job = move |tx: &mut Tx<'_>| {
            for (key, aid, digest) in expiring {
                blobs::expire(tx, aid, digest)?;
                tx.delete::<DueTasks>(&key)?;
            }
            settled.into_iter().try_for_each(|(key, task, failure)| settle(tx, &key, task, failure))
        };
        // Tasks free space, so that a full disk must not stop them.
        app.store.write_in(Lane::Essential, BATCH * JOB_BYTES, job).await?;
    }
    Ok(count)
}

/// Does one task. Why it failed, if it did.
async fn attempt(app: &App, task: &Due) -> Option<String> {
    match perform(app, &task.task).await {
        Ok(Done::Yes) => None,
        Ok(Done::NotYet) => Some("it is not settled yet".to_owned()),
        Err(error) => {
            let error = with_causes(&*error);
            tracing::warn!(task = name(&task.task), error, attempts = task.attempts, "a task failed");
            Some(error)
        }
    }
}

/// Removes a task that is done, or puts it off.
fn settle(tx: &mut Tx<'_>, key: &DueKey, mut task: Due, failure: Option<String>) -> Result<(), StorageError> {
    tx.delete::<DueTasks>(key)?;
    let Some(mut reason) = failure else { return Ok(()) };
    reason.truncate(reason.floor_char_boundary(MAX_ERROR_BYTES));
    let wait = FIRST_WAIT * 2_u32.saturating_pow(task.attempts.min(10));
    task.attempts = task.attempts.saturating_add(1);
    task.last_error = Some(reason);
    let at = tx.now().after(wait.min(LONGEST_WAIT));
    tx.reschedule(at, &task).map(drop)
}

enum Done {
    Yes,
    /// Nothing failed, but it is to be tried again.
    NotYet,
}

impl Done {
    const fn when(settled: bool) -> Self {
        if settled { Self::Yes } else { Self::NotYet }
    }
}

/// The account that the detail of a task names.
fn account(detail: &[u8]) -> Result<Aid, Failure> {
    let number = <[u8; 4]>::try_from(detail).map_err(|_| "the task names no account")?;
    Ok(Aid::from_u32(u32::from_be_bytes(number)))
}

async fn perform(app: &App, task: &Task) -> Result<Done, Failure> {
    match task {
        Task::RemoveBlobFile { aid, digest } => {
            app.blobs.remove(&app.store, *aid, *digest).await?;
        }
        Task::PurgeAccount { aid, keep } => {
            app.firehose.purge(*aid, *keep);
            app.accounts.purge(&app.blobs, *aid, *keep).await?;
        }
        Task::DeleteAccount { aid } => {
            let aid = *aid;
            let job = move |tx: &mut Tx<'_>| deletion::delete_if_due(tx, aid);
            app.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        }
        Task::DropRepo { aid, repo } => {
            if !app.repositories.drop_repo(*aid, *repo).await? {
                return Ok(Done::NotYet);
            }
        }
        Task::WarnOfDeletion { aid } => app.accounts.warn_of_deletion(*aid).await?,
        Task::Other { kind, detail } if kind == FINISH_SIGN_UP => {
            return Ok(Done::when(app.accounts.settle_sign_up(account(detail)?).await?));
        }
        Task::Other { kind, detail } if kind == FINISH_KEY_ROTATION => {
            return Ok(Done::when(app.accounts.settle_key_rotation(account(detail)?).await?));
        }
        // Written by a newer program: left for it.
        Task::Other { .. } => return Ok(Done::NotYet),
        // The mail queue has its own worker, and blobs expire many at once.
        Task::SendMail { .. } | Task::ExpireBlob { .. } => return Ok(Done::NotYet),
    }
    Ok(Done::Yes)
}

const fn name(task: &Task) -> &'static str {
    match task {
        Task::SendMail { .. } => "send mail",
        Task::ExpireBlob { .. } => "expire blob",
        Task::RemoveBlobFile { .. } => "remove blob file",
        Task::PurgeAccount { .. } => "purge account",
        Task::DeleteAccount { .. } => "delete account",
        Task::DropRepo { .. } => "drop repository",
        Task::WarnOfDeletion { .. } => "warn of deletion",
        Task::Other { .. } => "other",
    }
}
