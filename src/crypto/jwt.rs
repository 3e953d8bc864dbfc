//! Compact JSON Web Signatures: HS256 for tokens of our own, ES256 and ES256K between servers. Signatures of other
//! kinds are checked by whoever knows their keys.
//!
//! Reads and writes the form only. Which claims a token must carry is the business of whoever accepts it.

use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Curve, LowS, PublicKey, SigningKey, constant_time_eq, hmac_sha256};

/// Longest token that is parsed, in bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// Text that is no compact JWS with JSON objects as header and payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a well-formed token")]
pub struct Malformed;

/// A token that was taken apart but whose signature nobody has checked yet.
#[derive(Clone)]
pub struct Parsed {
    /// The protected header.
    pub header: Map<String, Value>,
    /// The payload. Not to be believed before a `verify_*` returned true.
    pub claims: Map<String, Value>,
    signing_input: Box<str>,
    signature: Vec<u8>,
}

impl Parsed {
    /// A text member of the header.
    pub fn header_text(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }

    /// A text member of the payload.
    pub fn claim_text(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }

    /// A time of the payload in seconds since the epoch (`NumericDate`; fractions are cut off).
    pub fn claim_time(&self, name: &str) -> Option<u64> {
        let value = self.claims.get(name)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to fit")]
        value.as_u64().or_else(|| {
            value
                .as_f64()
                .filter(|time| (0.0..9_007_199_254_740_992.0).contains(time))
                .map(|time| time as u64)
        })
    }

    /// What was signed: the first two parts as they came.
    pub fn signing_input(&self) -> &[u8] {
        self.signing_input.as_bytes()
    }

    /// The signature, which nobody has checked yet.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// Whether this is an ES256 or ES256K token signed by `key`; the `alg` must be the one of the key's curve.
    pub fn verify(&self, key: &PublicKey, low_s: LowS) -> bool {
        self.header_text("alg") == Some(algorithm(key.curve()))
            && key.verify(self.signing_input.as_bytes(), &self.signature, low_s)
    }

    /// Whether this is an HS256 token made with `secret`.
    pub fn verify_hs256(&self, secret: &[u8]) -> bool {
        self.header_text("alg") == Some("HS256")
            && constant_time_eq(&hmac_sha256(secret, self.signing_input.as_bytes()), &self.signature)
    }
}

/// Takes a compact JWS apart without checking its signature.
///
/// # Errors
/// When it has not three base64url parts of which the first two are JSON objects, or is longer than 8 KiB.
pub fn parse(token: &str) -> Result<Parsed, Malformed> {
    if token.len() > MAX_TOKEN {
        return Err(Malformed);
    }
    let (signing_input, signature) = token.rsplit_once('.').ok_or(Malformed)?;
    let (header, claims) = signing_input.split_once('.').ok_or(Malformed)?;
    Ok(Parsed {
        header: object(header)?,
        claims: object(claims)?,
        signing_input: signing_input.into(),
        signature: BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| Malformed)?,
    })
}

fn object(part: &str) -> Result<Map<String, Value>, Malformed> {
    let bytes = BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Malformed)
}

/// An HS256 token of type `typ`.
pub fn sign_hs256(secret: &[u8], typ: &str, claims: &impl Serialize) -> String {
    let input = signing_input("HS256", typ, None, claims);
    let signature = hmac_sha256(secret, input.as_bytes());
    with_signature(input, &signature)
}

/// A token of type `typ` signed by `key`, `ES256` or `ES256K` by its curve; `kid` names the key to the receiver.
pub fn sign(key: &SigningKey, typ: &str, kid: Option<&str>, claims: &impl Serialize) -> String {
    let input = signing_input(algorithm(key.curve()), typ, kid, claims);
    let signature = key.sign(input.as_bytes());
    with_signature(input, &signature)
}

/// A token signed by `key` under a header of the caller's, whose `alg` must be the one of [`algorithm`].
pub fn sign_under(key: &SigningKey, header: &impl Serialize, claims: &impl Serialize) -> String {
    let input = joined(header, claims);
    let signature = key.sign(input.as_bytes());
    with_signature(input, &signature)
}

