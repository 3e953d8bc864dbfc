//! Codes that show that somebody who has no account yet reads the address they want one with.
//!
//! There is no account whose row could hold such a code, and a stranger must not be able to fill the store with them:
//! whoever asked keeps the [`AddressCheck`], which holds no more of the code than its HMAC. The holder of an account
//! with that address gets a letter that says so in place of the code, and nobody else sees a difference.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::activity::Origin;
use super::{Accounts, Email, Hosted, backup_email, mail_codes};
use crate::base::Timestamp;
use crate::crypto::{constant_time_eq, hmac_sha256};
use crate::mail::{self, ADDRESS_CODE_LIFETIME, Letter, Notice, QueueError};
use crate::store::{StorageError, Tx, WriteError};
use crate::syntax::Handle;

/// Least time between two letters.
const PAUSE: Duration = Duration::from_secs(60);
/// Most letters of one check.
const MAX_LETTERS: u8 = 3;
/// Wrong codes that are looked at before another must be sent.
const MAX_TRIES: u8 = 5;

/// Makes codes unreadable where they are remembered.
pub(super) struct AddressCheckSecret([u8; 32]);

impl AddressCheckSecret {
    pub(super) fn derive(seal_key: &[u8]) -> Self {
        Self(hmac_sha256(seal_key, b"hostplant address checks"))
    }

    fn mac(&self, email: &Email, code: &str) -> [u8; 32] {
        let message = [email.as_str().as_bytes(), &[0], code.trim().to_ascii_uppercase().as_bytes()].concat();
        hmac_sha256(&self.0, &message)
    }
}

/// An address to which a code is under way, or a letter that there is an account with it.
pub struct AddressCheck {
    email: Email,
    wanted: Handle,
    state: Mutex<State>,
}

/// Shared by all who answer at once, so that nobody gets more tries by sending them together.
struct State {
    mac: [u8; 32],
    mailed_at: Timestamp,
    wrong: u8,
    letters: u8,
}

impl AddressCheck {
    /// The address.
    pub const fn email(&self) -> &Email {
        &self.email
    }

    /// Roughly how many bytes it holds beside its own size.
    pub fn bytes(&self) -> usize {
        self.email.as_str().len() + self.wanted.as_str().len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for AddressCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddressCheck").field("email", &self.email).finish_non_exhaustive()
    }
}

/// An address whose owner is there: only a right code makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenEmail(Email);

impl ProvenEmail {
    pub(super) const fn new(email: Email) -> Self {
        Self(email)
    }

    /// The address.
    pub const fn email(&self) -> &Email {
        &self.0
    }

    /// The address.
    pub fn into_email(self) -> Email {
        self.0
    }
}

/// Why an address is not proven, or no letter was sent.
#[derive(Debug, thiserror::Error)]
pub enum AddressCheckError {
    /// It is not the code that was mailed last.
    #[error("the code is wrong")]
    Wrong,
    /// It was mailed too long ago.
    #[error("the code has expired")]
    Expired,
    /// Too many wrong codes; another one must be mailed.
    #[error("too many wrong codes")]
    TooManyTries,
    /// A letter was sent a moment ago.
    #[error("a letter was sent a moment ago")]
    Paused {
        /// When another may be sent.
        retry_after: Duration,
    },
    /// No more letters are sent for this check.
    #[error("too many letters")]
    TooManyLetters,
    /// Too much mail waits already.
    #[error("too much mail is waiting to be sent")]
    MailFull,
    /// The store failed.
    #[error(transparent)]
    Store(WriteError<StorageError>),
}

impl From<QueueError> for AddressCheckError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Full => Self::MailFull,
            QueueError::Storage(error) => error.into(),
        }
    }
}

impl From<StorageError> for AddressCheckError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

impl From<WriteError<Self>> for AddressCheckError {
    fn from(error: WriteError<Self>) -> Self {
        error.into_job(Self::Store)
    }
}

