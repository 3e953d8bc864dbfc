//! Proofs as clients make them: what `hostplant bench` measures and tests present.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use crate::base::{Timestamp, random_bytes};
use crate::crypto::{SigningKey, jwt, sha256};
use crate::oauth::jwk;

/// A proof by `key` for a request of `method` to `url`, with `nonce` and `access_token` when there are such.
pub fn specimen(
    key: &SigningKey,
    method: &str,
    url: &str,
    nonce: Option<&str>,
    access_token: Option<&str>,
    now: Timestamp,
) -> String {
    let mut claims = json!({
        "jti": HEXLOWER.encode(&random_bytes::<16>()),
        "htm": method,
        "htu": url,
        "iat": now.secs(),
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    if let Some(token) = access_token {
        claims["ath"] = BASE64URL_NOPAD.encode(&sha256(token.as_bytes())).into();
    }
    sign(key, &claims)
}

/// A proof by `key` that claims exactly `claims`.
pub(super) fn sign(key: &SigningKey, claims: &Value) -> String {
    let public = key.public();
    let header =
        json!({"typ": "dpop+jwt", "alg": jwt::algorithm(public.curve()), "jwk": jwk::of_public_key(public)});
    jwt::sign_under(key, &header, claims)
}
