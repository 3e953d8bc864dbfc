//! One row per refusal, and the order of the checks.

use hyper::header::HeaderValue;
use serde_json::{Value, json};

use super::*;
use crate::crypto::{Curve, SigningKey};
use crate::oauth::dpop::specimen::{sign, specimen};
use crate::oauth::jwk;

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const ORIGIN: &str = "https://pds.demo.social";
const PATH: &str = "/oauth/token";
const URL: &str = "https://pds.demo.social/oauth/token";

fn key() -> SigningKey {
    SigningKey::generate(Curve::P256)
}

/// Claims of a good proof without an access token.
fn claims(proofs: &Proofs) -> Value {
    json!({
        "jti": "short", "htm": "POST", "htu": URL, "iat": NOW.secs(), "nonce": proofs.next_nonce(NOW),
    })
}

fn check(proofs: &Proofs, proof: &str) -> Result<Proof, DpopError> {
    proofs.check(&[proof], "POST", PATH, None, NOW)
}

#[test]
fn a_good_proof_names_its_key_and_works_once() {
    let proofs = Proofs::new(ORIGIN);
    for curve in [Curve::P256, Curve::K256] {
        let key = SigningKey::generate(curve);
        let proof = specimen(&key, "POST", URL, Some(&proofs.next_nonce(NOW)), None, NOW);
        let public = jwk::of_public_key(key.public());
        let jkt = Jwk::from_json(public.as_object().expect("an object")).expect("a key").thumbprint();
        assert_eq!(check(&proofs, &proof), Ok(Proof { jkt }));
        assert_eq!(check(&proofs, &proof), Err(DpopError::Replayed));
    }
}

#[test]
fn there_is_exactly_one_proof() {
    let proofs = Proofs::new(ORIGIN);
    let proof = sign(&key(), &claims(&proofs));
    let check = |headers: &[&str]| proofs.check(headers, "POST", PATH, None, NOW);
    assert_eq!(check(&[]), Err(DpopError::Missing));
    assert_eq!(check(&[&proof, &proof]), Err(DpopError::Several));
    assert_eq!(check(&[""]), Err(DpopError::Malformed));
    assert!(check(&[&proof]).is_ok());

    let mut all = HeaderMap::new();
    assert!(headers(&all).is_empty());
    all.append("dpop", HeaderValue::from_static("one"));
    all.append("DPoP", HeaderValue::from_bytes(&[0xff]).expect("opaque bytes"));
    assert_eq!(headers(&all), ["one", ""]);
}

#[test]
fn headers_of_other_tokens_are_refused() {
    let proofs = Proofs::new(ORIGIN);
    let key = key();
    let public = jwk::of_public_key(key.public());
    let mut private = public.clone();
    private["d"] = "AA".into();
    for (header, expected) in [
        (json!({"alg": "ES256", "jwk": public}), DpopError::Malformed),
        (json!({"typ": "JWT", "alg": "ES256", "jwk": public}), DpopError::Malformed),
        (json!({"typ": "dpop+jwt", "alg": "ES256"}), JwkError::Malformed.into()),
        (json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": "key"}), JwkError::Malformed.into()),
        (json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": private}), JwkError::Private.into()),
        (json!({"typ": "dpop+jwt", "alg": "ES256K", "jwk": public}), JwkError::Algorithm.into()),
        (json!({"typ": "dpop+jwt", "alg": "none", "jwk": public}), JwkError::Algorithm.into()),
        (json!({"typ": "dpop+jwt", "alg": "HS256", "jwk": public}), JwkError::Algorithm.into()),
        (json!({"typ": "dpop+jwt", "jwk": public}), JwkError::Algorithm.into()),
    ] {
        let proof = jwt::sign_under(&key, &header, &claims(&proofs));
        assert_eq!(check(&proofs, &proof), Err(expected), "{header}");
    }
    let other = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk::of_public_key(self::key().public())});
    let foreign = jwt::sign_under(&key, &other, &claims(&proofs));
    assert_eq!(check(&proofs, &foreign), Err(JwkError::Signature.into()));
}

