//! Public keys of clients: JSON Web Keys (RFC 7517), their thumbprints (RFC 7638), and the signatures they check.
//!
//! Knows nothing of what is signed. Keys come from strangers: everything is checked when it is read, and a key that
//! shows its private half is refused.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::{Map, Value, json};

use crate::crypto::jwt::Parsed;
use crate::crypto::{Curve, LowS, PublicKey, sha256};

/// Longest RSA modulus in bytes: checking a signature takes time with its square.
const MAX_MODULUS: usize = 512;
/// Shortest RSA modulus in bytes, as RFC 7518 wants it.
const MIN_MODULUS: usize = 256;
/// Most keys of a set that are read.
const MAX_KEYS: usize = 64;
/// Members that only private and symmetric keys have (RFC 7518, section 6).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

macro_rules! algorithms {
    ($($variant:ident = $name:literal;)+) => {
        /// A signature algorithm (RFC 7518, RFC 8037, RFC 8812).
        ///
        /// ES512 is missing on purpose: ring has no P-521.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Algorithm {
            $(#[doc = $name] $variant,)+
        }

        impl Algorithm {
            /// The names of all of them, as metadata documents list them.
            pub const NAMES: &[&str] = &[$($name),+];

            /// The registered name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        impl FromStr for Algorithm {
            type Err = JwkError;

            fn from_str(name: &str) -> Result<Self, JwkError> {
                match name {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(JwkError::Algorithm),
                }
            }
        }
    };
}

algorithms! {
    Es256 = "ES256";
    Es256k = "ES256K";
    Es384 = "ES384";
    EdDsa = "EdDSA";
    Rs256 = "RS256";
    Rs384 = "RS384";
    Rs512 = "RS512";
    Ps256 = "PS256";
    Ps384 = "PS384";
    Ps512 = "PS512";
}

/// Why a key or a signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// Not a JSON object with text members where texts belong.
    #[error("the key is not a JSON Web Key")]
    Malformed,
    /// Private or symmetric: whoever sent it has given it away.
    #[error("the key is not a public key")]
    Private,
    /// A kind of key that is not known here.
    #[error("the type of the key is not supported")]
    Kind,
    /// Coordinates or a modulus that make no key.
    #[error("the key is not valid")]
    Invalid,
    /// Meant for encryption.
    #[error("the key is not for signatures")]
    Usage,
    /// An algorithm that is not known here, or does not go with the key.
    #[error("the signature algorithm is not supported or does not fit the key")]
    Algorithm,
    /// Extensions of the format that a reader must understand.
    #[error("the token uses critical extensions")]
    Critical,
    /// Made by another key, or of other bytes.
    #[error("the signature does not match")]
    Signature,
}

/// SHA-256 thumbprint of a public key (RFC 7638), `jkt` in OAuth.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thumbprint([u8; 32]);

impl Thumbprint {
    /// From the hash.
    pub const fn from_bytes(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// The hash.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Base64url without padding: 43 characters.
impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", BASE64URL_NOPAD.encode_display(&self.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Thumbprint {
    type Err = JwkError;

    fn from_str(text: &str) -> Result<Self, JwkError> {
        let hash = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| JwkError::Malformed)?;
        hash.try_into().map(Self).map_err(|_| JwkError::Malformed)
    }
}

/// A public key and what its owner says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    key: Key,
    algorithm: Option<Algorithm>,
    kid: Option<Box<str>>,
}

/// The key itself, in the form that its verifier takes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    /// On one of the curves of AT Protocol.
    Ec(Box<PublicKey>),
    /// SEC 1 uncompressed, unchecked: ring checks the point at each use.
    P384(Box<[u8; 97]>),
    Ed25519([u8; 32]),
    Rsa {
        modulus: Box<[u8]>,
        exponent: Box<[u8]>,
    },
}

impl Jwk {
    /// Reads a public key for signatures.
    ///
    /// # Errors
    /// When it is private, for something else, of an unknown kind, or malformed.
    pub fn from_json(jwk: &Map<String, Value>) -> Result<Self, JwkError> {
        if PRIVATE_MEMBERS.iter().any(|name| jwk.contains_key(*name)) {
            return Err(JwkError::Private);
        }
        if text(jwk, "use")?.is_some_and(|usage| usage != "sig") {
            return Err(JwkError::Usage);
        }
        if let Some(operations) = jwk.get("key_ops") {
            let operations = operations.as_array().ok_or(JwkError::Malformed)?;
            if !operations.iter().any(|operation| operation == "verify") {
                return Err(JwkError::Usage);
            }
        }
        let key = match (text(jwk, "kty")?.ok_or(JwkError::Malformed)?, text(jwk, "crv")?) {
            ("EC", Some("P-256")) => Key::Ec(on(Curve::P256, jwk)?),
            ("EC", Some("secp256k1")) => Key::Ec(on(Curve::K256, jwk)?),
            ("EC", Some("P-384")) => Key::P384(point::<48, 97>(jwk)?),
            ("OKP", Some("Ed25519")) => Key::Ed25519(bytes(jwk, "x")?),
            ("RSA", _) => Key::Rsa { modulus: modulus(jwk)?, exponent: integer(jwk, "e")? },
            _ => return Err(JwkError::Kind),
        };
        let algorithm = match text(jwk, "alg")? {
            Some(name) => Some(name.parse().ok().filter(|alg| key.fits(*alg)).ok_or(JwkError::Algorithm)?),
            None => None,
        };
        let kid = text(jwk, "kid")?.filter(|kid| !kid.is_empty()).map(Box::from);
        Ok(Self { key, algorithm, kid })
    }

