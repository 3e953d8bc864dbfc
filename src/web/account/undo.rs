//! Taking back what an app wrote: a page that shows what would become of which record, and a button that does it.

use std::time::Duration;

use minijinja::context;
use minijinja::value::Value;

use super::Section;
use super::apps::app_in_sentence;
use crate::account::activity::Act;
use crate::account::devices::SignedIn;
use crate::base::Timestamp;
use crate::records::{Fate, JOURNAL_RETENTION, preview_undo};
use crate::store::Snapshot;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Records that are named on the page.
const NAMED: usize = 50;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// How far back: the word in forms and texts.
const PERIODS: [(&str, Duration); 4] = [
    ("hour", HOUR),
    ("day", Duration::from_secs(24 * 60 * 60)),
    ("week", Duration::from_secs(7 * 24 * 60 * 60)),
    ("all", JOURNAL_RETENTION),
];

/// What is to be taken back.
struct Undoing {
    account: SignedIn,
    /// The `client_id` of the app, which may have no access any more.
    client: String,
    period: &'static str,
    since: Timestamp,
}

impl Undoing {
    async fn of(visit: &mut Visit, client: String, period: &str) -> Result<Self, PageError> {
        let account = visit.account().await?;
        visit.require_fresh(&account)?;
        let period = if period.is_empty() { "day" } else { period };
        let (period, length) =
            PERIODS.into_iter().find(|(word, _)| *word == period).ok_or(PageError::NotFound)?;
        if client.is_empty() {
            return Err(PageError::NotFound);
        }
        let since = visit.app.clock.now().before(length);
        Ok(Self { account, client, period, since })
    }
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let (client, period) = (visit.query("app").to_owned(), visit.query("since").to_owned());
    let undoing = Undoing::of(visit, client, &period).await?;
    let (aid, client, since) = (undoing.account.aid, undoing.client.clone(), undoing.since);
    let read = move |db: &Snapshot| preview_undo(db, aid, &client, since, NAMED);
    let preview = visit.app.store.read(read).await?;
    let grants = visit.app.oauth.grants(aid).await?;
    let grant = grants.iter().find(|grant| grant.client == undoing.client);
    let total = preview.undone.deleted + preview.undone.restored;
    let records: Vec<Value> = preview
        .records
        .iter()
        .map(|(path, fate)| {
            context! { path => path.as_str(), fate => word(*fate), text => visit.text(&format!("undo-{}", word(*fate))) }
        })
        .collect();
    let periods: Vec<Value> = PERIODS
        .iter()
        .map(|(word, _)| {
            context! {
                word => *word,
                text => visit.text(&format!("undo-since-{word}")),
                current => *word == undoing.period,
            }
        })
        .collect();
    let values = context! {
        app => app_in_sentence(visit, &undoing.client),
        client => undoing.client,
        since => undoing.period,
        periods,
        records,
        total,
        deleted => preview.undone.deleted,
        restored => preview.undone.restored,
        left_alone => preview.undone.left_alone,
        lost => preview.undone.lost,
        named => NAMED,
        grant => grant.map(|grant| grant.id.to_string()),
    };
    visit.account_page(&undoing.account, Section::Apps, "account/undo.html", values)
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let undoing = Undoing::of(visit, form.text("app").to_owned(), form.text("since")).await?;
    let app = visit.app.clone();
    let undone = app.repositories.undo(undoing.account.aid, &undoing.client, undoing.since).await;
    let undone = undone.map_err(PageError::failed)?;
    app.accounts
        .note(undoing.account.aid, Act::AppWritesUndone, visit.origin(), undoing.client.clone())
        .await?;
    let count = |key, count| app.web.templates.text_of_count(visit.language, key, "count", count);
    let mut text = count("undo-done", undone.deleted + undone.restored);
    let kept = undone.left_alone + undone.lost;
    if kept > 0 {
        text = format!("{text} {}", count("undo-done-kept", kept));
    }
    visit.notice(Tone::Success, text);
    Ok(visit.redirect(&format!("/account/u/{}/apps", undoing.account.account.did)))
}

const fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Deleted => "deleted",
        Fate::Restored => "restored",
        Fate::Unchanged => "unchanged",
        Fate::LeftAlone => "left-alone",
        Fate::Lost => "lost",
    }
}
