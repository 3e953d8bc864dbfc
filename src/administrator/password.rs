//! The administrator's password, and how often it may be guessed at.
//!
//! A try is counted as wrong before it is looked at, in a job, and taken back when it was right: nobody gets more of them
//! by sending many at once or by a restart. Tries are counted by network, and all together so that many networks do not
//! help; networks that the administrator is signed in from are not held up by what others do.

use std::net::IpAddr;
use std::time::Duration;

use super::log::AdminAct;
use super::{Administrator, log};
use crate::account::factors::{CeremonyError, FACTOR_TRIES, TryRule};
use crate::base::limits::MAX_PASSWORD_BYTES;
use crate::base::{Secret, subject_of};
use crate::crypto::{Busy, PasswordHash, constant_time_eq, sha256};
use crate::store::keys::Digest;
use crate::store::rows::administrator::{self as rows, Administrator as Row, Attempts};
use crate::store::rows::factors::WrongCodes;
use crate::store::tables::AdminSessions;
use crate::store::{Read, Span, StorageError, Tx, WriteError};

/// Fewest characters of a password.
pub const MIN_PASSWORD_CHARS: usize = 8;
/// Networks whose wrong passwords are counted; the one that was longest quiet makes room.
const MAX_NETWORKS: usize = 64;
/// Tries of all networks together.
const ALL: TryRule = TryRule {
    free: 50,
    first_wait: Duration::from_secs(10),
    longest_wait: Duration::from_secs(5 * 60),
    forget: Duration::from_secs(60 * 60),
};

/// Why somebody is not taken for the administrator.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// It is not the password.
    #[error("wrong password")]
    Wrong,
    /// What a passkey signed does not count.
    #[error(transparent)]
    Passkey(#[from] CeremonyError),
    /// Too many were wrong; this one was not looked at.
    #[error("too many wrong passwords")]
    Wait(Duration),
    /// Too many passwords wait to be hashed.
    #[error("too many logins at once")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError<StorageError>),
}

impl From<Busy> for ProofError {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetPasswordError {
    /// Shorter than [`MIN_PASSWORD_CHARS`], or over 256 bytes.
    #[error("invalid password length")]
    Length,
    /// Too many passwords wait to be hashed.
    #[error("too many logins at once")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError<StorageError>),
}

impl From<Busy> for SetPasswordError {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

impl Administrator {
    /// Sets the password, from the address `from`, and ends all sessions but `keep`.
    ///
    /// # Errors
    /// See [`SetPasswordError`].
    pub async fn set_password(
        &self,
        password: Secret<String>,
        keep: Option<Digest>,
        from: IpAddr,
    ) -> Result<(), SetPasswordError> {
        let text = password.expose();
        if text.chars().count() < MIN_PASSWORD_CHARS || text.len() > MAX_PASSWORD_BYTES {
            return Err(SetPasswordError::Length);
        }
        let hash = self.0.passwords.hash(password).await?.to_string();
        let job = move |tx: &mut Tx<'_>| {
            let row = Row { password: Some(Secret::new(hash)), ..rows::get(tx)? };
            rows::put(tx, &row)?;
            for session in sessions(tx)? {
                if Some(session) != keep {
                    tx.delete::<AdminSessions>(&session)?;
                }
            }
            log::note(tx, AdminAct::Password, "", from)
        };
        Ok(self.0.store.write(job).await?)
    }

    /// Whether a password was chosen, beside the one that programs use.
    ///
    /// # Errors
    /// As every read.
    pub async fn has_password(&self) -> Result<bool, StorageError> {
        Ok(self.0.store.read(rows::get).await?.password.is_some())
    }

    /// Whether somebody at `from` knows the password: the one that was chosen, or the one that programs use.
    ///
    /// # Errors
    /// See [`ProofError`].
    pub async fn check_password(&self, password: Secret<String>, from: IpAddr) -> Result<(), ProofError> {
        let from = subject_of(from);
        let begun = self.0.store.write(move |tx: &mut Tx<'_>| begin(tx, from)).await?;
        let hash = begun.map_err(ProofError::Wait)?;
        let is_configured = constant_time_eq(
            &sha256(password.expose().as_bytes()),
            &sha256(self.0.configured.expose().as_bytes()),
        );
        let is_too_long = password.expose().len() > MAX_PASSWORD_BYTES;
        let password = if is_too_long { Secret::new(String::new()) } else { password };
        let is_chosen = self.0.passwords.verify(password, hash).await? && !is_too_long;
        if !is_chosen && !is_configured {
            tracing::warn!(%from, "a wrong password of the administrator");
            return Err(ProofError::Wrong);
        }
        Ok(self.0.store.write(move |tx: &mut Tx<'_>| forgive(tx, from)).await?)
    }
}

/// Counts a try, or says how long to wait; gives what it is compared with.
fn begin(tx: &mut Tx<'_>, from: IpAddr) -> Result<Result<Option<PasswordHash>, Duration>, StorageError> {
    let now = tx.now();
    let mut row = rows::get(tx)?;
    let own = row.attempts.iter().find(|attempts| attempts.from == from).map(|attempts| attempts.wrong);
    let own = own.unwrap_or_default();
    let is_known = is_signed_in_from(tx, from)?;
    let by_all = if is_known { None } else { ALL.wait(row.all, now) };
    if let Some(wait) = FACTOR_TRIES.wait(own, now).max(by_all) {
        return Ok(Err(wait));
    }
    row.attempts.retain(|attempts| attempts.from != from);
    row.attempts.push(Attempts { from, wrong: FACTOR_TRIES.add(own, now) });
    let surplus = row.attempts.len().saturating_sub(MAX_NETWORKS);
    row.attempts.drain(..surplus);
    row.all = ALL.add(row.all, now);
    rows::put(tx, &row)?;
    Ok(Ok(row.password.and_then(|hash| hash.expose().parse().ok())))
}

/// Takes back what was counted, since it was right.
fn forgive(tx: &mut Tx<'_>, from: IpAddr) -> Result<(), StorageError> {
    let mut row = rows::get(tx)?;
    row.attempts.retain(|attempts| attempts.from != from);
    row.all = WrongCodes { count: row.all.count.saturating_sub(1), ..row.all };
    rows::put(tx, &row)
}

fn is_signed_in_from(db: &impl Read, from: IpAddr) -> Result<bool, StorageError> {
    for row in db.range::<AdminSessions>(Span::all())? {
        if row?.1.from == from {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The keys of all sessions.
pub(super) fn sessions(db: &impl Read) -> Result<Vec<Digest>, StorageError> {
    db.range::<AdminSessions>(Span::all())?.map(|row| row.map(|(key, _)| key)).collect()
}