/// The `alg` of signatures by keys on `curve`.
pub fn algorithm(curve: Curve) -> &'static str {
    match curve {
        Curve::P256 => "ES256",
        Curve::K256 => "ES256K",
    }
}

fn signing_input(alg: &str, typ: &str, kid: Option<&str>, claims: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Header<'a> {
        typ: &'a str,
        alg: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        kid: Option<&'a str>,
    }
    joined(&Header { typ, alg, kid }, claims)
}

fn joined(header: &impl Serialize, claims: &impl Serialize) -> String {
    let header = serde_json::to_vec(header).expect("headers are plain data with text keys");
    let claims = serde_json::to_vec(claims).expect("claims are plain data with text keys");
    format!("{}.{}", BASE64URL_NOPAD.encode(&header), BASE64URL_NOPAD.encode(&claims))
}

fn with_signature(mut input: String, signature: &[u8]) -> String {
    input.push('.');
    BASE64URL_NOPAD.encode_append(signature, &mut input);
    input
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hs256_round_trip() {
        let token = sign_hs256(b"secret", "at+jwt", &json!({"sub": "did:plc:a", "exp": 12}));
        let parsed = parse(&token).expect("well formed");
        assert_eq!(parsed.header_text("typ"), Some("at+jwt"));
        assert_eq!(parsed.claim_text("sub"), Some("did:plc:a"));
        assert_eq!(parsed.claim_time("exp"), Some(12));
        assert!(parsed.verify_hs256(b"secret"));
        assert!(!parsed.verify_hs256(b"other"));
    }

    #[test]
    fn asymmetric_round_trip_binds_the_algorithm() {
        let [p256, k256] = [Curve::P256, Curve::K256].map(SigningKey::generate);
        for (key, other, alg) in [(&p256, &k256, "ES256"), (&k256, &p256, "ES256K")] {
            let parsed = parse(&sign(key, "JWT", Some("#atproto"), &json!({"iss": "did:plc:a"})))
                .expect("well formed");
            assert_eq!(parsed.header_text("alg"), Some(alg));
            assert_eq!(parsed.header_text("kid"), Some("#atproto"));
            assert!(parsed.verify(key.public(), LowS::Required));
            assert!(!parsed.verify(other.public(), LowS::Tolerated));
        }
    }

    /// A public key must never be taken for an HMAC secret, nor `none` for a signature.
    #[test]
    fn algorithms_are_not_confused() {
        let key = SigningKey::generate(Curve::P256);
        let confused =
            parse(&sign_hs256(key.public().did_key().as_bytes(), "JWT", &json!({}))).expect("well formed");
        assert!(!confused.verify(key.public(), LowS::Tolerated));
        let header = BASE64URL_NOPAD.encode(br#"{"alg":"none"}"#);
        let unsigned = parse(&format!("{header}.e30.")).expect("well formed");
        assert!(!unsigned.verify_hs256(b""));
        assert!(!unsigned.verify(key.public(), LowS::Tolerated));
    }

    #[test]
    fn other_text_is_refused() {
        for text in
            ["", "a.b", "e30.e30", "e30.e30.=", "W10.e30.AA", "e30.W10.AA", "e30.e30.e30.AA", "{}.{}.AA"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&format!("e30.e30.{}", "A".repeat(MAX_TOKEN))).is_err());
        assert!(parse("e30.e30.").is_ok());
    }

    #[test]
    fn times_may_have_fractions_but_not_signs() {
        let time =
            |claims: &Value| parse(&sign_hs256(b"", "JWT", claims)).expect("well formed").claim_time("exp");
        assert_eq!(time(&json!({"exp": 1.9})), Some(1));
        assert_eq!(time(&json!({"exp": -1})), None);
        assert_eq!(time(&json!({"exp": 1e300})), None);
        assert_eq!(time(&json!({"exp": "12"})), None);
    }
}
