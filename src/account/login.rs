//! Logging in by password, staying logged in, and logging out.

use std::sync::Arc;
use std::time::Duration;

use super::activity::{self, Act, Origin};
use super::factors::{self, FactorError, FactorKind};
use super::sessions::{self, Credential, Session};
use super::{Accounts, Attempt, Hosted, Parts, RefreshId, app_passwords, notices, standing};
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
    /// Too many wrong ones.
    #[error("Too many attempts. Try again in {} seconds.", retry_after.as_secs().max(1))]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The password is right, and something more is asked for. A code that can be mailed was mailed.
    #[error("{}", ask_for(second))]
    FactorRequired {
        /// What is asked for.
        second: Vec<FactorKind>,
    },
    /// The password is right, and what was shown beside it is not.
    #[error(transparent)]
    Factor(FactorError),
    /// The account's owner lets no app in with the password.
    #[error("Signing in to apps with the password is switched off for this account. Use an app password.")]
    AppLoginOff,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError<StorageError>),
}

impl From<StorageError> for LoginError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

/// What to do next, in the words of the dialogs in which people read it.
fn ask_for(second: &[FactorKind]) -> &'static str {
    match (second.contains(&FactorKind::Email), second.contains(&FactorKind::Totp)) {
        (true, _) => "A sign in code has been sent to your email address",
        (false, true) => "Enter the code of your authenticator app, or a recovery code",
        (false, false) => {
            "This account is protected by a passkey, which cannot be used here. Use an app password."
        }
    }
}

/// Which passwords are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accepted {
    /// The account's own.
    Main,
    /// That and its app passwords.
    Any,
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
    /// Logs in by handle, DID or e-mail address, with the account's password or an app password. Beside the password,
    /// `token` is what a second factor shows, if the account has one; app passwords need none. An account that was taken
    /// down is let in only with `allow_takendown` and its main password, to a session that can move it away.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub async fn log_in(
        &self,
        identifier: &str,
        password: Secret<String>,
        token: Option<&str>,
        allow_takendown: bool,
        origin: Origin,
    ) -> Result<LoggedIn, LoginError> {
        let (hosted, credential) = self.check_password(identifier, password, Accepted::Any, &origin).await?;
        let is_taken_down = hosted.account.standing() == Standing::TakenDown;
        if is_taken_down && !allow_takendown {
            return Err(LoginError::TakenDown);
        }
        if credential == Credential::Password {
            self.check_token(&hosted, token, &origin).await?;
        }
        let parts = Arc::clone(&self.0);
        let account = hosted.account.clone();
        let begin = move |tx: &mut Tx<'_>| {
            let Hosted { aid, account } = &hosted;
            // App passwords are for programs, which come from anywhere.
            if credential == Credential::Password && !activity::is_known_place(tx, *aid, &origin)? {
                notices::new_sign_in(tx, &parts.config, &hosted, &origin)?;
            }
            activity::note(tx, *aid, Act::SignedIn, &origin, credential.app_password())?;
            if is_taken_down {
                Ok(sessions::begin_takendown(&parts.tokens, &account.did, tx.now()))
            } else {
                sessions::begin(tx, &parts.tokens, *aid, &account.did, &credential)
            }
        };
        let session = self.0.store.write_in(Lane::Essential, JOB_BYTES, begin).await?;
        self.0.mailer.wake();
        Ok(LoggedIn { account, session })
    }

    /// Finds the account that `identifier` and `password` belong to. Whatever is wrong with them, the answer is the
    /// same and takes as long.
    pub(super) async fn check_password(
        &self,
        identifier: &str,
        password: Secret<String>,
        accepted: Accepted,
        origin: &Origin,
    ) -> Result<(Hosted, Credential), LoginError> {
        if password.expose().len() > MAX_LOGIN_PASSWORD_BYTES {
            return Err(LoginError::TooLong);
        }
        let (name, from) = (identifier.trim(), origin.address());
        let (guesses, clock) = (&self.0.guesses, &self.0.clock);
        if let Some(retry_after) = guesses.wait(name, from, clock.now()) {
            return Err(LoginError::TooMany { retry_after });
        }
        let begun = tokio::time::Instant::now();
        let result = self.find_login(name, password, accepted).await;
        match &result {
            Ok(_) => guesses.set_right(name, from, clock.now()),
            Err(LoginError::Invalid) => {
                guesses.add_wrong(name, from, clock.now());
                tokio::time::sleep_until(begun + FAILURE_TIME).await;
            }
            Err(_) => {}
        }
        result
    }

    /// Checks what is asked for beside the password of an account.
    async fn check_token(
        &self,
        hosted: &Hosted,
        token: Option<&str>,
        origin: &Origin,
    ) -> Result<(), LoginError> {
        let looked = hosted.clone();
        let look = move |db: &Snapshot| factors::asked_of_apps(db, &looked);
        let second = self.0.store.read(look).await?.ok_or(LoginError::AppLoginOff)?;
        if second.is_empty() {
            return Ok(());
        }
        let Some(token) = token.map(str::trim).filter(|token| !token.is_empty()) else {
            if second.contains(&FactorKind::Email) {
                match self.send_email_factor(hosted.aid, origin).await {
                    // One that was mailed just now still works.
                    Ok(()) | Err(FactorError::TooMany { .. }) => {}
                    Err(error) => return Err(LoginError::Factor(error)),
                }
            }
            return Err(LoginError::FactorRequired { second });
        };
        let attempt = Attempt::of_token(token).filter(|attempt| second.contains(&attempt.kind()));
        let attempt = attempt.ok_or(LoginError::Factor(FactorError::Wrong))?;
        self.second_factor(hosted.aid, attempt, origin).await.map(drop).map_err(LoginError::Factor)
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

    async fn find_login(
        &self,
        identifier: &str,
        password: Secret<String>,
        accepted: Accepted,
    ) -> Result<(Hosted, Credential), LoginError> {
        let identifier = identifier.to_owned();
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
            let may_be_app_password = accepted == Accepted::Any
                && app_passwords::has_form(given.expose())
                && hosted.account.standing() != Standing::TakenDown;
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
        let (given, old) = (password.clone(), hash.as_ref().map(PasswordHash::params));
        let verified = self.0.passwords.verify(password, hash).await.map_err(|_| LoginError::Busy)?;
        match found {
            Some((hosted, _)) if verified => {
                if old.is_some_and(|old| old.is_weaker_than(self.0.passwords.params())) {
                    tokio::spawn(strengthen(Arc::clone(&self.0), hosted.clone(), given));
                }
                Ok((hosted, Credential::Password))
            }
            _ => Err(LoginError::Invalid),
        }
    }
}

/// Hashes a password anew that was right, at today's cost, while its owner goes on. Where that fails, the next sign-in
/// tries again.
async fn strengthen(parts: Arc<Parts>, hosted: Hosted, password: Secret<String>) {
    let Ok(hash) = parts.passwords.hash(password).await else { return };
    let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        let Some(Hosted { aid, mut account }) = Hosted::by_aid(tx, hosted.aid)? else { return Ok(()) };
        // It may have been changed meanwhile.
        if account.password == hosted.account.password {
            account.password = Some(Secret::new(hash.to_string()));
            standing::put(tx, aid, &account)?;
        }
        Ok(())
    };
    let stored: Result<(), WriteError<StorageError>> =
        parts.store.write_in(Lane::Essential, JOB_BYTES, job).await;
    if let Err(error) = stored {
        tracing::warn!(%error, "a password stays hashed as it was");
    }
}
