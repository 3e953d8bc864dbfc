//! Layer 0: time, randomness, secrets and the numbers that bound the whole program.
//!
//! Knows nothing of AT Protocol, storage or HTTP.

mod clock;
#[cfg(test)]
pub(crate) mod interop;
pub mod limits;
mod random;
mod secret;

pub(crate) use clock::days_from_civil;
pub use clock::{Clock, Timestamp};
pub use random::{base32_token, fill_random, random_bytes};
pub use secret::Secret;
