//! Who may write to the repository that a request names.

use hyper::StatusCode;

use crate::account::Hosted;
use crate::app::App;
use crate::auth::{Session, Standard};
use crate::store::rows::accounts::{Account, Standing};
use crate::syntax::AtIdentifier;
use crate::xrpc::XrpcError;

/// The caller, when `repo` names the caller's own repository and it is open for writing.
pub(super) async fn author(
    app: &App,
    who: Session<Standard>,
    repo: AtIdentifier,
) -> Result<Hosted, XrpcError> {
    let own = match &repo {
        AtIdentifier::Did(did) => *did == who.hosted.account.did,
        AtIdentifier::Handle(handle) => who.hosted.account.handle.as_ref() == Some(handle),
    };
    if own {
        check_standing(&who.hosted.account)?;
        return Ok(who.hosted);
    }
    let other = app.accounts.find(repo).await?;
    let other =
        other.ok_or_else(|| XrpcError::forbidden("Account not found").with_name("AccountNotFound"))?;
    check_standing(&other.account)?;
    Err(XrpcError::unauthenticated("Authentication Required"))
}

fn check_standing(account: &Account) -> Result<(), XrpcError> {
    match account.standing() {
        Standing::Active => Ok(()),
        Standing::TakenDown => Err(taken_down()),
        Standing::Deactivated => Err(deactivated()),
    }
}

/// 401 `AccountTakedown`.
pub(super) fn taken_down() -> XrpcError {
    XrpcError::new(StatusCode::UNAUTHORIZED, "Account has been taken down").with_name("AccountTakedown")
}

/// 401 `AccountDeactivated`.
pub(super) fn deactivated() -> XrpcError {
    XrpcError::new(StatusCode::UNAUTHORIZED, "Account is deactivated").with_name("AccountDeactivated")
}
