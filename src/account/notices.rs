//! Letters that tell an owner what was done to the account, for the case that somebody else did it.

use std::time::Duration;

use super::activity::Origin;
use super::{AccountsConfig, Hosted};
use crate::mail::{self, Factor, Letter, Notice, QueueError};
use crate::store::rows::accounts::Account;
use crate::store::rows::factors;
use crate::store::{StorageError, Tx};

/// Least time between two letters of sign-ins: a program that logs in from ever new addresses must not fill a mailbox.
const SIGN_IN_PAUSE: Duration = Duration::from_secs(60 * 60);

/// Queues a notice to the account's address. Without an address, or with too much mail waiting, nobody is told: the
/// act itself must not fail for it.
///
/// # Errors
/// As every write.
pub fn send(
    tx: &mut Tx<'_>,
    account: &Account,
    notice: Notice,
    detail: Option<&str>,
    origin: &Origin,
) -> Result<(), StorageError> {
    send_about(tx, account, notice, None, detail, origin)
}

/// The same, about a way to sign in.
///
/// # Errors
/// As every write.
pub fn send_about(
    tx: &mut Tx<'_>,
    account: &Account,
    notice: Notice,
    factor: Option<Factor>,
    detail: Option<&str>,
    origin: &Origin,
) -> Result<(), StorageError> {
    let Some(to) = &account.email else { return Ok(()) };
    let letter = Letter::Notice {
        notice,
        handle: account.handle.clone(),
        factor,
        detail: detail.map(str::to_owned),
        at: tx.now(),
        from: origin.address(),
        agent: origin.agent().map(str::to_owned),
    };
    match mail::enqueue(tx, to, account.language.or(origin.language()), letter) {
        Ok(()) => Ok(()),
        Err(QueueError::Storage(error)) => Err(error),
        Err(QueueError::Full) => {
            tracing::warn!(did = %account.did, "too much mail is waiting; a notice was not queued");
            Ok(())
        }
    }
}

/// Tells of a sign-in from a place or with a device not seen before, unless the operator switched that off or one was
/// told of in the last hour.
///
/// # Errors
/// As every write.
pub fn new_sign_in(
    tx: &mut Tx<'_>,
    config: &AccountsConfig,
    hosted: &Hosted,
    origin: &Origin,
) -> Result<(), StorageError> {
    let now = tx.now();
    let mut row = factors::get(tx, hosted.aid)?;
    let told_lately = row.sign_in_told_at.is_some_and(|at| now.since(at) < SIGN_IN_PAUSE);
    if !config.sign_in_notices || told_lately {
        return Ok(());
    }
    row.sign_in_told_at = Some(now);
    factors::put(tx, hosted.aid, &row)?;
    send(tx, &hosted.account, Notice::NewSignIn, None, origin)
}
