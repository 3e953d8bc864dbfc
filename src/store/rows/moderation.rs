//! What the administrator withholds.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;

/// That something is withheld.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Takedown {
    /// The moderator's reference.
    #[n(0)]
    pub reference: String,
    /// Since when.
    #[n(1)]
    pub at: Timestamp,
}

cbor_rows!(Takedown);
