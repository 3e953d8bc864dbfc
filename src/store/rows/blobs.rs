//! What is known of blobs. Their bytes are files.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::syntax::Tid;

/// A blob that an account uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Blob {
    /// Size in bytes.
    #[n(0)]
    pub size: u64,
    /// MIME type: sniffed, else as the client said.
    #[n(1)]
    pub mime: String,
    /// When it was uploaded.
    #[n(2)]
    pub uploaded_at: Timestamp,
    /// Revision of the first record that refers to it; none while it is temporary.
    #[n(3)]
    pub kept_since: Option<Tid>,
}

cbor_rows!(Blob);
