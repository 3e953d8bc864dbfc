//! `com.atproto.server.revokeAppPassword`: ends an app password and its sessions.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{NoApps, Session, Standard};
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    name: String,
}

pub(super) async fn revoke_app_password(
    app: &App,
    who: Session<Standard, NoApps>,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    Ok(app.accounts.revoke_app_password(who.hosted.aid, input.name, call.origin()).await?)
}
