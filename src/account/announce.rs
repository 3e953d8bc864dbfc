//! The events by which the network learns of accounts.

use crate::firehose::frames;
use crate::store::rows::accounts::{Account, Standing};
use crate::store::{Aid, EventKind, Seq, StorageError, Tx};
use crate::syntax::{Did, Handle};

/// `#identity`: caches of the DID document must go.
///
/// # Errors
/// As every write.
pub fn identity(tx: &mut Tx<'_>, aid: Aid, did: &Did, handle: Option<&Handle>) -> Result<Seq, StorageError> {
    tx.emit(aid, EventKind::Identity, |seq, at| frames::Identity { did, handle }.frame(seq, at))
}

/// `#account` with the standing that the row gives.
///
/// # Errors
/// As every write.
pub fn standing(tx: &mut Tx<'_>, aid: Aid, account: &Account) -> Result<Seq, StorageError> {
    status(tx, aid, &account.did, status_of(account.standing()))
}

/// `#account`.
///
/// # Errors
/// As every write.
pub fn status(tx: &mut Tx<'_>, aid: Aid, did: &Did, status: frames::Status) -> Result<Seq, StorageError> {
    tx.emit(aid, EventKind::Account, |seq, at| frames::Account { did, status }.frame(seq, at))
}

/// How events and replies call a standing.
pub const fn status_of(standing: Standing) -> frames::Status {
    match standing {
        Standing::Active => frames::Status::Active,
        Standing::Deactivated => frames::Status::Deactivated,
        Standing::TakenDown => frames::Status::Takendown,
    }
}
