//! ECDSA keys on the two curves of AT Protocol (cryptography spec).
//!
//! Signatures are SHA-256 based, 64 bytes `r ‖ s`, and always made with the low `s`.

use std::fmt;
use std::sync::Arc;

use k256::ecdsa::signature::hazmat::{PrehashSigner as _, PrehashVerifier as _};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use zeroize::Zeroizing;

use super::{es256, sha256};
use crate::base::{Secret, random_bytes};

/// The curves that AT Protocol knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// NIST P-256 (`secp256r1`), `ES256`.
    P256,
    /// `secp256k1`, `ES256K`.
    K256,
}

/// Whether a signature with the high `s` (a malleated twin) is refused. Repository commits and PLC operations must
/// require the low form; tokens from other servers are tolerated in either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LowS {
    /// Refuse the high form.
    Required,
    /// Accept both forms.
    Tolerated,
}

/// Bytes or text that are no key of the curve they claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid key")]
pub struct InvalidKey;

/// A private key. Cheap to clone; clones share the key material, which is wiped when the last one goes.
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    scalar: Zeroizing<[u8; 32]>,
    public: PublicKey,
    signer: Signer,
}

enum Signer {
    P256(es256::Signer),
    K256(k256::ecdsa::SigningKey),
}

impl SigningKey {
    /// A new random key.
    pub fn generate(curve: Curve) -> Self {
        loop {
            // A random string is outside the scalar field with probability 2^-32 (P-256) or 2^-128: draw again.
            if let Ok(key) = Self::from_bytes(curve, &Zeroizing::new(random_bytes())) {
                return key;
            }
        }
    }

    /// The key with this big-endian scalar.
    ///
    /// # Errors
    /// When the scalar is zero or not below the order of the curve.
    pub fn from_bytes(curve: Curve, scalar: &[u8; 32]) -> Result<Self, InvalidKey> {
        let (signer, public) = match curve {
            Curve::P256 => {
                let secret = p256::SecretKey::from_slice(scalar).map_err(|_| InvalidKey)?;
                let public = PublicKey::new(curve, secret.public_key().to_sec1_point(false).as_bytes())?;
                (Signer::P256(es256::Signer::new(scalar, &public.point)?), public)
            }
            Curve::K256 => {
                let key = k256::ecdsa::SigningKey::from_slice(scalar).map_err(|_| InvalidKey)?;
                let public = PublicKey::new(curve, key.verifying_key().to_sec1_point(false).as_bytes())?;
                (Signer::K256(key), public)
            }
        };
        Ok(Self(Arc::new(Inner { scalar: Zeroizing::new(*scalar), public, signer })))
    }

    /// The big-endian scalar, to be sealed and stored.
    pub fn to_bytes(&self) -> Secret<[u8; 32]> {
        Secret::new(*self.0.scalar)
    }

    /// The curve of the key.
    pub fn curve(&self) -> Curve {
        self.0.public.curve
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.0.public
    }

    /// Signs `message` (which is hashed here): 64 bytes `r ‖ s` with the low `s`.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        match &self.0.signer {
            Signer::P256(signer) => low(&signer.sign(message)).expect("a fresh signature is well formed"),
            Signer::K256(key) => {
                let made: k256::ecdsa::Signature =
                    key.sign_prehash(&sha256(message)).expect("a SHA-256 digest can be signed");
                made.normalize_s().to_bytes().into()
            }
        }
    }
}

/// The one of two signatures on P-256 that has the low `s`; `None` if the bytes are no signature.
fn low(signature: &[u8]) -> Option<[u8; 64]> {
    let given = p256::ecdsa::Signature::from_slice(signature).ok()?;
    Some(given.normalize_s().to_bytes().into())
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?})", self.0.public)
    }
}

/// A public key: a point that was checked to lie on its curve.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey {
    curve: Curve,
    /// SEC 1 uncompressed form.
    point: [u8; 65],
}

impl PublicKey {
    /// From a SEC 1 point, compressed (33 bytes) or uncompressed (65 bytes).
    ///
    /// # Errors
    /// When the bytes are no such point of the curve.
    pub fn new(curve: Curve, sec1: &[u8]) -> Result<Self, InvalidKey> {
        let point = match curve {
            Curve::P256 => p256::PublicKey::from_sec1_bytes(sec1)
                .map_err(|_| InvalidKey)?
                .to_sec1_point(false)
                .as_bytes()
                .try_into(),
            Curve::K256 => k256::PublicKey::from_sec1_bytes(sec1)
                .map_err(|_| InvalidKey)?
                .to_sec1_point(false)
                .as_bytes()
                .try_into(),
        };
        Ok(Self { curve, point: point.map_err(|_| InvalidKey)? })
    }

    /// The curve of the key.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// SEC 1 compressed form.
    pub fn compressed(&self) -> [u8; 33] {
        let mut bytes = [0; 33];
        bytes[0] = 2 + (self.point[64] & 1);
        bytes[1..].copy_from_slice(&self.point[1..33]);
        bytes
    }

    /// SEC 1 uncompressed form.
    pub fn uncompressed(&self) -> [u8; 65] {
        self.point
    }

    /// Whether `signature` (64 bytes `r ‖ s`) over `message` was made with this key.
    pub fn verify(&self, message: &[u8], signature: &[u8], low_s: LowS) -> bool {
        match self.curve {
            Curve::P256 => {
                let is_low = || low(signature).is_some_and(|low| low == signature);
                (low_s == LowS::Tolerated || is_low()) && es256::verify(&self.point, message, signature)
            }
            Curve::K256 => {
                let Ok(given) = k256::ecdsa::Signature::from_slice(signature) else { return false };
                let low = given.normalize_s();
                if low_s == LowS::Required && low != given {
                    return false;
                }
                k256::ecdsa::VerifyingKey::from_sec1_bytes(&self.point)
                    .is_ok_and(|key| key.verify_prehash(&sha256(message), &low).is_ok())
            }
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.did_key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_verify_on_both_curves_and_are_low() {
        for curve in [Curve::P256, Curve::K256] {
            let key = SigningKey::generate(curve);
            let other = SigningKey::generate(curve);
            for n in 0..32_u8 {
                let signature = key.sign(&[n]);
                assert!(key.public().verify(&[n], &signature, LowS::Required));
                assert!(!key.public().verify(&[n + 1], &signature, LowS::Tolerated));
                assert!(!other.public().verify(&[n], &signature, LowS::Tolerated));
                assert!(!key.public().verify(&[n], &signature[..63], LowS::Tolerated));
            }
        }
    }

    #[test]
    fn keys_survive_their_bytes() {
        for curve in [Curve::P256, Curve::K256] {
            let key = SigningKey::generate(curve);
            let again = SigningKey::from_bytes(curve, key.to_bytes().expose()).expect("its own bytes");
            assert_eq!(key.public(), again.public());
            assert_eq!(PublicKey::new(curve, &key.public().compressed()), Ok(*key.public()));
        }
    }

    #[test]
    fn scalars_outside_the_field_are_refused() {
        for curve in [Curve::P256, Curve::K256] {
            assert_eq!(SigningKey::from_bytes(curve, &[0; 32]).err(), Some(InvalidKey));
            assert_eq!(SigningKey::from_bytes(curve, &[0xff; 32]).err(), Some(InvalidKey));
        }
    }

    #[test]
    fn debug_shows_the_public_half_only() {
        let key = SigningKey::from_bytes(Curve::K256, &[7; 32]).expect("a scalar");
        assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.public().did_key()));
    }
}
