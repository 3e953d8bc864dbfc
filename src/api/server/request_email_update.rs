//! `com.atproto.server.requestEmailUpdate`: mails the code that updateEmail needs, if it needs one.

use serde::Serialize;

use crate::app::App;
use crate::auth::{FullInStanding, NoApps, Session};
use crate::xrpc::{Json, NoBody, NoParams, WithHead, XrpcError};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    token_required: bool,
}

pub(super) async fn request_email_update(
    app: &App,
    who: Session<FullInStanding, NoApps>,
    _: NoParams,
    head: WithHead<NoBody>,
) -> Result<Json<Output>, XrpcError> {
    let token_required = app.accounts.begin_email_update(who.hosted.aid, head.call.origin()).await?;
    Ok(Json(Output { token_required }))
}
