//! `com.atproto.server.updateEmail`: another address for the account.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{FullInStanding, Session};
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    email: String,
    token: Option<String>,
}

pub(super) async fn update_email(
    app: &App,
    who: Session<FullInStanding>,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    Ok(app.accounts.update_email(who.hosted.aid, &input.email, input.token, call.origin()).await?)
}
