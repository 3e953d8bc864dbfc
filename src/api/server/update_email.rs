//! `com.atproto.server.updateEmail`: another address for the account, or whether sign-ins ask for a code mailed to it.

use serde::Deserialize;

use crate::app::App;
use crate::auth::{FullInStanding, NoApps, Session};
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    email: String,
    token: Option<String>,
    email_auth_factor: Option<bool>,
}

pub(super) async fn update_email(
    app: &App,
    who: Session<FullInStanding, NoApps>,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    let (aid, factor) = (who.hosted.aid, input.email_auth_factor);
    Ok(app.accounts.update_email(aid, &input.email, input.token, factor, call.origin()).await?)
}
