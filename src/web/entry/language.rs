//! The language switch that is at the foot of every page.

use crate::web::{Form, PageError, Visit};
use crate::xrpc::Reply;

/// Nothing to see: whoever reloads here goes where they may have come from.
pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    Ok(visit.redirect("/account"))
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    if let Ok(language) = form.text("language").parse() {
        visit.choose_language(language);
    }
    Ok(visit.redirect(form.text("next")))
}