    /// The name that its owner gave the key.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The thumbprint.
    pub fn thumbprint(&self) -> Thumbprint {
        // RFC 7638: the required members only, in the order of their names, without white space.
        let canonical = match &self.key {
            Key::Ec(key) => coordinates(curve_name(key.curve()), &key.uncompressed()[1..]),
            Key::P384(point) => coordinates("P-384", &point[1..]),
            Key::Ed25519(x) => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, BASE64URL_NOPAD.encode(x))
            }
            Key::Rsa { modulus, exponent } => format!(
                r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#,
                BASE64URL_NOPAD.encode(exponent),
                BASE64URL_NOPAD.encode(modulus)
            ),
        };
        Thumbprint(sha256(canonical.as_bytes()))
    }

    /// Checks that `token` was signed by this key, with an algorithm that goes with it.
    ///
    /// # Errors
    /// When it was not, or its header asks for more than is understood here.
    pub fn verify(&self, token: &Parsed) -> Result<Algorithm, JwkError> {
        if token.header.contains_key("crit") {
            return Err(JwkError::Critical);
        }
        let algorithm: Algorithm = token.header_text("alg").ok_or(JwkError::Algorithm)?.parse()?;
        if !self.fits(algorithm) {
            return Err(JwkError::Algorithm);
        }
        if self.key.verify(algorithm, token.signing_input(), token.signature()) {
            Ok(algorithm)
        } else {
            Err(JwkError::Signature)
        }
    }

    /// Whether the key makes signatures of this kind, and its owner lets it.
    fn fits(&self, algorithm: Algorithm) -> bool {
        self.key.fits(algorithm) && self.algorithm.is_none_or(|only| only == algorithm)
    }

    /// About how much memory it takes, in bytes.
    fn weight(&self) -> usize {
        let key = match &self.key {
            Key::Rsa { modulus, exponent } => modulus.len() + exponent.len(),
            Key::Ec(_) | Key::P384(_) | Key::Ed25519(_) => 128,
        };
        size_of::<Self>() + key + self.kid.as_ref().map_or(0, |kid| kid.len())
    }
}

impl Key {
    fn fits(&self, algorithm: Algorithm) -> bool {
        use Algorithm::{EdDsa, Es256, Es256k, Es384, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
        match self {
            Self::Ec(key) => match key.curve() {
                Curve::P256 => algorithm == Es256,
                Curve::K256 => algorithm == Es256k,
            },
            Self::P384(_) => algorithm == Es384,
            Self::Ed25519(_) => algorithm == EdDsa,
            Self::Rsa { .. } => matches!(algorithm, Rs256 | Rs384 | Rs512 | Ps256 | Ps384 | Ps512),
        }
    }

    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let (modulus, exponent) = match self {
            Self::Ec(key) => return key.verify(message, signature, LowS::Tolerated),
            Self::P384(point) => {
                let key = UnparsedPublicKey::new(&signature::ECDSA_P384_SHA384_FIXED, point.as_slice());
                return key.verify(message, signature).is_ok();
            }
            Self::Ed25519(key) => {
                return UnparsedPublicKey::new(&signature::ED25519, key).verify(message, signature).is_ok();
            }
            Self::Rsa { modulus, exponent } => (modulus, exponent),
        };
        let parameters = match algorithm {
            Algorithm::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
            Algorithm::Rs384 => &signature::RSA_PKCS1_2048_8192_SHA384,
            Algorithm::Rs512 => &signature::RSA_PKCS1_2048_8192_SHA512,
            Algorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
            Algorithm::Ps384 => &signature::RSA_PSS_2048_8192_SHA384,
            Algorithm::Ps512 => &signature::RSA_PSS_2048_8192_SHA512,
            Algorithm::Es256 | Algorithm::Es256k | Algorithm::Es384 | Algorithm::EdDsa => return false,
        };
        RsaPublicKeyComponents { n: modulus, e: exponent }.verify(parameters, message, signature).is_ok()
    }
}

