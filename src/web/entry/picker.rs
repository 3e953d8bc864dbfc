//! The accounts that are signed in with this browser.

use minijinja::context;

use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    if visit.accounts().await?.is_empty() {
        return Ok(visit.redirect("/account/sign-in"));
    }
    visit.render("entry/picker.html", context! {})
}
