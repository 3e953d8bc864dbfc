//! `app.bsky.actor.getPreferences`: answered here, unless the client names another service than the AppView.

use serde::{Deserialize, Serialize};

use crate::account::Scope;
use crate::api::proxy::{self, Outgoing};
use crate::app::App;
use crate::auth::{SessionOrService, StandardOrTakendown};
use crate::cbor::Map;
use crate::records::{self, PreferenceAccess};
use crate::store::Aid;
use crate::syntax::{AtIdentifier, Did};
use crate::xrpc::{Json, NoBody, Output, Query, Reply, SessionOrModeration, WithHead, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    /// Whose preferences the moderation service wants; accounts get their own.
    did: Option<Did>,
}

#[derive(Serialize)]
pub(super) struct Preferences {
    preferences: Vec<Map>,
}

pub(super) async fn get_preferences(
    app: &App,
    SessionOrModeration(who): SessionOrModeration<StandardOrTakendown>,
    Query(params): Query<Params>,
    WithHead { call, .. }: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    let elsewhere = proxy::names_another(&app.proxy.config, &call)?;
    let (aid, access) = match who {
        SessionOrService::Session(session) if elsewhere => {
            let target = proxy::target(app, &call).await?;
            let token = proxy::service_token(app, &session.hosted, target.did.as_str(), &call.nsid).await?;
            let outgoing = Outgoing::from_call(&call).any_encoding(&call).authorized(&token)?;
            return Ok(proxy::relay(proxy::exchange(app, &target, outgoing).await?));
        }
        SessionOrService::Service(_) if elsewhere => {
            return Err(XrpcError::invalid("Moderator requests cannot be proxied to other app views"));
        }
        SessionOrService::Session(session) => (session.hosted.aid, access_of(session.scope())),
        SessionOrService::Service(_) => (subject(app, params.did).await?, PreferenceAccess::Full),
    };
    let now = app.clock.now();
    let preferences = app.store.read(move |db| records::get_preferences(db, aid, access, now)).await?;
    Json(Preferences { preferences }).into_reply()
}

/// What a session may see and set.
pub(super) fn access_of(scope: Scope) -> PreferenceAccess {
    if scope == Scope::Full { PreferenceAccess::Full } else { PreferenceAccess::Limited }
}

async fn subject(app: &App, did: Option<Did>) -> Result<Aid, XrpcError> {
    let did = did.ok_or_else(|| XrpcError::invalid("Invalid or missing did parameter"))?;
    let found = app.accounts.find(AtIdentifier::Did(did)).await?;
    found.map(|hosted| hosted.aid).ok_or_else(|| XrpcError::invalid("Account not found"))
}
