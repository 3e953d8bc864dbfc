//! The administrator of the server: the password, how often others guessed at it, the browsers that are signed in, and
//! what was done.

use std::net::IpAddr;

use minicbor::{Decode, Encode};

use super::factors::{Passkey, WrongCodes};
use crate::base::{Secret, Timestamp};
use crate::store::codec::cbor_rows;
use crate::store::keys::Text;
use crate::store::tables::{AdminLogs, Administrators};
use crate::store::{Read, StorageError, Tx};

/// Acts that are kept.
const MAX_ACTS: usize = 200;

/// What proves who the administrator is, and what guessing was seen. There is one row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Administrator {
    /// Hash of the password that was chosen on a page, in PHC form.
    #[n(0)]
    pub password: Option<Secret<String>>,
    /// Wrong passwords by network, the latest last.
    #[cbor(n(1), default)]
    pub attempts: Vec<Attempts>,
    /// Wrong passwords from everywhere.
    #[cbor(n(2), default)]
    pub all: WrongCodes,
    /// Passkeys, the oldest first.
    #[cbor(n(3), default)]
    pub passkeys: Vec<Passkey>,
}

/// Wrong passwords from one network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Attempts {
    /// Its first address.
    #[n(0)]
    pub from: IpAddr,
    /// How many.
    #[n(1)]
    pub wrong: WrongCodes,
}

/// A browser that the administrator is signed in with; its key is the SHA-256 of what the browser shows.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AdminSession {
    /// When it was signed in with.
    #[n(0)]
    pub created_at: Timestamp,
    /// When it was last seen, to a few minutes.
    #[n(1)]
    pub seen_at: Timestamp,
    /// When the password was last given.
    #[n(2)]
    pub proved_at: Timestamp,
    /// The network that it was signed in from.
    #[n(3)]
    pub from: IpAddr,
    /// What it says it is.
    #[n(4)]
    pub agent: Option<String>,
}

/// Something that the administrator did.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AdminAct {
    /// When.
    #[n(0)]
    pub at: Timestamp,
    /// What, as a word of the program.
    #[n(1)]
    pub act: String,
    /// More about it, never a secret.
    #[n(2)]
    pub detail: String,
    /// From which address.
    #[n(3)]
    pub from: IpAddr,
}

/// What was done, the latest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AdminLog {
    /// The acts.
    #[n(0)]
    pub acts: Vec<AdminAct>,
}

cbor_rows!(Administrator, AdminSession, AdminLog);

/// The key of the one row of a table that has one.
fn only() -> Text {
    Text::new("")
}

/// The administrator; without a password and guesses at first.
///
/// # Errors
/// As every read.
pub fn get(db: &impl Read) -> Result<Administrator, StorageError> {
    Ok(db.get::<Administrators>(&only())?.unwrap_or_default())
}

/// Writes the row.
///
/// # Errors
/// As every write.
pub fn put(tx: &mut Tx<'_>, row: &Administrator) -> Result<(), StorageError> {
    tx.put::<Administrators>(&only(), row)
}

/// What was done, the latest last.
///
/// # Errors
/// As every read.
pub fn acts(db: &impl Read) -> Result<Vec<AdminAct>, StorageError> {
    Ok(db.get::<AdminLogs>(&only())?.unwrap_or_default().acts)
}

/// Adds an act; the oldest makes room.
///
/// # Errors
/// As every write.
pub fn note(tx: &mut Tx<'_>, act: AdminAct) -> Result<(), StorageError> {
    let mut log = tx.get::<AdminLogs>(&only())?.unwrap_or_default();
    log.acts.push(act);
    let surplus = log.acts.len().saturating_sub(MAX_ACTS);
    log.acts.drain(..surplus);
    tx.put::<AdminLogs>(&only(), &log)
}
