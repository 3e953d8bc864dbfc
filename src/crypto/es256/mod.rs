//! ECDSA on P-256 with SHA-256, by the faster of the two libraries that are linked anyway: ring, which has assembly for
//! 64-bit processors, or p256, which on 32-bit ARM verifies in a quarter of ring's time (docs/measurements.md).
//!
//! Both halves have the same two things: a `Signer`, and `verify`, which takes either form of `s`.

#[cfg(any(test, not(target_arch = "arm")))]
mod by_ring;
#[cfg(any(test, target_arch = "arm"))]
mod by_rustcrypto;

#[cfg(not(target_arch = "arm"))]
pub(super) use by_ring::{Signer, verify};
#[cfg(target_arch = "arm")]
pub(super) use by_rustcrypto::{Signer, verify};

#[cfg(test)]
mod tests {
    use p256::ecdsa::Signature;
    use p256::elliptic_curve::ops::Neg as _;
    use p256::elliptic_curve::sec1::ToSec1Point as _;

    use super::*;
    use crate::crypto::InvalidKey;

    fn point(scalar: &[u8; 32]) -> [u8; 65] {
        let secret = p256::SecretKey::from_slice(scalar).expect("a scalar");
        secret.public_key().to_sec1_point(false).as_bytes().try_into().expect("65 bytes")
    }

    /// The same signature with the other `s`.
    fn twin(signature: &[u8; 64]) -> [u8; 64] {
        let (r, s) = Signature::from_slice(signature).expect("a signature").split_scalars();
        Signature::from_scalars(r, s.neg()).expect("a signature").to_bytes().into()
    }

    #[test]
    fn each_verifies_what_the_other_signs_and_neither_what_is_changed() {
        for n in 1..=16_u8 {
            let (scalar, message) = ([n; 32], [n; 300]);
            let (own, other) = (point(&scalar), point(&[n + 1; 32]));
            let ring = by_ring::Signer::new(&scalar, &own).map(|signer| signer.sign(&message));
            let rust = by_rustcrypto::Signer::new(&scalar, &own).map(|signer| signer.sign(&message));
            for signature in [ring.expect("a key"), rust.expect("a key")] {
                for verify in [by_ring::verify, by_rustcrypto::verify] {
                    assert!(verify(&own, &message, &signature));
                    assert!(verify(&own, &message, &twin(&signature)));
                    assert!(!verify(&other, &message, &signature));
                    assert!(!verify(&own, &message[1..], &signature));
                    assert!(!verify(&own, &message, &signature[1..]));
                    assert!(!verify(&own, &message, &[0; 64]));
                    for byte in [0, 31, 32, 63] {
                        let mut changed = signature;
                        changed[byte] ^= 1;
                        assert!(!verify(&own, &message, &changed));
                    }
                }
            }
        }
    }

    #[test]
    fn scalars_outside_the_field_make_no_key() {
        let point = point(&[1; 32]);
        for scalar in [[0; 32], [0xff; 32]] {
            assert_eq!(by_ring::Signer::new(&scalar, &point).err(), Some(InvalidKey));
            assert_eq!(by_rustcrypto::Signer::new(&scalar, &point).err(), Some(InvalidKey));
        }
    }
}
