//! Layer 2: keys, signatures, hashes, sealed secrets, tokens and passwords behind one interface.
//!
//! SHA-256 runs on ring, which is linked for TLS anyway and carries assembly for every ARM we target, P-256 on ring or
//! `p256`, whichever is faster on the processor, secp256k1 on `k256`. Knows nothing of accounts, storage or HTTP.

mod base58;
mod cose;
mod digest;
mod es256;
pub mod jwt;
mod key;
mod multikey;
mod password;
mod seal;

pub use cose::{COSE_ALGORITHMS, CoseKey, UnsupportedKey};
pub use digest::{Sha256, constant_time_eq, hmac_sha256, sha256};
pub use key::{Curve, InvalidKey, LowS, PublicKey, SigningKey};
pub use password::{Busy, Params as PasswordParams, PasswordHash, Passwords};
pub use seal::{OpenError, SealKey};

#[cfg(test)]
mod vectors;
