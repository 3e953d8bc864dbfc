//! The administrator's passkeys, each of which is as good as the password.

use std::net::IpAddr;
use std::sync::Arc;

use super::log::AdminAct;
use super::{Administrator, ProofError, log};
use crate::account::factors::{Assertion, CeremonyError, FactorError, PasskeyId, PasskeyView, Registration};
use crate::store::rows::administrator as rows;
use crate::store::rows::factors::Passkey;
use crate::store::{Snapshot, StorageError, Tx, WriteError};

/// Most passkeys.
const MAX_PASSKEYS: usize = 10;

/// Why a passkey was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddPasskeyError {
    /// What the browser made does not count.
    #[error(transparent)]
    Passkey(#[from] CeremonyError),
    /// It has no name, or a long one.
    #[error("a passkey needs a name of at most 64 characters")]
    Name,
    /// It is there already.
    #[error("this passkey is registered already")]
    Exists,
    /// There are as many as there may be.
    #[error("there are too many passkeys; remove one first")]
    Full,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError<StorageError>),
}

impl Administrator {
    /// The passkeys, the oldest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn passkeys(&self) -> Result<Vec<PasskeyView>, StorageError> {
        let row = self.0.store.read(rows::get).await?;
        let view = |passkey: Passkey| PasskeyView::from((PasskeyId::of(&passkey).digest(), passkey));
        Ok(row.passkeys.into_iter().map(view).collect())
    }

    /// Begins to add a passkey: the options for `navigator.credentials.create`.
    ///
    /// # Errors
    /// As every read.
    pub async fn begin_passkey(&self) -> Result<String, StorageError> {
        let row = self.0.store.read(rows::get).await?;
        Ok(self.0.passkeys.creation_options(&row.passkeys, self.0.clock.now()))
    }

    /// Adds the passkey that a browser at `from` made.
    ///
    /// # Errors
    /// See [`AddPasskeyError`].
    pub async fn add_passkey(
        &self,
        answer: &Registration,
        name: &str,
        from: IpAddr,
    ) -> Result<(), AddPasskeyError> {
        let made = self.0.passkeys.register(answer, name, self.0.clock.now());
        let passkey = made.map_err(|error| match error {
            FactorError::Passkey(error) => AddPasskeyError::Passkey(error),
            _ => AddPasskeyError::Name,
        })?;
        let job = move |tx: &mut Tx<'_>| -> Result<_, StorageError> {
            let mut row = rows::get(tx)?;
            if row.passkeys.iter().any(|known| known.id == passkey.id) {
                return Ok(Err(AddPasskeyError::Exists));
            }
            if row.passkeys.len() >= MAX_PASSKEYS {
                return Ok(Err(AddPasskeyError::Full));
            }
            log::note(tx, AdminAct::PasskeyAdded, &passkey.name, from)?;
            row.passkeys.push(passkey);
            rows::put(tx, &row)?;
            Ok(Ok(()))
        };
        self.0.store.write(job).await?
    }

    /// Removes a passkey. Whether there was one.
    ///
    /// # Errors
    /// As every write.
    pub async fn remove_passkey(
        &self,
        id: PasskeyId,
        from: IpAddr,
    ) -> Result<bool, WriteError<StorageError>> {
        let job = move |tx: &mut Tx<'_>| -> Result<bool, StorageError> {
            let mut row = rows::get(tx)?;
            let Some(at) = row.passkeys.iter().position(|known| PasskeyId::of(known) == id) else {
                return Ok(false);
            };
            let removed = row.passkeys.remove(at);
            log::note(tx, AdminAct::PasskeyRemoved, &removed.name, from)?;
            rows::put(tx, &row)?;
            Ok(true)
        };
        self.0.store.write(job).await
    }

    /// Asks for a passkey: the options for `navigator.credentials.get`; `None` where there are no passkeys.
    ///
    /// # Errors
    /// As every read.
    pub async fn passkey_question(&self) -> Result<Option<String>, StorageError> {
        let row = self.0.store.read(rows::get).await?;
        let now = self.0.clock.now();
        Ok((!row.passkeys.is_empty()).then(|| self.0.passkeys.request_options(now)))
    }

    /// Whether one of the passkeys signed `answer`, which then is used up.
    ///
    /// # Errors
    /// [`ProofError::Passkey`], or when the store fails.
    pub async fn check_passkey(&self, answer: Assertion) -> Result<(), ProofError> {
        let parts = Arc::clone(&self.0);
        let now = self.0.clock.now();
        let look = move |db: &Snapshot| -> Result<_, StorageError> {
            Ok(parts.passkeys.judge(&rows::get(db)?.passkeys, &answer, now))
        };
        let used = self.0.store.read(look).await.map_err(WriteError::Job)??;
        let parts = Arc::clone(&self.0);
        let job = move |tx: &mut Tx<'_>| -> Result<_, StorageError> {
            let mut row = rows::get(tx)?;
            let accepted = parts.passkeys.accept(&mut row.passkeys, &used, now);
            if accepted.is_ok() {
                rows::put(tx, &row)?;
            }
            Ok(accepted)
        };
        Ok(self.0.store.write(job).await??)
    }
}
