//! App passwords: made by the server, one per client, weaker than the account's own.
//!
//! They carry 80 random bits, so a keyed hash is enough to store them and finding one costs no Argon2 run.

use std::sync::Arc;

use super::activity::{self, Act, Origin};
use super::{Accounts, sessions};
use crate::base::{Secret, Timestamp, base32_token};
use crate::crypto::{constant_time_eq, hmac_sha256};
use crate::store::keys::AppPasswordKey;
use crate::store::rows::sessions::AppPassword;
use crate::store::tables::AppPasswords;
use crate::store::{Aid, Read, StorageError, Tx, WriteError};

/// Most app passwords of an account.
const MAX_APP_PASSWORDS: usize = 100;
/// Longest name in bytes.
const MAX_NAME: usize = 256;
/// Characters of an app password between its dashes, and how many groups of them it has.
const GROUP: usize = 4;
const GROUPS: usize = 4;

/// The key under which app passwords are hashed.
pub struct AppPasswordSecret(Secret<[u8; 32]>);

impl AppPasswordSecret {
    /// Derived from a key of the server.
    pub fn derive(server_key: &[u8]) -> Self {
        Self(Secret::new(hmac_sha256(server_key, b"hostplant app passwords")))
    }

    fn hash(&self, aid: Aid, password: &str) -> String {
        let mut message = aid.to_u32().to_be_bytes().to_vec();
        message.extend_from_slice(password.as_bytes());
        data_encoding::HEXLOWER.encode(&hmac_sha256(self.0.expose(), &message))
    }
}

/// Why an app password is not made.
#[derive(Debug, thiserror::Error)]
pub enum AppPasswordError {
    /// The account has one of that name.
    #[error("An app password with this name exists already")]
    NameTaken,
    /// A name that is empty or too long.
    #[error("An app password needs a name of at most 256 bytes")]
    Name,
    /// The account has a hundred of them.
    #[error("Too many app passwords; revoke one first")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An app password as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Whether it reaches direct messages.
    pub privileged: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Accounts {
    /// Makes an app password; the answer is the only copy of it.
    ///
    /// # Errors
    /// See [`AppPasswordError`].
    pub async fn create_app_password(
        &self,
        aid: Aid,
        name: String,
        privileged: bool,
        origin: Origin,
    ) -> Result<(Secret<String>, Listed), WriteError<AppPasswordError>> {
        let parts = Arc::clone(&self.0);
        let job = move |tx: &mut Tx<'_>| {
            let made = create(tx, &parts.app_passwords, aid, &name, privileged)?;
            activity::note(tx, aid, Act::AppPasswordMade, &origin, Some(&name))?;
            Ok(made)
        };
        self.0.store.write(job).await
    }

    /// Revokes an app password and ends the sessions that came from it.
    ///
    /// # Errors
    /// As every write.
    pub async fn revoke_app_password(
        &self,
        aid: Aid,
        name: String,
        origin: Origin,
    ) -> Result<(), WriteError<StorageError>> {
        self.0.store.write(move |tx| revoke(tx, aid, &name, &origin)).await
    }
}

/// Makes an app password; the answer is the only copy of it.
///
/// # Errors
/// When the name is taken or unfit, when there are too many, or when the store fails.
fn create(
    tx: &mut Tx<'_>,
    secret: &AppPasswordSecret,
    aid: Aid,
    name: &str,
    privileged: bool,
) -> Result<(Secret<String>, Listed), AppPasswordError> {
    if name.is_empty() || name.len() > MAX_NAME {
        return Err(AppPasswordError::Name);
    }
    let key = AppPasswordKey { aid, name: name.into() };
    if tx.has::<AppPasswords>(&key)? {
        return Err(AppPasswordError::NameTaken);
    }
    if tx.range::<AppPasswords>(AppPasswordKey::of(aid))?.count() >= MAX_APP_PASSWORDS {
        return Err(AppPasswordError::TooMany);
    }
    let random = base32_token(GROUP * GROUPS);
    let groups: Vec<&str> = (0..GROUPS).map(|group| &random[group * GROUP..(group + 1) * GROUP]).collect();
    let password = groups.join("-");
    let created_at = tx.now();
    let row = AppPassword { hash: Secret::new(secret.hash(aid, &password)), privileged, created_at };
    tx.put::<AppPasswords>(&key, &row)?;
    Ok((Secret::new(password), Listed { name: name.to_owned(), privileged, created_at }))
}

/// The app passwords of an account, newest first.
///
/// # Errors
/// As every read.
pub fn list(db: &impl Read, aid: Aid) -> Result<Vec<Listed>, StorageError> {
    let mut listed = Vec::new();
    for entry in db.range::<AppPasswords>(AppPasswordKey::of(aid))? {
        let (key, row) = entry?;
        listed.push(Listed { name: key.name.into(), privileged: row.privileged, created_at: row.created_at });
    }
    listed.sort_by_key(|listed| std::cmp::Reverse(listed.created_at));
    Ok(listed)
}

/// Revokes an app password and ends the sessions that came from it. One that does not exist is revoked already.
///
/// # Errors
/// As every write.
fn revoke(tx: &mut Tx<'_>, aid: Aid, name: &str, origin: &Origin) -> Result<(), StorageError> {
    if tx.delete::<AppPasswords>(&AppPasswordKey { aid, name: name.into() })? {
        activity::note(tx, aid, Act::AppPasswordRevoked, origin, Some(name))?;
    }
    sessions::end_of_app_password(tx, aid, name)
}

/// Revokes all app passwords of an account.
///
/// # Errors
/// As every write.
pub fn revoke_all(tx: &mut Tx<'_>, aid: Aid, origin: &Origin) -> Result<(), StorageError> {
    let names = tx
        .range::<AppPasswords>(AppPasswordKey::of(aid))?
        .map(|entry| entry.map(|(key, _)| key.name))
        .collect::<Result<Vec<_>, _>>()?;
    names.iter().try_for_each(|name| revoke(tx, aid, name, origin))
}

/// Whether text has the form of an app password, so that a look among them can find it.
pub fn has_form(password: &str) -> bool {
    password.len() == GROUP * GROUPS + GROUPS - 1
        && password.split('-').all(|group| {
            group.len() == GROUP
                && group.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b))
        })
}

/// The app password of the account that `password` is: its name, and whether it is privileged.
///
/// # Errors
/// As every read.
pub fn find(
    db: &impl Read,
    secret: &AppPasswordSecret,
    aid: Aid,
    password: &str,
) -> Result<Option<(String, bool)>, StorageError> {
    let hash = secret.hash(aid, password);
    let mut found = None;
    for entry in db.range::<AppPasswords>(AppPasswordKey::of(aid))? {
        let (key, row) = entry?;
        if constant_time_eq(row.hash.expose().as_bytes(), hash.as_bytes()) {
            found = Some((key.name.into(), row.privileged));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_an_app_password() {
        assert!(has_form("abcd-efgh-2345-67zz"));
        for text in
            ["", "abcd-efgh-2345-67z", "abcd-efgh-2345-67z1", "Abcd-efgh-2345-67zz", "abcde-fgh-2345-67zz"]
        {
            assert!(!has_form(text), "{text}");
        }
    }
}
