//! An account's security log: what its owner may want to see afterwards.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::AuditKey;
use crate::store::tables::Audit;
use crate::store::{Aid, Read, StorageError, Tx};

/// Entries that are kept per account; the oldest goes when one more comes.
pub const MAX_ENTRIES: usize = 200;

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AuditEntry {
    /// What happened, as a short fixed word.
    #[n(0)]
    pub what: String,
    /// From which address.
    #[n(1)]
    pub from: Option<String>,
    /// More about it, never a secret.
    #[n(2)]
    pub detail: Option<String>,
}

cbor_rows!(AuditEntry);

/// Adds an entry and drops what is beyond [`MAX_ENTRIES`].
///
/// # Errors
/// As every write.
pub fn add(tx: &mut Tx<'_>, aid: Aid, at: Timestamp, entry: &AuditEntry) -> Result<(), StorageError> {
    let mut key = AuditKey { aid, at, nth: 0 };
    let mut surplus = Vec::new();
    for (place, old) in tx.range::<Audit>(AuditKey::of(aid).reversed())?.enumerate() {
        let (old, _) = old?;
        if place == 0 && old.at >= at {
            // The clock stood still or went back: stay behind the newest entry.
            key = AuditKey { aid, at: old.at, nth: old.nth.saturating_add(1) };
        }
        if place + 1 >= MAX_ENTRIES {
            surplus.push(old);
        }
    }
    for old in surplus {
        tx.delete::<Audit>(&old)?;
    }
    tx.put::<Audit>(&key, entry)
}
