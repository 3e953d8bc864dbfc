//! The check of one proof (RFC 9449, section 4.3), in an order that matters: what a client can repair by trying again
//! with another nonce is found out before the proof is remembered, so that the second try is not taken for a replay.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use hyper::HeaderMap;
use hyper::header::HeaderName;
use url::Url;

use super::nonces::{Mark, Nonces, Refused};
use crate::base::Timestamp;
use crate::crypto::jwt::{self, Parsed};
use crate::crypto::{constant_time_eq, sha256};
use crate::oauth::jwk::{Jwk, JwkError, Thumbprint};

/// The header that carries proofs.
const DPOP: HeaderName = HeaderName::from_static("dpop");
/// The `typ` of proofs.
const TYPE: &str = "dpop+jwt";
/// How old a proof may be.
const MAX_AGE: Duration = Duration::from_secs(10);
/// How far the clocks of client and server may be apart, in either direction.
const TOLERANCE: Duration = Duration::from_secs(180);

/// What a valid proof proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The key that the sender holds.
    pub jkt: Thumbprint,
}

/// Why a request proves nothing. `UseNonce` is `use_dpop_nonce`, everything else `invalid_dpop_proof`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DpopError {
    /// There is no proof.
    #[error("DPoP proof required")]
    Missing,
    /// There are several.
    #[error("DPoP header must contain a single proof")]
    Several,
    /// Not a token, or one of another type.
    #[error("DPoP proof is not a JWT of type dpop+jwt")]
    Malformed,
    /// The embedded key or its signature is no good.
    #[error("DPoP proof cannot be verified: {0}")]
    Signature(#[from] JwkError),
    /// A claim is missing or is not the one of this request.
    #[error("DPoP \"{0}\" missing or mismatched")]
    Claim(&'static str),
    /// Made too long ago, or in the future.
    #[error("DPoP proof is not current; check the clock")]
    Stale,
    /// It carries no nonce of ours, or an old one.
    #[error("Authorization server requires nonce in DPoP proof")]
    UseNonce,
    /// It was used before.
    #[error("DPoP proof was used before")]
    Replayed,
}

/// The values of every `DPoP` header. One that is not text comes out empty, which is no proof.
pub fn headers(all: &HeaderMap) -> Vec<&str> {
    all.get_all(DPOP).iter().map(|value| value.to_str().unwrap_or_default()).collect()
}

/// Checks proofs, and remembers them.
pub struct Proofs {
    origin: Box<str>,
    nonces: Nonces,
}

impl Proofs {
    /// For the server that clients reach at `origin`: scheme, host and, unless it is the scheme's own, port.
    pub fn new(origin: &str) -> Self {
        Self { origin: origin.trim_end_matches('/').into(), nonces: Nonces::new() }
    }

    /// The nonce that every answer carries in its `DPoP-Nonce` header.
    pub fn next_nonce(&self, now: Timestamp) -> String {
        self.nonces.next(now)
    }

    /// Checks the proof of a request for `path` (without its query), which comes with `access_token` or with none.
    /// `headers` are the values of every `DPoP` header, see [`headers`].
    ///
    /// # Errors
    /// The first fault.
    pub fn check(
        &self,
        headers: &[&str],
        method: &str,
        path: &str,
        access_token: Option<&str>,
        now: Timestamp,
    ) -> Result<Proof, DpopError> {
        let proof = match headers {
            [] => return Err(DpopError::Missing),
            [proof] => jwt::parse(proof).map_err(|_| DpopError::Malformed)?,
            _ => return Err(DpopError::Several),
        };
        let key = signer(&proof)?;
        check_time(&proof, now)?;
        let id = text(&proof, "jti").filter(|id| !id.is_empty()).ok_or(DpopError::Claim("jti"))?;
        if text(&proof, "htm") != Some(method) {
            return Err(DpopError::Claim("htm"));
        }
        if !text(&proof, "htu").is_some_and(|htu| self.is_address(htu, path)) {
            return Err(DpopError::Claim("htu"));
        }
        let nonce = match proof.claims.get("nonce") {
            None => return Err(DpopError::UseNonce),
            Some(nonce) => nonce.as_str().ok_or(DpopError::Claim("nonce"))?,
        };
        let issued = self.nonces.find(nonce, now).ok_or(DpopError::UseNonce)?;
        check_token(&proof, access_token)?;
        let jkt = key.thumbprint();
        match self.nonces.spend(issued, mark(jkt, id), now) {
            Ok(()) => Ok(Proof { jkt }),
            Err(Refused::Used) => Err(DpopError::Replayed),
            Err(Refused::Void) => Err(DpopError::UseNonce),
        }
    }

    /// Whether `htu` is the public address of `path`. Query and fragment are ignored: some clients send them.
    fn is_address(&self, htu: &str, path: &str) -> bool {
        let (Ok(given), Ok(ours)) = (Url::parse(htu), Url::parse(&format!("{}{path}", self.origin))) else {
            return false;
        };
        matches!(given.scheme(), "https" | "http")
            && given.username().is_empty()
            && given.password().is_none()
            && given.origin() == ours.origin()
            && given.path() == ours.path()
    }
}

impl std::fmt::Debug for Proofs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proofs").field("origin", &self.origin).finish_non_exhaustive()
    }
}

