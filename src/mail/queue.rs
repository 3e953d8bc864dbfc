//! Letters that wait to be sent, and those that were given up, for the administrator to see. They are written in the
//! job that makes their code, and so are neither lost nor sent for a code that was never stored.

use std::net::IpAddr;
use std::time::Duration;

use minicbor::{Decode, Encode};

use super::design::Look;
use super::letter::{Factor, Letter, Notice, Purpose};
use crate::base::{Secret, Timestamp};
use crate::store::keys::DueKey;
use crate::store::rows::due::{Due, Task};
use crate::store::rows::meta::{self, MetaValue};
use crate::store::tables::{DueTasks, Meta};
use crate::store::{Read, Span, StorageError, Tx};
use crate::texts::Language;

/// How long a mailed code works (account rules); a letter with an older one is not sent any more.
pub const CODE_LIFETIME: Duration = Duration::from_secs(15 * 60);
/// The same for a code that shows that an address is read before there is an account.
pub const ADDRESS_CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// The same for a code that is all that somebody shows to sign in.
pub const SIGN_IN_CODE_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// How long other letters are tried.
const PATIENCE: Duration = Duration::from_secs(3 * 24 * 3_600);
/// How long letters that were given up stay for the administrator to see.
const DEAD_KEPT: Duration = Duration::from_secs(7 * 24 * 3_600);
/// Wait after the first failed attempt; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// Longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3_600);
/// Most letters in the queue, those that were given up included.
const MAX_LETTERS: u64 = 20_000;
/// Name of the server value that counts them: other tasks lie among them.
const COUNT: &str = "letters";
/// Tasks that are looked at when letters are counted: others lie among them.
const MAX_LOOKED: usize = 50_000;
/// Longest account of a failure that is kept, in bytes.
const MAX_ERROR_BYTES: usize = 300;

/// Why a letter was not queued.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// Too much waits already.
    #[error("too much mail is waiting")]
    Full,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A letter in the queue, as it is stored in a [`Task::SendMail`].
#[derive(Default, Encode, Decode)]
#[cbor(map)]
struct Stored {
    #[n(0)]
    to: String,
    #[n(1)]
    purpose: Option<Purpose>,
    #[n(2)]
    handle: Option<String>,
    #[n(3)]
    code: Option<String>,
    #[n(4)]
    asked_from: Option<IpAddr>,
    #[n(5)]
    subject: Option<String>,
    #[n(6)]
    html: Option<String>,
    #[n(7)]
    deletion_at: Option<Timestamp>,
    #[n(8)]
    notice: Option<Notice>,
    #[n(9)]
    notice_at: Option<Timestamp>,
    #[n(10)]
    detail: Option<String>,
    #[n(11)]
    agent: Option<String>,
    #[n(12)]
    factor: Option<Factor>,
    #[n(13)]
    language: Option<Language>,
    #[n(14)]
    app: Option<String>,
    #[n(15)]
    entry_at: Option<Timestamp>,
    #[n(16)]
    refuse_link: Option<String>,
    #[n(17)]
    look: Option<Look>,
}

/// A letter, its recipient, and what they read if that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Addressed {
    pub to: String,
    pub language: Option<Language>,
    pub letter: Letter,
}

impl Addressed {
    fn encode(&self) -> Vec<u8> {
        let mut stored = Stored { to: self.to.clone(), language: self.language, ..Stored::default() };
        match &self.letter {
            Letter::Code { purpose, handle, code, asked_from } => {
                stored.purpose = Some(*purpose);
                stored.handle = handle.as_ref().map(ToString::to_string);
                stored.code = Some(code.expose().clone());
                stored.asked_from = *asked_from;
            }
            Letter::AddressCode { wanted, code, asked_from } => {
                stored.handle = Some(wanted.to_string());
                stored.code = Some(code.expose().clone());
                stored.asked_from = *asked_from;
            }
            Letter::EntryCode { handle, code, app, at, asked_from, agent, refuse_link, look } => {
                stored.handle = handle.as_ref().map(ToString::to_string);
                stored.code = Some(code.expose().clone());
                stored.app.clone_from(app);
                stored.entry_at = Some(*at);
                stored.asked_from = *asked_from;
                stored.agent.clone_from(agent);
                stored.refuse_link.clone_from(refuse_link);
                stored.look.clone_from(look);
            }
            Letter::DeletionAhead { handle, at } => {
                stored.handle = handle.as_ref().map(ToString::to_string);
                stored.deletion_at = Some(*at);
            }
            Letter::Notice { notice, handle, factor, detail, at, from, agent } => {
                stored.notice = Some(*notice);
                stored.factor = *factor;
                stored.handle = handle.as_ref().map(ToString::to_string);
                stored.detail.clone_from(detail);
                stored.notice_at = Some(*at);
                stored.asked_from = *from;
                stored.agent.clone_from(agent);
            }
            Letter::Moderation { subject, html } => {
                stored.subject = Some(subject.clone());
                stored.html = Some(html.clone());
            }
        }
        minicbor::to_vec(&stored).expect("writing to memory does not fail")
    }

