//! By ring.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, UnparsedPublicKey,
};

use crate::crypto::InvalidKey;

/// A private key.
pub(in crate::crypto) struct Signer(EcdsaKeyPair);

impl Signer {
    /// The key with this big-endian scalar, whose uncompressed point is `point`.
    ///
    /// # Errors
    /// When it is no scalar, or the point of another.
    pub(in crate::crypto) fn new(scalar: &[u8; 32], point: &[u8; 65]) -> Result<Self, InvalidKey> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar, point, &random);
        Ok(Self(pair.map_err(|_| InvalidKey)?))
    }

    /// Signs `message`, which is hashed here: `r ‖ s` with either `s`.
    pub(in crate::crypto) fn sign(&self, message: &[u8]) -> [u8; 64] {
        let made = self.0.sign(&SystemRandom::new(), message).expect("the operating system gives randomness");
        made.as_ref().try_into().expect("64 bytes of the fixed form")
    }
}

/// Whether `signature` (`r ‖ s` with either `s`) over `message` was made with the key of the uncompressed `point`.
pub(in crate::crypto) fn verify(point: &[u8; 65], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
}
