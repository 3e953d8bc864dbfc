//! Layer 1: the JSON form of data-model values.
//!
//! Links are `{"$link": …}`, bytes `{"$bytes": …}`, and numbers are integers: `1.0` is accepted as `1`, as other
//! implementations do, and every other fraction is refused, as are integers beyond 53 bits, which JavaScript would
//! change. The binary form has all 64, so that they can be read from archives and are written as they are. [`Value`] and [`Map`](crate::cbor::Map) implement serde's traits with this
//! mapping, so that inputs and outputs of methods can embed them; so does [`Encoded`](crate::cbor::Encoded) for outputs.
//! Knows nothing of lexicons or HTTP.

mod deserialize;
mod encoded;
mod serialize;

use crate::cbor::Value;

/// Text that is not JSON, or not a value of the data model. The message names the place and quotes nothing secret.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(#[from] serde_json::Error);

/// Decodes one JSON value that fills all of `input`, white space apart.
///
/// Nesting is bounded (127 levels; one less than the binary form allows, as a link or bytes are one more level here).
/// Of duplicate keys the last wins, as in JavaScript. Objects with a `$type` are checked as far as the data model
/// goes: it is text that is not empty, and a `blob` has its three fields.
///
/// # Errors
/// When the input is not JSON or outside the data model.
pub fn decode(input: &[u8]) -> Result<Value, Error> {
    Ok(serde_json::from_slice(input)?)
}

/// Encodes a value as compact JSON.
pub fn encode(value: &Value) -> String {
    serde_json::to_string(value).expect("keys are text and memory does not fail to be written")
}

/// Appends a value as compact JSON.
pub fn write(value: &Value, output: &mut Vec<u8>) {
    serde_json::to_writer(output, value).expect("keys are text and memory does not fail to be written");
}

#[cfg(test)]
mod tests;
