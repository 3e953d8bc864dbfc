//! The last lines of the log.

use minijinja::context;

use super::guard;
use crate::base::LogLines;
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    guard::render(visit, "admin/log.html", context! { lines => LogLines::latest() })
}
