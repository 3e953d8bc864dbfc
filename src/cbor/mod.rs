//! Layer 1: the data model of AT Protocol and its one binary form, canonical DAG-CBOR.
//!
//! [`decode`] accepts exactly what [`encode`] writes: definite lengths, shortest heads, sorted distinct text keys, no
//! floats, no tag but 42. Bytes that decode therefore have one hash, and re-encoding a value gives its bytes back.
//! Knows nothing of lexicons, JSON or repositories.

mod encoded;
mod map;
mod reader;
mod value;
mod writer;

pub use encoded::Encoded;
pub use map::Map;
pub use reader::{DecodeError, Kind, Reader};
pub use value::Value;
pub use writer::Writer;

use std::cmp::Ordering;

/// Decodes one value that fills all of `input`.
///
/// Lengths are believed only as far as the input reaches, and nesting is bounded by
/// [`MAX_VALUE_DEPTH`](crate::base::limits::MAX_VALUE_DEPTH).
///
/// # Errors
/// When the input is not one canonical value of the data model.
pub fn decode(input: &[u8]) -> Result<Value, DecodeError> {
    let mut reader = Reader::new(input);
    let value = reader.value()?;
    reader.finish()?;
    Ok(value)
}

/// Encodes a value canonically.
pub fn encode(value: &Value) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.value(value);
    writer.finish()
}

/// The order of map keys: shorter first, then by bytes.
fn compare_keys(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.as_bytes().cmp(b.as_bytes()))
}

#[cfg(test)]
pub(crate) mod tests;
