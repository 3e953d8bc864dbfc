//! `com.atproto.admin.updateAccountPassword`: a new password for an account, which ends its sessions.

use serde::Deserialize;

use crate::app::App;
use crate::base::Secret;
use crate::syntax::{AtIdentifier, Did};
use crate::xrpc::{Admin, Json, NoParams, XrpcError};

#[derive(Deserialize)]
pub(super) struct Input {
    did: Did,
    password: String,
}

pub(super) async fn update_account_password(
    app: &App,
    _: Admin,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<(), XrpcError> {
    let hosted = super::find(app, AtIdentifier::Did(input.did)).await?;
    Ok(app.accounts.set_password(hosted.aid, Secret::new(input.password)).await?)
}