#[test]
fn claims_are_those_of_the_request() {
    let now = NOW.secs();
    let url = |text: &str| json!(text);
    for (name, value, expected) in [
        ("jti", json!(null), Some(DpopError::Claim("jti"))),
        ("jti", json!(""), Some(DpopError::Claim("jti"))),
        ("jti", json!(7), Some(DpopError::Claim("jti"))),
        ("htm", json!("post"), Some(DpopError::Claim("htm"))),
        ("htm", json!("GET"), Some(DpopError::Claim("htm"))),
        ("htm", json!(null), Some(DpopError::Claim("htm"))),
        ("htu", json!(null), Some(DpopError::Claim("htu"))),
        ("htu", url("/oauth/token"), Some(DpopError::Claim("htu"))),
        ("htu", url("http://pds.demo.social/oauth/token"), Some(DpopError::Claim("htu"))),
        ("htu", url("https://pds.demo.social.evil/oauth/token"), Some(DpopError::Claim("htu"))),
        ("htu", url("https://pds.demo.social:8443/oauth/token"), Some(DpopError::Claim("htu"))),
        ("htu", url("https://pds.demo.social/oauth/token/"), Some(DpopError::Claim("htu"))),
        ("htu", url("https://pds.demo.social/oauth/par"), Some(DpopError::Claim("htu"))),
        ("htu", url("https://me@pds.demo.social/oauth/token"), Some(DpopError::Claim("htu"))),
        ("htu", url("https://:p@pds.demo.social/oauth/token"), Some(DpopError::Claim("htu"))),
        ("htu", url("ftp://pds.demo.social/oauth/token"), Some(DpopError::Claim("htu"))),
        ("htu", url("HTTPS://PDS.demo.social:443/oauth/./x/../token?query#fragment"), None),
        ("iat", json!(null), Some(DpopError::Claim("iat"))),
        ("iat", json!("now"), Some(DpopError::Claim("iat"))),
        ("iat", json!(now - 190), None),
        ("iat", json!(now - 191), Some(DpopError::Stale)),
        ("iat", json!(now + 180), None),
        ("iat", json!(now + 181), Some(DpopError::Stale)),
        ("exp", json!(now - 180), None),
        ("exp", json!(now - 181), Some(DpopError::Stale)),
        ("exp", json!("never"), Some(DpopError::Claim("exp"))),
        ("nbf", json!(now + 181), Some(DpopError::Stale)),
        ("nonce", json!(null), Some(DpopError::Claim("nonce"))),
        ("nonce", json!(""), Some(DpopError::UseNonce)),
        ("nonce", json!("guessed"), Some(DpopError::UseNonce)),
        ("ath", json!("AA"), Some(DpopError::Claim("ath"))),
        ("hti", json!("client claims of no meaning here"), None),
    ] {
        let proofs = Proofs::new(ORIGIN);
        let mut claims = claims(&proofs);
        claims[name] = value.clone();
        assert_eq!(check(&proofs, &sign(&key(), &claims)).err(), expected, "{name} {value}");
    }
}

#[test]
fn the_token_is_the_one_that_comes_along() {
    let proofs = Proofs::new(ORIGIN);
    let nonce = proofs.next_nonce(NOW);
    let proof = |token| specimen(&key(), "POST", URL, Some(&nonce), token, NOW);
    let check = |proof: &str, token| proofs.check(&[proof], "POST", PATH, token, NOW).err();
    assert_eq!(check(&proof(Some("token")), Some("token")), None);
    assert_eq!(check(&proof(Some("other")), Some("token")), Some(DpopError::Claim("ath")));
    assert_eq!(check(&proof(None), Some("token")), Some(DpopError::Claim("ath")));
    assert_eq!(check(&proof(Some("token")), None), Some(DpopError::Claim("ath")));
}

/// A client that is told to use a nonce tries again, often with the same id: that is no replay.
#[test]
fn the_nonce_comes_before_the_memory() {
    let proofs = Proofs::new(ORIGIN);
    let key = key();
    let mut claims = claims(&proofs);
    let nonce = claims.as_object_mut().expect("claims").remove("nonce").expect("a nonce");
    assert_eq!(check(&proofs, &sign(&key, &claims)), Err(DpopError::UseNonce));
    assert_eq!(check(&proofs, &sign(&key, &claims)), Err(DpopError::UseNonce));
    claims["nonce"] = nonce;
    // Nor is a proof remembered that fails in what comes after the nonce.
    claims["ath"] = "AA".into();
    assert_eq!(check(&proofs, &sign(&key, &claims)), Err(DpopError::Claim("ath")));
    claims.as_object_mut().expect("claims").remove("ath");
    assert!(check(&proofs, &sign(&key, &claims)).is_ok());
    assert_eq!(check(&proofs, &sign(&key, &claims)), Err(DpopError::Replayed));
}

/// Browsers make short ids: two of them meet sooner or later, and must not be taken for each other.
#[test]
fn ids_count_for_one_key_only() {
    let proofs = Proofs::new(ORIGIN);
    let claims = claims(&proofs);
    assert!(check(&proofs, &sign(&key(), &claims)).is_ok());
    assert!(check(&proofs, &sign(&key(), &claims)).is_ok());
}

#[test]
fn nonces_rotate_and_do_not_survive_a_restart() {
    let key = key();
    let proofs = Proofs::new(ORIGIN);
    let nonce = proofs.next_nonce(NOW);
    let later = NOW.after(Duration::from_secs(179));
    let too_late = NOW.after(Duration::from_secs(180));
    let proof = specimen(&key, "POST", URL, Some(&nonce), None, NOW);
    let check = |proofs: &Proofs, now| proofs.check(&[&proof], "POST", PATH, None, now);
    assert_eq!(
        check(&Proofs::new(ORIGIN), NOW),
        Err(DpopError::UseNonce),
        "a captured proof after a restart"
    );
    assert!(check(&proofs, later).is_ok());
    assert_eq!(check(&proofs, later), Err(DpopError::Replayed));
    assert_eq!(check(&proofs, too_late), Err(DpopError::UseNonce));
}

#[test]
fn a_server_on_localhost_has_a_port() {
    let proofs = Proofs::new("http://localhost:2583");
    let nonce = proofs.next_nonce(NOW);
    let check = |url: &str| {
        let proof = specimen(&key(), "GET", url, Some(&nonce), None, NOW);
        proofs.check(&[&proof], "GET", "/xrpc/a.b.c", None, NOW).err()
    };
    assert_eq!(check("http://localhost:2583/xrpc/a.b.c"), None);
    assert_eq!(check("http://localhost:2584/xrpc/a.b.c"), Some(DpopError::Claim("htu")));
    assert_eq!(check("https://localhost:2583/xrpc/a.b.c"), Some(DpopError::Claim("htu")));
}
