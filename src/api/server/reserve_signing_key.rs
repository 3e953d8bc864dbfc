//! `com.atproto.server.reserveSigningKey`: the key that an account which moves in will have.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::syntax::Did;
use crate::xrpc::{Json, NoParams, Public, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    did: Option<Did>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    signing_key: String,
}

pub(super) async fn reserve_signing_key(
    app: &App,
    _: Public,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<Json<Output>, XrpcError> {
    Ok(Json(Output { signing_key: app.accounts.reserve_signing_key(input.did).await? }))
}
