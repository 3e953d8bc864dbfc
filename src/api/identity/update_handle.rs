//! `com.atproto.identity.updateHandle`: another handle for the caller's account.

use serde::Deserialize;

use crate::account::Strictness;
use crate::app::App;
use crate::auth::{HandleApps, Session, StandardInStanding};
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    handle: String,
}

pub(super) async fn update_handle(
    app: &App,
    who: Session<StandardInStanding, HandleApps>,
    _params: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    app.accounts.change_handle(&who.hosted, &input.handle, Strictness::Public, call.origin()).await?;
    Ok(())
}
