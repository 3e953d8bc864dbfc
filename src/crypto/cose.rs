//! Public keys of authenticators: COSE keys (RFC 9052, RFC 9053) of the three kinds that WebAuthn asks for, and the
//! check of what they sign.

use minicbor::Decoder;
use minicbor::data::Type;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::{Curve, PublicKey};

/// Largest encoded key in bytes: one of RSA with 8,192 bits and room for what else the map says.
const MAX_BYTES: usize = 1_200;
/// Most entries of a key's map.
const MAX_ENTRIES: u64 = 16;
/// Bits of the smallest and of the largest RSA modulus, as ring checks signatures of them.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1_024;

/// COSE numbers of the kinds of signatures, in the order in which they are asked for: ES256, EdDSA, RS256.
pub const COSE_ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// Bytes that are no COSE key of a kind in [`COSE_ALGORITHMS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a public key of a supported kind")]
pub struct UnsupportedKey;

/// A public key of an authenticator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoseKey {
    /// ECDSA on P-256 with SHA-256: the uncompressed point.
    Es256([u8; 65]),
    /// Ed25519.
    EdDsa([u8; 32]),
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 {
        /// The modulus, big-endian.
        n: Vec<u8>,
        /// The public exponent, big-endian.
        e: Vec<u8>,
    },
}

/// What a key's map may say. The meaning of negative labels depends on the kind of key.
#[derive(Default)]
struct Map<'b> {
    kind: Option<i64>,
    algorithm: Option<i64>,
    curve: Option<i64>,
    minus_1: Option<&'b [u8]>,
    minus_2: Option<&'b [u8]>,
    minus_3: Option<&'b [u8]>,
}

impl CoseKey {
    /// Reads a key from the front of `bytes`; the answer says how many bytes it takes.
    ///
    /// # Errors
    /// When it is of no supported kind, or no point of its curve.
    pub fn read(bytes: &[u8]) -> Result<(Self, usize), UnsupportedKey> {
        let mut decoder = Decoder::new(bytes);
        let map = Map::read(&mut decoder).map_err(|_| UnsupportedKey)?;
        let length = decoder.position();
        if length > MAX_BYTES {
            return Err(UnsupportedKey);
        }
        Ok((map.into_key().ok_or(UnsupportedKey)?, length))
    }

    /// Whether `signature` is this key's over `message`. ECDSA signatures are in DER, as authenticators make them.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::EdDsa(point) => UnparsedPublicKey::new(&ED25519, point).verify(message, signature),
            Self::Rs256 { n, e } => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        }
        .is_ok()
    }
}

impl<'b> Map<'b> {
    fn read(decoder: &mut Decoder<'b>) -> Result<Self, minicbor::decode::Error> {
        let malformed = minicbor::decode::Error::message;
        let entries = decoder.map()?.filter(|entries| *entries <= MAX_ENTRIES);
        let mut map = Self::default();
        let mut last = None;
        for _ in 0..entries.ok_or_else(|| malformed("a map of known length"))? {
            // In CTAP2's canonical order, in which authenticators write keys, no label comes twice in a row; a label
            // that comes twice at all is refused below.
            let label = decoder.i64()?;
            if last.replace(label) == Some(label) {
                return Err(malformed("a label that comes twice"));
            }
            let taken = match label {
                1 => map.kind.replace(decoder.i64()?).is_some(),
                3 => map.algorithm.replace(decoder.i64()?).is_some(),
                -1 if decoder.datatype()? != Type::Bytes => map.curve.replace(decoder.i64()?).is_some(),
                -1 => map.minus_1.replace(decoder.bytes()?).is_some(),
                -2 => map.minus_2.replace(decoder.bytes()?).is_some(),
                -3 => map.minus_3.replace(decoder.bytes()?).is_some(),
                _ => {
                    decoder.skip()?;
                    false
                }
            };
            if taken {
                return Err(malformed("a label that comes twice"));
            }
        }
        Ok(map)
    }

