//! Codes that prove that somebody reads an account's mail: `XXXXX-XXXXX`, good for fifteen minutes, one per account
//! and purpose, used up by the act that they permit.

use crate::base::{Secret, Timestamp, base32_token};
use crate::crypto::{constant_time_eq, sha256};
use crate::mail::{CODE_LIFETIME, Purpose};
use crate::store::keys::Digest;
use crate::store::rows::mail_codes::{self, MailCode};
use crate::store::{Aid, Read, StorageError, Tx};

/// Characters on each side of the dash.
const GROUP: usize = 5;

/// A code that does not permit what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// It is not the one that was mailed last.
    #[error("Token is invalid")]
    Invalid,
    /// It was mailed too long ago.
    #[error("Token is expired")]
    Expired,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Makes a code for `purpose` in place of any earlier one. Whoever calls mails it in the same job.
///
/// # Errors
/// As every write.
pub fn issue(tx: &mut Tx<'_>, aid: Aid, purpose: Purpose) -> Result<Secret<String>, StorageError> {
    let code = draw();
    let row = MailCode { code: digest(code.expose()), requested_at: tx.now() };
    mail_codes::put(tx, aid, stored(purpose), &row)?;
    Ok(code)
}

/// A new code.
pub(super) fn draw() -> Secret<String> {
    Secret::new(grouped(&base32_token(2 * GROUP).to_ascii_uppercase()))
}

/// Checks that `code` is the account's live one for `purpose`. It stays good until [`consume`].
///
/// # Errors
/// [`CodeError::Invalid`], [`CodeError::Expired`], or when the store fails.
pub fn check(
    db: &impl Read,
    aid: Aid,
    purpose: Purpose,
    code: &str,
    now: Timestamp,
) -> Result<(), CodeError> {
    let row = mail_codes::get(db, aid, stored(purpose))?.ok_or(CodeError::Invalid)?;
    if !constant_time_eq(&row.code.0, &digest(code).0) {
        return Err(CodeError::Invalid);
    }
    if now.since(row.requested_at) > CODE_LIFETIME {
        return Err(CodeError::Expired);
    }
    Ok(())
}

/// The account that `code` was mailed to for `purpose`, where the caller does not say who they are.
///
/// # Errors
/// As [`check`].
pub fn owner(db: &impl Read, purpose: Purpose, code: &str, now: Timestamp) -> Result<Aid, CodeError> {
    let aid = mail_codes::owner(db, stored(purpose), digest(code))?.ok_or(CodeError::Invalid)?;
    check(db, aid, purpose, code, now)?;
    Ok(aid)
}

/// When the account's code for `purpose` was asked for, used or not until it is consumed.
///
/// # Errors
/// As every read.
pub fn asked_at(db: &impl Read, aid: Aid, purpose: Purpose) -> Result<Option<Timestamp>, StorageError> {
    Ok(mail_codes::get(db, aid, stored(purpose))?.map(|row| row.requested_at))
}

/// Uses up the account's code for `purpose`.
///
/// # Errors
/// As every write.
pub fn consume(tx: &mut Tx<'_>, aid: Aid, purpose: Purpose) -> Result<(), StorageError> {
    mail_codes::remove(tx, aid, stored(purpose)).map(drop)
}

/// Uses up every code of the account: its address or its existence changed.
///
/// # Errors
/// As every write.
pub fn consume_all(tx: &mut Tx<'_>, aid: Aid) -> Result<(), StorageError> {
    Purpose::ALL.into_iter().try_for_each(|purpose| consume(tx, aid, purpose))
}

/// A code that was typed without its dash or with spaces, as it was mailed.
pub(super) fn grouped(code: &str) -> String {
    let plain: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    match plain.split_at_checked(GROUP) {
        Some((front, back)) => format!("{front}-{back}"),
        None => plain,
    }
}

/// Codes are compared in upper case; people type them as they like.
fn digest(code: &str) -> Digest {
    Digest(sha256(code.trim().to_ascii_uppercase().as_bytes()))
}

/// How the store numbers purposes.
const fn stored(purpose: Purpose) -> mail_codes::Purpose {
    match purpose {
        Purpose::ConfirmEmail => mail_codes::Purpose::ConfirmEmail,
        Purpose::UpdateEmail => mail_codes::Purpose::UpdateEmail,
        Purpose::ResetPassword => mail_codes::Purpose::ResetPassword,
        Purpose::DeleteAccount => mail_codes::Purpose::DeleteAccount,
        Purpose::PlcOperation => mail_codes::Purpose::PlcOperation,
        Purpose::SignIn => mail_codes::Purpose::SignIn,
        Purpose::BackupEmail => mail_codes::Purpose::BackupEmail,
    }
}
