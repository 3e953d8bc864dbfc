//! Keys of two parts neither of which is an account's number.

use super::part::{Digest, KeyPart};
use crate::store::codec::{KeyCodec, KeyReader};
use crate::store::span::Span;
use crate::syntax::Did;

/// A mailed code, found by what it was mailed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MailCodeKey {
    /// What it permits.
    pub purpose: u8,
    /// SHA-256 of the code as shown, in upper case.
    pub code: Digest,
}

impl KeyCodec for MailCodeKey {
    fn encode(&self, out: &mut Vec<u8>) {
        self.purpose.put(out);
        self.code.put(out);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let purpose = u8::take(&mut reader)?;
        let code = Digest::take(&mut reader)?;
        reader.end(Self { purpose, code })
    }
}

/// Two texts, of which the first holds no zero byte: `first | 00 | second`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// What keys are grouped by: an invite code, an owner.
    pub first: Box<str>,
    /// What tells them apart.
    pub second: Box<str>,
}

impl Pair {
    /// Joins two texts.
    pub fn new(first: &str, second: &str) -> Self {
        Self { first: first.into(), second: second.into() }
    }

    /// Every key with this first text.
    pub fn under(first: &str) -> Span<Self> {
        Span::prefix(Self::new(first, "").to_bytes())
    }
}

impl KeyCodec for Pair {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.first.as_bytes());
        out.push(0);
        out.extend_from_slice(self.second.as_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (first, second) = std::str::from_utf8(bytes).ok()?.split_once('\0')?;
        Some(Self::new(first, second))
    }
}

/// An operation of the embedded development directory: `did | 00 | number`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlcOpKey {
    /// Whose history it belongs to.
    pub did: Did,
    /// Its place, from 0.
    pub nth: u32,
}

impl PlcOpKey {
    /// The whole history of a DID.
    pub fn of(did: &Did) -> Span<Self> {
        let mut prefix = did.to_bytes();
        prefix.push(0);
        Span::prefix(prefix)
    }
}

impl KeyCodec for PlcOpKey {
    fn encode(&self, out: &mut Vec<u8>) {
        self.did.encode(out);
        out.push(0);
        out.extend_from_slice(&self.nth.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (head, nth) = bytes.split_last_chunk::<4>()?;
        let (0, did) = head.split_last().map(|(zero, did)| (*zero, did))? else { return None };
        Some(Self { did: Did::decode(did)?, nth: u32::from_be_bytes(*nth) })
    }
}