impl Accounts {
    /// Mails a code to the address of somebody who wants an account with the handle `wanted`, or tells the holder of
    /// an account with that address that somebody does.
    ///
    /// # Errors
    /// [`AddressCheckError::MailFull`], or when the store fails.
    pub async fn check_address(
        &self,
        email: Email,
        wanted: Handle,
        origin: &Origin,
    ) -> Result<AddressCheck, AddressCheckError> {
        let mac = self.mail_address_code(&email, &wanted, origin).await?;
        let state = State { mac, mailed_at: self.0.clock.now(), wrong: 0, letters: 1 };
        Ok(AddressCheck { email, wanted, state: Mutex::new(state) })
    }

    /// Mails another code in place of the last one.
    ///
    /// # Errors
    /// [`AddressCheckError::Paused`], [`AddressCheckError::TooManyLetters`], [`AddressCheckError::MailFull`], or when
    /// the store fails.
    pub async fn mail_address_again(
        &self,
        check: &AddressCheck,
        origin: &Origin,
    ) -> Result<(), AddressCheckError> {
        {
            let mut state = check.lock();
            let now = self.0.clock.now();
            let retry_after = state.mailed_at.after(PAUSE).since(now);
            if !retry_after.is_zero() {
                return Err(AddressCheckError::Paused { retry_after });
            }
            if state.letters >= MAX_LETTERS {
                return Err(AddressCheckError::TooManyLetters);
            }
            // Counted before it is sent: two who press the button together get one letter.
            state.letters += 1;
            state.mailed_at = now;
        }
        let mac = self.mail_address_code(&check.email, &check.wanted, origin).await?;
        let mut state = check.lock();
        state.mac = mac;
        state.wrong = 0;
        Ok(())
    }

    /// Whether `code` is the one that was mailed last. A right one stays good until it expires.
    ///
    /// # Errors
    /// [`AddressCheckError::Wrong`], [`AddressCheckError::Expired`] or [`AddressCheckError::TooManyTries`].
    pub fn judge_address_code(
        &self,
        check: &AddressCheck,
        code: &str,
    ) -> Result<ProvenEmail, AddressCheckError> {
        let mut state = check.lock();
        if self.0.clock.now().since(state.mailed_at) >= ADDRESS_CODE_LIFETIME {
            return Err(AddressCheckError::Expired);
        }
        if state.wrong >= MAX_TRIES {
            return Err(AddressCheckError::TooManyTries);
        }
        if !constant_time_eq(&self.0.address_checks.mac(&check.email, code), &state.mac) {
            state.wrong += 1;
            return Err(AddressCheckError::Wrong);
        }
        Ok(ProvenEmail(check.email.clone()))
    }

    /// Draws a code and writes the letter. The HMAC of the code, which was mailed to nobody if the address has an
    /// account.
    async fn mail_address_code(
        &self,
        email: &Email,
        wanted: &Handle,
        origin: &Origin,
    ) -> Result<[u8; 32], AddressCheckError> {
        let code = mail_codes::draw();
        let mac = self.0.address_checks.mac(email, code.expose());
        let (email, wanted, origin) = (email.clone(), wanted.clone(), origin.clone());
        let job = move |tx: &mut Tx<'_>| {
            let (language, letter) = match backup_email::reader(tx, email.as_str())? {
                Some((Hosted { account, .. }, _)) => {
                    let letter = Letter::Notice {
                        notice: Notice::AddressKnown,
                        handle: account.handle,
                        factor: None,
                        detail: None,
                        at: tx.now(),
                        from: origin.address(),
                        agent: origin.agent().map(str::to_owned),
                    };
                    (account.language, letter)
                }
                None => (None, Letter::AddressCode { wanted, code, asked_from: origin.address() }),
            };
            let language = language.or(origin.language());
            Ok::<_, AddressCheckError>(mail::enqueue(tx, email.as_str(), language, letter)?)
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(mac)
    }
}
