//! One row per rule.

use serde_json::json;

use super::*;
use crate::crypto::{Curve, SigningKey};
use crate::oauth::jwk;

const ID: &str = "https://app.demo.social/oauth/client-metadata.json";

fn id() -> ClientId {
    ID.parse().expect("a client")
}

fn parse(document: &Value) -> Result<Metadata, InvalidMetadata> {
    Metadata::parse(&id(), document.to_string().as_bytes())
}

fn public() -> Value {
    json!({
        "client_id": ID,
        "client_name": "Demo",
        "redirect_uris": ["https://app.demo.social/callback"],
        "scope": "atproto transition:generic",
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": true,
    })
}

fn key() -> Value {
    let mut key = jwk::of_public_key(SigningKey::generate(Curve::P256).public());
    key["kid"] = "one".into();
    key
}

fn confidential() -> Value {
    let mut document = public();
    document["token_endpoint_auth_method"] = "private_key_jwt".into();
    document["token_endpoint_auth_signing_alg"] = "ES256".into();
    document["jwks"] = json!({"keys": [key()]});
    document["grant_types"] = json!(["authorization_code", "refresh_token"]);
    document
}

#[test]
fn good_documents_are_understood() {
    let metadata = parse(&public()).expect("a public client");
    assert_eq!(metadata.name.as_deref(), Some("Demo"));
    assert_eq!(metadata.authentication, Authentication::None);
    assert!(!metadata.native && !metadata.refreshes);
    assert_eq!(metadata.scopes, ["atproto".into(), "transition:generic".into()]);

    let metadata = parse(&confidential()).expect("a confidential client");
    assert!(metadata.refreshes && metadata.weight() > 400);
    let Authentication::PrivateKeyJwt { algorithm, keys: ClientKeys::Inline(keys) } = metadata.authentication
    else {
        panic!("inline keys");
    };
    assert_eq!(algorithm, Algorithm::Es256);
    assert!(keys.find("one", Algorithm::Es256).is_some());

    let mut remote = confidential();
    remote.as_object_mut().expect("an object").remove("jwks");
    remote["jwks_uri"] = "https://keys.demo.social/jwks.json".into();
    let Authentication::PrivateKeyJwt { keys: ClientKeys::Remote(url), .. } =
        parse(&remote).expect("a confidential client").authentication
    else {
        panic!("remote keys");
    };
    assert_eq!(url.as_str(), "https://keys.demo.social/jwks.json");
}

