//! `com.atproto.server.activateAccount`: switches the account on, once its DID points here.

use crate::account::standing::ActivateError;
use crate::app::App;
use crate::auth::{Full, Session, StatusApps};
use crate::xrpc::{NoBody, NoParams, WithHead, XrpcError};

pub(super) async fn activate_account(
    app: &App,
    who: Session<Full, StatusApps>,
    _: NoParams,
    head: WithHead<NoBody>,
) -> Result<(), XrpcError> {
    app.accounts.activate(&who.hosted, head.call.origin()).await.map_err(|error| match error {
        ActivateError::Gone => XrpcError::named("AccountNotFound", "user not found"),
        ActivateError::Identity(mismatch) => mismatch.into(),
        ActivateError::Store(error) => error.map_job(XrpcError::internal).into(),
    })
}
