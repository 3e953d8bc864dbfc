//! What publishers of permission sets said last: served when they cannot be asked.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::Text;
use crate::store::tables::PermissionSets;
use crate::store::{Read, Span, StorageError};

/// The record of a permission set, as it was fetched and proven.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PublishedSet {
    /// DAG-CBOR.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub record: Vec<u8>,
    /// When it was fetched.
    #[n(1)]
    pub fetched_at: Timestamp,
}

cbor_rows!(PublishedSet);

/// At most `limit` sets that were fetched before `time`.
///
/// # Errors
/// As every read.
pub fn older_than(db: &impl Read, time: Timestamp, limit: usize) -> Result<Vec<Text>, StorageError> {
    let mut old = Vec::new();
    for row in db.range::<PermissionSets>(Span::all())? {
        let (name, set) = row?;
        if set.fetched_at < time {
            old.push(name);
            if old.len() == limit {
                break;
            }
        }
    }
    Ok(old)
}
