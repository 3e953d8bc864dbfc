//! The browsers that are signed in to the account, and signing it out of them.

use data_encoding::HEXLOWER;
use minijinja::context;
use minijinja::value::Value;

use super::{Section, browser};
use crate::account::devices::DeviceId;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let devices = visit.app.accounts.devices().devices_of(account.aid).await.map_err(PageError::failed)?;
    let devices: Vec<Value> = devices
        .iter()
        .map(|device| {
            context! {
                id => HEXLOWER.encode(&device.id.0),
                name => device.user_agent.as_deref().map(browser::describe).unwrap_or_default(),
                address => device.address.as_deref(),
                seen => device.seen_at.secs(),
                current => device.id == *visit.device(),
            }
        })
        .collect();
    visit.account_page(&account, Section::Devices, "account/devices.html", context! { devices })
}

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
    Ok(visit.redirect(&format!("/account/u/{}/devices", account.account.did)))
}
