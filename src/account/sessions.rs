//! Sessions by password: what a refresh token stands for, its rotation and its end.
//!
//! Rotation tolerates replay. The first use of a token makes its successor and leaves the token good for two more
//! hours; another use within them yields the same successor, which follows from the token's id and our secret. So clients that refresh twice at once, or whose answer
//! was lost, keep their session, and a stolen token dies with the session that it came from.

use std::time::Duration;

use super::activity::{self, Act, Origin};
use super::session_token::{REFRESH_TTL, RefreshId, Scope, SessionTokens};
use crate::base::Timestamp;
use crate::crypto::sha256;
use crate::store::keys::{Digest, RefreshKey};
use crate::store::rows::sessions::RefreshToken;
use crate::store::tables::Refresh;
use crate::store::{Aid, Read, StorageError, Tx};
use crate::syntax::Did;

/// How long a used refresh token can be used again.
const GRACE: Duration = Duration::from_secs(2 * 60 * 60);
/// Most refresh tokens that an account has; a new session ends the one that would end first.
const MAX_TOKENS: usize = 400;

/// The pair of tokens that a client holds.
#[derive(Clone)]
pub struct Session {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session(…)")
    }
}

/// What a session was begun with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The account's password.
    Password,
    /// An app password.
    AppPassword {
        /// Its name.
        name: String,
        /// Whether it reaches direct messages.
        privileged: bool,
    },
}

impl Credential {
    /// The name of the app password, if it is one.
    pub fn app_password(&self) -> Option<&str> {
        match self {
            Self::Password => None,
            Self::AppPassword { name, .. } => Some(name),
        }
    }

    /// What it gives access to.
    pub const fn scope(&self) -> Scope {
        match self {
            Self::Password => Scope::Full,
            Self::AppPassword { privileged: false, .. } => Scope::AppPassword,
            Self::AppPassword { privileged: true, .. } => Scope::PrivilegedAppPassword,
        }
    }
}

/// Begins a session.
///
/// # Errors
/// As every write.
pub fn begin(
    tx: &mut Tx<'_>,
    tokens: &SessionTokens,
    aid: Aid,
    did: &Did,
    credential: &Credential,
) -> Result<Session, StorageError> {
    let now = tx.now();
    make_room(tx, aid, now)?;
    let (app_password, privileged) = match credential {
        Credential::Password => (None, false),
        Credential::AppPassword { name, privileged } => (Some(name.clone()), *privileged),
    };
    let row = RefreshToken {
        expires_at: now.after(REFRESH_TTL),
        created_at: now,
        app_password,
        privileged,
        rotated: false,
    };
    let id = RefreshId::random();
    tx.put::<Refresh>(&key(aid, id), &row)?;
    Ok(Session { access: tokens.access(did, credential.scope(), now), refresh: tokens.refresh(did, id, now) })
}

/// The session of an account that was taken down: enough to move away, and not remembered, so that it cannot be
/// refreshed.
pub fn begin_takendown(tokens: &SessionTokens, did: &Did, now: Timestamp) -> Session {
    Session {
        access: tokens.access(did, Scope::Takendown, now),
        refresh: tokens.refresh(did, RefreshId::random(), now),
    }
}

/// Exchanges a refresh token for the next pair; `None` when it was revoked, or used more than two hours ago.
///
/// # Errors
/// As every write.
pub fn rotate(
    tx: &mut Tx<'_>,
    tokens: &SessionTokens,
    aid: Aid,
    did: &Did,
    id: RefreshId,
) -> Result<Option<Session>, StorageError> {
    let now = tx.now();
    drop_expired(tx, aid, now)?;
    let Some(mut row) = tx.get::<Refresh>(&key(aid, id))? else { return Ok(None) };
    let credential = match row.app_password.clone() {
        None => Credential::Password,
        Some(name) => Credential::AppPassword { name, privileged: row.privileged },
    };
    let successor = tokens.successor(id);
    if row.rotated {
        // A second use must not give new life to a successor that was revoked or has run out.
        if !tx.has::<Refresh>(&key(aid, successor))? {
            return Ok(None);
        }
    } else {
        let next = RefreshToken { expires_at: now.after(REFRESH_TTL), ..row.clone() };
        tx.put::<Refresh>(&key(aid, successor), &next)?;
        row.rotated = true;
        row.expires_at = row.expires_at.min(now.after(GRACE));
        tx.put::<Refresh>(&key(aid, id), &row)?;
    }
    Ok(Some(Session {
        access: tokens.access(did, credential.scope(), now),
        refresh: tokens.refresh(did, successor, now),
    }))
}