    /// Reads a letter back; `None` when it was written by a program that knew other kinds.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let stored: Stored = minicbor::decode(bytes).ok()?;
        let (to, language) = (stored.to.clone(), stored.language);
        Some(Self { to, language, letter: stored.letter()? })
    }
}

impl Stored {
    fn letter(self) -> Option<Letter> {
        let handle = self.handle.and_then(|handle| handle.parse().ok());
        if let Some(at) = self.deletion_at {
            return Some(Letter::DeletionAhead { handle, at });
        }
        let asked_from = self.asked_from;
        if let (Some(notice), Some(at)) = (self.notice, self.notice_at) {
            let (factor, detail, from, agent) = (self.factor, self.detail, asked_from, self.agent);
            return Some(Letter::Notice { notice, handle, factor, detail, at, from, agent });
        }
        if let (Some(at), Some(code)) = (self.entry_at, self.code.clone().map(Secret::new)) {
            let (app, agent, refuse_link, look) = (self.app, self.agent, self.refuse_link, self.look);
            return Some(Letter::EntryCode { handle, code, app, at, asked_from, agent, refuse_link, look });
        }
        match (self.purpose, self.code.map(Secret::new), self.subject, self.html) {
            (Some(purpose), Some(code), ..) => Some(Letter::Code { purpose, handle, code, asked_from }),
            // Such a code has no purpose for an account.
            (None, Some(code), ..) => Some(Letter::AddressCode { wanted: handle?, code, asked_from }),
            (_, _, Some(subject), Some(html)) => Some(Letter::Moderation { subject, html }),
            _ => None,
        }
    }
}

/// Queues `letter` to the address `to`, whose owner reads `language`, within the job `tx`; it is sent once the job is
/// committed and [`super::Mailer::wake`] is called, or a little later without the call.
///
/// # Errors
/// [`QueueError::Full`] when too much waits already.
pub fn enqueue(
    tx: &mut Tx<'_>,
    to: &str,
    language: Option<Language>,
    letter: Letter,
) -> Result<(), QueueError> {
    let others = count(tx)?;
    if others >= MAX_LETTERS {
        return Err(QueueError::Full);
    }
    tx.put::<Meta>(&meta::key(COUNT), &MetaValue::from_u64(others + 1))?;
    let message = Addressed { to: to.to_owned(), language, letter }.encode();
    tx.schedule(tx.now(), Task::SendMail { message })?;
    Ok(())
}

/// How many letters are in the queue.
fn count(db: &impl Read) -> Result<u64, StorageError> {
    Ok(db.get::<Meta>(&meta::key(COUNT))?.and_then(|count| count.to_u64()).unwrap_or_default())
}

/// A letter in the queue, for the administrator's eyes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueuedLetter {
    /// Its place in the queue.
    pub key: DueKey,
    /// The recipient.
    pub to: String,
    /// What is written.
    pub letter: Letter,
    /// When it was queued.
    pub since: Timestamp,
    /// How often sending it failed.
    pub attempts: u32,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When it was given up.
    pub dead_since: Option<Timestamp>,
}

/// At most `limit` letters that were not delivered, those given up included, the next to be tried first.
///
/// # Errors
/// When the store cannot be read.
pub fn undelivered(db: &impl Read, limit: usize) -> Result<Vec<QueuedLetter>, StorageError> {
    let mut letters = Vec::new();
    for row in db.range::<DueTasks>(Span::all())? {
        let (key, due) = row?;
        let Task::SendMail { message } = &due.task else { continue };
        let Some(Addressed { to, letter, .. }) = Addressed::decode(message) else { continue };
        letters.push(QueuedLetter {
            key,
            to,
            letter,
            since: due.since,
            attempts: due.attempts,
            last_error: due.last_error,
            dead_since: due.dead_since,
        });
        if letters.len() == limit {
            break;
        }
    }
    Ok(letters)
}

