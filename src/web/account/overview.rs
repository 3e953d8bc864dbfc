//! The first page of an account: who it is, what is good to have, what happened last.

use minijinja::context;
use minijinja::value::Value;

use super::Section;
use super::activity::entries;
use crate::account::activity;
use crate::account::factors::FactorsView;
use crate::store::Snapshot;
use crate::store::rows::accounts::Account;
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

/// Things that happened last.
const RECENT: usize = 5;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let (aid, row) = (account.aid, &account.account);
    let factors = visit.app.accounts.factors(aid).await.map_err(PageError::failed)?;
    let recent = visit.app.store.read(move |db: &Snapshot| activity::list(db, aid, None, RECENT)).await?;
    let values = context! {
        email => row.email.as_deref(),
        confirmed => row.email_confirmed_at.is_some(),
        checklist => checklist(visit, row, &factors),
        recent => entries(visit, &recent.entries),
    };
    visit.account_page(&account, Section::Overview, "account/overview.html", values)
}

/// What protects an account: `[{text, done, path}]`.
fn checklist(visit: &Visit, account: &Account, factors: &FactorsView) -> Vec<Value> {
    let items = [
        ("checklist-email", account.email_confirmed_at.is_some(), "/email"),
        ("checklist-factor", !factors.second.is_empty() || !factors.passkeys.is_empty(), "/security"),
        ("checklist-recovery", factors.recovery_codes_left > 0, "/security"),
    ];
    let value = |(key, done, path): (&str, bool, &'static str)| {
        let text = if done { visit.text(key) } else { visit.text(&format!("{key}-todo")) };
        context! { text, done, path }
    };
    items.into_iter().map(value).collect()
}
