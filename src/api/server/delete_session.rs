//! `com.atproto.server.deleteSession`: logging out.

use crate::app::App;
use crate::xrpc::{ExpiredRefresh, NoBody, NoParams, WithHead, XrpcError};

pub(super) async fn delete_session(
    app: &App,
    ExpiredRefresh(who): ExpiredRefresh,
    _: NoParams,
    head: WithHead<NoBody>,
) -> Result<(), XrpcError> {
    Ok(app.accounts.end_session(&who.did, who.id, head.call.origin()).await?)
}
