//! The endpoints of OAuth for programs: documents about the server, pushed requests, tokens and their revocation.
//!
//! What they mean is the business of [`crate::oauth`]; here are the forms of bodies, errors and headers, and the limits.

mod body;
mod documents;
mod failure;

use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, HeaderValue, PRAGMA};
use serde::Serialize;

use super::machine::MachineCall;
use super::table::{NOTHING, pages};
use crate::app::App;
use crate::oauth::dpop::{self, Proof};
use crate::oauth::{ErrorCode, Fields, OAuthError};
use crate::xrpc::limits::{self, Rule};
use crate::xrpc::{Reply, Turn};
use failure::Failure;

/// Largest body in bytes: an assertion, a long list of scopes, and room for the rest.
const BODY: u64 = 32 * 1024;

pages! {
    /// The rows of this area.
    pub static ROWS;
    "/.well-known/oauth-authorization-server" Machine, limit [], body NOTHING
        => get documents::authorization_server;
    "/.well-known/oauth-protected-resource" Machine, limit [], body NOTHING
        => get documents::protected_resource;
    "/oauth/jwks" Machine, limit [], body NOTHING => get documents::keys;
    "/oauth/par" Machine, limit [], body BODY => post push;
    "/oauth/revoke" Machine, limit [], body BODY => post revoke;
    "/oauth/token" Machine, limit [], body BODY => post exchange;
}

/// `POST /oauth/par` (RFC 9126). A client that has no key yet may send no proof.
async fn push(app: &App, call: MachineCall) -> Reply {
    let pushed = async {
        let fields = begin(app, &call)?;
        let proof = prove(app, &call, &limits::OAUTH_PAR, Proving::IfPresent)?;
        let _turn = turn(app, &call).await?;
        let pushed = app.oauth.push(&fields, proof).await?;
        #[derive(Serialize)]
        struct Answer {
            request_uri: String,
            expires_in: u64,
        }
        Ok(json(StatusCode::CREATED, &Answer { request_uri: pushed.id.uri(), expires_in: pushed.expires_in }))
    };
    finish(app, pushed.await)
}

/// `POST /oauth/token`.
async fn exchange(app: &App, call: MachineCall) -> Reply {
    let tokens = async {
        let fields = begin(app, &call)?;
        let proof = prove(app, &call, &limits::OAUTH_TOKEN, Proving::Required)?
            .ok_or_else(|| OAuthError::from(dpop::DpopError::Missing))?;
        let _turn = turn(app, &call).await?;
        Ok(json(StatusCode::OK, &app.oauth.exchange(&fields, proof).await?))
    };
    finish(app, tokens.await)
}

/// `POST /oauth/revoke` (RFC 7009).
async fn revoke(app: &App, call: MachineCall) -> Reply {
    let revoked = async {
        let fields = begin(app, &call)?;
        charge(app, &call, &limits::OAUTH_TOKEN)?;
        let _turn = turn(app, &call).await?;
        app.oauth.revoke(&fields).await?;
        Ok(Reply::bytes(StatusCode::OK, documents::JSON, "{}"))
    };
    finish(app, revoked.await)
}

/// What comes before everything else: a clock, and parameters.
fn begin(app: &App, call: &MachineCall) -> Result<Fields, Failure> {
    app.oauth.check_clock()?;
    body::check_accept(&call.headers)?;
    body::fields(&call.headers, &call.body)
}

/// Whether a request must come with a proof.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proving {
    Required,
    IfPresent,
}

/// Checks the proof of possession and charges for the request. The first request of a client lacks our nonce, which is
/// no fault of the client and costs nothing.
fn prove(app: &App, call: &MachineCall, rule: &Rule, proving: Proving) -> Result<Option<Proof>, Failure> {
    let proofs = dpop::headers(&call.headers);
    if proofs.is_empty() && proving == Proving::IfPresent {
        charge(app, call, rule)?;
        return Ok(None);
    }
    let proof = app.oauth.check_proof(&proofs, call.method.as_str(), call.uri.path());
    if !matches!(&proof, Err(error) if error.code() == ErrorCode::UseDpopNonce) {
        charge(app, call, rule)?;
    }
    Ok(Some(proof?))
}

/// Waits for a turn: the caller names a client, whose host may have to be asked and may be mute. One address must not
/// take all the places for that.
async fn turn(app: &App, call: &MachineCall) -> Result<Turn, Failure> {
    app.lookups.turn(call.client).await.map_err(|_| {
        let description = "Too many requests from your address wait for what clients publish";
        OAuthError::new(ErrorCode::TemporarilyUnavailable, description).into()
    })
}

fn charge(app: &App, call: &MachineCall, rule: &Rule) -> Result<(), Failure> {
    let bypass = call.headers.get("x-ratelimit-bypass").and_then(|value| value.to_str().ok());
    let mut meter = app.limits.meter(call.client, bypass);
    app.limits
        .charge(&mut meter, rule, limits::subject_of(call.client), 1)
        .map_err(|_| Failure::Limited(Box::new(meter)))
}

fn json(status: StatusCode, value: &impl Serialize) -> Reply {
    let bytes = serde_json::to_vec(value).expect("answers are plain data with text keys");
    Reply::bytes(status, documents::JSON, bytes)
}

/// Adds what every answer carries, whatever it is.
fn finish(app: &App, result: Result<Reply, Failure>) -> Reply {
    let mut reply = result.unwrap_or_else(|failure| failure.into_reply());
    let headers = reply.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    if let Ok(nonce) = HeaderValue::from_str(&app.oauth.next_nonce()) {
        headers.insert("dpop-nonce", nonce);
    }
    reply
}
