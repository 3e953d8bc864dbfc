//! `com.atproto.identity.resolveHandle`: the DID of a handle. Who lives elsewhere is asked of the AppView, which knows
//! most of the network, or of the network itself.

use serde::{Deserialize, Serialize};

use super::lookup::{self, HandleOwner};
use crate::api::proxy;
use crate::app::App;
use crate::identity::Refresh;
use crate::syntax::{Did, Handle};
use crate::xrpc::{Json, NoBody, Public, Query, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    handle: Handle,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    did: Did,
}

pub(super) async fn resolve_handle(
    app: &App,
    _who: Public,
    params: Query<Params>,
    body: WithHead<NoBody>,
) -> Result<Json<Output>, XrpcError> {
    const MESSAGE: &str = "Unable to resolve handle";
    let handle = params.0.handle;
    let did = match lookup::local_owner(app, &handle).await? {
        HandleOwner::Local(did) => Some(did),
        HandleOwner::Nobody => return Err(XrpcError::named("HandleNotFound", MESSAGE)),
        HandleOwner::Elsewhere if app.proxy.config.app_view.is_some() => ask_app_view(app, &handle).await,
        HandleOwner::Elsewhere => {
            let _turn = app.lookups.turn(body.call.client).await?;
            app.identity.handle(&handle, Refresh::Cached).await.ok()
        }
    };
    did.map(|did| Json(Output { did })).ok_or_else(|| XrpcError::invalid(MESSAGE))
}

async fn ask_app_view(app: &App, handle: &Handle) -> Option<Did> {
    let params = [("handle", handle.as_str())];
    let answer =
        proxy::query_app_view(app, "com.atproto.identity.resolveHandle", &params, None).await.ok()?;
    answer.get("did")?.as_str()?.parse().ok()
}
