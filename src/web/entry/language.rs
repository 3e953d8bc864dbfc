//! The language switch that is at the foot of every page. What is chosen stays with the browser, and with the account
//! whose page it was.

use crate::account::devices::SignedIn;
use crate::store::Aid;
use crate::store::rows::accounts::Account;
use crate::web::{Form, PageError, Visit};
use crate::xrpc::Reply;

/// Nothing to see: whoever reloads here goes where they may have come from.
pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    Ok(visit.redirect("/account"))
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    if let Ok(language) = form.text("language").parse() {
        visit.choose_language(language);
        if let Some(aid) = reader(visit, form.text("next")).await? {
            visit.app.accounts.set_language(aid, language).await?;
        }
    }
    Ok(visit.redirect(form.text("next")))
}

/// Whose account is looked at: that of the page, or the only one there is.
async fn reader(visit: &mut Visit, page: &str) -> Result<Option<Aid>, PageError> {
    let who = page.strip_prefix("/account/u/").and_then(|rest| rest.split(['/', '?']).next());
    let accounts = visit.accounts().await?;
    let is_shown = |account: &&SignedIn| {
        let Account { did, handle, .. } = &account.account;
        who == Some(did.as_str()) || (who.is_some() && who == handle.as_ref().map(|handle| handle.as_str()))
    };
    Ok(match accounts {
        [only] => Some(only.aid),
        several => several.iter().find(is_shown).map(|account| account.aid),
    })
}
