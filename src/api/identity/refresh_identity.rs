//! `com.atproto.identity.refreshIdentity`: as `resolveIdentity`, asking the network anew. For our own users, because it
//! makes this server ask others.

use serde::Deserialize;

use super::lookup::{self, Identity};
use crate::app::App;
use crate::auth::{AnyApp, Session, Standard};
use crate::identity::Refresh;
use crate::syntax::AtIdentifier;
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    identifier: AtIdentifier,
}

pub(super) async fn refresh_identity(
    app: &App,
    _who: Session<Standard, AnyApp>,
    _params: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<Json<Identity>, XrpcError> {
    let _turn = app.lookups.turn(call.client).await?;
    lookup::identity(app, &input.identifier, Refresh::Force).await.map(Json)
}
