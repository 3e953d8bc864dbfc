//! What happened to an account, for its owner to see: written in the job of the act itself, so that the log tells
//! neither more nor less than what was done.
//!
//! The rules of keeping are those of [`crate::store::rows::audit`].

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::Accounts;
use crate::base::Timestamp;
use crate::store::keys::AuditKey;
use crate::store::rows::audit::{self, MAX_TEXT, network};
pub use crate::store::rows::audit::{Act, Actor, AuditEntry};
use crate::store::tables::Audit;
use crate::store::{Aid, Read, StorageError, Tx, WriteError};
use crate::texts::Language;

/// Who acts, from where, and what they read.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    actor: Actor,
    address: Option<IpAddr>,
    agent: Option<Box<str>>,
    language: Option<Language>,
}

impl Origin {
    /// The server's operator. From where is nobody's business.
    pub const OPERATOR: Self = Self { actor: Actor::Operator, ..Self::NOWHERE };
    /// The moderation service.
    pub const MODERATION: Self = Self { actor: Actor::Moderation, ..Self::NOWHERE };
    const NOWHERE: Self = Self { actor: Actor::Owner, address: None, agent: None, language: None };

    /// Whether it is the account's owner, or somebody with the owner's credentials.
    pub fn is_owner(&self) -> bool {
        self.actor == Actor::Owner
    }

    /// From which address, where that matters.
    pub const fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// What the program calls itself.
    pub fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }

    /// The account's owner, at an address and with a program that calls itself `agent`.
    pub fn owner(address: IpAddr, agent: Option<&str>) -> Self {
        Self {
            actor: Actor::Owner,
            address: Some(address),
            agent: agent.map(|agent| shortened(agent).into()),
            language: None,
        }
    }

    /// The same, by somebody who reads `language`.
    #[must_use]
    pub fn reading(self, language: Option<Language>) -> Self {
        Self { language, ..self }
    }

    /// What whoever acts reads, as far as that is known.
    pub const fn language(&self) -> Option<Language> {
        self.language
    }
}

/// Notes an act in the log of an account.
///
/// # Errors
/// As every write.
pub fn note(
    tx: &mut Tx<'_>,
    aid: Aid,
    act: Act,
    origin: &Origin,
    detail: Option<&str>,
) -> Result<(), StorageError> {
    let entry = AuditEntry {
        act,
        actor: origin.actor,
        address: origin.address,
        agent: origin.agent.as_deref().map(str::to_owned),
        detail: detail.map(|detail| shortened(detail).to_owned()),
        times: 1,
        first_at: tx.now(),
    };
    audit::add(tx, aid, entry)
}

impl Accounts {
    /// Notes an act that is no write of its own.
    ///
    /// # Errors
    /// As every write.
    pub async fn note(
        &self,
        aid: Aid,
        act: Act,
        origin: Origin,
        detail: String,
    ) -> Result<(), WriteError<StorageError>> {
        self.0.store.write(move |tx| note(tx, aid, act, &origin, Some(&detail))).await
    }
}

/// Whether the account was made, or its owner signed in, from the same network before, as far back as the log tells.
/// Nobody is a stranger who comes from nowhere.
///
/// # Errors
/// As every read.
pub fn is_known_place(db: &impl Read, aid: Aid, origin: &Origin) -> Result<bool, StorageError> {
    let Some(from) = origin.address.map(network) else { return Ok(true) };
    for row in db.range::<Audit>(AuditKey::of(aid).reversed())? {
        let (_, entry) = row?;
        let is_arrival = matches!(entry.act, Act::Made | Act::Reclaimed | Act::SignedIn);
        if is_arrival && entry.address.map(network) == Some(from) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// When it happened last.
    pub at: Timestamp,
    /// What happened, by whom and from where.
    pub entry: AuditEntry,
}

/// Where in a log a page ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    at: Timestamp,
    nth: u32,
}

/// Part of a log.
#[derive(Clone, Debug)]
pub struct Page {
    /// Newest first.
    pub entries: Vec<Activity>,
    /// Where the next page begins, if there may be more.
    pub next: Option<Cursor>,
}

/// At most `limit` things that happened to an account, newest first, before `cursor` if there is one.
///
/// # Errors
/// As every read.
pub fn list(db: &impl Read, aid: Aid, cursor: Option<Cursor>, limit: usize) -> Result<Page, StorageError> {
    let mut span = AuditKey::of(aid);
    if let Some(Cursor { at, nth }) = cursor {
        span = span.before(&AuditKey { aid, at, nth });
    }
    let mut page = Page { entries: Vec::new(), next: None };
    for row in db.range::<Audit>(span.reversed())?.take(limit) {
        let (key, entry) = row?;
        page.entries.push(Activity { at: key.at, entry });
        page.next = Some(Cursor { at: key.at, nth: key.nth }).filter(|_| page.entries.len() == limit);
    }
    Ok(page)
}

/// `microseconds-number`; opaque to those who page.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.micros(), self.nth)
    }
}

/// Text that no page ended with.
#[derive(Debug, thiserror::Error)]
#[error("not a cursor")]
pub struct BadCursor;

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let (at, nth) = text.split_once('-').ok_or(BadCursor)?;
        let at = at.parse().map_err(|_| BadCursor)?;
        Ok(Self { at: Timestamp::from_micros(at), nth: nth.parse().map_err(|_| BadCursor)? })
    }
}

/// As much of `text` as an entry holds.
fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_read_as_they_are_written() {
        let cursor = Cursor { at: Timestamp::from_micros(1_780_000_000_000_001), nth: 3 };
        assert_eq!(cursor.to_string().parse::<Cursor>().expect("a cursor"), cursor);
        for text in ["", "1", "-", "1-", "x-1", "1-2-3"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        let long = "ü".repeat(MAX_TEXT);
        assert_eq!(shortened(&long).len(), MAX_TEXT);
        let odd = format!("x{long}");
        assert_eq!(shortened(&odd).len(), MAX_TEXT - 1);
    }
}
