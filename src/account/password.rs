//! Changing passwords.

use super::activity::{self, Act, Origin};
use super::devices::DeviceId;
use super::mail_codes::{self, CodeError};
use super::{Accounts, Hosted, app_passwords, devices, notices, sessions, standing};
use crate::base::Secret;
use crate::base::limits::MAX_PASSWORD_BYTES;
use crate::crypto::{Busy, PasswordHash};
use crate::mail::{Notice, Purpose};
use crate::store::{Aid, StorageError, Tx, WriteError};

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Over 256 bytes.
    #[error("Invalid password length.")]
    Length,
    /// Too many passwords wait to be hashed.
    #[error("Too many logins at once")]
    Busy,
    /// The mailed code does not permit it.
    #[error(transparent)]
    Code(CodeError),
    /// The account is gone.
    #[error("Account not found")]
    NoAccount,
    /// The store failed.
    #[error(transparent)]
    Store(WriteError<StorageError>),
}

impl From<Busy> for PasswordError {
    fn from(_: Busy) -> Self {
        Self::Busy
    }
}

impl From<StorageError> for PasswordError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

impl From<CodeError> for PasswordError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Storage(error) => error.into(),
            other => Self::Code(other),
        }
    }
}

impl From<WriteError<Self>> for PasswordError {
    fn from(error: WriteError<Self>) -> Self {
        error.into_job(Self::Store)
    }
}

impl Accounts {
    /// Hashes a password that is to be set.
    ///
    /// # Errors
    /// [`PasswordError::Length`] and [`PasswordError::Busy`].
    pub async fn hash_password(&self, password: Secret<String>) -> Result<PasswordHash, PasswordError> {
        if password.expose().len() > MAX_PASSWORD_BYTES {
            return Err(PasswordError::Length);
        }
        Ok(self.0.passwords.hash(password).await?)
    }

    /// Sets a new password with a mailed code, ends all sessions, those of browsers as well, and revokes all app
    /// passwords.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn reset_password(
        &self,
        code: String,
        password: Secret<String>,
        origin: Origin,
    ) -> Result<(), PasswordError> {
        // The dear part comes last: a code that is no good must cost nothing.
        let now = self.0.clock.now();
        let given = code.clone();
        let check = move |snapshot: &crate::store::Snapshot| {
            mail_codes::owner(snapshot, Purpose::ResetPassword, &given, now)
        };
        if password.expose().len() > MAX_PASSWORD_BYTES {
            return Err(PasswordError::Length);
        }
        self.0.store.read(check).await?;
        let hash = self.hash_password(password).await?;
        let job = move |tx: &mut Tx<'_>| -> Result<Aid, PasswordError> {
            let now = tx.now();
            let aid = mail_codes::owner(tx, Purpose::ResetPassword, &code, now)?;
            mail_codes::consume(tx, aid, Purpose::ResetPassword)?;
            activity::note(tx, aid, Act::PasswordReset, &origin, None)?;
            set(tx, aid, &hash, &origin)?;
            // Whoever had the old password may have made some. Apps by OAuth show themselves on the account's page.
            app_passwords::revoke_all(tx, aid, &origin)?;
            Ok(aid)
        };
        let aid = self.0.store.write(job).await?;
        self.0.devices.forget_brief(aid, None);
        Ok(())
    }

    /// Sets a new password for somebody who has shown that it is theirs, and tells them by mail. With `elsewhere` all
    /// sessions are ended, those of browsers but `device` as well.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn change_password(
        &self,
        aid: Aid,
        password: Secret<String>,
        device: DeviceId,
        elsewhere: bool,
        origin: Origin,
    ) -> Result<(), PasswordError> {
        let hash = self.hash_password(password).await?;
        let job = move |tx: &mut Tx<'_>| {
            let Hosted { mut account, .. } = Hosted::by_aid(tx, aid)?.ok_or(PasswordError::NoAccount)?;
            activity::note(tx, aid, Act::PasswordChanged, &origin, None)?;
            account.password = Some(Secret::new(hash.to_string()));
            standing::put(tx, aid, &account)?;
            notices::send(tx, &account, Notice::PasswordChanged, None, &origin)?;
            if elsewhere {
                devices::end_all(tx, aid, Some(&device))?;
                sessions::revoke_all(tx, aid, &origin)?;
            }
            Ok::<_, PasswordError>(())
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        if elsewhere {
            self.0.devices.forget_brief(aid, Some(&device));
        }
        Ok(())
    }

    /// Sets a new password on behalf of the operator, and ends all sessions, those of browsers as well.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn set_password(&self, aid: Aid, password: Secret<String>) -> Result<(), PasswordError> {
        let hash = self.hash_password(password).await?;
        let job = move |tx: &mut Tx<'_>| {
            activity::note(tx, aid, Act::PasswordChanged, &Origin::OPERATOR, None)?;
            set(tx, aid, &hash, &Origin::OPERATOR)
        };
        self.0.store.write(job).await?;
        self.0.devices.forget_brief(aid, None);
        Ok(())
    }
}

fn set(tx: &mut Tx<'_>, aid: Aid, hash: &PasswordHash, origin: &Origin) -> Result<(), PasswordError> {
    let Hosted { mut account, .. } = Hosted::by_aid(tx, aid)?.ok_or(PasswordError::NoAccount)?;
    account.password = Some(Secret::new(hash.to_string()));
    standing::put(tx, aid, &account)?;
    devices::end_all(tx, aid, None)?;
    Ok(sessions::revoke_all(tx, aid, origin)?)
}
