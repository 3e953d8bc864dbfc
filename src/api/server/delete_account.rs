//! `com.atproto.server.deleteAccount`: the end, by password and mailed code.

use serde::Deserialize;

use crate::account::Hosted;
use crate::app::App;
use crate::base::Secret;
use crate::syntax::{AtIdentifier, Did};
use crate::xrpc::{Json, NoParams, Public, XrpcError};

#[derive(Deserialize)]
pub(super) struct Input {
    did: Did,
    password: String,
    token: String,
}

pub(super) async fn delete_account(
    app: &App,
    _: Public,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<(), XrpcError> {
    let found = app.accounts.find(AtIdentifier::Did(input.did)).await?;
    let Hosted { aid, account } = found.ok_or_else(|| XrpcError::invalid("account not found"))?;
    if !app.accounts.is_main_password(&account, Secret::new(input.password)).await? {
        return Err(XrpcError::unauthenticated("Invalid did or password"));
    }
    Ok(app.accounts.delete_with_code(aid, input.token).await?)
}