/// A text member.
fn text<'a>(jwk: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, JwkError> {
    jwk.get(name).map(|value| value.as_str().ok_or(JwkError::Malformed)).transpose()
}

/// A member of exactly `N` bytes.
fn bytes<const N: usize>(jwk: &Map<String, Value>, name: &str) -> Result<[u8; N], JwkError> {
    let text = text(jwk, name)?.ok_or(JwkError::Malformed)?;
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| JwkError::Malformed)?;
    bytes.try_into().map_err(|_| JwkError::Invalid)
}

/// An integer of free length, without leading zeros, which would give one key several thumbprints.
fn integer(jwk: &Map<String, Value>, name: &str) -> Result<Box<[u8]>, JwkError> {
    let text = text(jwk, name)?.ok_or(JwkError::Malformed)?;
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| JwkError::Malformed)?;
    if bytes.first().is_none_or(|first| *first == 0) || bytes.len() > MAX_MODULUS {
        return Err(JwkError::Invalid);
    }
    Ok(bytes.into())
}

fn modulus(jwk: &Map<String, Value>) -> Result<Box<[u8]>, JwkError> {
    integer(jwk, "n").and_then(|n| if n.len() < MIN_MODULUS { Err(JwkError::Invalid) } else { Ok(n) })
}

/// The key at a point of a curve of AT Protocol.
fn on(curve: Curve, jwk: &Map<String, Value>) -> Result<Box<PublicKey>, JwkError> {
    let point = point::<32, 65>(jwk)?;
    PublicKey::new(curve, point.as_slice()).map(Box::new).map_err(|_| JwkError::Invalid)
}

/// The uncompressed point of coordinates of `N` bytes; `M` is `2 N + 1`.
fn point<const N: usize, const M: usize>(jwk: &Map<String, Value>) -> Result<Box<[u8; M]>, JwkError> {
    let mut point = Box::new([4; M]);
    point[1..=N].copy_from_slice(&bytes::<N>(jwk, "x")?);
    point[1 + N..].copy_from_slice(&bytes::<N>(jwk, "y")?);
    Ok(point)
}

/// What keys call a curve (RFC 7518, RFC 8812).
const fn curve_name(curve: Curve) -> &'static str {
    match curve {
        Curve::P256 => "P-256",
        Curve::K256 => "secp256k1",
    }
}

/// The canonical form of a key with two coordinates.
fn coordinates(curve: &str, xy: &[u8]) -> String {
    let (x, y) = xy.split_at(xy.len() / 2);
    let (x, y) = (BASE64URL_NOPAD.encode(x), BASE64URL_NOPAD.encode(y));
    format!(r#"{{"crv":"{curve}","kty":"EC","x":"{x}","y":"{y}"}}"#)
}

/// The JSON Web Key of one of our kinds of key, for what stands in for a client.
pub fn of_public_key(key: &PublicKey) -> Value {
    let point = key.uncompressed();
    json!({
        "kty": "EC",
        "crv": curve_name(key.curve()),
        "x": BASE64URL_NOPAD.encode(&point[1..33]),
        "y": BASE64URL_NOPAD.encode(&point[33..]),
    })
}

/// The keys that a client has published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JwkSet(Vec<Jwk>);

impl JwkSet {
    /// Reads a key set. What could never be used is left out, as RFC 7517 has it: keys of unknown kinds, for other uses
    /// or without a name. A private key is not left out but refused, so that somebody notices.
    ///
    /// # Errors
    /// When it is not a key set, or one of its keys is private.
    pub fn from_json(set: &Value) -> Result<Self, JwkError> {
        let keys = set.get("keys").and_then(Value::as_array).ok_or(JwkError::Malformed)?;
        if keys.len() > MAX_KEYS {
            return Err(JwkError::Malformed);
        }
        let mut read = Vec::with_capacity(keys.len());
        for key in keys {
            match Jwk::from_json(key.as_object().ok_or(JwkError::Malformed)?) {
                Ok(key) if key.kid().is_some() => read.push(key),
                Err(JwkError::Private) => return Err(JwkError::Private),
                Ok(_) | Err(_) => {}
            }
        }
        Ok(Self(read))
    }

    /// The key of that name for signatures of this kind.
    pub fn find(&self, kid: &str, algorithm: Algorithm) -> Option<&Jwk> {
        self.0.iter().find(|key| key.kid() == Some(kid) && key.fits(algorithm))
    }

    /// Whether it holds no usable key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// About how much memory it takes, in bytes.
    pub fn weight(&self) -> usize {
        self.0.iter().map(Jwk::weight).sum()
    }
}

#[cfg(test)]
mod tests;
