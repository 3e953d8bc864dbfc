//! `com.atproto.server.createInviteCode`: one invite code, by the operator.

use serde::{Deserialize, Serialize};

use crate::account::invites;
use crate::app::App;
use crate::store::StorageError;
use crate::xrpc::{Admin, Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    use_count: u32,
    for_account: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    code: String,
}

pub(super) async fn create_invite_code(
    app: &App,
    _: Admin,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<Json<Output>, XrpcError> {
    let code = invites::new_code(&app.service.hostname);
    let owner = input.for_account.unwrap_or_else(|| invites::OPERATOR.to_owned());
    let row = (code.clone(), owner);
    app.store.write::<_, StorageError, _>(move |tx| invites::create(tx, [row], input.use_count)).await?;
    Ok(Json(Output { code }))
}
