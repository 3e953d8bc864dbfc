//! Preferences, kept as the JSON that clients wrote.

use crate::store::codec::RowCodec;

/// An account's preferences: a JSON array.
#[derive(Clone, PartialEq, Eq)]
pub struct Preferences(pub Vec<u8>);

impl std::fmt::Debug for Preferences {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes of preferences", self.0.len())
    }
}

/// First byte of the row.
const VERSION: u8 = 1;

impl RowCodec for Preferences {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(VERSION);
        out.extend_from_slice(&self.0);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (VERSION, json) = bytes.split_first().map(|(version, json)| (*version, json))? else {
            return None;
        };
        Some(Self(json.to_vec()))
    }
}
