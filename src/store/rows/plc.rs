//! The embedded development directory's history.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::syntax::Cid;

/// An operation in the history of a DID.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PlcOp {
    /// Identifier of the signed operation.
    #[n(0)]
    pub cid: Cid,
    /// The signed operation, DAG-CBOR.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub operation: Vec<u8>,
    /// When the directory took it.
    #[n(2)]
    pub created_at: Timestamp,
    /// Whether a later operation of a stronger key undid it.
    #[n(3)]
    pub nullified: bool,
}

cbor_rows!(PlcOp);
