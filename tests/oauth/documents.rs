//! What the server says about itself.

use super::*;

const AUTHORIZATION_SERVER: &str = "/.well-known/oauth-authorization-server";
const PROTECTED_RESOURCE: &str = "/.well-known/oauth-protected-resource";

#[tokio::test]
async fn t01_metadata() {
    let server = TestServer::start().await;
    let issuer = server.app().oauth.issuer().to_owned();
    for path in [AUTHORIZATION_SERVER, PROTECTED_RESOURCE, "/oauth/jwks"] {
        let answer = server.send(Method::GET, path, &[("cookie", "a=b")], "").await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert_eq!(answer.headers["cache-control"], "max-age=300");
    }
    let document = server.send(Method::GET, AUTHORIZATION_SERVER, &[], "").await.ok();
    let algorithms =
        json!(["ES256", "ES256K", "ES384", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]);
    assert_eq!(
        document,
        json!({
            "issuer": issuer,
            "scopes_supported": ["atproto", "transition:email", "transition:generic", "transition:chat.bsky"],
            "subject_types_supported": ["public"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "ui_locales_supported": ["en", "de", "es", "fr", "ja", "pt-BR", "sv"],
            "display_values_supported": ["page", "popup", "touch"],
            "prompt_values_supported": ["none", "login", "consent", "select_account", "create"],
            "authorization_response_iss_parameter_supported": true,
            "request_object_signing_alg_values_supported": [],
            "request_object_encryption_alg_values_supported": [],
            "request_object_encryption_enc_values_supported": [],
            "request_parameter_supported": false,
            "request_uri_parameter_supported": true,
            "require_request_uri_registration": true,
            "jwks_uri": format!("{issuer}/oauth/jwks"),
            "authorization_endpoint": format!("{issuer}/oauth/authorize"),
            "token_endpoint": format!("{issuer}/oauth/token"),
            "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
            "revocation_endpoint": format!("{issuer}/oauth/revoke"),
            "pushed_authorization_request_endpoint": format!("{issuer}/oauth/par"),
            "require_pushed_authorization_requests": true,
            "dpop_signing_alg_values_supported": algorithms,
            "protected_resources": [issuer],
            "client_id_metadata_document_supported": true,
            "account_management_uri": format!("{issuer}/account"),
        })
    );
    let document = server.send(Method::GET, PROTECTED_RESOURCE, &[], "").await.ok();
    assert_eq!(
        document,
        json!({
            "resource": issuer,
            "resource_name": "localhost PDS",
            "authorization_servers": [issuer],
            "scopes_supported": [],
            "bearer_methods_supported": ["header"],
            "resource_documentation": "https://atproto.com",
        })
    );
    assert_eq!(server.send(Method::GET, "/oauth/jwks", &[], "").await.ok(), json!({ "keys": [] }));
}

#[tokio::test]
async fn t01_other_methods_and_origins() {
    let server = TestServer::start().await;
    for path in ["/oauth/par", "/oauth/token", "/oauth/revoke"] {
        let asked = [("origin", "https://app.test"), ("access-control-request-headers", "content-type,dpop")];
        let preflight = server.send(Method::OPTIONS, path, &asked, "").await;
        assert!(preflight.status.is_success(), "{path}");
        assert_eq!(preflight.headers["access-control-allow-origin"], "*");
        assert!(!preflight.headers.contains_key("access-control-allow-credentials"));
        let allowed = preflight.headers["access-control-allow-headers"].to_str().expect("text");
        assert!(allowed.to_ascii_lowercase().contains("dpop"), "{allowed}");
        assert_eq!(server.send(Method::GET, path, &[], "").await.status, 405, "{path}");
        assert_eq!(server.send(Method::PUT, path, &[], "").await.status, 405, "{path}");
    }
    for path in [AUTHORIZATION_SERVER, PROTECTED_RESOURCE] {
        assert_eq!(server.send(Method::POST, path, &[], "").await.status, 405, "{path}");
    }
    for path in ["/oauth/introspect", "/oauth/register", "/oauth"] {
        assert_eq!(server.send(Method::POST, path, &[], "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn bodies_of_other_forms() {
    let server = TestServer::start().await;
    let send = async |headers: &[(&str, &str)], body: &'static str| {
        let answer = server.send(Method::POST, "/oauth/token", headers, body).await;
        let exposed = answer.headers["access-control-expose-headers"].to_str().expect("text");
        assert!(exposed.to_ascii_lowercase().contains("dpop-nonce"));
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["pragma"], "no-cache");
        assert!(answer.headers.contains_key("dpop-nonce"));
        oauth_error(&answer)
    };
    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    const JSON: (&str, &str) = ("content-type", "application/json");
    assert_eq!(send(&[("content-type", "text/plain")], "a=b").await, (415, "invalid_request".to_owned()));
    assert_eq!(send(&[FORM, ("accept", "text/html")], "a=b").await, (406, "invalid_request".to_owned()));
    let twice = (400, "invalid_request".to_owned());
    assert_eq!(send(&[FORM], "client_id=a&client_id=b").await, twice);
    assert_eq!(send(&[JSON], r#"{"client_id":"a","client_id":"b"}"#).await, twice);
    assert_eq!(send(&[JSON], "[]").await, twice);
    assert_eq!(send(&[JSON], "{}").await, (401, "invalid_dpop_proof".to_owned()));
    let huge = "a".repeat(64 * 1024);
    let answer = server.send(Method::POST, "/oauth/par", &[FORM], huge).await;
    assert_eq!(answer.status, 413);
}
