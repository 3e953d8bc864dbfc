//! One row per refusal, and what is remembered.

use serde_json::json;

use super::*;
use crate::crypto::{Curve, SigningKey};
use crate::oauth::jwk;

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const ISSUER: &str = "https://pds.demo.social";
const ID: &str = "https://app.demo.social/client.json";

struct Bench {
    client: ClientId,
    signer: SigningKey,
    key: Jwk,
    spent: Spent,
}

impl Bench {
    fn new() -> Self {
        let signer = SigningKey::generate(Curve::P256);
        let key = jwk::of_public_key(signer.public());
        let key = Jwk::from_json(key.as_object().expect("an object")).expect("a key");
        Self { client: ID.parse().expect("a client"), signer, key, spent: Spent::default() }
    }

    fn sign(&self, claims: &Value) -> String {
        jwt::sign(&self.signer, "JWT", Some("one"), claims)
    }

    fn check_at(&self, claims: &Value, now: Timestamp) -> Result<ClientAuth, AssertionError> {
        let assertion = Assertion::read(Some(TYPE), Some(&self.sign(claims)))?;
        assertion.check(&self.client, &self.key, ISSUER, &self.spent, now)
    }

    fn check(&self, claims: &Value) -> Result<ClientAuth, AssertionError> {
        self.check_at(claims, NOW)
    }
}

fn claims() -> Value {
    json!({"iss": ID, "sub": ID, "aud": ISSUER, "iat": NOW.secs(), "jti": "one"})
}

#[test]
fn a_good_assertion_names_its_key_and_works_once() {
    let bench = Bench::new();
    let auth = bench.check(&claims()).expect("accepted");
    let jkt = bench.key.thumbprint();
    assert_eq!(auth, ClientAuth::PrivateKeyJwt { alg: Algorithm::Es256, kid: "one".into(), jkt });
    assert_eq!(bench.check(&claims()), Err(AssertionError::Replayed));
    let at_the_end = NOW.after(MAX_AGE);
    assert_eq!(bench.check_at(&claims(), at_the_end), Err(AssertionError::Replayed));
    assert_eq!(
        bench.check_at(&claims(), at_the_end.after(Duration::from_secs(1))),
        Err(AssertionError::Stale),
        "what is not remembered is too old"
    );
}

#[test]
fn claims_are_checked() {
    let now = NOW.secs();
    for (name, value, expected) in [
        ("iss", json!("https://app.demo.social/other.json"), Some(AssertionError::Claim("iss"))),
        ("iss", json!(null), Some(AssertionError::Claim("iss"))),
        ("sub", json!("did:plc:somebody"), Some(AssertionError::Claim("sub"))),
        ("aud", json!([ISSUER]), None),
        ("aud", json!(["https://other.demo.social", ISSUER]), None),
        ("aud", json!(["https://other.demo.social"]), Some(AssertionError::Claim("aud"))),
        ("aud", json!([]), Some(AssertionError::Claim("aud"))),
        ("aud", json!(null), Some(AssertionError::Claim("aud"))),
        ("aud", json!("https://pds.demo.social/"), Some(AssertionError::Claim("aud"))),
        ("aud", json!("https://pds.demo.social/oauth/token"), Some(AssertionError::Claim("aud"))),
        ("iat", json!(null), Some(AssertionError::Claim("iat"))),
        ("iat", json!("today"), Some(AssertionError::Claim("iat"))),
        ("iat", json!(now - 60), None),
        ("iat", json!(now - 61), Some(AssertionError::Stale)),
        ("iat", json!(now + 30), None),
        ("iat", json!(now + 31), Some(AssertionError::Stale)),
        ("exp", json!(now + 1), None),
        ("exp", json!(now), Some(AssertionError::Stale)),
        ("exp", json!("later"), Some(AssertionError::Claim("exp"))),
        ("nbf", json!(now + 30), None),
        ("nbf", json!(now + 31), Some(AssertionError::Stale)),
        ("jti", json!(null), Some(AssertionError::Claim("jti"))),
        ("jti", json!(""), Some(AssertionError::Claim("jti"))),
    ] {
        let mut claims = claims();
        claims[name] = value.clone();
        assert_eq!(Bench::new().check(&claims).err(), expected, "{name} {value}");
    }
    let mut without = claims();
    without.as_object_mut().expect("claims").remove("iat");
    assert_eq!(Bench::new().check(&without), Err(AssertionError::Claim("iat")));
}

