//! Browsers that remember who signed in with them. Only hashes of what a browser shows are kept.
//!
//! The row of a browser names its accounts; an index finds the browsers of an account. Both are written here only.

use std::net::IpAddr;

use minicbor::{Decode, Encode};

use super::audit::network;
use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::{DeviceId, DeviceOfAccount, Digest};
use crate::store::tables::{Devices, DevicesOfAccount};
use crate::store::{Aid, Read, StorageError, Tx};

/// That an account is signed in with a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignIn {
    /// The account.
    #[n(0)]
    pub aid: Aid,
    /// When its owner last proved who they are.
    #[n(1)]
    pub at: Timestamp,
}

/// A browser.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Device {
    /// SHA-256 of the secret that it showed last.
    #[n(0)]
    pub secret: Digest,
    /// SHA-256 of a secret that it was given and has not shown yet.
    #[n(1)]
    pub offered: Option<Digest>,
    /// SHA-256 of the secret before.
    #[n(2)]
    pub previous: Option<Digest>,
    /// When the present secret took the place of the one before.
    #[n(3)]
    pub rotated_at: Timestamp,
    /// When it was first seen.
    #[n(4)]
    pub created_at: Timestamp,
    /// When it was last seen, to the day.
    #[n(5)]
    pub seen_at: Timestamp,
    /// What it says it is.
    #[n(6)]
    pub user_agent: Option<String>,
    /// Where it was last seen.
    #[n(7)]
    pub address: Option<String>,
    /// Who is signed in, the latest last.
    #[n(8)]
    pub accounts: Vec<SignIn>,
}

cbor_rows!(SignIn, Device);

impl Device {
    /// Whether it says from where exactly it came, rather than from which network.
    pub fn has_exact_address(&self) -> bool {
        self.address.is_some() && self.address != self.network()
    }

    /// The first address of the network that it came from.
    fn network(&self) -> Option<String> {
        let address: IpAddr = self.address.as_ref()?.parse().ok()?;
        Some(network(address).to_string())
    }
}

/// The browser with this name.
///
/// # Errors
/// As every read.
pub fn get(db: &impl Read, id: &DeviceId) -> Result<Option<Device>, StorageError> {
    db.get::<Devices>(id)
}

/// Writes a browser's row and keeps the index true. One without accounts is forgotten.
///
/// # Errors
/// As every write.
pub fn put(tx: &mut Tx<'_>, id: &DeviceId, device: &Device) -> Result<(), StorageError> {
    let old = tx.get::<Devices>(id)?.map(|old| old.accounts).unwrap_or_default();
    let has = |list: &[SignIn], aid| list.iter().any(|sign_in| sign_in.aid == aid);
    for gone in old.iter().filter(|sign_in| !has(&device.accounts, sign_in.aid)) {
        tx.delete::<DevicesOfAccount>(&DeviceOfAccount { aid: gone.aid, device: *id })?;
    }
    for new in device.accounts.iter().filter(|sign_in| !has(&old, sign_in.aid)) {
        tx.put::<DevicesOfAccount>(&DeviceOfAccount { aid: new.aid, device: *id }, &())?;
    }
    if device.accounts.is_empty() {
        return tx.delete::<Devices>(id).map(drop);
    }
    tx.put::<Devices>(id, device)
}

/// Keeps of a browser's address only from which network it was.
///
/// # Errors
/// As every write.
pub fn reduce_address(tx: &mut Tx<'_>, id: &DeviceId) -> Result<(), StorageError> {
    match get(tx, id)? {
        Some(row) => put(tx, id, &Device { address: row.network(), ..row }),
        None => Ok(()),
    }
}

/// Forgets a browser.
///
/// # Errors
/// As every write.
pub fn remove(tx: &mut Tx<'_>, id: &DeviceId) -> Result<(), StorageError> {
    let Some(old) = tx.get::<Devices>(id)? else { return Ok(()) };
    for sign_in in old.accounts {
        tx.delete::<DevicesOfAccount>(&DeviceOfAccount { aid: sign_in.aid, device: *id })?;
    }
    tx.delete::<Devices>(id).map(drop)
}

/// The names of the browsers that an account is signed in with.
///
/// # Errors
/// As every read.
pub fn of_account(db: &impl Read, aid: Aid) -> Result<Vec<DeviceId>, StorageError> {
    db.range::<DevicesOfAccount>(DeviceOfAccount::of(aid))?
        .map(|entry| entry.map(|(key, ())| key.device))
        .collect()
}
