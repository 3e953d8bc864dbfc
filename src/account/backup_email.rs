//! Further addresses of an account, which bring its owner in again when the first one is lost.
//!
//! An address counts once a code that was mailed to it came back, and one address belongs to one account. Somebody who
//! named another person's address gains nothing but a letter to it; the account's first address hears of every
//! address that is added, removed or used.

use std::time::Duration;

use super::activity::{self, Act, Origin};
use super::mail_codes;
use super::{Accounts, AddressError, Email, EmailRefused, Hosted, factors, notices};
use crate::base::Timestamp;
use crate::mail::{self, Factor, Letter, Notice, Purpose};
use crate::store::rows::accounts::{self, Account};
use crate::store::rows::backup_emails::{self, BackupEmail, BackupEmails, PendingEmail};
use crate::store::{Aid, Read, StorageError, Tx};

/// Most further addresses of one account.
pub const MAX_BACKUP_EMAILS: usize = 3;
/// How long a named address waits for its code.
const PENDING_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// Which of an account's addresses somebody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailbox {
    /// The one that letters go to.
    First,
    /// A further one.
    Backup,
}

/// The further addresses of an account: those that are confirmed, and the one that a code is under way to.
///
/// # Errors
/// As every read.
pub fn list(db: &impl Read, aid: Aid, now: Timestamp) -> Result<BackupEmails, StorageError> {
    let mut row = backup_emails::get(db, aid)?;
    row.pending = row.pending.filter(|pending| now.since(pending.asked_at) < PENDING_FOR);
    Ok(row)
}

/// Whose mailbox `email` is. An account's first address comes before another's further one, but only when its owner
/// has shown that they read it: naming an address must not take it from whoever reads it.
///
/// # Errors
/// As every read.
pub(super) fn reader(db: &impl Read, email: &str) -> Result<Option<(Hosted, Mailbox)>, StorageError> {
    let first = Hosted::by_email(db, email)?;
    if first.as_ref().is_some_and(|hosted| hosted.account.email_confirmed_at.is_some()) {
        return Ok(first.map(|hosted| (hosted, Mailbox::First)));
    }
    let backup = match backup_emails::owner(db, &email.to_lowercase())? {
        Some(aid) => Hosted::by_aid(db, aid)?,
        None => None,
    };
    Ok(backup.map(|hosted| (hosted, Mailbox::Backup)).or(first.map(|hosted| (hosted, Mailbox::First))))
}

/// Whether another account than `except` has `email`, as first or further address.
///
/// # Errors
/// As every read.
pub(super) fn is_of_other(db: &impl Read, email: &Email, except: Option<Aid>) -> Result<bool, StorageError> {
    let is_other = |aid: Option<Aid>| aid.is_some() && aid != except;
    let first = accounts::by_email(db, email.as_str())?.map(|(aid, _)| aid);
    Ok(is_other(first) || is_other(backup_emails::owner(db, email.as_str())?))
}

/// Notes that somebody came in, or got a code, by a further address, and tells the first one.
///
/// # Errors
/// As every write.
pub(super) fn note_use(
    tx: &mut Tx<'_>,
    hosted: &Hosted,
    email: &str,
    origin: &Origin,
) -> Result<(), StorageError> {
    let masked = factors::masked(email);
    activity::note(tx, hosted.aid, Act::BackupEmailUsed, origin, Some(&masked))?;
    notices::send(tx, &hosted.account, Notice::BackupEmailUsed, Some(&masked), origin)
}

/// Removes the further addresses that were confirmed after `since`: whoever took the account may have added them.
///
/// # Errors
/// As every write.
pub(super) fn remove_since(
    tx: &mut Tx<'_>,
    aid: Aid,
    since: Timestamp,
    origin: &Origin,
) -> Result<(), StorageError> {
    let mut row = backup_emails::get(tx, aid)?;
    row.pending = None;
    let (kept, removed) = row.confirmed.into_iter().partition(|one: &BackupEmail| one.confirmed_at < since);
    row.confirmed = kept;
    for BackupEmail { email, .. } in removed {
        activity::note(tx, aid, Act::BackupEmailRemoved, origin, Some(&email))?;
    }
    backup_emails::put(tx, aid, &row)
}

/// Removes one address, if the account has it. Whether it had.
fn remove(tx: &mut Tx<'_>, aid: Aid, email: &str) -> Result<bool, StorageError> {
    let mut row = backup_emails::get(tx, aid)?;
    let before = row.clone();
    row.confirmed.retain(|one| one.email != email);
    row.pending = row.pending.filter(|pending| pending.email != email);
    backup_emails::put(tx, aid, &row)?;
    Ok(row != before)
}

