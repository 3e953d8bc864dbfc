//! `com.atproto.server.requestEmailConfirmation`: mails the code that confirmEmail needs.

use crate::app::App;
use crate::auth::{EmailApps, Session, StandardInStanding};
use crate::mail::Purpose;
use crate::xrpc::{NoBody, NoParams, WithHead, XrpcError};

pub(super) async fn request_email_confirmation(
    app: &App,
    who: Session<StandardInStanding, EmailApps>,
    _: NoParams,
    head: WithHead<NoBody>,
) -> Result<(), XrpcError> {
    Ok(app.accounts.mail_code(who.hosted.aid, Purpose::ConfirmEmail, head.call.origin()).await?)
}
