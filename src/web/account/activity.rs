//! What happened to the account, newest first.

use minijinja::context;
use minijinja::value::Value;

use super::Section;
use super::apps::app_name;
use crate::account::activity::{self, Act, Activity, Actor, AuditEntry, Cursor};
use crate::account::factors::FactorKind;
use crate::store::Snapshot;
use crate::texts::browser;
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

/// Entries on a page.
const PER_PAGE: usize = 25;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let before = match visit.query("before") {
        "" => None,
        text => Some(text.parse::<Cursor>().map_err(|_| PageError::NotFound)?),
    };
    let aid = account.aid;
    let page = visit.app.store.read(move |db: &Snapshot| activity::list(db, aid, before, PER_PAGE)).await?;
    let values = context! {
        entries => entries(visit, &page.entries),
        next => page.next.map(|next| next.to_string()),
        first => before.is_none(),
    };
    visit.account_page(&account, Section::Activity, "account/activity.html", values)
}

/// For templates: `[{text, detail, by, from, at, times}]`.
pub(in crate::web) fn entries(visit: &Visit, entries: &[Activity]) -> Vec<Value> {
    let value = |activity: &Activity| {
        let entry = &activity.entry;
        let browser = entry.agent.as_deref().map(browser::describe).filter(|words| !words.is_empty());
        let address = entry.address.map(|address| address.to_string());
        let from: Vec<String> = browser.into_iter().chain(address).collect();
        context! {
            text => visit.text(&format!("activity-{}", entry.act)),
            detail => detail(visit, entry),
            // The owner is the rule.
            by => (entry.actor != Actor::Owner).then(|| visit.text(&format!("activity-by-{}", entry.actor.as_str()))),
            from => from.join(" · "),
            at => activity.at.secs(),
            times => entry.times,
        }
    };
    entries.iter().map(value).collect()
}

/// What is said beside the act. Kinds of factors have names in every language, and
/// apps are called as everywhere else.
fn detail(visit: &Visit, entry: &AuditEntry) -> Option<String> {
    let detail = entry.detail.as_deref()?;
    Some(match entry.act {
        // `kind`, or `kind: name`.
        Act::FactorAdded | Act::FactorRemoved | Act::FactorRefused => {
            let (kind, name) = detail.split_once(": ").unwrap_or((detail, ""));
            let kind = match kind.parse::<FactorKind>() {
                Ok(kind) => visit.text(&format!("activity-factor-{kind}")),
                Err(_) => kind.to_owned(),
            };
            if name.is_empty() { kind } else { format!("{kind}: {name}") }
        }
        Act::AppGranted | Act::AppRevoked | Act::AppWritesUndone => app_name(visit, detail),
        _ => detail.to_owned(),
    })
}
