//! `com.atproto.admin.enableAccountInvites`: an account gets and gives invites again.

use serde::Deserialize;

use crate::account::invites;
use crate::app::App;
use crate::auth::Moderator;
use crate::store::Tx;
use crate::syntax::Did;
use crate::xrpc::{Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    account: Did,
}

pub(super) async fn enable_account_invites(
    app: &App,
    _: Moderator,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<(), XrpcError> {
    let job = move |tx: &mut Tx<'_>| -> Result<(), XrpcError> {
        let hosted = super::hosted(tx, &input.account)?;
        Ok(invites::set_disabled(tx, hosted.aid, hosted.account, false)?)
    };
    Ok(app.store.write(job).await?)
}
