//! Accounts and the three indexes over them.

use minicbor::{Decode, Encode};

use super::moderation::Takedown;
use crate::base::{Secret, Timestamp};
use crate::store::codec::cbor_rows;
use crate::store::keys::{Digest, Text};
use crate::store::tables::{Accounts, ByDid, ByEmail, ByHandle};
use crate::store::{Aid, Read, StorageError, Tx};
use crate::syntax::{Did, Handle};
use crate::texts::Language;

/// How far an account has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(index_only)]
pub enum Stage {
    /// It was made, its identity is not published yet: nobody sees it, and it goes if the process dies.
    #[n(0)]
    Creating,
    /// An account like any other.
    #[default]
    #[n(1)]
    Ready,
    /// It is deleted; its rows are being removed piece by piece and nobody sees it.
    #[n(2)]
    Deleting,
}

/// Whether and why an account is withheld from the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Served to everybody.
    Active,
    /// Switched off by its owner, or not switched on yet.
    Deactivated,
    /// Withheld by the administrator.
    TakenDown,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Account {
    /// Its identity.
    #[n(0)]
    pub did: Did,
    /// Its name, unless it lost it.
    #[n(1)]
    pub handle: Option<Handle>,
    /// Its e-mail address in lower case.
    #[n(2)]
    pub email: Option<String>,
    /// When the address was shown to be the owner's.
    #[n(3)]
    pub email_confirmed_at: Option<Timestamp>,
    /// Hash of the password; without one there is no login by password.
    #[n(4)]
    pub password: Option<Secret<String>>,
    /// When it was made here.
    #[n(5)]
    pub created_at: Timestamp,
    /// Since when it is switched off.
    #[n(6)]
    pub deactivated_at: Option<Timestamp>,
    /// When a deactivated account is to be deleted.
    #[n(7)]
    pub delete_after: Option<Timestamp>,
    /// Withheld by the administrator.
    #[n(8)]
    pub takedown: Option<Takedown>,
    /// Whether it may hand out invites no longer.
    #[n(9)]
    pub invites_disabled: bool,
    /// The invite it came with.
    #[n(10)]
    pub invited_by: Option<String>,
    /// How far it has come.
    #[n(11)]
    pub stage: Stage,
    /// Whether its owner wants a mailed code to be asked for beside the password.
    #[n(12)]
    #[cbor(default)]
    pub email_factor: bool,
    /// What its owner reads.
    #[n(13)]
    pub language: Option<Language>,
    /// How a change of the address is taken back.
    #[n(14)]
    pub email_undo: Option<Box<EmailUndo>>,
}

cbor_rows!(Account);

/// How the last change of an address is taken back by whoever reads the address before it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EmailUndo {
    /// The address before.
    #[n(0)]
    pub email: String,
    /// When that was shown to be the owner's.
    #[n(1)]
    pub confirmed_at: Timestamp,
    /// SHA-256 of what the letter holds.
    #[n(2)]
    pub token: Digest,
    /// Until when it can be taken back.
    #[n(3)]
    pub until: Timestamp,
}

impl Account {
    /// An account of which nothing is known but whose it is.
    pub const fn new(did: Did, created_at: Timestamp) -> Self {
        Self {
            did,
            handle: None,
            email: None,
            email_confirmed_at: None,
            password: None,
            created_at,
            deactivated_at: None,
            delete_after: None,
            takedown: None,
            invites_disabled: false,
            invited_by: None,
            stage: Stage::Ready,
            email_factor: false,
            language: None,
            email_undo: None,
        }
    }

    /// The address to which codes are mailed that are asked for beside the password: only one that was shown to be the
    /// owner's, so that a mistyped one locks nobody out.
    pub fn factor_address(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.email_factor && self.email_confirmed_at.is_some())
    }

    /// Whether and why it is withheld. A takedown outranks a deactivation.
    pub const fn standing(&self) -> Standing {
        if self.takedown.is_some() {
            Standing::TakenDown
        } else if self.deactivated_at.is_some() {
            Standing::Deactivated
        } else {
            Standing::Active
        }
    }
}

