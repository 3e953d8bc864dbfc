//! Pieces of firehose events, and where each hour began.

use minicbor::{Decode, Encode};

use crate::store::Seq;
use crate::store::codec::{RowCodec, cbor_rows};

/// A piece of an event as stored; see `crate::store::events` for what the first piece begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventBytes(pub Vec<u8>);

impl RowCodec for EventBytes {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.to_vec()))
    }
}

/// The first event of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HourStart {
    /// That event.
    #[n(0)]
    pub first: Seq,
}

cbor_rows!(HourStart);
