//! `com.atproto.admin.updateAccountHandle`: another handle for an account; reserved names are the operator's to give.

use serde::Deserialize;

use crate::account::{Origin, Strictness};
use crate::app::App;
use crate::syntax::{AtIdentifier, Did};
use crate::xrpc::{Admin, Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    did: Did,
    handle: String,
}

pub(super) async fn update_account_handle(
    app: &App,
    _: Admin,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<(), XrpcError> {
    let hosted = super::find(app, AtIdentifier::Did(input.did)).await?;
    app.accounts.change_handle(&hosted, &input.handle, Strictness::Operator, Origin::OPERATOR).await?;
    Ok(())
}
