//! `com.atproto.server.createAppPassword`: a password of its own for one client.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{FullInStanding, NoApps, Session};
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    name: String,
    #[serde(default)]
    privileged: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    name: String,
    password: String,
    created_at: String,
    privileged: bool,
}

pub(super) async fn create_app_password(
    app: &App,
    who: Session<FullInStanding, NoApps>,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<Json<Output>, XrpcError> {
    let (password, made) =
        app.accounts.create_app_password(who.hosted.aid, input.name, input.privileged, call.origin()).await?;
    Ok(Json(Output {
        name: made.name,
        password: password.expose().clone(),
        created_at: made.created_at.to_string(),
        privileged: made.privileged,
    }))
}
