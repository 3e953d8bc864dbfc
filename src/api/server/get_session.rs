//! `com.atproto.server.getSession`: who is logged in.

use super::views::SessionView;
use crate::app::App;
use crate::auth::{Session, StandardOrQueued};
use crate::store::rows::accounts::Standing;
use crate::xrpc::{Json, NoBody, NoParams, XrpcError};

pub(super) async fn get_session(
    app: &App,
    who: Session<StandardOrQueued>,
    _: NoParams,
    _: NoBody,
) -> Result<Json<SessionView>, XrpcError> {
    let account = who.hosted.account;
    if account.standing() == Standing::TakenDown {
        return Err(XrpcError::invalid(format!("Could not find user info for account: {}", account.did)));
    }
    Ok(Json(SessionView::of(app, account, None).await))
}