/// Each row changes one member of a public client's document; `None` is accepted.
#[test]
fn rules_of_public_clients() {
    let native = |uris: Value| json!({"application_type": "native", "redirect_uris": uris});
    for (change, broken) in [
        (json!({"client_id": null}), Some("client_id")),
        (json!({"client_id": "https://app.demo.social/other.json"}), Some("client_id")),
        (json!({"client_id": 1}), Some("client_id")),
        (json!({"unknown_member": {"a": 1}}), None),
        (json!({"response_types": ["code"]}), None),
        (json!({"response_types": ["code", "none"]}), None),
        (json!({"response_types": ["token"]}), Some("response_types")),
        (json!({"response_types": []}), Some("response_types")),
        (json!({"grant_types": null}), None),
        (json!({"grant_types": ["refresh_token", "authorization_code"]}), None),
        (json!({"grant_types": ["refresh_token"]}), Some("grant_types")),
        (json!({"grant_types": ["authorization_code", "authorization_code"]}), Some("grant_types")),
        (
            json!({"grant_types": ["authorization_code", "refresh_token", "refresh_token"]}),
            Some("grant_types"),
        ),
        (json!({"grant_types": ["authorization_code", "implicit"]}), Some("grant_types")),
        (json!({"grant_types": ["authorization_code", "password"]}), Some("grant_types")),
        (json!({"grant_types": "authorization_code"}), Some("grant_types")),
        (json!({"scope": null}), Some("scope")),
        (json!({"scope": "transition:generic"}), Some("scope")),
        (json!({"scope": "atproto atproto"}), Some("scope")),
        (json!({"scope": "atproto  transition:generic"}), Some("scope")),
        (json!({"scope": " atproto"}), Some("scope")),
        (json!({"scope": ["atproto"]}), Some("scope")),
        (json!({"token_endpoint_auth_method": null}), Some("token_endpoint_auth_method")),
        (json!({"token_endpoint_auth_method": "client_secret_basic"}), Some("token_endpoint_auth_method")),
        (json!({"token_endpoint_auth_signing_alg": "ES256"}), Some("token_endpoint_auth_signing_alg")),
        (json!({"dpop_bound_access_tokens": null}), Some("dpop_bound_access_tokens")),
        (json!({"dpop_bound_access_tokens": false}), Some("dpop_bound_access_tokens")),
        (json!({"dpop_bound_access_tokens": "true"}), Some("dpop_bound_access_tokens")),
        (json!({"application_type": "web"}), None),
        (json!({"application_type": "desktop"}), Some("application_type")),
        (json!({"client_uri": "https://app.demo.social"}), None),
        (json!({"client_uri": "https://app.demo.social/oauth"}), None),
        (json!({"client_uri": "https://app.demo.social/oauth/"}), None),
        (json!({"client_uri": ""}), None),
        (json!({"client_uri": "https://app.demo.social/oau"}), Some("client_uri")),
        (json!({"client_uri": "https://app.demo.social/other"}), Some("client_uri")),
        (json!({"client_uri": "https://demo.social"}), Some("client_uri")),
        (json!({"client_uri": "http://app.demo.social"}), Some("client_uri")),
        (json!({"client_uri": "https://localhost"}), Some("client_uri")),
        (json!({"logo_uri": "https://cdn.demo.social/logo.png"}), None),
        (json!({"logo_uri": "http://cdn.demo.social/logo.png"}), Some("logo_uri")),
        (json!({"logo_uri": "https://127.0.0.1/logo.png"}), Some("logo_uri")),
        (json!({"tos_uri": "javascript:alert(1)"}), Some("tos_uri")),
        (json!({"policy_uri": "data:text/html,hi"}), Some("policy_uri")),
        (json!({"subject_type": "public"}), None),
        (json!({"subject_type": "pairwise"}), Some("subject_type")),
        (json!({"default_max_age": 60}), Some("default_max_age")),
        (json!({"id_token_signed_response_alg": "RS256"}), Some("id_token_signed_response_alg")),
        (json!({"userinfo_signed_response_alg": "RS256"}), Some("userinfo_signed_response_alg")),
        (json!({"tls_client_certificate_bound_access_tokens": false}), None),
        (
            json!({"tls_client_certificate_bound_access_tokens": true}),
            Some("tls_client_certificate_bound_access_tokens"),
        ),
        (json!({"tls_client_auth_san_dns": "a.social"}), Some("tls_client_auth_san_dns")),
        (json!({"authorization_details_types": []}), None),
        (json!({"authorization_details_types": ["a"]}), Some("authorization_details_types")),
        (json!({"redirect_uris": null}), Some("redirect_uris")),
        (json!({"redirect_uris": []}), Some("redirect_uris")),
        (json!({"redirect_uris": "https://app.demo.social/callback"}), Some("redirect_uris")),
        (json!({"redirect_uris": ["http://127.0.0.1/callback"]}), Some("redirect_uris")),
        (json!({"redirect_uris": ["social.demo.app:/callback"]}), Some("redirect_uris")),
        (json!({"redirect_uris": ["https://other.demo.social/callback"]}), None),
        (json!({"redirect_uris": ["https://*.demo.social/a", "https://app.demo.social/a"]}), None),
        (json!({"redirect_uris": ["https://*.demo.social/callback"]}), Some("redirect_uris")),
        (json!({"redirect_uris": vec!["https://demo.social/"; 65]}), Some("redirect_uris")),
        (native(json!(["http://127.0.0.1/callback", "http://[::1]/callback"])), None),
        (native(json!(["social.demo.app:/callback"])), None),
        (native(json!(["https://app.demo.social/callback"])), None),
        (native(json!(["https://other.demo.social/callback"])), Some("redirect_uris")),
        (native(json!(["social.demo.other:/callback"])), Some("redirect_uris")),
        (native(json!(["demo.app:/callback"])), Some("redirect_uris")),
    ] {
        let mut document = public();
        for (name, value) in change.as_object().expect("members") {
            document[name] = value.clone();
        }
        let found = match parse(&document) {
            Ok(_) => None,
            Err(InvalidMetadata::Member { member, .. }) => Some(member),
            Err(other) => panic!("{change}: {other}"),
        };
        assert_eq!(found, broken, "{change}");
    }
    let mut document = public();
    document["redirect_uris"] = json!(["https://*.demo.social/a", "https://app.demo.social/a"]);
    let uris = parse(&document).expect("metadata").redirect_uris;
    assert_eq!(uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>(), ["https://app.demo.social/a"]);
    for uri in
        ["http://localhost/cb", "https://me@app.demo.social/cb", "http://app.demo.social/cb", "myapp:/cb"]
    {
        let mut document = public();
        document["redirect_uris"] = json!([uri]);
        assert!(matches!(parse(&document), Err(InvalidMetadata::RedirectUri(_))), "{uri}");
    }
}

