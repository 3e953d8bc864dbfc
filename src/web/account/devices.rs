//! Signing the account out of other browsers.

use data_encoding::HEXLOWER;

use crate::account::devices::DeviceId;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let devices = visit.app.accounts.devices();
    if form.check("others") {
        devices.end_others(account.aid, Some(*visit.device())).await?;
    } else {
        let id = HEXLOWER.decode(form.text("device").as_bytes()).ok();
        let id = id.and_then(|bytes| bytes.try_into().ok()).map(DeviceId).ok_or(PageError::NotFound)?;
        devices.end(account.aid, id).await?;
    }
    visit.notice(Tone::Success, visit.text("account-device-ended"));
    Ok(visit.redirect(&format!("/account/u/{}", account.account.did)))
}
