//! Values that stay encoded: for records on their way from the store to a client, which nobody looks into.

use super::{DecodeError, Kind, Reader};

/// Bytes that have been checked to be one canonical value. Takes no memory beside the bytes, where the decoded form of
/// a record may take thirty times as much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded<B> {
    bytes: B,
    kind: Kind,
}

impl<B: AsRef<[u8]>> Encoded<B> {
    /// Checks all that decoding checks.
    ///
    /// # Errors
    /// As [`decode`](super::decode).
    pub fn new(bytes: B) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes.as_ref());
        let kind = reader.kind()?;
        reader.skip()?;
        reader.finish()?;
        Ok(Self { bytes, kind })
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_ref()
    }

    /// What kind of value it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }
}
