//! Proofs of possession (DPoP, RFC 9449): that a request comes from who holds the key of its token.
//!
//! Owns the check of a proof, the nonces that proofs must carry and the memory of those that were used. Knows neither
//! tokens nor clients: what a key is allowed to do is the caller's business.

mod nonces;
mod proof;
mod specimen;

pub use proof::{DpopError, Proof, Proofs, headers};
pub use specimen::specimen;
