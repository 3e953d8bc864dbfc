//! `com.atproto.server.getServiceAuth`: a token by which another service acts for the caller.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::account::Scope;
use crate::app::App;
use crate::auth::{
    Bearer, SERVICE_TOKEN_TTL, StandardOrTakendown, Unpermitted, is_move_away, is_privileged, is_protected,
    issue_service_token,
};
use crate::base::Timestamp;
use crate::oauth::scope::Permission;
use crate::syntax::{Did, Nsid};
use crate::xrpc::{Json, NoBody, Query, XrpcError};

/// Longest life of a token for one method, and of one for any.
const MAX_TTL: Duration = Duration::from_secs(60 * 60);
const MAX_TTL_ANY_METHOD: Duration = Duration::from_secs(60);

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    aud: String,
    exp: Option<u64>,
    lxm: Option<Nsid>,
}

#[derive(Serialize)]
pub(super) struct Output {
    token: String,
}

pub(super) async fn get_service_auth(
    app: &App,
    who: Unpermitted<StandardOrTakendown>,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    if !is_audience(&params.aud) {
        return Err(XrpcError::invalid("aud must be a valid atproto DID or did#serviceId reference"));
    }
    let method = params.lxm.as_ref();
    let who = who.permit(&Permission::Rpc { aud: &params.aud, lxm: method })?;
    if let Bearer::Password(scope) = who.bearer {
        check_scope(scope, method)?;
    }
    let now = app.clock.now();
    let expires = match params.exp {
        None => now.after(SERVICE_TOKEN_TTL),
        Some(exp) => check_expiry(Timestamp::from_secs(exp), method.is_some(), now)?,
    };
    if let Some(method) = method.filter(|method| is_protected(method)) {
        return Err(XrpcError::invalid(format!(
            "cannot request a service auth token for the following protected method: {method}"
        )));
    }
    let (signers, aid) = (app.accounts.signers().clone(), who.hosted.aid);
    let key =
        app.store.read(move |snapshot| signers.get(snapshot, aid)).await.map_err(XrpcError::internal)?;
    Ok(Json(Output { token: issue_service_token(&key, who.did(), &params.aud, method, expires, now) }))
}

/// A DID of a method that AT Protocol knows, with or without a service of it.
fn is_audience(text: &str) -> bool {
    let (did, service) = match text.split_once('#') {
        Some((did, service)) => (did, Some(service)),
        None => (text, None),
    };
    let is_service = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
    };
    did.parse::<Did>().is_ok_and(|did| did.method() == "plc" || did.web_host().is_some())
        && service.is_none_or(is_service)
}

/// Accounts that were taken down may move away and nothing else; plain app passwords reach neither direct messages nor
/// the door.
fn check_scope(scope: Scope, method: Option<&Nsid>) -> Result<(), XrpcError> {
    if scope == Scope::Takendown && !method.is_some_and(is_move_away) {
        return Err(XrpcError::named("InvalidToken", "Bad token scope"));
    }
    match method.filter(|method| scope == Scope::AppPassword && is_privileged(method)) {
        Some(method) => Err(XrpcError::invalid(format!(
            "insufficient access to request a service auth token for the following method: {method}"
        ))),
        None => Ok(()),
    }
}

fn check_expiry(expires: Timestamp, has_method: bool, now: Timestamp) -> Result<Timestamp, XrpcError> {
    let refused = |message: &'static str| Err(XrpcError::named("BadExpiration", message));
    if expires < now {
        return refused("expiration is in past");
    }
    let ttl = expires.since(now);
    if ttl > MAX_TTL {
        return refused("cannot request a token with an expiration more than an hour in the future");
    }
    if !has_method && ttl > MAX_TTL_ANY_METHOD {
        return refused(
            "cannot request a method-less token with an expiration more than a minute in the future",
        );
    }
    Ok(expires)
}
