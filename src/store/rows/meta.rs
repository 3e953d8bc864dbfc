//! Values of the server itself: schema, identity of the database, counters, and what parts keep between starts.

use crate::store::codec::RowCodec;
use crate::store::keys::Text;

/// Schema number of the tables, a big-endian `u32`.
pub const SCHEMA: &str = "schema";
/// Sixteen random bytes that name this database and every copy of it.
pub const DATABASE_ID: &str = "database-id";
/// Microseconds since 1970 at which the database was made, a big-endian `u64`.
pub const CREATED: &str = "created";
/// Microseconds since 1970 of the last orderly stop, a big-endian `u64`.
pub const STOPPED: &str = "stopped";
/// The account number to be given next, a big-endian `u32`.
pub const NEXT_AID: &str = "next-aid";
/// The newest event that was removed for its age or for room, a big-endian `u64`.
pub const TRIMMED: &str = "trimmed";

/// The key of a value.
pub fn key(name: &str) -> Text {
    Text::new(name)
}

/// A value whose bytes belong to whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaValue(pub Vec<u8>);

impl MetaValue {
    /// A number.
    pub fn from_u64(value: u64) -> Self {
        Self(value.to_be_bytes().to_vec())
    }

    /// The number that [`MetaValue::from_u64`] wrote.
    pub fn to_u64(&self) -> Option<u64> {
        self.0.as_slice().try_into().ok().map(u64::from_be_bytes)
    }

    pub(in crate::store) fn from_u32(value: u32) -> Self {
        Self(value.to_be_bytes().to_vec())
    }

    pub(in crate::store) fn to_u32(&self) -> Option<u32> {
        self.0.as_slice().try_into().ok().map(u32::from_be_bytes)
    }
}

impl RowCodec for MetaValue {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.to_vec()))
    }
}
