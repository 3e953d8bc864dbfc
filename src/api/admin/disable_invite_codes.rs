//! `com.atproto.admin.disableInviteCodes`: codes, and all codes of accounts, that may be used no longer.

use serde::Deserialize;

use crate::account::invites;
use crate::app::App;
use crate::auth::Moderator;
use crate::store::{StorageError, Tx};
use crate::xrpc::{Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    accounts: Vec<String>,
}

pub(super) async fn disable_invite_codes(
    app: &App,
    _: Moderator,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<(), XrpcError> {
    if input.accounts.iter().any(|account| account == invites::OPERATOR) {
        return Err(XrpcError::invalid("cannot disable admin invite codes"));
    }
    let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        input.codes.iter().try_for_each(|code| invites::disable(tx, code))?;
        input.accounts.iter().try_for_each(|owner| invites::disable_all(tx, owner))
    };
    Ok(app.store.write(job).await?)
}
