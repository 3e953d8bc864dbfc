//! What the server says about itself to OAuth clients.

use bytes::Bytes;
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, HeaderValue};

use crate::app::App;
use crate::web::machine::MachineCall;
use crate::xrpc::Reply;

/// The content type of every answer here. Clients compare it.
pub(super) const JSON: &str = "application/json";

/// `GET /.well-known/oauth-authorization-server` (RFC 8414).
pub(super) async fn authorization_server(app: &App, _: MachineCall) -> Reply {
    document(&app.oauth.documents().authorization_server)
}

/// `GET /.well-known/oauth-protected-resource` (RFC 9728).
pub(super) async fn protected_resource(app: &App, _: MachineCall) -> Reply {
    document(&app.oauth.documents().protected_resource)
}

/// `GET /oauth/jwks`.
pub(super) async fn keys(app: &App, _: MachineCall) -> Reply {
    document(&app.oauth.documents().keys)
}

fn document(bytes: &Bytes) -> Reply {
    Reply::bytes(StatusCode::OK, JSON, bytes.clone())
        .header(CACHE_CONTROL, HeaderValue::from_static("max-age=300"))
}
