//! Invite codes, who used them, and whose they are.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::{Pair, Text};
use crate::store::tables::{InviteUses, Invites, InvitesByOwner};
use crate::store::{Read, StorageError, Tx};

/// An invite code.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Invite {
    /// How often it may be used.
    #[n(0)]
    pub available: u32,
    /// How often it was.
    #[n(1)]
    pub used: u32,
    /// Whether it is refused from now on.
    #[n(2)]
    pub disabled: bool,
    /// Whose it is: a DID, or `admin`.
    #[n(3)]
    pub owner: String,
    /// Who made it: a DID, or `admin`.
    #[n(4)]
    pub created_by: String,
    /// When it was made.
    #[n(5)]
    pub created_at: Timestamp,
}

/// One use of an invite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct InviteUse {
    /// When an account was made with it.
    #[n(0)]
    pub at: Timestamp,
}

cbor_rows!(Invite, InviteUse);

/// Writes an invite and the entry under its owner.
///
/// # Errors
/// As every write.
pub fn put(tx: &mut Tx<'_>, code: &str, invite: &Invite) -> Result<(), StorageError> {
    let key = Text::new(code);
    let old = tx.get::<Invites>(&key)?;
    if let Some(old) = old.as_ref().filter(|old| old.owner != invite.owner) {
        tx.delete::<InvitesByOwner>(&Pair::new(&old.owner, code))?;
    }
    if old.is_none_or(|old| old.owner != invite.owner) {
        tx.put::<InvitesByOwner>(&Pair::new(&invite.owner, code), &())?;
    }
    tx.put::<Invites>(&key, invite)
}

/// Notes that `used_by`, a DID, made an account with `code` at `at`, and counts the use.
///
/// # Errors
/// As every write. An unknown code is left alone.
pub fn record_use(tx: &mut Tx<'_>, code: &str, used_by: &str, at: Timestamp) -> Result<(), StorageError> {
    let key = Text::new(code);
    let Some(mut invite) = tx.get::<Invites>(&key)? else { return Ok(()) };
    invite.used = invite.used.saturating_add(1);
    tx.put::<Invites>(&key, &invite)?;
    tx.put::<InviteUses>(&Pair::new(code, used_by), &InviteUse { at })
}

/// Takes back what [`record_use`] noted. A use that was not noted is left alone.
///
/// # Errors
/// As every write.
pub fn withdraw_use(tx: &mut Tx<'_>, code: &str, used_by: &str) -> Result<(), StorageError> {
    if !tx.delete::<InviteUses>(&Pair::new(code, used_by))? {
        return Ok(());
    }
    let key = Text::new(code);
    let Some(mut invite) = tx.get::<Invites>(&key)? else { return Ok(()) };
    invite.used = invite.used.saturating_sub(1);
    tx.put::<Invites>(&key, &invite)
}

/// Every code that belongs to `owner`, a DID or `admin`.
///
/// # Errors
/// As every read.
pub fn of_owner(db: &impl Read, owner: &str) -> Result<Vec<(String, Invite)>, StorageError> {
    let mut found = Vec::new();
    for entry in db.range::<InvitesByOwner>(Pair::under(owner))? {
        let (Pair { second: code, .. }, ()) = entry?;
        if let Some(invite) = db.get::<Invites>(&Text(code.clone()))? {
            found.push((code.into(), invite));
        }
    }
    Ok(found)
}

/// Who used a code, and when.
///
/// # Errors
/// As every read.
pub fn uses(db: &impl Read, code: &str) -> Result<Vec<(String, Timestamp)>, StorageError> {
    db.range::<InviteUses>(Pair::under(code))?
        .map(|entry| entry.map(|(Pair { second, .. }, InviteUse { at })| (second.into(), at)))
        .collect()
}