fn text<'a>(proof: &'a Parsed, name: &str) -> Option<&'a str> {
    proof.claim_text(name)
}

/// The embedded key, which has signed the proof.
fn signer(proof: &Parsed) -> Result<Jwk, DpopError> {
    if proof.header_text("typ") != Some(TYPE) {
        return Err(DpopError::Malformed);
    }
    let key = proof.header.get("jwk").and_then(serde_json::Value::as_object).ok_or(JwkError::Malformed)?;
    let key = Jwk::from_json(key)?;
    key.verify(proof)?;
    Ok(key)
}

fn check_time(proof: &Parsed, now: Timestamp) -> Result<(), DpopError> {
    let made = proof.claim_time("iat").map(Timestamp::from_secs).ok_or(DpopError::Claim("iat"))?;
    let stale = now.since(made) > MAX_AGE + TOLERANCE || made.since(now) > TOLERANCE;
    // Proofs have no use for these two, but a client that sets them means them.
    let limit = |name: &'static str| match proof.claims.contains_key(name) {
        true => {
            proof.claim_time(name).map(|time| Some(Timestamp::from_secs(time))).ok_or(DpopError::Claim(name))
        }
        false => Ok(None),
    };
    let expired = limit("exp")?.is_some_and(|expires| now.since(expires) > TOLERANCE);
    let early = limit("nbf")?.is_some_and(|begins| begins.since(now) > TOLERANCE);
    if stale || expired || early { Err(DpopError::Stale) } else { Ok(()) }
}

/// Whether the proof is for the token that comes with it, or for none when none does.
fn check_token(proof: &Parsed, access_token: Option<&str>) -> Result<(), DpopError> {
    let right = match (access_token, proof.claims.get("ath")) {
        (None, None) => true,
        (Some(token), Some(hash)) => hash.as_str().is_some_and(|hash| {
            let expected = BASE64URL_NOPAD.encode(&sha256(token.as_bytes()));
            constant_time_eq(hash.as_bytes(), expected.as_bytes())
        }),
        _ => false,
    };
    if right { Ok(()) } else { Err(DpopError::Claim("ath")) }
}

/// Ids are short and random at best: only together with the key do they name a proof.
fn mark(jkt: Thumbprint, id: &str) -> Mark {
    let hash = sha256(&[jkt.as_bytes(), id.as_bytes()].concat());
    *hash.first_chunk().expect("a hash is longer than a mark")
}

#[cfg(test)]
mod tests;
