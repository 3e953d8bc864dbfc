//! `com.atproto.identity.requestPlcOperationSignature`: mails the code without which no operation is signed.

use crate::app::App;
use crate::auth::{FullOrTakendown, IdentityApps, Session};
use crate::mail::Purpose;
use crate::xrpc::{NoBody, NoParams, WithHead, XrpcError};

pub(super) async fn request_plc_operation_signature(
    app: &App,
    who: Session<FullOrTakendown, IdentityApps>,
    _params: NoParams,
    input: WithHead<NoBody>,
) -> Result<(), XrpcError> {
    Ok(app.accounts.mail_code(who.hosted.aid, Purpose::PlcOperation, input.call.origin()).await?)
}
