//! `com.atproto.admin.getAccountInfo`: one account.

use serde::Deserialize;

use super::account_view::AccountView;
use crate::app::App;
use crate::auth::Moderator;
use crate::syntax::Did;
use crate::xrpc::{Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    did: Did,
}

pub(super) async fn get_account_info(
    app: &App,
    _: Moderator,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<AccountView>, XrpcError> {
    let view = app
        .store
        .read(move |db| -> Result<_, XrpcError> { Ok(AccountView::of(db, super::hosted(db, &params.did)?)?) })
        .await?;
    Ok(Json(view))
}
