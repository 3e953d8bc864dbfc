//! Letters that have not left, with their codes: who cannot get mail gets them from the administrator.

use minijinja::context;
use minijinja::value::Value;

use super::guard;
use crate::administrator::AdminAct;
use crate::base::Timestamp;
use crate::mail::{self, QueuedLetter};
use crate::store::keys::DueKey;
use crate::store::{Snapshot, StorageError, Tx};
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Letters that are listed.
const LISTED: usize = 100;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    let letters = visit.app.store.read(|db: &Snapshot| mail::undelivered(db, LISTED)).await?;
    let value = |queued: &QueuedLetter| {
        let (handle, code) = queued.letter.handle_and_code();
        context! {
            key => format!("{}-{}", queued.key.at.micros(), queued.key.id),
            to => queued.to.as_str(),
            kind => visit.text(&kind_key(queued.letter.name())),
            handle,
            code,
            since => queued.since.secs(),
            attempts => queued.attempts,
            error => queued.last_error.as_deref(),
            dead => queued.dead_since.is_some(),
        }
    };
    let values = context! {
        letters => letters.iter().map(value).collect::<Vec<Value>>(),
        leaves => visit.app.mail.leaves(),
    };
    guard::render(visit, "admin/mail.html", values)
}

/// The key of the name of a kind of letters.
pub(super) fn kind_key(kind: &str) -> String {
    format!("admin-letter-kind-{}", kind.replace('_', "-"))
}

fn key_of(text: &str) -> Option<DueKey> {
    let (at, id) = text.split_once('-')?;
    Some(DueKey { at: Timestamp::from_micros(at.parse().ok()?), id: id.parse().ok()? })
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    let key = key_of(form.text("letter")).ok_or(PageError::NotFound)?;
    let act = match form.text("act") {
        "retry" => AdminAct::LetterRetry,
        "drop" => AdminAct::LetterDrop,
        _ => return Err(PageError::NotFound),
    };
    let job = move |tx: &mut Tx<'_>| -> Result<bool, StorageError> {
        if act == AdminAct::LetterRetry { mail::retry(tx, key) } else { mail::discard(tx, key) }
    };
    if visit.app.store.write(job).await? {
        visit.app.mail.wake();
        guard::note(visit, act, "").await?;
        visit.notice(Tone::Success, guard::words(visit, act));
    } else {
        visit.notice(Tone::Warning, visit.text("admin-letter-gone"));
    }
    Ok(visit.redirect("/admin/mail"))
}
