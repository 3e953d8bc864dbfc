//! Whether apps may sign in with the account's own password.

use minijinja::context;

use super::path_of;
use crate::web::account::Section;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    let values = context! { on => factors.app_login };
    visit.account_page(&account, Section::Security, "factors/app_sign_in.html", values)
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let on = form.text("state") == "on";
    visit.app.accounts.set_app_login(account.aid, on, visit.origin()).await?;
    let text = visit.text(if on { "factors-app-login-done" } else { "factors-app-login-undone" });
    visit.notice(Tone::Success, text);
    Ok(visit.redirect(&path_of(&account, "")))
}
