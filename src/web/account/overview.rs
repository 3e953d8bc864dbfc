//! The first page of an account: who it is.

use minijinja::context;

use super::Section;
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let row = &account.account;
    let values = context! {
        email => row.email.as_deref(),
        confirmed => row.email_confirmed_at.is_some(),
    };
    visit.account_page(&account, Section::Overview, "account/overview.html", values)
}