/// Makes room for `email` as the account's first address.
///
/// # Errors
/// As every write.
pub(super) fn promote(tx: &mut Tx<'_>, aid: Aid, email: &Email) -> Result<(), StorageError> {
    remove(tx, aid, email.as_str()).map(drop)
}

fn tell(
    tx: &mut Tx<'_>,
    account: &Account,
    notice: Notice,
    email: &str,
    origin: &Origin,
) -> Result<(), StorageError> {
    notices::send_about(tx, account, notice, Some(Factor::BackupEmail), Some(&factors::masked(email)), origin)
}

impl Accounts {
    /// Mails a code to an address that the account's owner wants as a further one, in place of any other that waits
    /// for its code. Says nothing of whether another account has it.
    ///
    /// # Errors
    /// [`AddressError::Unsupported`], [`AddressError::Same`] when the account has it already,
    /// [`AddressError::TooMany`], [`AddressError::MailFull`], or when the store fails.
    pub async fn add_backup_email(&self, aid: Aid, email: &str, origin: Origin) -> Result<(), AddressError> {
        let email = self.0.emails.accept(email)?;
        let job = move |tx: &mut Tx<'_>| {
            let Hosted { account, .. } = Hosted::by_aid(tx, aid)?.ok_or(AddressError::NoAccount)?;
            let mut row = backup_emails::get(tx, aid)?;
            let has = row.confirmed.iter().any(|one| one.email == email.as_str());
            if has || account.email.as_deref() == Some(email.as_str()) {
                return Err(AddressError::Same);
            }
            if row.confirmed.len() >= MAX_BACKUP_EMAILS {
                return Err(AddressError::TooMany);
            }
            row.pending = Some(PendingEmail { email: email.to_string(), asked_at: tx.now() });
            backup_emails::put(tx, aid, &row)?;
            let code = mail_codes::issue(tx, aid, Purpose::BackupEmail)?;
            let language = account.language.or(origin.language());
            let letter = Letter::Code {
                purpose: Purpose::BackupEmail,
                handle: account.handle,
                code,
                asked_from: origin.address(),
            };
            Ok(mail::enqueue(tx, email.as_str(), language, letter)?)
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }

    /// Makes the waiting address one of the account's, with the code that was mailed to it. Which one.
    ///
    /// # Errors
    /// [`AddressError::NoAddress`] when none waits, a code that is no good, [`AddressError::Taken`] when another
    /// account has it, or when the store fails.
    pub async fn confirm_backup_email(
        &self,
        aid: Aid,
        code: String,
        origin: Origin,
    ) -> Result<String, AddressError> {
        let job = move |tx: &mut Tx<'_>| {
            let now = tx.now();
            let Hosted { account, .. } = Hosted::by_aid(tx, aid)?.ok_or(AddressError::NoAccount)?;
            let mut row = list(tx, aid, now)?;
            let PendingEmail { email, .. } = row.pending.take().ok_or(AddressError::NoAddress)?;
            mail_codes::check(tx, aid, Purpose::BackupEmail, &code, now)?;
            let address: Email = email.parse().map_err(|_| EmailRefused::Unsupported)?;
            if is_of_other(tx, &address, Some(aid))? {
                return Err(AddressError::Taken);
            }
            mail_codes::consume(tx, aid, Purpose::BackupEmail)?;
            row.confirmed.push(BackupEmail { email: email.clone(), confirmed_at: now });
            backup_emails::put(tx, aid, &row)?;
            activity::note(tx, aid, Act::BackupEmailAdded, &origin, Some(&email))?;
            tell(tx, &account, Notice::FactorAdded, &email, &origin)?;
            Ok(email)
        };
        let email = self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(email)
    }

    /// Removes a further address, confirmed or waiting.
    ///
    /// # Errors
    /// [`AddressError::NoAddress`] when the account has no such one, or when the store fails.
    pub async fn remove_backup_email(
        &self,
        aid: Aid,
        email: String,
        origin: Origin,
    ) -> Result<(), AddressError> {
        let job = move |tx: &mut Tx<'_>| {
            let Hosted { account, .. } = Hosted::by_aid(tx, aid)?.ok_or(AddressError::NoAccount)?;
            let was_confirmed = backup_emails::get(tx, aid)?.confirmed.iter().any(|one| one.email == email);
            if !remove(tx, aid, &email)? {
                return Err(AddressError::NoAddress);
            }
            if was_confirmed {
                activity::note(tx, aid, Act::BackupEmailRemoved, &origin, Some(&email))?;
                tell(tx, &account, Notice::FactorRemoved, &email, &origin)?;
            }
            Ok(())
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }
}
