//! What proves who an account's owner is beside the password: an authenticator app, recovery codes, passkeys.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::{Digest, PasskeyKey};
use crate::store::tables::{Factors as FactorTable, PasskeyOwners, Passkeys};
use crate::store::{Aid, Read, StorageError, Tx};

/// The second factors of an account other than passkeys, and how they were tried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Factors {
    /// The authenticator app.
    #[n(0)]
    pub totp: Option<Totp>,
    /// An authenticator app that has not shown a code yet.
    #[n(1)]
    pub totp_begun: Option<TotpBegun>,
    /// Keyed hashes of the recovery codes that were not used.
    #[n(2)]
    #[cbor(default)]
    pub recovery_codes: Vec<Digest>,
    /// Whether the password is refused where apps ask for it, so that they need an app password or OAuth.
    #[n(3)]
    #[cbor(default)]
    pub no_app_login: bool,
    /// Codes that were wrong.
    #[n(4)]
    #[cbor(default)]
    pub wrong: WrongCodes,
    /// When the owner was last told of a sign-in from a new place.
    #[n(5)]
    pub sign_in_told_at: Option<Timestamp>,
}

/// An authenticator app.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Totp {
    /// Its secret, sealed.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
    /// Since when it counts.
    #[n(1)]
    pub since: Timestamp,
    /// The newest step (30 seconds, counted from 1970) whose code was used.
    #[n(2)]
    pub last_step: u64,
}

/// An authenticator app that has not shown a code yet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TotpBegun {
    /// Its secret, sealed.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
    /// When the secret was made.
    #[n(1)]
    pub at: Timestamp,
}

/// How often codes were wrong since one was right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WrongCodes {
    /// How many.
    #[n(0)]
    pub count: u32,
    /// When the last one was.
    #[n(1)]
    pub last: Timestamp,
}

/// A passkey or a hardware key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Passkey {
    /// The credential's id, as its authenticator chose it.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub id: Vec<u8>,
    /// Its public key in COSE form (RFC 9052).
    #[cbor(n(1), with = "minicbor::bytes")]
    pub public_key: Vec<u8>,
    /// The newest value of its signature counter; stays zero where there is none.
    #[n(2)]
    pub counter: u32,
    /// What its owner calls it.
    #[n(3)]
    pub name: String,
    /// When it was registered.
    #[n(4)]
    pub created_at: Timestamp,
    /// When it was used last.
    #[n(5)]
    pub last_used_at: Option<Timestamp>,
    /// Whether it was made to be found without a name, for signing in by itself.
    #[n(6)]
    pub discoverable: bool,
    /// Whether it may be copied to other devices of its owner.
    #[n(7)]
    pub synced: bool,
    /// How it is reached (`usb`, `internal`, …), told back to browsers.
    #[n(8)]
    pub transports: Vec<String>,
}

cbor_rows!(Factors, Passkey);

/// The row of an account; empty when it has none.
///
/// # Errors
/// As every read.
pub fn get(db: &impl Read, aid: Aid) -> Result<Factors, StorageError> {
    Ok(db.get::<FactorTable>(&aid)?.unwrap_or_default())
}

/// Writes the row of an account.
///
/// # Errors
/// As every write.
pub fn put(tx: &mut Tx<'_>, aid: Aid, factors: &Factors) -> Result<(), StorageError> {
    tx.put::<FactorTable>(&aid, factors)
}

/// The passkeys of an account.
///
/// # Errors
/// As every read.
pub fn passkeys(db: &impl Read, aid: Aid) -> Result<Vec<(Digest, Passkey)>, StorageError> {
    db.range::<Passkeys>(PasskeyKey::of(aid))?
        .map(|row| row.map(|(key, row)| (key.credential, row)))
        .collect()
}

/// Whose the credential with this hash is.
///
/// # Errors
/// As every read.
pub fn passkey_owner(db: &impl Read, credential: Digest) -> Result<Option<Aid>, StorageError> {
    db.get::<PasskeyOwners>(&credential)
}

/// Writes a passkey and the index over its owner.
///
/// # Errors
/// As every write.
pub fn put_passkey(
    tx: &mut Tx<'_>,
    aid: Aid,
    credential: Digest,
    passkey: &Passkey,
) -> Result<(), StorageError> {
    tx.put::<PasskeyOwners>(&credential, &aid)?;
    tx.put::<Passkeys>(&PasskeyKey { aid, credential }, passkey)
}

/// Removes a passkey. Whether the account had it.
///
/// # Errors
/// As every write.
pub fn remove_passkey(tx: &mut Tx<'_>, aid: Aid, credential: Digest) -> Result<bool, StorageError> {
    let removed = tx.delete::<Passkeys>(&PasskeyKey { aid, credential })?;
    if removed {
        tx.delete::<PasskeyOwners>(&credential)?;
    }
    Ok(removed)
}

/// Removes all of an account.
///
/// # Errors
/// As every write.
pub fn remove_all(tx: &mut Tx<'_>, aid: Aid) -> Result<(), StorageError> {
    for (credential, _) in passkeys(tx, aid)? {
        remove_passkey(tx, aid, credential)?;
    }
    tx.delete::<FactorTable>(&aid).map(drop)
}
