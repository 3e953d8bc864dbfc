//! What was done so far, in one value of the store.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{Refused, Way};
use crate::app::App;
use crate::store::rows::meta::{self, MetaValue};
use crate::store::tables::Meta;
use crate::store::{Read, StorageError, Tx};
use crate::syntax::Did;

/// Name of the value.
const VALUE: &str = "setup";

/// What was done so far.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Progress {
    /// The name was chosen, its records seen.
    pub domain: bool,
    /// How the world reaches the machine.
    pub reach: Option<Way>,
    /// Certificates were decided on.
    pub certificate: bool,
    /// Mail was decided on.
    pub mail: bool,
    /// The administrator has a password.
    pub administrator: bool,
    /// The first account.
    pub account: Option<Did>,
    /// The network was told, or is not to be.
    pub network: bool,
    /// The first post was made or left out.
    pub hello: bool,
    /// All is done.
    pub finished: bool,
    /// Wrong codes from everywhere.
    pub wrong_everywhere: WrongCodes,
    /// The same by network: an IPv4 address, or the first of an IPv6 /64.
    pub wrong_from: Vec<(IpAddr, WrongCodes)>,
}

/// Wrong codes in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct WrongCodes {
    /// How many.
    pub count: u32,
    /// When the last of them came, in seconds since 1970.
    pub last: u64,
}

/// What was done so far.
///
/// # Errors
/// As every read.
pub fn progress(db: &impl Read) -> Result<Progress, StorageError> {
    let value = db.get::<Meta>(&meta::key(VALUE))?;
    // One that cannot be read opens the wizard again, to whoever has the code.
    Ok(value.and_then(|value| serde_json::from_slice(&value.0).ok()).unwrap_or_default())
}

/// Writes down what was done.
pub(super) fn put(tx: &mut Tx<'_>, progress: &Progress) -> Result<(), StorageError> {
    let bytes = serde_json::to_vec(progress).expect("fields are always JSON");
    tx.put::<Meta>(&meta::key(VALUE), &MetaValue(bytes))
}

/// Changes what was done, in one job.
pub(super) async fn change(
    app: &App,
    change: impl FnOnce(&mut Progress) + Send + 'static,
) -> Result<(), Refused> {
    let job = move |tx: &mut Tx<'_>| {
        let mut progress = progress(tx)?;
        change(&mut progress);
        put(tx, &progress)
    };
    Ok(app.store.write::<_, StorageError, _>(job).await?)
}
