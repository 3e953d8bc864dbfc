//! How many codes are mailed and tried: to an address, from a network, by everybody together. Kept in the store, so that
//! a restart gives nobody another round; keyed by HMACs, so that nobody learns from it who was mailed to.
//!
//! What is refused is not counted. So many rows are made at most as letters leave, which is bounded.

use std::net::IpAddr;
use std::time::Duration;

use super::SignInCodeError;
use crate::account::{Email, Parts};
use crate::base::{Timestamp, subject_of};
use crate::store::keys::Digest;
use crate::store::rows::sign_in_codes::CodeCount;
use crate::store::tables::CodeCounts;
use crate::store::{Read, StorageError, Tx};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// So many in such a time.
#[derive(Clone, Copy, Debug)]
struct Limit {
    most: usize,
    within: Duration,
}

const fn limit(most: usize, within: Duration) -> Limit {
    Limit { most, within }
}

/// Letters to one address.
const ADDRESS: [Limit; 3] =
    [limit(3, MINUTE.saturating_mul(15)), limit(5, HOUR), limit(10, HOUR.saturating_mul(24))];
/// Letters that one network asks for.
const NETWORK: Limit = limit(10, MINUTE.saturating_mul(15));
/// Wrong codes for one address. After them it is left alone for as long.
const WRONG: Limit = limit(15, HOUR);
/// How long letters of everybody together are counted; how many there may be is a setting.
const GLOBAL_WINDOW: Duration = MINUTE;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters to an address.
    Address,
    /// Letters that a network asks for.
    Network,
    /// All letters.
    Global,
    /// Wrong codes for an address.
    Wrong,
}

impl Kind {
    const fn word(self) -> &'static [u8] {
        match self {
            Self::Address => b"letters to an address",
            Self::Network => b"letters from a network",
            Self::Global => b"letters",
            Self::Wrong => b"wrong codes for an address",
        }
    }
}

fn key(parts: &Parts, kind: Kind, subject: &[u8]) -> Digest {
    parts.sign_in_codes.mac(kind.word(), &[subject])
}

/// How long to wait for room under a limit; `None` when there is some.
fn wait(times: &[Timestamp], limit: Limit, now: Timestamp) -> Option<Duration> {
    let at = times.len().checked_sub(limit.most)?;
    let left = times.get(at)?.after(limit.within).since(now);
    (!left.is_zero()).then_some(left)
}

fn longest(kind: Kind, parts: &Parts) -> usize {
    match kind {
        Kind::Address => ADDRESS.iter().map(|limit| limit.most).max().unwrap_or_default(),
        Kind::Network => NETWORK.most,
        Kind::Global => parts.config.codes_per_minute as usize,
        Kind::Wrong => WRONG.most,
    }
}

/// Counts one more.
pub(super) fn add(tx: &mut Tx<'_>, parts: &Parts, kind: Kind, subject: &[u8]) -> Result<(), StorageError> {
    let key = key(parts, kind, subject);
    let mut count = tx.get::<CodeCounts>(&key)?.unwrap_or_default();
    count.times.push(tx.now());
    let surplus = count.times.len().saturating_sub(longest(kind, parts));
    count.times.drain(..surplus);
    tx.put::<CodeCounts>(&key, &count)
}

fn times(db: &impl Read, parts: &Parts, kind: Kind, subject: &[u8]) -> Result<Vec<Timestamp>, StorageError> {
    let count: CodeCount = db.get::<CodeCounts>(&key(parts, kind, subject))?.unwrap_or_default();
    Ok(count.times)
}

/// How long codes for an address are paused after too many wrong ones.
pub(super) fn pause(tx: &Tx<'_>, parts: &Parts, email: &Email) -> Result<Option<Duration>, StorageError> {
    let now = tx.now();
    let times = times(tx, parts, Kind::Wrong, email.as_str().as_bytes())?;
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Ok(None) };
    let left = last.after(WRONG.within).since(now);
    let is_full = times.len() >= WRONG.most && last.since(*first) < WRONG.within;
    Ok((is_full && !left.is_zero()).then_some(left))
}

/// Counts one more letter, if there is room for it under every limit.
pub(super) fn charge(
    tx: &mut Tx<'_>,
    parts: &Parts,
    email: &Email,
    from: Option<IpAddr>,
) -> Result<(), SignInCodeError> {
    let now = tx.now();
    let address = email.as_str().as_bytes();
    let network = from.map(|from| subject_of(from).to_string());
    let mut longest_wait = pause(tx, parts, email)?;
    let letters = times(tx, parts, Kind::Address, address)?;
    for limit in ADDRESS {
        longest_wait = longest_wait.max(wait(&letters, limit, now));
    }
    if let Some(network) = &network {
        let letters = times(tx, parts, Kind::Network, network.as_bytes())?;
        longest_wait = longest_wait.max(wait(&letters, NETWORK, now));
    }
    if let Some(retry_after) = longest_wait {
        return Err(SignInCodeError::TooMany { retry_after });
    }
    let global = limit(parts.config.codes_per_minute as usize, GLOBAL_WINDOW);
    if global.most == 0 || wait(&times(tx, parts, Kind::Global, b"")?, global, now).is_some() {
        return Err(SignInCodeError::MailFull);
    }
    add(tx, parts, Kind::Address, address)?;
    if let Some(network) = &network {
        add(tx, parts, Kind::Network, network.as_bytes())?;
    }
    Ok(add(tx, parts, Kind::Global, b"")?)
}
