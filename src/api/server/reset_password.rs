//! `com.atproto.server.resetPassword`: a new password by a mailed code.

use serde::Deserialize;

use crate::app::App;
use crate::base::Secret;
use crate::xrpc::{Json, NoParams, Public, WithHead, XrpcError};

#[derive(Deserialize)]
pub(super) struct Input {
    token: String,
    password: String,
}

pub(super) async fn reset_password(
    app: &App,
    _: Public,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    Ok(app.accounts.reset_password(input.token, Secret::new(input.password), call.origin()).await?)
}
