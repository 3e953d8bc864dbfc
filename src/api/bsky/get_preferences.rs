//! `app.bsky.actor.getPreferences`: answered here, unless the client names another service than the AppView.

use serde::{Deserialize, Serialize};

use crate::account::Scope;
use crate::api::proxy::{self, Introduced, Outgoing};
use crate::app::App;
use crate::auth::{Bearer, Policy, SessionOrService, StandardOrTakendown, Unpermitted};
use crate::cbor::Map;
use crate::oauth::scope::Permission;
use crate::records::{self, PreferenceAccess};
use crate::store::Aid;
use crate::syntax::{AtIdentifier, Did};
use crate::xrpc::{Call, Json, NoBody, Output, Query, Reply, SessionOrModeration, WithHead, XrpcError};

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
            let Introduced { target, token, .. } = proxy::introduce(app, session, &call).await?;
            let outgoing = Outgoing::from_call(&call).any_encoding(&call).authorized(&token)?;
            return Ok(proxy::relay(proxy::exchange(app, &target, outgoing).await?));
        }
        SessionOrService::Service(_) if elsewhere => {
            return Err(XrpcError::invalid("Moderator requests cannot be proxied to other app views"));
        }
        SessionOrService::Session(session) => permitted(app, session, &call)?,
        SessionOrService::Service(_) => (subject(app, params.did).await?, PreferenceAccess::Full),
    };
    let now = app.clock.now();
    let preferences = app.store.read(move |db| records::get_preferences(db, aid, access, now)).await?;
    Json(Preferences { preferences }).into_reply()
}

/// Whose preferences a session may see and set, and which of them. They are kept here for the AppView, so an app needs
/// what it would need to call the method there. `call` names no other service.
pub(super) fn permitted<P: Policy>(
    app: &App,
    who: Unpermitted<P>,
    call: &Call,
) -> Result<(Aid, PreferenceAccess), XrpcError> {
    // Without an AppView they are kept for whichever there will be.
    let audience = proxy::audience(&app.proxy.config, call).unwrap_or_else(|_| "*".to_owned());
    let session = who.permit(&Permission::Rpc { aud: &audience, lxm: Some(&call.nsid) })?;
    let access = match session.bearer {
        Bearer::Password(Scope::Full) => PreferenceAccess::Full,
        Bearer::Password(_) | Bearer::App(_) => PreferenceAccess::Limited,
    };
    Ok((session.hosted.aid, access))
}

async fn subject(app: &App, did: Option<Did>) -> Result<Aid, XrpcError> {
    let did = did.ok_or_else(|| XrpcError::invalid("Invalid or missing did parameter"))?;
    let found = app.accounts.find(AtIdentifier::Did(did)).await?;
    found.map(|hosted| hosted.aid).ok_or_else(|| XrpcError::invalid("Account not found"))
}
