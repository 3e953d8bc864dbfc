//! How rows and keys become bytes.
//!
//! Keys are built by hand, big-endian, so that bytes sort as values do. Rows are a version byte and then minicbor with
//! numbered fields, except for the few that are bytes already (`records`, `nodes`, event parts, preferences).

use minicbor::decode::{Decoder, Error as DecodeError};
use minicbor::encode::{Encoder, Error as EncodeError, Write};
use minicbor::{Decode, Encode};

use super::ids::{Aid, RepoId, Seq};
use super::keys::{DeviceId, Digest};
use crate::base::{Secret, Timestamp};
use crate::syntax::{Cid, Did, Handle, RepoPath, Tid};

/// A key of a table.
pub trait KeyCodec: Sized {
    /// Whether the key begins with the account that its row belongs to.
    const OF_ACCOUNT: bool = false;
    /// Whether the key begins with the repository that its row belongs to.
    const OF_REPO: bool = false;

    /// Appends the key's bytes.
    fn encode(&self, out: &mut Vec<u8>);
    /// Reads bytes that [`KeyCodec::encode`] wrote; `None` for any others.
    fn decode(bytes: &[u8]) -> Option<Self>;

    /// The key's bytes.
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(48);
        self.encode(&mut out);
        out
    }
}

/// A row of a table.
pub trait RowCodec: Sized {
    /// Appends the row's bytes.
    fn encode(&self, out: &mut Vec<u8>);
    /// Reads bytes that [`RowCodec::encode`] wrote; `None` for any others.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

/// Version byte of every minicbor row. Fields are numbered and tolerant of additions; the byte changes only when old
/// rows could be misread.
const ROW_VERSION: u8 = 1;

/// Appends a version byte and the fields of `row`.
pub(super) fn encode_fields<T: Encode<()>>(row: &T, out: &mut Vec<u8>) {
    out.push(ROW_VERSION);
    minicbor::encode(row, out).expect("writing to memory does not fail");
}

/// Reads what [`encode_fields`] wrote.
pub(super) fn decode_fields<'a, T: Decode<'a, ()>>(bytes: &'a [u8]) -> Option<T> {
    let (version, fields) = bytes.split_first()?;
    if *version != ROW_VERSION {
        return None;
    }
    minicbor::decode(fields).ok()
}

/// Makes minicbor structs rows: version byte, then numbered fields.
macro_rules! cbor_rows {
    ($($row:ty),+ $(,)?) => {
        $(impl $crate::store::codec::RowCodec for $row {
            fn encode(&self, out: &mut Vec<u8>) {
                $crate::store::codec::encode_fields(self, out);
            }
            fn decode(bytes: &[u8]) -> Option<Self> {
                $crate::store::codec::decode_fields(bytes)
            }
        })+
    };
}
pub(super) use cbor_rows;

/// A row of which only the key matters.
impl RowCodec for () {
    fn encode(&self, _: &mut Vec<u8>) {}

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.is_empty().then_some(())
    }
}

/// The row of an index: which account the key belongs to.
impl RowCodec for Aid {
    fn encode(&self, out: &mut Vec<u8>) {
        KeyCodec::encode(self, out);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        KeyCodec::decode(bytes)
    }
}

/// Reads parts off the front of a key.
pub(super) struct KeyReader<'a>(pub &'a [u8]);

impl<'a> KeyReader<'a> {
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (part, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*part)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// Everything that is left.
    pub fn rest(self) -> &'a [u8] {
        self.0
    }

    /// Everything that is left, as text.
    pub fn text(self) -> Option<&'a str> {
        std::str::from_utf8(self.0).ok()
    }

    /// `value`, if nothing is left.
    pub fn end<T>(self, value: T) -> Option<T> {
        self.0.is_empty().then_some(value)
    }
}

/// Encodes our types inside minicbor rows. Stored text was checked before it was written.
macro_rules! cbor_text {
    ($($name:ty),+) => {
        $(impl<C> Encode<C> for $name {
            fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
                e.str(self.as_str())?.ok()
            }
        }
        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                d.str().map(Self::trusted)
            }
        })+
    };
}

cbor_text!(Did, Handle, RepoPath);

/// Encodes types that are one number.
macro_rules! cbor_numbers {
    ($($name:ty: $read:ident, $from:expr, $to:expr;)+) => {
        $(impl<C> Encode<C> for $name {
            fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
                e.$read($to(*self))?.ok()
            }
        }
        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                d.$read().map($from)
            }
        })+
    };
}

cbor_numbers! {
    Timestamp: u64, Self::from_micros, Self::micros;
    Tid: u64, Self::from_u64, Self::to_u64;
    Seq: u64, Self::from_u64, Self::to_u64;
    Aid: u32, Self, Self::to_u32;
    RepoId: u32, Self, |repo: Self| repo.0;
}

impl<C> Encode<C> for Digest {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Digest {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        d.bytes()?.try_into().map(Self).map_err(|_| DecodeError::message("32 bytes"))
    }
}

impl<C> Encode<C> for DeviceId {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.bytes(&self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for DeviceId {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        d.bytes()?.try_into().map(Self).map_err(|_| DecodeError::message("16 bytes"))
    }
}

impl<C> Encode<C> for Cid {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.bytes(&self.to_bytes())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Cid {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        Self::from_bytes(d.bytes()?).map_err(|_| DecodeError::message("a CID"))
    }
}

impl<C> Encode<C> for Secret<String> {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.str(self.expose())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Secret<String> {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        d.str().map(|text| Self::new(text.to_owned()))
    }
}
