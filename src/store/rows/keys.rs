//! Signing keys, sealed under the server's key.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;

/// Purpose of the key that signs an account's repository and service tokens.
pub const REPO_SIGNING: u8 = 1;
/// Purpose of the key that is to take its place.
pub const NEXT_REPO_SIGNING: u8 = 2;

/// A private key that only the server's sealing key opens.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SealedKey {
    /// The sealed private key with its nonce.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
    /// The public half as `did:key`, which names the curve too.
    #[n(1)]
    pub public: String,
    /// When it was made.
    #[n(2)]
    pub created_at: Timestamp,
}

cbor_rows!(SealedKey);
