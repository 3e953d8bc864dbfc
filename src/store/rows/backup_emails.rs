//! Further addresses of accounts, whose owners show by a mailed code that they read them.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::Text;
use crate::store::tables::{BackupEmailOwners, BackupEmails as BackupEmailTable};
use crate::store::{Aid, Read, StorageError, Tx};

/// The further addresses of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BackupEmails {
    /// Those that the owner reads, in the order in which that was shown.
    #[n(0)]
    pub confirmed: Vec<BackupEmail>,
    /// The one that a code is under way to.
    #[n(1)]
    pub pending: Option<PendingEmail>,
}

/// An address that the account's owner reads.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BackupEmail {
    /// The address, in lower case.
    #[n(0)]
    pub email: String,
    /// When its code was entered.
    #[n(1)]
    pub confirmed_at: Timestamp,
}

/// An address that somebody with the account named.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PendingEmail {
    /// The address, in lower case.
    #[n(0)]
    pub email: String,
    /// When it was named.
    #[n(1)]
    pub asked_at: Timestamp,
}

cbor_rows!(BackupEmails);

/// The further addresses of an account.
///
/// # Errors
/// As every read.
pub fn get(db: &impl Read, aid: Aid) -> Result<BackupEmails, StorageError> {
    Ok(db.get::<BackupEmailTable>(&aid)?.unwrap_or_default())
}

/// The account that has `email`, in lower case, as a confirmed further address.
///
/// # Errors
/// As every read.
pub fn owner(db: &impl Read, email: &str) -> Result<Option<Aid>, StorageError> {
    db.get::<BackupEmailOwners>(&Text(email.into()))
}

/// Writes the row of an account and keeps the index true. The only way in which these rows are written; whoever calls
/// has seen that no other account has an address that is new in it.
///
/// # Errors
/// As every write.
pub fn put(tx: &mut Tx<'_>, aid: Aid, row: &BackupEmails) -> Result<(), StorageError> {
    for old in get(tx, aid)?.confirmed {
        tx.delete::<BackupEmailOwners>(&Text(old.email.into()))?;
    }
    for new in &row.confirmed {
        tx.put::<BackupEmailOwners>(&Text(new.email.as_str().into()), &aid)?;
    }
    if *row == BackupEmails::default() {
        return tx.delete::<BackupEmailTable>(&aid).map(drop);
    }
    tx.put::<BackupEmailTable>(&aid, row)
}

/// Removes all of an account.
///
/// # Errors
/// As every write.
pub fn remove_all(tx: &mut Tx<'_>, aid: Aid) -> Result<(), StorageError> {
    put(tx, aid, &BackupEmails::default())
}