/// The account of a DID, in whatever stage and standing.
///
/// # Errors
/// As every read.
pub fn by_did(db: &impl Read, did: &Did) -> Result<Option<(Aid, Account)>, StorageError> {
    follow(db, db.get::<ByDid>(did)?)
}

/// The account that holds a handle.
///
/// # Errors
/// As every read.
pub fn by_handle(db: &impl Read, handle: &Handle) -> Result<Option<(Aid, Account)>, StorageError> {
    follow(db, db.get::<ByHandle>(handle)?)
}

/// The account that holds an e-mail address; the case of letters does not matter.
///
/// # Errors
/// As every read.
pub fn by_email(db: &impl Read, email: &str) -> Result<Option<(Aid, Account)>, StorageError> {
    follow(db, db.get::<ByEmail>(&email_key(email))?)
}

fn follow(db: &impl Read, aid: Option<Aid>) -> Result<Option<(Aid, Account)>, StorageError> {
    let Some(aid) = aid else { return Ok(None) };
    Ok(db.get::<Accounts>(&aid)?.map(|account| (aid, account)))
}

fn email_key(email: &str) -> Text {
    Text(email.to_lowercase().into())
}

/// Why an account cannot be written as it stands.
#[derive(Debug, thiserror::Error)]
pub enum PutAccountError {
    /// Another account has the DID.
    #[error("the DID has an account already")]
    DidTaken,
    /// Another account has the handle.
    #[error("the handle is taken")]
    HandleTaken,
    /// Another account has the e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Writes an account and keeps the indexes true. The only way in which accounts are written.
///
/// # Errors
/// When its DID, handle or e-mail address belongs to another account; nothing was changed then.
pub fn put(tx: &mut Tx<'_>, aid: Aid, account: &Account) -> Result<(), PutAccountError> {
    let email = account.email.as_deref().map(email_key);
    if tx.get::<ByDid>(&account.did)?.is_some_and(|holder| holder != aid) {
        return Err(PutAccountError::DidTaken);
    }
    if let Some(handle) = &account.handle
        && tx.get::<ByHandle>(handle)?.is_some_and(|holder| holder != aid)
    {
        return Err(PutAccountError::HandleTaken);
    }
    if let Some(email) = &email
        && tx.get::<ByEmail>(email)?.is_some_and(|holder| holder != aid)
    {
        return Err(PutAccountError::EmailTaken);
    }

    let old = tx.get::<Accounts>(&aid)?;
    if let Some(old) = &old {
        if old.did != account.did {
            tx.delete::<ByDid>(&old.did)?;
        }
        if let Some(handle) = old.handle.as_ref().filter(|handle| account.handle.as_ref() != Some(handle)) {
            tx.delete::<ByHandle>(handle)?;
        }
        if let Some(old_email) = old.email.as_deref().map(email_key).filter(|old| email.as_ref() != Some(old))
        {
            tx.delete::<ByEmail>(&old_email)?;
        }
    }
    // Rewriting an index row that stands already would dirty its page for nothing.
    if old.as_ref().is_none_or(|old| old.did != account.did) {
        tx.put::<ByDid>(&account.did, &aid)?;
    }
    if let Some(handle) = &account.handle
        && old.as_ref().is_none_or(|old| old.handle.as_ref() != Some(handle))
    {
        tx.put::<ByHandle>(handle, &aid)?;
    }
    if let Some(email) = &email
        && old.as_ref().is_none_or(|old| old.email.as_deref().map(email_key).as_ref() != Some(email))
    {
        tx.put::<ByEmail>(email, &aid)?;
    }
    tx.put::<Accounts>(&aid, account)?;
    Ok(())
}

/// Removes an account's row and its entries in the indexes, and nothing else of it. Whether there was one.
///
/// # Errors
/// As every write.
pub fn remove(tx: &mut Tx<'_>, aid: Aid) -> Result<bool, StorageError> {
    let Some(old) = tx.get::<Accounts>(&aid)? else { return Ok(false) };
    tx.delete::<ByDid>(&old.did)?;
    if let Some(handle) = &old.handle {
        tx.delete::<ByHandle>(handle)?;
    }
    if let Some(email) = old.email.as_deref() {
        tx.delete::<ByEmail>(&email_key(email))?;
    }
    tx.delete::<Accounts>(&aid)
}
