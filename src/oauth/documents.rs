//! What the server says about itself to clients: as an authorization server (RFC 8414) and as a resource (RFC 9728).

use bytes::Bytes;
use serde_json::{Value, json};

use super::authorization::Prompt;
use super::config::OAuthConfig;
use super::jwk::Algorithm;
use super::redirect::ResponseMode;

/// Languages of the pages.
const LOCALES: [&str; 7] = ["en", "de", "es", "fr", "ja", "pt-BR", "sv"];

/// The documents, written once.
#[derive(Debug)]
pub struct Documents {
    /// `/.well-known/oauth-authorization-server`.
    pub authorization_server: Bytes,
    /// `/.well-known/oauth-protected-resource`.
    pub protected_resource: Bytes,
    /// `/oauth/jwks`: none, since only this server reads its tokens.
    pub keys: Bytes,
}

impl Documents {
    pub(super) fn new(config: &OAuthConfig) -> Self {
        let text = |value: &Value| Bytes::from(value.to_string());
        Self {
            authorization_server: text(&authorization_server(&config.issuer)),
            protected_resource: text(&protected_resource(config)),
            keys: text(&json!({ "keys": [] })),
        }
    }
}

fn authorization_server(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "scopes_supported": ["atproto", "transition:email", "transition:generic", "transition:chat.bsky"],
        "subject_types_supported": ["public"],
        "response_types_supported": ["code"],
        "response_modes_supported": ResponseMode::NAMES,
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": LOCALES,
        "display_values_supported": ["page", "popup", "touch"],
        "prompt_values_supported": Prompt::NAMES,
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
        "token_endpoint_auth_signing_alg_values_supported": Algorithm::NAMES,
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "pushed_authorization_request_endpoint": format!("{issuer}/oauth/par"),
        "require_pushed_authorization_requests": true,
        "dpop_signing_alg_values_supported": Algorithm::NAMES,
        "protected_resources": [issuer],
        "client_id_metadata_document_supported": true,
        "account_management_uri": format!("{issuer}/account"),
    })
}

fn protected_resource(config: &OAuthConfig) -> Value {
    json!({
        "resource": config.issuer,
        "resource_name": config.name,
        "authorization_servers": [config.issuer],
        "scopes_supported": [],
        "bearer_methods_supported": ["header"],
        "resource_documentation": "https://atproto.com",
    })
}