    fn into_key(self) -> Option<CoseKey> {
        match (self.kind?, self.algorithm?) {
            // EC2 on P-256: x and y.
            (2, ES256) if self.curve == Some(1) => {
                let mut point = [4; 65];
                point.get_mut(1..33)?.copy_from_slice(fixed::<32>(self.minus_2)?);
                point.get_mut(33..)?.copy_from_slice(fixed::<32>(self.minus_3)?);
                PublicKey::new(Curve::P256, &point).ok()?;
                Some(CoseKey::Es256(point))
            }
            // OKP on Ed25519: x.
            (1, EDDSA) if self.curve == Some(6) => Some(CoseKey::EdDsa(*fixed::<32>(self.minus_2)?)),
            // RSA: n and e.
            (3, RS256) => {
                let (n, e) = (self.minus_1?, self.minus_2?);
                let is_sound = RSA_BYTES.contains(&n.len()) && n[0] != 0 && (1..=8).contains(&e.len());
                is_sound.then(|| CoseKey::Rs256 { n: n.to_vec(), e: e.to_vec() })
            }
            _ => None,
        }
    }
}

fn fixed<const N: usize>(bytes: Option<&[u8]>) -> Option<&[u8; N]> {
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use minicbor::Encoder;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};

    use super::*;

    fn p256(point: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        encoder.map(5).and_then(|e| e.i8(1)?.i8(2)?.i8(3)?.i8(-7)?.i8(-1)?.i8(1)).expect("memory");
        encoder.i8(-2).and_then(|e| e.bytes(&point[1..33])).expect("memory");
        encoder.i8(-3).and_then(|e| e.bytes(&point[33..])).expect("memory");
        bytes
    }

    #[test]
    fn p256_keys_read_and_verify() {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random)
            .expect("a key");
        let mut bytes = p256(pair.public_key().as_ref());
        let encoded = bytes.len();
        bytes.extend_from_slice(b"what follows");
        let (key, length) = CoseKey::read(&bytes).expect("a key");
        assert_eq!(length, encoded);
        let signature = pair.sign(&random, b"message").expect("a signature");
        assert!(key.verifies(b"message", signature.as_ref()));
        assert!(!key.verifies(b"another", signature.as_ref()));
        assert!(!key.verifies(b"message", &signature.as_ref()[1..]));

        let mut off_curve = pair.public_key().as_ref().to_vec();
        off_curve[40] ^= 1;
        assert_eq!(CoseKey::read(&p256(&off_curve)), Err(UnsupportedKey));
        for cut in 0..encoded {
            assert!(CoseKey::read(&bytes[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn ed25519_keys_read_and_verify() {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[5; 32]).expect("a key");
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        encoder.map(4).and_then(|e| e.i8(1)?.i8(1)?.i8(3)?.i8(-8)?.i8(-1)?.i8(6)).expect("memory");
        encoder.i8(-2).and_then(|e| e.bytes(pair.public_key().as_ref())).expect("memory");
        let (key, _) = CoseKey::read(&bytes).expect("a key");
        assert!(key.verifies(b"message", pair.sign(b"message").as_ref()));
        assert!(!key.verifies(b"another", pair.sign(b"message").as_ref()));
    }

    #[test]
    fn rsa_keys_need_a_modulus_that_ring_checks() {
        let rsa = |bytes: usize| {
            let mut out = Vec::new();
            let mut encoder = Encoder::new(&mut out);
            encoder.map(4).and_then(|e| e.i8(1)?.i8(3)?.i8(3)?.i16(-257)).expect("memory");
            encoder.i8(-1).and_then(|e| e.bytes(&vec![0xc1; bytes])).expect("memory");
            encoder.i8(-2).and_then(|e| e.bytes(&[1, 0, 1])).expect("memory");
            CoseKey::read(&out)
        };
        assert!(rsa(256).is_ok() && rsa(512).is_ok());
        assert!(rsa(128).is_err() && rsa(2_048).is_err());
        assert!(!rsa(256).expect("a key").0.verifies(b"message", &[1; 256]));
    }

    #[test]
    fn other_maps_are_refused() {
        // Another algorithm, a label twice, another curve, no map.
        for bytes in [
            &[0xa2, 1, 2, 3, 0x38, 34][..],
            &[0xa3, 1, 2, 1, 2, 3, 0x26],
            &[0xa3, 1, 2, 3, 0x26, 0x20, 2],
            &[0x80],
            &[0xbf, 0xff],
        ] {
            assert_eq!(CoseKey::read(bytes), Err(UnsupportedKey), "{bytes:?}");
        }
    }
}
