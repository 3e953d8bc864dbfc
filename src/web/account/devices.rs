//! The browsers that are signed in to the account, the apps that are signed in with a password, and ending either.

use data_encoding::HEXLOWER;
use minijinja::context;
use minijinja::value::Value;

use super::Section;
use crate::account::devices::DeviceId;
use crate::account::sessions;
use crate::store::Snapshot;
use crate::store::keys::Digest;
use crate::texts::browser;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Sessions that are shown; an account has 400 at most.
const SESSIONS: usize = 50;

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
    let (aid, now) = (account.aid, visit.app.clock.now());
    let going_on = visit.app.store.read(move |db: &Snapshot| sessions::list(db, aid, now)).await?;
    let sessions: Vec<Value> = going_on
        .iter()
        .take(SESSIONS)
        .map(|session| {
            context! {
                id => HEXLOWER.encode(&session.id.0),
                name => session.app_password.as_deref(),
                since => session.created_at.secs(),
                used => session.used_at.secs(),
            }
        })
        .collect();
    let more = going_on.len() - sessions.len();
    visit.account_page(
        &account,
        Section::Devices,
        "account/devices.html",
        context! { devices, sessions, more },
    )
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let devices = visit.app.accounts.devices();
    let hex = |name| HEXLOWER.decode(form.text(name).as_bytes()).ok();
    if form.check("session") {
        let id = hex("session").and_then(|bytes| bytes.try_into().ok()).map(Digest);
        let (aid, id, origin) = (account.aid, id.ok_or(PageError::NotFound)?, visit.origin());
        if !visit.app.store.write(move |tx| sessions::end_listed(tx, aid, id, &origin)).await? {
            return Err(PageError::NotFound);
        }
        visit.notice(Tone::Success, visit.text("access-sessions-ended"));
        return Ok(visit.redirect(&format!("/account/u/{}/devices", account.account.did)));
    }
    if form.check("sessions") {
        let (aid, origin) = (account.aid, visit.origin());
        visit.app.store.write(move |tx| sessions::revoke_all(tx, aid, &origin)).await?;
        visit.notice(Tone::Success, visit.text("access-sessions-all-ended"));
        return Ok(visit.redirect(&format!("/account/u/{}/devices", account.account.did)));
    }
    if form.check("others") {
        devices.end_others(account.aid, Some(*visit.device())).await?;
    } else {
        let id =
            hex("device").and_then(|bytes| bytes.try_into().ok()).map(DeviceId).ok_or(PageError::NotFound)?;
        devices.end(account.aid, id).await?;
    }
    visit.notice(Tone::Success, visit.text("account-device-ended"));
    Ok(visit.redirect(&format!("/account/u/{}/devices", account.account.did)))
}
