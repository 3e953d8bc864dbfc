//! What keys are made of: numbers, names and hashes, whole keys by themselves or parts of longer ones.

use std::fmt;

use crate::base::Timestamp;
use crate::store::codec::{KeyCodec, KeyReader};
use crate::store::ids::{Aid, RepoId, Seq};
use crate::syntax::{Did, Handle, RepoPath, Rkey, Tid};

impl KeyCodec for Aid {
    const OF_ACCOUNT: bool = true;

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(u32::from_be_bytes).map(Self)
    }
}

impl KeyCodec for RepoId {
    const OF_REPO: bool = true;

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(u32::from_be_bytes).map(Self)
    }
}

impl KeyCodec for Seq {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_u64().to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(u64::from_be_bytes).map(Self::from_u64)
    }
}

macro_rules! text_keys {
    ($($name:ty),+) => {
        $(impl KeyCodec for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.as_str().as_bytes());
            }

            fn decode(bytes: &[u8]) -> Option<Self> {
                std::str::from_utf8(bytes).ok().map(Self::trusted)
            }
        })+
    };
}

text_keys!(Did, Handle);

/// A key that is free text: an e-mail address in lower case, an invite code, the name of a server value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(pub Box<str>);

impl Text {
    /// Wraps `text` as it is.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }
}

impl KeyCodec for Text {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(Self::new)
    }
}

/// SHA-256 of something: a blob's content, a token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", data_encoding::HEXLOWER.encode_display(&self.0[..4]))
    }
}

/// Random name of a browser.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub [u8; 16]);

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "device:{}", data_encoding::HEXLOWER.encode_display(&self.0[..4]))
    }
}

/// Random name of what an app may do for an account: of its session, to the app.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantId(pub [u8; 16]);

/// 32 hexadecimal digits.
impl fmt::Display for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", data_encoding::HEXLOWER.encode_display(&self.0))
    }
}

impl fmt::Debug for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "grant:{}", data_encoding::HEXLOWER.encode_display(&self.0[..4]))
    }
}

/// Text that is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a grant")]
pub struct BadGrantId;

impl std::str::FromStr for GrantId {
    type Err = BadGrantId;

    fn from_str(text: &str) -> Result<Self, BadGrantId> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| BadGrantId)?;
        bytes.try_into().map(Self).map_err(|_| BadGrantId)
    }
}

impl KeyCodec for Digest {
    fn encode(&self, out: &mut Vec<u8>) {
        self.put(out);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl KeyCodec for DeviceId {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// A part of a key after its owner. Those of free length take the rest of the key.
pub(super) trait KeyPart: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn take(reader: &mut KeyReader<'_>) -> Option<Self>;
}

impl KeyPart for Digest {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array().map(Self)
    }
}

impl KeyPart for GrantId {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array().map(Self)
    }
}

impl KeyPart for DeviceId {
    fn put(&self, out: &mut Vec<u8>) {
        self.encode(out);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array().map(Self)
    }
}

impl KeyPart for [u8; 16] {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array()
    }
}

impl KeyPart for u8 {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array::<1>().map(|[byte]| byte)
    }
}

impl KeyPart for u32 {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_be_bytes());
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.u32()
    }
}

impl KeyPart for Timestamp {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.micros().to_be_bytes());
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.u64().map(Self::from_micros)
    }
}

impl KeyPart for Tid {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_u64().to_be_bytes());
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.u64().map(Self::from_u64)
    }
}

macro_rules! rest_parts {
    ($($name:ty => $make:expr),+ $(,)?) => {
        $(impl KeyPart for $name {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(AsRef::<str>::as_ref(self).as_bytes());
            }

            fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
                let rest = std::mem::replace(reader, KeyReader(&[]));
                rest.text().map($make)
            }
        })+
    };
}

rest_parts!(RepoPath => RepoPath::trusted, Rkey => Rkey::trusted, Box<str> => Box::from);
