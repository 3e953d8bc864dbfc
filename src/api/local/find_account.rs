//! `local.hostplant.admin.findAccount`: the DID of an account by DID or handle, in whatever standing. Resolution on the
//! network does not know accounts that are withheld.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::syntax::{AtIdentifier, Did, Handle};
use crate::xrpc::{Admin, Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    account: AtIdentifier,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    did: Did,
    handle: Handle,
}

pub(super) async fn find_account(
    app: &App,
    _: Admin,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let found = app.accounts.find(params.account).await?;
    let account = found.ok_or_else(super::no_account)?.account;
    Ok(Json(Output { did: account.did, handle: account.handle.unwrap_or_else(Handle::invalid) }))
}
