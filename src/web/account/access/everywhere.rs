//! Signing out of everything at once: browsers, sessions of apps, app passwords, apps.

use minijinja::context;

use crate::account::{app_passwords, devices, sessions};
use crate::oauth;
use crate::store::{StorageError, Tx};
use crate::web::account::Section;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    visit.account_page(&account, Section::Devices, "access/everywhere.html", context! {})
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let (aid, device, origin) = (account.aid, *visit.device(), visit.origin());
    let apps = form.check("apps");
    let job = move |tx: &mut Tx<'_>| {
        devices::end_all(tx, aid, Some(&device))?;
        sessions::revoke_all(tx, aid, &origin)?;
        if apps {
            app_passwords::revoke_all(tx, aid, &origin)?;
            oauth::revoke_all(tx, aid, &[], &origin)?;
        }
        Ok(())
    };
    visit.app.store.write::<_, StorageError, _>(job).await?;
    visit.app.accounts.devices().forget_brief(aid, Some(&device));
    visit.notice(Tone::Success, visit.text("access-everywhere-done"));
    Ok(visit.redirect(&format!("/account/u/{}/devices", account.account.did)))
}
