//! `com.atproto.server.requestAccountDelete`: mails the code that deleteAccount needs.

use crate::app::App;
use crate::auth::{FullInStanding, NoApps, Session};
use crate::mail::Purpose;
use crate::xrpc::{NoBody, NoParams, WithHead, XrpcError};

pub(super) async fn request_account_delete(
    app: &App,
    who: Session<FullInStanding, NoApps>,
    _: NoParams,
    head: WithHead<NoBody>,
) -> Result<(), XrpcError> {
    Ok(app.accounts.mail_code(who.hosted.aid, Purpose::DeleteAccount, head.call.origin()).await?)
}
