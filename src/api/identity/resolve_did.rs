//! `com.atproto.identity.resolveDid`: the document of a DID.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lookup;
use crate::app::App;
use crate::identity::Refresh;
use crate::syntax::Did;
use crate::xrpc::{Json, NoBody, Public, Query, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    did: Did,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    did_doc: Value,
}

pub(super) async fn resolve_did(
    app: &App,
    _who: Public,
    params: Query<Params>,
    body: WithHead<NoBody>,
) -> Result<Json<Output>, XrpcError> {
    let _turn = app.lookups.turn(body.call.client).await?;
    let document = app.identity.document(&params.0.did, Refresh::Cached).await?;
    Ok(Json(Output { did_doc: lookup::published(&document)? }))
}
