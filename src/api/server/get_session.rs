//! `com.atproto.server.getSession`: who is logged in.

use super::views::SessionView;
use crate::app::App;
use crate::auth::{AnyApp, Session, StandardOrQueued};
use crate::oauth::scope::{AccountAction, AccountAttribute, Permission};
use crate::store::rows::accounts::Standing;
use crate::xrpc::{Json, NoBody, NoParams, XrpcError};

pub(super) async fn get_session(
    app: &App,
    who: Session<StandardOrQueued, AnyApp>,
    _: NoParams,
    _: NoBody,
) -> Result<Json<SessionView>, XrpcError> {
    let reads_email = Permission::Account { attribute: AccountAttribute::Email, action: AccountAction::Read };
    let shows_email = who.may(&reads_email);
    let account = who.hosted.account;
    if account.standing() == Standing::TakenDown {
        return Err(XrpcError::invalid(format!("Could not find user info for account: {}", account.did)));
    }
    let view = SessionView::of(app, account, None).await;
    Ok(Json(if shows_email { view } else { view.without_email() }))
}
