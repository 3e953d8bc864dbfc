//! Content identifiers, in the one form that AT Protocol blesses: CIDv1, SHA-256, codec DAG-CBOR or raw.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE32_NOPAD, Specification};

use super::SyntaxError;
use super::text_id::serde_as_text;

/// Shortest and longest text that the lexicon format `cid` accepts.
const CID_TEXT: std::ops::RangeInclusive<usize> = 8..=256;
/// Bytes before the digest: version 1, codec, SHA-256, 32 bytes.
const PREFIX: usize = 4;

/// What a CID's bytes are encoded in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Codec {
    /// Any bytes: blobs.
    Raw = 0x55,
    /// DAG-CBOR: records, tree nodes, commits.
    DagCbor = 0x71,
}

/// A CIDv1 over SHA-256. `Copy`, 33 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cid {
    codec: Codec,
    digest: [u8; 32],
}

impl Cid {
    /// Length of the binary form in bytes.
    pub const BYTES: usize = 36;

    /// From a codec and a SHA-256 digest.
    pub const fn new(codec: Codec, digest: [u8; 32]) -> Self {
        Self { codec, digest }
    }

    /// The CID of a DAG-CBOR block with this SHA-256 digest.
    pub const fn dag_cbor(digest: [u8; 32]) -> Self {
        Self::new(Codec::DagCbor, digest)
    }

    /// The CID of raw bytes with this SHA-256 digest.
    pub const fn raw(digest: [u8; 32]) -> Self {
        Self::new(Codec::Raw, digest)
    }

    /// What the content is encoded in.
    pub const fn codec(&self) -> Codec {
        self.codec
    }

    /// SHA-256 of the content.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The binary form: `01 codec 12 20 digest`.
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..PREFIX].copy_from_slice(&[1, self.codec as u8, 0x12, 0x20]);
        bytes[PREFIX..].copy_from_slice(&self.digest);
        bytes
    }

    /// Reads the binary form.
    ///
    /// # Errors
    /// When the bytes are not exactly a CIDv1 of a blessed codec over SHA-256.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SyntaxError> {
        const ERROR: SyntaxError = SyntaxError("CID");
        let (prefix, digest) = bytes.split_at_checked(PREFIX).ok_or(ERROR)?;
        let codec = match prefix {
            [1, 0x55, 0x12, 0x20] => Codec::Raw,
            [1, 0x71, 0x12, 0x20] => Codec::DagCbor,
            _ => return Err(ERROR),
        };
        Ok(Self { codec, digest: digest.try_into().map_err(|_| ERROR)? })
    }
}

impl FromStr for Cid {
    type Err = SyntaxError;

    /// Reads the base32 text form (`b…`).
    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        const ERROR: SyntaxError = SyntaxError("CID");
        let encoded = text.strip_prefix('b').ok_or(ERROR)?;
        if encoded.len() != 58 || encoded.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(ERROR);
        }
        let bytes = BASE32_NOPAD.decode(encoded.to_ascii_uppercase().as_bytes()).map_err(|_| ERROR)?;
        Self::from_bytes(&bytes)
    }
}

impl TryFrom<&str> for Cid {
    type Error = SyntaxError;

    fn try_from(text: &str) -> Result<Self, SyntaxError> {
        text.parse()
    }
}

impl fmt::Display for Cid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoding = lower_base32();
        write!(f, "b{}", encoding.encode_display(&self.to_bytes()))
    }
}

impl fmt::Debug for Cid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_text!(Cid);

fn lower_base32() -> &'static data_encoding::Encoding {
    static ENCODING: std::sync::OnceLock<data_encoding::Encoding> = std::sync::OnceLock::new();
    ENCODING.get_or_init(|| {
        let mut spec = Specification::new();
        spec.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
        spec.encoding().expect("a base32 alphabet has 32 symbols")
    })
}

/// Whether text has the outer form of some CID, of any kind (lexicon string format `cid`). Repositories need [`Cid`].
pub fn is_cid_syntax(text: &str) -> bool {
    CID_TEXT.contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'=')
        && !text.starts_with("Qmb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_round_trip() {
        let cid = Cid::raw([7; 32]);
        assert_eq!(cid.to_string().parse::<Cid>(), Ok(cid));
        assert_eq!(Cid::from_bytes(&cid.to_bytes()), Ok(cid));
        assert!(cid.to_string().starts_with("bafkrei"));
        assert!(Cid::dag_cbor([0; 32]).to_string().starts_with("bafyrei"));
    }

    #[test]
    fn other_forms_are_refused() {
        let mut bytes = Cid::raw([7; 32]).to_bytes().to_vec();
        bytes.push(0);
        assert!(Cid::from_bytes(&bytes).is_err());
        bytes.truncate(20);
        assert!(Cid::from_bytes(&bytes).is_err());
        assert!("QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR".parse::<Cid>().is_err());
        let upper = Cid::raw([7; 32]).to_string().to_ascii_uppercase();
        assert!(upper.parse::<Cid>().is_err());
    }
}
