//! Codes that were mailed to account owners. One lives per account and purpose; only its hash is kept.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::{AccountKey, Digest, MailCodeKey};
use crate::store::tables::{MailCodeOwners, MailCodes};
use crate::store::{Aid, Read, StorageError, Tx};

/// What a mailed code permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// To confirm the e-mail address.
    ConfirmEmail = 1,
    /// To change the e-mail address.
    UpdateEmail = 2,
    /// To set a new password.
    ResetPassword = 3,
    /// To delete the account.
    DeleteAccount = 4,
    /// To have a PLC operation signed.
    PlcOperation = 5,
    /// To sign in, beside the password.
    SignIn = 6,
    /// To have a further e-mail address.
    BackupEmail = 7,
}

/// A mailed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct MailCode {
    /// SHA-256 of the code as shown, in upper case.
    #[n(0)]
    pub code: Digest,
    /// When it was asked for.
    #[n(1)]
    pub requested_at: Timestamp,
}

cbor_rows!(MailCode);

/// Keeps `code` as the account's only one for `purpose`.
///
/// # Errors
/// As every write.
pub fn put(tx: &mut Tx<'_>, aid: Aid, purpose: Purpose, code: &MailCode) -> Result<(), StorageError> {
    remove(tx, aid, purpose)?;
    tx.put::<MailCodes>(&AccountKey { aid, purpose: purpose as u8 }, code)?;
    tx.put::<MailCodeOwners>(&MailCodeKey { purpose: purpose as u8, code: code.code }, &aid)
}

/// The account's code for `purpose`.
///
/// # Errors
/// As every read.
pub fn get(db: &impl Read, aid: Aid, purpose: Purpose) -> Result<Option<MailCode>, StorageError> {
    db.get::<MailCodes>(&AccountKey { aid, purpose: purpose as u8 })
}

/// Whose code for `purpose` has this hash.
///
/// # Errors
/// As every read.
pub fn owner(db: &impl Read, purpose: Purpose, code: Digest) -> Result<Option<Aid>, StorageError> {
    db.get::<MailCodeOwners>(&MailCodeKey { purpose: purpose as u8, code })
}

/// Forgets the account's code for `purpose`. Whether there was one.
///
/// # Errors
/// As every write.
pub fn remove(tx: &mut Tx<'_>, aid: Aid, purpose: Purpose) -> Result<bool, StorageError> {
    let key = AccountKey { aid, purpose: purpose as u8 };
    let Some(old) = tx.get::<MailCodes>(&key)? else { return Ok(false) };
    tx.delete::<MailCodeOwners>(&MailCodeKey { purpose: purpose as u8, code: old.code })?;
    tx.delete::<MailCodes>(&key)
}
