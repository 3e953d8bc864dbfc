//! `com.atproto.identity.resolveIdentity`: DID, document and verified handle of whoever is named.

use serde::Deserialize;

use super::lookup::{self, Identity};
use crate::app::App;
use crate::identity::Refresh;
use crate::syntax::AtIdentifier;
use crate::xrpc::{Json, NoBody, Public, Query, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    identifier: AtIdentifier,
}

pub(super) async fn resolve_identity(
    app: &App,
    _who: Public,
    params: Query<Params>,
    body: WithHead<NoBody>,
) -> Result<Json<Identity>, XrpcError> {
    let _turn = app.lookups.turn(body.call.client).await?;
    lookup::identity(app, &params.0.identifier, Refresh::Cached).await.map(Json)
}
