//! `com.atproto.admin.disableAccountInvites`: an account gets and gives no more invites.

use serde::Deserialize;

use crate::app::App;
use crate::auth::Moderator;
use crate::syntax::Did;
use crate::xrpc::{Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    account: Did,
}

pub(super) async fn disable_account_invites(
    app: &App,
    _: Moderator,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<(), XrpcError> {
    super::set_invites_disabled(app, input.account, true).await
}
