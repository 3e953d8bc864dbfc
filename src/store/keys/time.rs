//! Keys that begin with a time: pieces of events, hours, and tasks that are due.

use super::part::KeyPart;
use crate::base::Timestamp;
use crate::store::codec::{KeyCodec, KeyReader};
use crate::store::ids::Seq;
use crate::store::span::Span;

/// A piece of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventPart {
    /// The event.
    pub seq: Seq,
    /// Place of the piece, from 0.
    pub part: u16,
}

impl EventPart {
    /// The first piece of an event.
    pub const fn first(seq: Seq) -> Self {
        Self { seq, part: 0 }
    }

    /// The last piece that an event could have.
    pub const fn last(seq: Seq) -> Self {
        Self { seq, part: u16::MAX }
    }
}

impl KeyCodec for EventPart {
    fn encode(&self, out: &mut Vec<u8>) {
        self.seq.encode(out);
        out.extend_from_slice(&self.part.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let seq = Seq::from_u64(reader.u64()?);
        let part = reader.array().map(u16::from_be_bytes)?;
        reader.end(Self { seq, part })
    }
}

/// An hour since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour(pub u64);

impl Hour {
    /// The hour that `at` lies in.
    pub const fn containing(at: Timestamp) -> Self {
        Self(at.secs() / 3_600)
    }
}

impl KeyCodec for Hour {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(u64::from_be_bytes).map(Self)
    }
}

/// A task that waits for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueKey {
    /// Not before this.
    pub at: Timestamp,
    /// Tells apart tasks of one time.
    pub id: u64,
}

impl DueKey {
    /// Every task whose time has come at `now`.
    pub fn until(now: Timestamp) -> Span<Self> {
        Span::all().up_to(&Self { at: now, id: u64::MAX })
    }
}

impl KeyCodec for DueKey {
    fn encode(&self, out: &mut Vec<u8>) {
        self.at.put(out);
        out.extend_from_slice(&self.id.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let at = Timestamp::from_micros(reader.u64()?);
        let id = reader.u64()?;
        reader.end(Self { at, id })
    }
}
