//! Who may write to the repository that a request names.

use hyper::StatusCode;

use crate::app::App;
use crate::auth::{Permitted, Session, Standard, Unpermitted};
use crate::oauth::scope::{Action, Permission};
use crate::store::rows::accounts::{Account, Standing};
use crate::syntax::{AtIdentifier, Nsid};
use crate::xrpc::XrpcError;

/// The caller, when `repo` names the caller's own repository, it is open for writing, and the caller may write all of
/// `writes`.
pub(super) async fn author<'a>(
    app: &App,
    who: Unpermitted<Standard>,
    repo: AtIdentifier,
    writes: impl IntoIterator<Item = (&'a Nsid, Action)>,
) -> Result<Session<Standard, Permitted>, XrpcError> {
    let account = who.account();
    let own = match &repo {
        AtIdentifier::Did(did) => *did == account.did,
        AtIdentifier::Handle(handle) => account.handle.as_ref() == Some(handle),
    };
    if own {
        check_standing(account)?;
        let writes = writes.into_iter();
        let needed = writes.map(|(collection, action)| Permission::Repo { collection, action });
        return Ok(who.permit_all(needed)?);
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