#[test]
fn rules_of_confidential_clients() {
    let without = |name: &str| {
        let mut document = confidential();
        document.as_object_mut().expect("an object").remove(name);
        parse(&document)
    };
    let with = |name: &str, value: Value| {
        let mut document = confidential();
        document[name] = value;
        parse(&document)
    };
    let breaks = |result: Result<Metadata, InvalidMetadata>, name: &str| matches!(result, Err(InvalidMetadata::Member { member, .. }) if member == name);
    assert!(breaks(without("jwks"), "jwks"));
    assert!(breaks(without("token_endpoint_auth_signing_alg"), "token_endpoint_auth_signing_alg"));
    for algorithm in ["none", "HS256", "ES512"] {
        let result = with("token_endpoint_auth_signing_alg", algorithm.into());
        assert!(breaks(result, "token_endpoint_auth_signing_alg"), "{algorithm}");
    }
    assert!(breaks(with("application_type", "native".into()), "token_endpoint_auth_method"));
    assert!(breaks(with("jwks_uri", "https://keys.demo.social/jwks".into()), "jwks"));
    assert!(breaks(with("jwks", json!({"keys": []})), "jwks"));
    let mut nameless = key();
    nameless.as_object_mut().expect("a key").remove("kid");
    assert!(breaks(with("jwks", json!({"keys": [nameless]})), "jwks"));
    let mut private = key();
    private["d"] = "AA".into();
    assert_eq!(
        with("jwks", json!({"keys": [private]})).err(),
        Some(InvalidMetadata::Keys(JwkError::Private))
    );
    assert_eq!(with("jwks", json!([])).err(), Some(InvalidMetadata::Keys(JwkError::Malformed)));
    for address in
        ["http://keys.demo.social/jwks", "https://10.0.0.1/jwks", "https://keys.demo.social:8443/jwks"]
    {
        let mut document = confidential();
        document.as_object_mut().expect("an object").remove("jwks");
        document["jwks_uri"] = address.into();
        assert!(breaks(parse(&document), "jwks_uri"), "{address}");
    }
}

#[test]
fn names_cannot_disguise_themselves() {
    for (name, shown) in [
        ("Demo", Some("Demo")),
        ("  Demo\n\u{7}", Some("Demo")),
        ("\u{202e}omeD", Some("omeD")),
        ("\u{200b}", None),
        ("", None),
    ] {
        let mut document = public();
        document["client_name"] = name.into();
        assert_eq!(parse(&document).expect("valid").name.as_deref(), shown, "{name:?}");
    }
    let mut document = public();
    document["client_name"] = "é".repeat(1_000).into();
    assert_eq!(parse(&document).expect("valid").name.map(|name| name.chars().count()), Some(MAX_NAME));
}

#[test]
fn other_documents_are_refused() {
    for document in ["", "[]", "null", "\"text\"", "{", "<html>"] {
        assert_eq!(
            Metadata::parse(&id(), document.as_bytes()),
            Err(InvalidMetadata::NotAnObject),
            "{document}"
        );
    }
}
