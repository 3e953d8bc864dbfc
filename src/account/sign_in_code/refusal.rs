//! "That was not me": whoever reads an address may have an app's codes kept from it.
//!
//! The link in a letter carries all that is needed, sealed by the server: nothing is kept of letters that nobody
//! complains about.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

use super::SignInCodeSecret;
use crate::account::{Accounts, Email};
use crate::base::Timestamp;
use crate::crypto::constant_time_eq;
use crate::store::keys::Digest;
use crate::store::rows::sign_in_codes::CodeRefusal;
use crate::store::tables::CodeRefusals;
use crate::store::{Lane, Read, StorageError, Tx, WriteError};

/// How long an app's codes are kept from an address.
pub(super) const LASTS: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How long a link works.
const LINK_LASTS: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Bytes that a job holds while it waits.
const JOB_BYTES: usize = 512;

/// An app and an address, unreadable but to this server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    key: Digest,
    mailed_at: Timestamp,
}

/// Text that no letter of ours carried, or one of long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a link of a letter of this server")]
pub struct BadRefusal;

impl Refusal {
    pub(super) fn of(secret: &SignInCodeSecret, app: &str, email: &Email, now: Timestamp) -> Self {
        let key = secret.mac(b"refusal", &[app.as_bytes(), email.as_str().as_bytes()]);
        Self { key, mailed_at: now }
    }

    pub(super) fn is_in_force(&self, db: &impl Read) -> Result<bool, StorageError> {
        let found = db.get::<CodeRefusals>(&self.key)?;
        Ok(found.is_some_and(|refusal| self.mailed_at.since(refusal.at) < LASTS))
    }

    fn seal(&self, secret: &SignInCodeSecret) -> Digest {
        secret.mac(b"refusal link", &[&self.key.0, &self.mailed_at.secs().to_be_bytes()])
    }

    /// The query of its link.
    pub(super) fn to_query(self, secret: &SignInCodeSecret) -> String {
        let mut bytes = self.key.0.to_vec();
        bytes.extend_from_slice(&self.mailed_at.secs().to_be_bytes());
        bytes.extend_from_slice(&self.seal(secret).0[..16]);
        format!("link={}", BASE64URL_NOPAD.encode(&bytes))
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({:?})", self.key)
    }
}

/// The link of a letter as it came back, not yet known to be ours.
struct Link {
    refusal: Refusal,
    seal: [u8; 16],
}

impl FromStr for Link {
    type Err = BadRefusal;

    fn from_str(text: &str) -> Result<Self, BadRefusal> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| BadRefusal)?;
        let (key, rest) = bytes.split_first_chunk::<32>().ok_or(BadRefusal)?;
        let (secs, seal) = rest.split_first_chunk::<8>().ok_or(BadRefusal)?;
        let mailed_at = Timestamp::from_secs(u64::from_be_bytes(*secs));
        let refusal = Refusal { key: Digest(*key), mailed_at };
        Ok(Self { refusal, seal: seal.try_into().map_err(|_| BadRefusal)? })
    }
}

impl Accounts {
    /// Reads the link of a letter.
    ///
    /// # Errors
    /// [`BadRefusal`].
    pub fn read_refusal(&self, link: &str) -> Result<Refusal, BadRefusal> {
        let Link { refusal, seal } = link.parse()?;
        let is_ours = constant_time_eq(&refusal.seal(&self.0.sign_in_codes).0[..16], &seal);
        let is_recent = self.0.clock.now().since(refusal.mailed_at) < LINK_LASTS;
        (is_ours && is_recent).then_some(refusal).ok_or(BadRefusal)
    }

    /// Keeps the codes of an app from an address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn refuse_codes(&self, refusal: Refusal) -> Result<(), WriteError<StorageError>> {
        let job = move |tx: &mut Tx<'_>| {
            let at = tx.now();
            tx.put::<CodeRefusals>(&refusal.key, &CodeRefusal { at })
        };
        self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await
    }
}
