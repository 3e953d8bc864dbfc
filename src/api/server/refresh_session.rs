//! `com.atproto.server.refreshSession`: new tokens for old.

use super::views::SessionView;
use crate::app::App;
use crate::auth::Refresh;
use crate::store::rows::accounts::Standing;
use crate::syntax::AtIdentifier;
use crate::xrpc::{Json, NoBody, NoParams, XrpcError};

pub(super) async fn refresh_session(
    app: &App,
    who: Refresh,
    _: NoParams,
    _: NoBody,
) -> Result<Json<SessionView>, XrpcError> {
    let found = app.accounts.find(AtIdentifier::Did(who.did.clone())).await?;
    let account = found
        .map(|hosted| hosted.account)
        .ok_or_else(|| XrpcError::invalid(format!("Could not find user info for account: {}", who.did)))?;
    if account.standing() == Standing::TakenDown {
        return Err(XrpcError::unauthenticated("Account has been taken down").with_name("AccountTakedown"));
    }
    let session = app.accounts.refresh(&who.did, who.id).await?;
    let session = session.ok_or_else(|| XrpcError::named("ExpiredToken", "Token has been revoked"))?;
    Ok(Json(SessionView::of(app, account, Some(session)).await))
}