#[test]
fn fields_are_those_of_one_kind_of_assertion() {
    let bench = Bench::new();
    let token = bench.sign(&claims());
    let read = |kind: Option<&str>, text: Option<&str>| Assertion::read(kind, text).err();
    assert_eq!(read(Some(TYPE), Some(&token)), None);
    for empty in [None, Some("")] {
        assert_eq!(read(Some(TYPE), empty), Some(AssertionError::Missing));
        assert_eq!(read(empty, empty), Some(AssertionError::Missing));
        assert_eq!(read(empty, Some(&token)), Some(AssertionError::Type));
    }
    let saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
    assert_eq!(read(Some(saml), Some(&token)), Some(AssertionError::Type));
    assert_eq!(read(Some(TYPE), Some("token")), Some(AssertionError::Malformed));
    let nameless = jwt::sign(&bench.signer, "JWT", None, &claims());
    assert_eq!(read(Some(TYPE), Some(&nameless)), Some(AssertionError::NoKid));
    for alg in ["none", "HS256", "ES512"] {
        let token = jwt::sign_under(&bench.signer, &json!({"alg": alg, "kid": "one"}), &claims());
        assert_eq!(read(Some(TYPE), Some(&token)), Some(JwkError::Algorithm.into()), "{alg}");
    }
}

#[test]
fn the_key_must_have_signed() {
    let bench = Bench::new();
    let foreign = jwt::sign(&SigningKey::generate(Curve::P256), "JWT", Some("one"), &claims());
    let assertion = Assertion::read(Some(TYPE), Some(&foreign)).expect("an assertion");
    let result = assertion.check(&bench.client, &bench.key, ISSUER, &bench.spent, NOW);
    assert_eq!(result, Err(JwkError::Signature.into()));
    assert!(bench.check(&claims()).is_ok(), "nor has the forged one used up the id");
}

#[test]
fn sessions_go_on_with_the_key_they_began_with() {
    let with = |n: u8| ClientAuth::PrivateKeyJwt {
        alg: Algorithm::Es256,
        kid: "name".into(),
        jkt: Thumbprint::from_bytes([n; 32]),
    };
    assert!(ClientAuth::None.continues(&ClientAuth::None));
    assert!(with(1).continues(&ClientAuth::None), "an app may become confidential");
    assert!(with(1).continues(&with(1)));
    assert!(!with(2).continues(&with(1)));
    assert!(!ClientAuth::None.continues(&with(1)));
}

#[test]
fn memory_is_bounded_and_each_client_pays_for_itself() {
    let spent = Spent::default();
    let quiet: ClientId = ID.parse().expect("a client");
    let loud: ClientId = "https://loud.demo.social/client.json".parse().expect("a client");
    let until = NOW.after(MAX_AGE);
    assert!(spent.spend(&quiet, "0", until, NOW));
    for n in 0..MAX_REMEMBERED * 2 {
        assert!(spent.spend(&loud, &n.to_string(), until, NOW));
    }
    let count = |spent: &Spent| spent.0.lock().expect("not poisoned").count;
    assert_eq!(count(&spent), MAX_REMEMBERED);
    assert!(!spent.spend(&quiet, "0", until, NOW), "the quiet client is protected all the same");
    assert!(!spent.spend(&loud, &(MAX_REMEMBERED * 2 - 1).to_string(), until, NOW));
    assert!(spent.spend(&loud, "0", until, NOW), "its oldest are forgotten");
    let later = until.after(Duration::from_secs(1));
    assert!(spent.spend(&loud, "new", later.after(MAX_AGE), later));
    assert_eq!(count(&spent), 1, "what has expired makes room first");
}
