//! The keys that sign repositories, opened when needed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::Timestamp;
use crate::crypto::{Curve, SealKey, SigningKey};
use crate::store::keys::AccountKey;
use crate::store::rows::keys::{REPO_SIGNING, SealedKey};
use crate::store::tables::Keys;
use crate::store::{Aid, Read, StorageError, Tx};

/// Most opened keys that are kept. Opening one again costs a decryption and a point multiplication.
const MAX_OPEN: usize = 64;

/// Why an account's key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The account has no key: it is not hosted here, or not any more.
    #[error("the account has no signing key")]
    Missing,
    /// The sealed key does not open: the server's own key is not the one that sealed it, or the row is damaged.
    #[error("a sealed signing key does not open")]
    Sealed,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Opens and seals signing keys. Clones share the opened ones.
#[derive(Clone)]
pub struct Signers(Arc<Inner>);

struct Inner {
    seal: SealKey,
    /// The most recently used last.
    open: Mutex<VecDeque<Opened>>,
}

struct Opened {
    aid: Aid,
    public: String,
    key: SigningKey,
}

impl Signers {
    /// Over the server's sealing key.
    pub fn new(seal: SealKey) -> Self {
        Self(Arc::new(Inner { seal, open: Mutex::default() }))
    }

    /// The key of an account. The row decides, so that a key that was replaced is never used again.
    ///
    /// # Errors
    /// See [`SignerError`].
    pub fn get(&self, db: &impl Read, aid: Aid) -> Result<SigningKey, SignerError> {
        let row = db.get::<Keys>(&AccountKey { aid, purpose: REPO_SIGNING })?.ok_or(SignerError::Missing)?;
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = open.iter().position(|one| one.aid == aid && one.public == row.public)
            && let Some(opened) = open.remove(at)
        {
            let key = opened.key.clone();
            open.push_back(opened);
            return Ok(key);
        }
        let key = self.open(&row).ok_or(SignerError::Sealed)?;
        open.retain(|one| one.aid != aid);
        if open.len() >= MAX_OPEN {
            open.pop_front();
        }
        open.push_back(Opened { aid, public: row.public, key: key.clone() });
        Ok(key)
    }

    /// Forgets the opened keys.
    pub fn close_all(&self) {
        *self.0.open.lock().unwrap_or_else(PoisonError::into_inner) = VecDeque::new();
    }

    /// Gives an account its key, in place of any before.
    ///
    /// # Errors
    /// As every write.
    pub fn put(&self, tx: &mut Tx<'_>, aid: Aid, key: &SigningKey) -> Result<(), StorageError> {
        let row = self.seal(key, tx.now());
        tx.put::<Keys>(&AccountKey { aid, purpose: REPO_SIGNING }, &row)
    }

    /// A key in the form in which rows hold it.
    pub fn seal(&self, key: &SigningKey, created_at: Timestamp) -> SealedKey {
        let public = key.public().did_key();
        let scalar = key.to_bytes();
        SealedKey { sealed: self.0.seal.seal(public.as_bytes(), scalar.expose()), public, created_at }
    }

    /// The key in a row; `None` when it does not open or is not the one that the row names.
    pub fn open(&self, row: &SealedKey) -> Option<SigningKey> {
        let scalar = self.0.seal.open(row.public.as_bytes(), &row.sealed).ok()?;
        let scalar: &[u8; 32] = scalar.as_slice().try_into().ok()?;
        [Curve::P256, Curve::K256]
            .into_iter()
            .filter_map(|curve| SigningKey::from_bytes(curve, scalar).ok())
            .find(|key| key.public().did_key() == row.public)
    }
}

impl std::fmt::Debug for Signers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signers")
    }
}
