//! `com.atproto.server.requestPasswordReset`: mails the code that resetPassword needs.

use serde::Deserialize;

use crate::app::App;
use crate::xrpc::{Json, NoParams, Public, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    email: String,
}

pub(super) async fn request_password_reset(
    app: &App,
    _: Public,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    Ok(app.accounts.mail_password_reset(input.email, call.origin()).await?)
}
