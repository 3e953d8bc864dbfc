//! What this server is.

use minijinja::context;

use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    visit.render("entry/about.html", context! {})
}
