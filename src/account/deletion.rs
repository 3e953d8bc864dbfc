//! The end of an account: at once for everybody, then row by row.

use std::time::Duration;

use super::mail_codes::CodeError;
use super::{Accounts, Hosted, announce, mail_codes, sessions};
use crate::base::Timestamp;
use crate::blobs::BlobStore;
use crate::firehose::frames::Status;
use crate::mail::{self, Letter, QueueError};
use crate::store::keys::AppPasswordKey;
use crate::store::rows::accounts::{self, Account};
use crate::store::rows::backup_emails;
use crate::store::rows::due::Task;
use crate::store::rows::factors;
use crate::store::rows::oauth;
use crate::store::tables::{Accounts as AccountTable, AppPasswords};
use crate::store::{Aid, Lane, Read, Seq, StorageError, Tx, WriteError};

/// How long before its end the owner of a switched-off account is told.
const WARNING_TIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Bytes that the job holds while it waits.
const JOB_BYTES: usize = 1024;

/// Why the rest of an account is still there. Purging goes on where it stopped when it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum PurgeError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError<StorageError>),
    /// The files of its blobs could not be removed.
    #[error("the files of blobs could not be removed")]
    Files(#[source] std::io::Error),
}

impl Accounts {
    /// Deletes an account with the code that was mailed for it. Whoever calls has seen the password, where there is one.
    ///
    /// # Errors
    /// A code that is no good, or when the store fails.
    pub async fn delete_with_code(&self, aid: Aid, code: String) -> Result<(), WriteError<CodeError>> {
        let job = move |tx: &mut Tx<'_>| {
            let now = tx.now();
            mail_codes::check(tx, aid, mail::Purpose::DeleteAccount, &code, now)?;
            if let Some(Hosted { account, .. }) = Hosted::by_aid(tx, aid)? {
                delete(tx, aid, &account)?;
            }
            Ok(())
        };
        // Deleting makes room, so that it goes on when the disk is nearly full.
        self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await
    }

    /// Tells the owner of an account that is switched off and has a date by when it will be deleted. Says nothing to
    /// others, nor where there is no address.
    ///
    /// # Errors
    /// When the letter cannot be queued.
    pub async fn warn_of_deletion(&self, aid: Aid) -> Result<(), WriteError<QueueError>> {
        let job = move |tx: &mut Tx<'_>| {
            let Some(account) = tx.get::<AccountTable>(&aid)? else { return Ok(()) };
            match (account.deactivated_at, account.delete_after, account.email) {
                (Some(_), Some(at), Some(email)) if at > tx.now() => {
                    let letter = Letter::DeletionAhead { handle: account.handle, at };
                    mail::enqueue(tx, &email, account.language, letter)
                }
                _ => Ok(()),
            }
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }

    /// Removes everything that a deleted account left: rows, past events but `keep`, and files. In pieces, so that
    /// others can write in between; may be done again.
    ///
    /// # Errors
    /// See [`PurgeError`].
    pub async fn purge(&self, blobs: &BlobStore, aid: Aid, keep: Option<Seq>) -> Result<(), PurgeError> {
        self.0.store.purge_account(aid, keep).await?;
        blobs.remove_account(aid).await.map_err(PurgeError::Files)
    }
}

/// Deletes an account: its names are free and its sessions over when the job is committed, and the network is told.
/// Repository, blobs and past events are left to a task, which removes them in pieces. The DID lives on elsewhere or
/// nowhere; that is not ours to decide.
///
/// # Errors
/// As every write.
pub fn delete(tx: &mut Tx<'_>, aid: Aid, account: &Account) -> Result<(), StorageError> {
    let keep = announce::status(tx, aid, &account.did, Status::Deleted)?;
    remove(tx, aid)?;
    let now = tx.now();
    tx.schedule(now, Task::PurgeAccount { aid, keep: Some(keep) }).map(drop)
}

/// Removes what makes an account visible or usable.
///
/// # Errors
/// As every write.
pub(super) fn remove(tx: &mut Tx<'_>, aid: Aid) -> Result<(), StorageError> {
    accounts::remove(tx, aid)?;
    sessions::end_all(tx, aid)?;
    oauth::end_all(tx, aid)?;
    oauth::forget_consents(tx, aid)?;
    mail_codes::consume_all(tx, aid)?;
    factors::remove_all(tx, aid)?;
    backup_emails::remove_all(tx, aid)?;
    // An account has a hundred of them at most.
    tx.delete_some::<AppPasswords>(AppPasswordKey::of(aid), usize::MAX).map(drop)
}

/// Leaves tasks to warn the owner of a switched-off account of its end, and to delete it at `at` unless it was switched
/// on again. The row must say the same.
///
/// # Errors
/// As every write.
pub(super) fn schedule(tx: &mut Tx<'_>, aid: Aid, at: Timestamp) -> Result<(), StorageError> {
    let warning = at.before(WARNING_TIME);
    if warning > tx.now() {
        tx.schedule(warning, Task::WarnOfDeletion { aid })?;
    }
    tx.schedule(at, Task::DeleteAccount { aid }).map(drop)
}

/// Deletes an account whose time has come: deactivated with a date that has passed, and not switched on since.
///
/// # Errors
/// As every write.
pub fn delete_if_due(tx: &mut Tx<'_>, aid: Aid) -> Result<bool, StorageError> {
    let now = tx.now();
    match tx.get::<AccountTable>(&aid)? {
        Some(account)
            if account.deactivated_at.is_some() && account.delete_after.is_some_and(|date| date <= now) =>
        {
            delete(tx, aid, &account)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}