/// Has a letter tried again now, given up or not. Whether it is still there and of use: a code that is over is not sent.
///
/// # Errors
/// As every write.
pub fn retry(tx: &mut Tx<'_>, key: DueKey) -> Result<bool, StorageError> {
    let Some(mut due) = tx.get::<DueTasks>(&key)? else { return Ok(false) };
    let Task::SendMail { message } = &due.task else { return Ok(false) };
    let now = tx.now();
    let is_of_use = Addressed::decode(message).is_some_and(|letter| now < expiry(&letter.letter, due.since));
    if !is_of_use {
        return Ok(false);
    }
    tx.delete::<DueTasks>(&key)?;
    due.dead_since = None;
    tx.reschedule(now, &due)?;
    Ok(true)
}

/// Takes a letter out of the queue. Whether it was still there.
///
/// # Errors
/// As every write.
pub fn discard(tx: &mut Tx<'_>, key: DueKey) -> Result<bool, StorageError> {
    match tx.get::<DueTasks>(&key)? {
        Some(due) if matches!(due.task, Task::SendMail { .. }) => {
            settle(tx, key, due, Outcome::Done)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// How much mail has not left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Letters that wait to be sent.
    pub waiting: u64,
    /// Since when the oldest of them waits.
    pub oldest: Option<Timestamp>,
    /// Letters that were given up.
    pub given_up: u64,
    /// Why the newest of those that failed did.
    pub last_error: Option<String>,
}

/// How much mail has not left, as far as the next 50,000 tasks tell.
///
/// # Errors
/// When the store fails.
pub fn backlog(db: &impl Read) -> Result<Backlog, StorageError> {
    let mut found = Backlog::default();
    let mut newest = None;
    for row in db.range::<DueTasks>(Span::all())?.take(MAX_LOOKED) {
        let (_, due) = row?;
        if !matches!(due.task, Task::SendMail { .. }) {
            continue;
        }
        if due.dead_since.is_some() {
            found.given_up += 1;
        } else {
            found.waiting += 1;
            found.oldest = Some(found.oldest.map_or(due.since, |oldest| oldest.min(due.since)));
        }
        if due.last_error.is_some() && newest.is_none_or(|newest| due.since >= newest) {
            newest = Some(due.since);
            found.last_error = due.last_error;
        }
    }
    Ok(found)
}

/// At most `limit` letters whose time has come at `now`, those that waited longest first.
pub(super) fn due(db: &impl Read, now: Timestamp, limit: usize) -> Result<Vec<(DueKey, Due)>, StorageError> {
    let mut letters = Vec::new();
    for row in db.range::<DueTasks>(DueKey::until(now))? {
        let (key, due) = row?;
        if matches!(due.task, Task::SendMail { .. }) {
            letters.push((key, due));
        }
        if letters.len() == limit {
            break;
        }
    }
    Ok(letters)
}

/// What became of an attempt.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was handed on, or kept as long as it is of use.
    Done,
    /// It may pass another time, unless it is of no use any more by then.
    Failed {
        /// Why it failed.
        error: String,
        /// From when on it is of no use.
        expires: Timestamp,
    },
    /// It will never pass.
    Hopeless(String),
}

/// Takes a letter out of its place in the queue and, unless it is done, puts it where it belongs next.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    key: DueKey,
    mut due: Due,
    outcome: Outcome,
) -> Result<(), StorageError> {
    if !tx.delete::<DueTasks>(&key)? {
        return Ok(());
    }
    let now = tx.now();
    let wait = FIRST_WAIT.saturating_mul(1 << due.attempts.min(16)).min(LONGEST_WAIT);
    let (mut error, again) = match outcome {
        Outcome::Done => {
            let others = count(tx)?.saturating_sub(1);
            return tx.put::<Meta>(&meta::key(COUNT), &MetaValue::from_u64(others));
        }
        Outcome::Failed { error, expires } => {
            let next = now.after(wait);
            (error, (next < expires).then_some(next))
        }
        Outcome::Hopeless(error) => (error, None),
    };
    error.truncate(error.floor_char_boundary(MAX_ERROR_BYTES));
    due.attempts = due.attempts.saturating_add(1);
    due.last_error = Some(error);
    let at = again.unwrap_or_else(|| {
        due.dead_since = Some(now);
        now.after(DEAD_KEPT)
    });
    tx.reschedule(at, &due).map(drop)
}

/// From when on sending a letter is of no use.
pub(super) fn expiry(letter: &Letter, since: Timestamp) -> Timestamp {
    since.after(match letter {
        Letter::Code { .. } => CODE_LIFETIME,
        Letter::AddressCode { .. } => ADDRESS_CODE_LIFETIME,
        Letter::EntryCode { .. } => SIGN_IN_CODE_LIFETIME,
        Letter::DeletionAhead { .. } | Letter::Notice { .. } | Letter::Moderation { .. } => PATIENCE,
    })
}
