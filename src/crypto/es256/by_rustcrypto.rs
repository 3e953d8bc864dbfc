//! By RustCrypto's p256.

use p256::ecdsa::signature::hazmat::{PrehashSigner as _, PrehashVerifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use crate::crypto::{InvalidKey, sha256};

/// A private key.
pub(in crate::crypto) struct Signer(SigningKey);

impl Signer {
    /// The key with this big-endian scalar. Its point is computed, not taken.
    ///
    /// # Errors
    /// When it is no scalar.
    pub(in crate::crypto) fn new(scalar: &[u8; 32], _point: &[u8; 65]) -> Result<Self, InvalidKey> {
        SigningKey::from_slice(scalar).map(Self).map_err(|_| InvalidKey)
    }

    /// Signs `message`, which is hashed here: `r ‖ s` with either `s`.
    pub(in crate::crypto) fn sign(&self, message: &[u8]) -> [u8; 64] {
        let made: Signature = self.0.sign_prehash(&sha256(message)).expect("a SHA-256 digest can be signed");
        made.to_bytes().into()
    }
}

/// Whether `signature` (`r ‖ s` with either `s`) over `message` was made with the key of the uncompressed `point`.
pub(in crate::crypto) fn verify(point: &[u8; 65], message: &[u8], signature: &[u8]) -> bool {
    let Ok(signature) = Signature::from_slice(signature) else { return false };
    VerifyingKey::from_sec1_bytes(point)
        .is_ok_and(|key| key.verify_prehash(&sha256(message), &signature).is_ok())
}