/// Ends a session: the token and, if it was rotated, those that came after it. Whether it was there.
///
/// # Errors
/// As every write.
pub fn end(tx: &mut Tx<'_>, tokens: &SessionTokens, aid: Aid, id: RefreshId) -> Result<bool, StorageError> {
    let mut next = id;
    while tx.delete::<Refresh>(&key(aid, next))? {
        next = tokens.successor(next);
    }
    Ok(next != id)
}

/// A session that is going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name here; no client knows it.
    pub id: Digest,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last refreshed, which clients do every two hours of use at the latest; at first when it was begun.
    pub used_at: Timestamp,
    /// The name of the app password that it came from.
    pub app_password: Option<String>,
}

/// The sessions of an account, newest first.
///
/// # Errors
/// As every read.
pub fn list(db: &impl Read, aid: Aid, now: Timestamp) -> Result<Vec<Listed>, StorageError> {
    let mut listed = Vec::new();
    for entry in db.range::<Refresh>(RefreshKey::of(aid))? {
        let (key, row) = entry?;
        if !row.rotated && row.expires_at > now {
            let RefreshToken { created_at, expires_at, app_password, .. } = row;
            let used_at = expires_at.before(REFRESH_TTL);
            listed.push(Listed { id: key.token, created_at, used_at, app_password });
        }
    }
    listed.sort_by_key(|listed| std::cmp::Reverse(listed.created_at));
    Ok(listed)
}

/// Ends a session that [`list`] gave: without its last token the ones before are worth nothing. Whether it was there.
///
/// # Errors
/// As every write.
pub fn end_listed(tx: &mut Tx<'_>, aid: Aid, id: Digest, origin: &Origin) -> Result<bool, StorageError> {
    let was_there = tx.delete::<Refresh>(&RefreshKey { aid, token: id })?;
    if was_there {
        activity::note(tx, aid, Act::SignedOut, origin, None)?;
    }
    Ok(was_there)
}

/// Ends every session of an account.
///
/// # Errors
/// As every write.
pub fn end_all(tx: &mut Tx<'_>, aid: Aid) -> Result<(), StorageError> {
    end_where(tx, aid, |_| true)
}

/// Ends every session of an account and notes it, if there was one.
///
/// # Errors
/// As every write.
pub fn revoke_all(tx: &mut Tx<'_>, aid: Aid, origin: &Origin) -> Result<(), StorageError> {
    let now = tx.now();
    let mut live = 0_u32;
    for entry in tx.range::<Refresh>(RefreshKey::of(aid))? {
        let (_, row) = entry?;
        live += u32::from(!row.rotated && row.expires_at > now);
    }
    if live > 0 {
        activity::note(tx, aid, Act::SessionsEnded, origin, Some(&live.to_string()))?;
    }
    end_all(tx, aid)
}

/// Ends the sessions that came from an app password.
///
/// # Errors
/// As every write.
pub fn end_of_app_password(tx: &mut Tx<'_>, aid: Aid, name: &str) -> Result<(), StorageError> {
    end_where(tx, aid, |row| row.app_password.as_deref() == Some(name))
}

/// Removes refresh tokens whose time is over.
///
/// # Errors
/// As every write.
pub fn drop_expired(tx: &mut Tx<'_>, aid: Aid, now: Timestamp) -> Result<(), StorageError> {
    end_where(tx, aid, |row| row.expires_at <= now)
}

fn end_where(tx: &mut Tx<'_>, aid: Aid, doomed: impl Fn(&RefreshToken) -> bool) -> Result<(), StorageError> {
    let mut keys = Vec::new();
    for entry in tx.range::<Refresh>(RefreshKey::of(aid))? {
        let (key, row) = entry?;
        if doomed(&row) {
            keys.push(key);
        }
    }
    keys.iter().try_for_each(|key| tx.delete::<Refresh>(key).map(drop))
}

/// Drops expired tokens and, when the account has too many, the one that would expire first.
fn make_room(tx: &mut Tx<'_>, aid: Aid, now: Timestamp) -> Result<(), StorageError> {
    let mut live = Vec::new();
    let mut doomed = Vec::new();
    for entry in tx.range::<Refresh>(RefreshKey::of(aid))? {
        let (key, row) = entry?;
        if row.expires_at <= now {
            doomed.push(key);
        } else {
            live.push((row.expires_at, key));
        }
    }
    live.sort_unstable();
    let surplus = (live.len() + 1).saturating_sub(MAX_TOKENS);
    doomed.extend(live.into_iter().take(surplus).map(|(_, key)| key));
    doomed.iter().try_for_each(|key| tx.delete::<Refresh>(key).map(drop))
}

/// Tokens are found by the hash of their id: a copy of the database does not hold what a client must present.
fn key(aid: Aid, id: RefreshId) -> RefreshKey {
    RefreshKey { aid, token: Digest(sha256(&id.to_bytes())) }
}
