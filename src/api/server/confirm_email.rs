//! `com.atproto.server.confirmEmail`: shows by a mailed code that the owner reads the account's address.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{EmailApps, Session, StandardInStanding};
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    email: String,
    token: String,
}

pub(super) async fn confirm_email(
    app: &App,
    who: Session<StandardInStanding, EmailApps>,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    Ok(app.accounts.confirm_email(who.hosted.aid, input.email, input.token, call.origin()).await?)
}
