//! What a directory accepts in one operation, whatever came before: the limits of the public directory.

use data_encoding::BASE64URL_NOPAD;

use super::data::PlcData;
use super::operation::Operation;
use crate::crypto::PublicKey;

/// Largest operation with its signature, as DAG-CBOR, in bytes.
const MAX_OPERATION_BYTES: usize = 4_000;
/// Most entries in each of the four members of an operation.
const MAX_ENTRIES: usize = 10;
/// Longest alias in bytes.
const MAX_ALIAS: usize = 258;
/// Longest name of a service or verification method in bytes.
const MAX_NAME: usize = 32;
/// Longest type of a service in bytes.
const MAX_SERVICE_TYPE: usize = 96;
/// Longest endpoint of a service in bytes.
const MAX_ENDPOINT: usize = 256;
/// Longest verification key in bytes.
const MAX_KEY: usize = 256;
/// A signature in bytes: `r` and `s`.
const SIGNATURE_BYTES: usize = 64;

/// Why a directory refuses an operation on its own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenRule {
    /// Too large as a whole.
    #[error("Operation too large ({MAX_OPERATION_BYTES} bytes maximum in cbor encoding)")]
    TooLarge,
    /// A member has too many entries.
    #[error("Too many {0} (max {MAX_ENTRIES})")]
    TooMany(&'static str),
    /// A text in a member is too long.
    #[error("{0} too long")]
    TooLong(&'static str),
    /// Nobody could ever change the subject again.
    #[error("Need at least one rotation key")]
    NoRotationKey,
    /// The same rotation key or alias twice.
    #[error("Duplicate {0}")]
    Duplicate(&'static str),
    /// A key that is no `did:key`, or a rotation key of a curve that cannot sign operations.
    #[error("Invalid key: {0}")]
    InvalidKey(String),
    /// A signature that is not 64 bytes in base64url without padding.
    #[error("Invalid signature on op")]
    InvalidSignature,
}

/// Checks one operation against the limits, without looking at the log it belongs to.
///
/// # Errors
/// The first rule that is broken.
pub fn check_shape(operation: &Operation) -> Result<(), BrokenRule> {
    if operation.bytes().len() > MAX_OPERATION_BYTES {
        return Err(BrokenRule::TooLarge);
    }
    let signature = BASE64URL_NOPAD.decode(operation.signature().as_bytes());
    if !signature.is_ok_and(|bytes| bytes.len() == SIGNATURE_BYTES) {
        return Err(BrokenRule::InvalidSignature);
    }
    operation.data().map_or(Ok(()), |data| check_data(&data))
}

fn check_data(data: &PlcData) -> Result<(), BrokenRule> {
    let counts = [
        ("rotation keys", data.rotation_keys.len()),
        ("verification methods", data.verification_methods.len()),
        ("alsoKnownAs entries", data.also_known_as.len()),
        ("services", data.services.len()),
    ];
    if let Some((name, _)) = counts.iter().find(|(_, count)| *count > MAX_ENTRIES) {
        return Err(BrokenRule::TooMany(name));
    }
    if data.rotation_keys.is_empty() {
        return Err(BrokenRule::NoRotationKey);
    }
    if has_duplicate(&data.rotation_keys) {
        return Err(BrokenRule::Duplicate("rotation key"));
    }
    if has_duplicate(&data.also_known_as) {
        return Err(BrokenRule::Duplicate("alsoKnownAs entry"));
    }
    if let Some(key) = data.rotation_keys.iter().find(|key| PublicKey::from_did_key(key).is_err()) {
        return Err(BrokenRule::InvalidKey(key.clone()));
    }
    for (name, key) in &data.verification_methods {
        if name.len() > MAX_NAME || key.len() > MAX_KEY {
            return Err(BrokenRule::TooLong("Verification method"));
        }
        if !key.starts_with("did:key:z") {
            return Err(BrokenRule::InvalidKey(key.clone()));
        }
    }
    if data.also_known_as.iter().any(|alias| alias.len() > MAX_ALIAS) {
        return Err(BrokenRule::TooLong("Alias"));
    }
    let service_too_long = data.services.iter().any(|(name, service)| {
        name.len() > MAX_NAME
            || service.kind.len() > MAX_SERVICE_TYPE
            || service.endpoint.len() > MAX_ENDPOINT
    });
    if service_too_long { Err(BrokenRule::TooLong("Service")) } else { Ok(()) }
}

fn has_duplicate(items: &[String]) -> bool {
    items.iter().enumerate().any(|(at, item)| items[..at].contains(item))
}
