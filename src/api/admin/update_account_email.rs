//! `com.atproto.admin.updateAccountEmail`: another e-mail address for an account, on the operator's word.

use serde::Deserialize;

use crate::app::App;
use crate::syntax::AtIdentifier;
use crate::xrpc::{Admin, Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    account: AtIdentifier,
    email: String,
}

pub(super) async fn update_account_email(
    app: &App,
    _: Admin,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<(), XrpcError> {
    let name = input.account.to_string();
    let hosted = super::find(app, input.account).await.map_err(|error| {
        if error.name() == "NotFound" {
            XrpcError::invalid(format!("Account does not exist: {name}"))
        } else {
            error
        }
    })?;
    let email = app.accounts.emails().accept(&input.email);
    let email = email.map_err(|refused| XrpcError::invalid(refused.to_string()))?;
    Ok(app.accounts.set_email(hosted.aid, email).await?)
}
