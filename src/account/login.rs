//! Logging in by password, staying logged in, and logging out.

use std::sync::Arc;
use std::time::Duration;

use super::activity::{self, Act, Origin};
use super::sessions::{self, Credential, Session};
use super::{Accounts, Hosted, RefreshId, app_passwords};
use crate::base::Secret;
use crate::base::limits::MAX_LOGIN_PASSWORD_BYTES;
use crate::crypto::PasswordHash;
use crate::store::rows::accounts::{Account, Standing};
use crate::store::{Lane, Snapshot, StorageError, Tx, WriteError};
use crate::syntax::{AtIdentifier, Did};

/// Bytes that the job of a login holds while it waits.
const JOB_BYTES: usize = 1024;
/// A failed attempt takes at least this long, so that its time says nothing and guessing is slow.
const FAILURE_TIME: Duration = Duration::from_millis(350);

/// Why somebody is not logged in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// No such account, or not its password.
    #[error("Invalid identifier or password")]
    Invalid,
    /// Longer than any password that was ever accepted.
    #[error("Password too long. Consider resetting your password.")]
    TooLong,
    /// The administrator withholds the account.
    #[error("Account has been taken down")]
    TakenDown,
    /// Too many passwords wait to be checked.
    #[error("Too many logins at once")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError<StorageError>),
}

impl From<StorageError> for LoginError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

/// A login that succeeded.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// The account.
    pub account: Account,
    /// Its new session.
    pub session: Session,
}

impl Accounts {
    /// Logs in by handle, DID or e-mail address, with the account's password or an app password. An account that was
    /// taken down is let in only with `allow_takendown` and its main password, to a session that can move it away.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub async fn log_in(
        &self,
        identifier: &str,
        password: Secret<String>,
        allow_takendown: bool,
        origin: Origin,
    ) -> Result<LoggedIn, LoginError> {
        if password.expose().len() > MAX_LOGIN_PASSWORD_BYTES {
            return Err(LoginError::TooLong);
        }
        let begun = tokio::time::Instant::now();
        let result = self.check_login(identifier, password).await;
        if matches!(result, Err(LoginError::Invalid)) {
            tokio::time::sleep_until(begun + FAILURE_TIME).await;
        }
        let (Hosted { aid, account }, credential) = result?;

        let is_taken_down = account.standing() == Standing::TakenDown;
        if is_taken_down && !allow_takendown {
            return Err(LoginError::TakenDown);
        }
        let parts = Arc::clone(&self.0);
        let did = account.did.clone();
        let begin = move |tx: &mut Tx<'_>| {
            activity::note(tx, aid, Act::SignedIn, &origin, credential.app_password())?;
            if is_taken_down {
                Ok(sessions::begin_takendown(&parts.tokens, &did, tx.now()))
            } else {
                sessions::begin(tx, &parts.tokens, aid, &did, &credential)
            }
        };
        let session = self.0.store.write_in(Lane::Essential, JOB_BYTES, begin).await?;
        Ok(LoggedIn { account, session })
    }

    /// Whether `password` is the main password of the account.
    ///
    /// # Errors
    /// [`LoginError::Busy`] and [`LoginError::TooLong`].
    pub async fn is_main_password(
        &self,
        account: &Account,
        password: Secret<String>,
    ) -> Result<bool, LoginError> {
        if password.expose().len() > MAX_LOGIN_PASSWORD_BYTES {
            return Err(LoginError::TooLong);
        }
        let hash = account.password.as_ref().and_then(|text| text.expose().parse::<PasswordHash>().ok());
        self.0.passwords.verify(password, hash).await.map_err(|_| LoginError::Busy)
    }

    /// Exchanges a refresh token for the next pair; `None` when it was revoked or its time is over.
    ///
    /// # Errors
    /// As every write.
    pub async fn refresh(
        &self,
        did: &Did,
        id: RefreshId,
    ) -> Result<Option<Session>, WriteError<StorageError>> {
        let (parts, did) = (Arc::clone(&self.0), did.clone());
        let rotate = move |tx: &mut Tx<'_>| match Hosted::by_did(tx, &did)? {
            Some(hosted) => sessions::rotate(tx, &parts.tokens, hosted.aid, &did, id),
            None => Ok(None),
        };
        self.0.store.write_in(Lane::Essential, JOB_BYTES, rotate).await
    }

    /// Ends a session. One that is over stays so.
    ///
    /// # Errors
    /// As every write.
    pub async fn end_session(
        &self,
        did: &Did,
        id: RefreshId,
        origin: Origin,
    ) -> Result<(), WriteError<StorageError>> {
        let (parts, did) = (Arc::clone(&self.0), did.clone());
        let end = move |tx: &mut Tx<'_>| {
            if let Some(Hosted { aid, .. }) = Hosted::by_did(tx, &did)?
                && sessions::end(tx, &parts.tokens, aid, id)?
            {
                activity::note(tx, aid, Act::SignedOut, &origin, None)?;
            }
            Ok(())
        };
        self.0.store.write_in(Lane::Essential, JOB_BYTES, end).await
    }

    async fn check_login(
        &self,
        identifier: &str,
        password: Secret<String>,
    ) -> Result<(Hosted, Credential), LoginError> {
        let identifier = identifier.trim().to_owned();
        let parts = Arc::clone(&self.0);
        let given = password.clone();
        let look = move |snapshot: &Snapshot| -> Result<_, StorageError> {
            let hosted = if identifier.contains('@') {
                Hosted::by_email(snapshot, &identifier)?
            } else {
                match identifier.parse::<AtIdentifier>() {
                    Ok(id) => Hosted::find(snapshot, &id)?,
                    Err(_) => None,
                }
            };
            let Some(hosted) = hosted else { return Ok(None) };
            // An app password costs no Argon2 run, and none of them reaches an account that was taken down.
            let may_be_app_password =
                app_passwords::has_form(given.expose()) && hosted.account.standing() != Standing::TakenDown;
            let app_password = match may_be_app_password {
                true => app_passwords::find(snapshot, &parts.app_passwords, hosted.aid, given.expose())?,
                false => None,
            };
            Ok(Some((hosted, app_password)))
        };
        let found = self.0.store.read(look).await?;
        if let Some((hosted, Some((name, privileged)))) = found {
            return Ok((hosted, Credential::AppPassword { name, privileged }));
        }
        let hash = found
            .as_ref()
            .and_then(|(hosted, _)| hosted.account.password.as_ref())
            .and_then(|text| text.expose().parse::<PasswordHash>().ok());
        let verified = self.0.passwords.verify(password, hash).await.map_err(|_| LoginError::Busy)?;
        match found {
            Some((hosted, _)) if verified => Ok((hosted, Credential::Password)),
            _ => Err(LoginError::Invalid),
        }
    }
}
