//! What apps wrote to a repository, so that its owner can see it and take it back.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::Digest;

/// One record that an app made, changed or deleted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AppWrite {
    /// The app's `client_id`.
    #[n(0)]
    pub client: String,
    /// When.
    #[n(1)]
    pub at: Timestamp,
    /// Collection and record key.
    #[n(2)]
    pub path: String,
    /// The record that was there before, by its hash.
    #[n(3)]
    pub before: Option<Digest>,
    /// The record that was there before, unless it was too large to be kept.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub kept: Option<Vec<u8>>,
    /// The record that the app wrote, by its hash; none when it deleted.
    #[n(5)]
    pub after: Option<Digest>,
}

/// How much is kept of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AppWriteTotals {
    /// Entries.
    #[n(0)]
    pub entries: u64,
    /// Bytes of records that were there before.
    #[n(1)]
    pub bytes: u64,
}

cbor_rows!(AppWrite, AppWriteTotals);
