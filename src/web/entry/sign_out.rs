//! Signing out: one account, or all of this browser.

use crate::store::Aid;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// An address signs nobody out: whoever comes here by link chooses.
pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    Ok(visit.redirect("/account"))
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let (all, did) = (form.check("all"), form.text("did").to_owned());
    let accounts = visit.accounts().await?;
    let chosen: Vec<Aid> = accounts
        .iter()
        .filter(|account| all || account.account.did.as_str() == did)
        .map(|account| account.aid)
        .collect();
    if !chosen.is_empty() {
        visit.sign_out(chosen).await?;
        visit.notice(Tone::Success, visit.text("entry-signed-out"));
    }
    Ok(visit.redirect("/account"))
}
