//! The text forms of public keys: `did:key`, and `publicKeyMultibase` of DID documents.

use super::base58;
use super::key::{Curve, InvalidKey, PublicKey};

/// Prefix of a `did:key`; `z` stands for base58btc.
const DID_KEY: &str = "did:key:";
const BASE58BTC: char = 'z';
/// Multicodec `p256-pub` (0x1200) as varint.
const P256_PUB: [u8; 2] = [0x80, 0x24];
/// Multicodec `secp256k1-pub` (0xe7) as varint.
const K256_PUB: [u8; 2] = [0xe7, 0x01];

impl PublicKey {
    /// From `did:key:z…`.
    ///
    /// # Errors
    /// When it is no `did:key`, or its key is on neither curve of AT Protocol.
    pub fn from_did_key(text: &str) -> Result<Self, InvalidKey> {
        Self::from_multibase(text.strip_prefix(DID_KEY).ok_or(InvalidKey)?)
    }

    /// As `did:key:z…`.
    pub fn did_key(&self) -> String {
        format!("{DID_KEY}{}", self.multibase())
    }

    /// From a multikey: base58btc of the codec of the curve and the compressed point.
    ///
    /// # Errors
    /// When it is not a compressed key on one of the two curves.
    pub fn from_multibase(text: &str) -> Result<Self, InvalidKey> {
        let bytes = decode_base58btc(text)?;
        let (codec, point) = bytes.split_first_chunk::<2>().ok_or(InvalidKey)?;
        let curve = match *codec {
            P256_PUB => Curve::P256,
            K256_PUB => Curve::K256,
            _ => return Err(InvalidKey),
        };
        if point.len() != 33 {
            return Err(InvalidKey);
        }
        Self::new(curve, point)
    }

    /// The multikey form, `z…`, as in the `publicKeyMultibase` of a `Multikey`.
    pub fn multibase(&self) -> String {
        let codec = match self.curve() {
            Curve::P256 => P256_PUB,
            Curve::K256 => K256_PUB,
        };
        let mut bytes = codec.to_vec();
        bytes.extend_from_slice(&self.compressed());
        format!("{BASE58BTC}{}", base58::encode(&bytes))
    }

    /// From the `type` and `publicKeyMultibase` of a verification method in a DID document. The two older types hold
    /// the bare point, compressed or not.
    ///
    /// # Errors
    /// When the type is unknown or the value does not fit it.
    pub fn from_verification_method(kind: &str, value: &str) -> Result<Self, InvalidKey> {
        match kind {
            "Multikey" => Self::from_multibase(value),
            "EcdsaSecp256r1VerificationKey2019" => Self::new(Curve::P256, &decode_base58btc(value)?),
            "EcdsaSecp256k1VerificationKey2019" => Self::new(Curve::K256, &decode_base58btc(value)?),
            _ => Err(InvalidKey),
        }
    }
}

fn decode_base58btc(text: &str) -> Result<Vec<u8>, InvalidKey> {
    text.strip_prefix(BASE58BTC).and_then(base58::decode).ok_or(InvalidKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_curves_round_trip() {
        for text in [
            "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
            "did:key:zDnaeTiq1PdzvZXUaMdezchcMJQpBdH2VN4pgrrEhMCCbmwSb",
        ] {
            let key = PublicKey::from_did_key(text).expect("a key");
            assert_eq!(key.did_key(), text);
            assert_eq!(PublicKey::from_verification_method("Multikey", &key.multibase()), Ok(key));
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "did:key:",
            "did:key:z",
            "did:web:example.com",
            // Ed25519.
            "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            // One character changed.
            "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBmf",
            "did:key:uQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
        ] {
            assert_eq!(PublicKey::from_did_key(text), Err(InvalidKey), "{text}");
        }
        assert_eq!(
            PublicKey::from_verification_method("Ed25519VerificationKey2020", "z6Mk"),
            Err(InvalidKey)
        );
    }
}
