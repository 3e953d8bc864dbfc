//! Switching accounts on and off, by their owners and by the operator.

use super::activity::{self, Act, Origin};
use super::{Accounts, Hosted, IdentityMismatch, announce, deletion, devices, sessions};
use crate::base::Timestamp;
use crate::records::{self, CommitError};
use crate::store::rows::accounts::{self, Account, PutAccountError, Standing};
use crate::store::rows::moderation::Takedown;
use crate::store::rows::oauth;
use crate::store::{Aid, StorageError, Tx, WriteError};

/// Why an account is not switched on.
#[derive(Debug, thiserror::Error)]
pub enum ActivateError {
    /// It is gone, or withheld by the operator.
    #[error("Account not found")]
    Gone,
    /// Its DID does not point here: it lives elsewhere, or is still on its way.
    #[error(transparent)]
    Identity(#[from] IdentityMismatch),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError<CommitError>),
}

impl Accounts {
    /// Switches an account on for its owner, once its DID points here; does so again for one that is on.
    ///
    /// # Errors
    /// See [`ActivateError`].
    pub async fn activate(&self, hosted: &Hosted, origin: Origin) -> Result<(), ActivateError> {
        if hosted.account.standing() == Standing::TakenDown {
            return Err(ActivateError::Gone);
        }
        self.check_identity(hosted).await?;
        let aid = hosted.aid;
        let job = move |tx: &mut Tx<'_>| match Hosted::by_aid(tx, aid)? {
            Some(Hosted { account, .. }) if account.standing() != Standing::TakenDown => {
                activate(tx, aid, account, &origin).map(|()| true)
            }
            _ => Ok(false),
        };
        if self.0.store.write(job).await? { Ok(()) } else { Err(ActivateError::Gone) }
    }
}

/// Switches an account on: it is served from now on, and the network is told to look at it anew. Does so again for
/// an account that is on already.
///
/// # Errors
/// When the account has no repository or the store fails.
pub fn activate(tx: &mut Tx<'_>, aid: Aid, mut account: Account, origin: &Origin) -> Result<(), CommitError> {
    if account.deactivated_at.is_some() || account.delete_after.is_some() {
        activity::note(tx, aid, Act::Activated, origin, None)?;
        account.deactivated_at = None;
        account.delete_after = None;
        put(tx, aid, &account)?;
    }
    announce::standing(tx, aid, &account)?;
    let handle = account.handle.clone().unwrap_or_else(crate::syntax::Handle::invalid);
    announce::identity(tx, aid, &account.did, Some(&handle))?;
    records::announce_state(tx, aid, &account.did)
}

/// Switches an account off. With `delete_after` it is deleted at that time unless it was switched on before.
///
/// # Errors
/// As every write.
pub fn deactivate(
    tx: &mut Tx<'_>,
    aid: Aid,
    mut account: Account,
    delete_after: Option<Timestamp>,
    origin: &Origin,
) -> Result<(), StorageError> {
    let date = delete_after.map(|at| at.to_string());
    activity::note(tx, aid, Act::Deactivated, origin, date.as_deref())?;
    account.deactivated_at.get_or_insert(tx.now());
    account.delete_after = delete_after;
    put(tx, aid, &account)?;
    if let Some(at) = delete_after {
        deletion::schedule(tx, aid, at)?;
    }
    announce::standing(tx, aid, &account).map(drop)
}

/// Withholds an account from everybody and ends its sessions, or with `None` gives it back.
///
/// # Errors
/// As every write.
pub fn set_takedown(
    tx: &mut Tx<'_>,
    aid: Aid,
    mut account: Account,
    reference: Option<String>,
    origin: &Origin,
) -> Result<(), StorageError> {
    let at = tx.now();
    match (&account.takedown, &reference) {
        (_, Some(reference)) => activity::note(tx, aid, Act::TakenDown, origin, Some(reference))?,
        (Some(_), None) => activity::note(tx, aid, Act::Restored, origin, None)?,
        (None, None) => {}
    }
    account.takedown = reference.map(|reference| Takedown { reference, at });
    put(tx, aid, &account)?;
    if account.takedown.is_some() {
        sessions::revoke_all(tx, aid, origin)?;
        oauth::end_all(tx, aid)?;
        devices::end_all(tx, aid, None)?;
    }
    announce::standing(tx, aid, &account).map(drop)
}

/// Writes an account whose DID, handle and address are those that it had.
///
/// # Errors
/// As every write.
pub(super) fn put(tx: &mut Tx<'_>, aid: Aid, account: &Account) -> Result<(), StorageError> {
    accounts::put(tx, aid, account).map_err(|error| match error {
        PutAccountError::Storage(error) => error,
        PutAccountError::DidTaken | PutAccountError::HandleTaken | PutAccountError::EmailTaken => {
            StorageError::Corrupt(crate::store::CorruptRow { table: "accounts", part: "index" })
        }
    })
}
