//! What proves who an account's owner is beside the password: a code of an authenticator app, a recovery code, a mailed
//! code, a passkey or a hardware key.
//!
//! Each kind has a file, with the methods by which its owner sets it up. Judging what somebody shows at sign-in is
//! `account::sign_in`'s. Nothing here knows of pages; challenges and codes come and go as text.

mod challenge;
mod email;
mod operator;
mod passkeys;
mod recovery;
mod totp;
mod tries;
mod webauthn;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

pub use email::masked;
pub use operator::{OperatorPasskeys, UsedPasskey};
pub use passkeys::{Added, PasskeyId, PasskeyKind, PasskeyView};
pub use recovery::RECOVERY_CODES;
pub use totp::TotpSetup;
pub use tries::{FACTORS as FACTOR_TRIES, Rule as TryRule};
pub use webauthn::{Assertion, CeremonyError, Registration, RelyingParty};

#[cfg(test)]
pub(super) use totp::code_at as totp_code_at;

pub(super) use challenge::Challenges;
pub(super) use email::set as set_email_factor;
pub(super) use passkeys::note_copy;
pub(super) use recovery::{RecoverySecret, accept as accept_recovery_code};
pub(super) use totp::{TotpSeal, accept as accept_totp};
pub(super) use tries::Guesses;

use super::activity::{self, Act, Origin};
use super::{Accounts, Hosted, notices, standing};
use crate::base::Timestamp;
use crate::mail::{Factor, Notice, QueueError};
use crate::store::rows::accounts::Account;
use crate::store::rows::factors as rows;
use crate::store::{Aid, Read, Snapshot, StorageError, Tx, WriteError};

/// Ways to prove who one is, the preferred first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactorKind {
    /// A passkey or a hardware key.
    Passkey,
    /// A code of an authenticator app.
    Totp,
    /// A code that is mailed.
    Email,
    /// One of the codes that were written down.
    RecoveryCode,
}

impl FactorKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Passkey, Self::Totp, Self::Email, Self::RecoveryCode];

    /// The word by which pages, methods and commands know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Totp => "totp",
            Self::Email => "email",
            Self::RecoveryCode => "recovery-code",
        }
    }

    /// What letters call it.
    const fn in_letters(self) -> Factor {
        match self {
            Self::Passkey => Factor::Passkey,
            Self::Totp => Factor::Totp,
            Self::Email => Factor::Email,
            Self::RecoveryCode => Factor::RecoveryCodes,
        }
    }
}

impl fmt::Display for FactorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Text that names no kind of factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a factor: one of passkey, totp, email, recovery-code")]
pub struct UnknownFactor;

impl FromStr for FactorKind {
    type Err = UnknownFactor;

    fn from_str(text: &str) -> Result<Self, UnknownFactor> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownFactor)
    }
}

/// Why a factor was not accepted, or not set up.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// Not the right code, or not a credential of this account.
    #[error("Token is invalid")]
    Wrong,
    /// The right code, too late.
    #[error("Token is invalid: it was mailed too long ago")]
    Expired,
    /// Too many wrong ones, or too many letters.
    #[error("Too many attempts. Try again in {} seconds.", retry_after.as_secs().max(1))]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The account has no such factor, or did not begin to set it up.
    #[error("this is not set up for the account")]
    NotSet,
    /// The passkey did not pass.
    #[error(transparent)]
    Passkey(#[from] CeremonyError),
    /// This authenticator is registered already.
    #[error("this passkey is registered already")]
    Exists,
    /// The account has as many as it may.
    #[error("there are too many passkeys; remove one first")]
    Full,
    /// A name that is empty or too long.
    #[error("a passkey needs a name of at most 64 characters")]
    Name,
    /// There is no confirmed address to mail to.
    #[error("the account has no confirmed e-mail address")]
    NoAddress,
    /// Too much mail waits already.
    #[error("Too much mail is waiting to be sent")]
    MailFull,
    /// The administrator withholds the account.
    #[error("Account has been taken down")]
    TakenDown,
    /// Too many passwords wait to be checked.
    #[error("Too many logins at once")]
    Busy,
    /// The account is gone.
    #[error("Account not found")]
    NoAccount,
    /// The store failed.
    #[error(transparent)]
    Store(WriteError<StorageError>),
}

impl From<StorageError> for FactorError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

impl From<QueueError> for FactorError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Full => Self::MailFull,
            QueueError::Storage(error) => error.into(),
        }
    }
}

impl From<WriteError<Self>> for FactorError {
    fn from(error: WriteError<Self>) -> Self {
        error.into_job(Self::Store)
    }
}

/// How an account's owner can prove who they are, as the owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorsView {
    /// Passkeys and hardware keys, oldest first.
    pub passkeys: Vec<PasskeyView>,
    /// Since when an authenticator app is set up.
    pub totp: Option<Timestamp>,
    /// Recovery codes that were not used.
    pub recovery_codes_left: usize,
    /// Whether a code is mailed.
    pub email: EmailFactor,
    /// Whether the account has a password.
    pub password: bool,
    /// Whether apps may sign in with the password.
    pub app_login: bool,
    /// What is asked for beside the password; empty when the password is enough.
    pub second: Vec<FactorKind>,
}

/// Whether a code is mailed at sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailFactor {
    /// No.
    Off,
    /// Yes.
    On,
    /// It is wanted, and waits for the address to be confirmed.
    Waiting,
}

impl Accounts {
    /// How the account's owner can prove who they are.
    ///
    /// # Errors
    /// [`FactorError::NoAccount`], or when the store fails.
    pub async fn factors(&self, aid: Aid) -> Result<FactorsView, FactorError> {
        self.0.store.read(move |db: &Snapshot| view(db, aid)).await
    }

    /// Says whether apps may sign in with the account's password. Without it they need an app password or OAuth.
    ///
    /// # Errors
    /// As every write.
    pub async fn set_app_login(
        &self,
        aid: Aid,
        allowed: bool,
        origin: Origin,
    ) -> Result<(), WriteError<StorageError>> {
        let job = move |tx: &mut Tx<'_>| {
            let mut factors = rows::get(tx, aid)?;
            if factors.no_app_login == allowed {
                factors.no_app_login = !allowed;
                rows::put(tx, aid, &factors)?;
                let act = if allowed { Act::AppLoginOn } else { Act::AppLoginOff };
                activity::note(tx, aid, act, &origin, None)?;
            }
            Ok(())
        };
        self.0.store.write(job).await
    }

    /// Removes all factors of one kind. Whether there were any. The owner is told by mail.
    ///
    /// # Errors
    /// [`FactorError::NoAccount`], or when the store fails.
    pub async fn remove_factor(
        &self,
        aid: Aid,
        kind: FactorKind,
        origin: Origin,
    ) -> Result<bool, FactorError> {
        let removed = self.0.store.write(move |tx| remove(tx, aid, kind, &origin)).await?;
        self.0.mailer.wake();
        Ok(removed)
    }
}

/// What is asked for beside the account's password, the preferred first; empty when the password is enough. Recovery
/// codes stand in for the others and ask for nothing by themselves.
///
/// # Errors
/// As every read.
pub fn in_force(db: &impl Read, hosted: &Hosted) -> Result<Vec<FactorKind>, StorageError> {
    let factors = rows::get(db, hosted.aid)?;
    let has_passkeys = !rows::passkeys(db, hosted.aid)?.is_empty();
    Ok(kinds(&factors, &hosted.account, has_passkeys))
}

/// What is asked for beside the password where apps ask for it; `None` when they must not use it at all.
pub(super) fn asked_of_apps(
    db: &impl Read,
    hosted: &Hosted,
) -> Result<Option<Vec<FactorKind>>, StorageError> {
    if rows::get(db, hosted.aid)?.no_app_login {
        return Ok(None);
    }
    in_force(db, hosted).map(Some)
}

fn kinds(factors: &rows::Factors, account: &Account, has_passkeys: bool) -> Vec<FactorKind> {
    let mut kinds = Vec::new();
    let mut add = |is_set: bool, kind| {
        if is_set {
            kinds.push(kind);
        }
    };
    add(has_passkeys, FactorKind::Passkey);
    add(factors.totp.is_some(), FactorKind::Totp);
    add(account.factor_address().is_some(), FactorKind::Email);
    if !kinds.is_empty() && !factors.recovery_codes.is_empty() {
        kinds.push(FactorKind::RecoveryCode);
    }
    kinds
}

fn view(db: &impl Read, aid: Aid) -> Result<FactorsView, FactorError> {
    let account = Hosted::by_aid(db, aid)?.ok_or(FactorError::NoAccount)?.account;
    let factors = rows::get(db, aid)?;
    let passkeys = rows::passkeys(db, aid)?;
    let second = kinds(&factors, &account, !passkeys.is_empty());
    let mut passkeys: Vec<PasskeyView> = passkeys.into_iter().map(PasskeyView::from).collect();
    passkeys.sort_by_key(|passkey| passkey.created_at);
    Ok(FactorsView {
        passkeys,
        totp: factors.totp.map(|totp| totp.since),
        recovery_codes_left: factors.recovery_codes.len(),
        email: match (account.email_factor, account.factor_address()) {
            (false, _) => EmailFactor::Off,
            (true, None) => EmailFactor::Waiting,
            (true, Some(_)) => EmailFactor::On,
        },
        password: account.password.is_some(),
        app_login: !factors.no_app_login,
        second,
    })
}

fn remove(tx: &mut Tx<'_>, aid: Aid, kind: FactorKind, origin: &Origin) -> Result<bool, FactorError> {
    let Hosted { mut account, .. } = Hosted::by_aid(tx, aid)?.ok_or(FactorError::NoAccount)?;
    let mut factors = rows::get(tx, aid)?;
    let removed = match kind {
        FactorKind::Passkey => {
            let passkeys = rows::passkeys(tx, aid)?;
            for (credential, _) in &passkeys {
                rows::remove_passkey(tx, aid, *credential)?;
            }
            !passkeys.is_empty()
        }
        FactorKind::Totp => factors.totp.take().is_some(),
        FactorKind::RecoveryCode => !std::mem::take(&mut factors.recovery_codes).is_empty(),
        FactorKind::Email => std::mem::take(&mut account.email_factor),
    };
    if removed {
        // Whoever removed it has shown who they are; old mistakes must not stand in the way of the next sign-in.
        factors.wrong = rows::WrongCodes::default();
        rows::put(tx, aid, &factors)?;
        standing::put(tx, aid, &account)?;
        note_removed(tx, &Hosted { aid, account }, kind, None, origin)?;
    }
    Ok(removed)
}

/// How long to wait before a code is looked at; `None` when one may be tried now.
pub(super) fn wait(factors: &rows::Factors, now: Timestamp) -> Option<Duration> {
    tries::FACTORS.wait(factors.wrong, now)
}

/// The count of wrong codes after one more.
pub(super) fn count_wrong(factors: &rows::Factors, now: Timestamp) -> rows::WrongCodes {
    tries::FACTORS.add(factors.wrong, now)
}

/// Notes that a factor was added, and tells the owner.
fn note_added(
    tx: &mut Tx<'_>,
    hosted: &Hosted,
    kind: FactorKind,
    name: Option<&str>,
    origin: &Origin,
) -> Result<(), StorageError> {
    note_change(tx, hosted, (Act::FactorAdded, Notice::FactorAdded), kind, name, origin)
}

/// Notes that a factor was removed, and tells the owner.
fn note_removed(
    tx: &mut Tx<'_>,
    hosted: &Hosted,
    kind: FactorKind,
    name: Option<&str>,
    origin: &Origin,
) -> Result<(), StorageError> {
    note_change(tx, hosted, (Act::FactorRemoved, Notice::FactorRemoved), kind, name, origin)
}

fn note_change(
    tx: &mut Tx<'_>,
    hosted: &Hosted,
    (act, notice): (Act, Notice),
    kind: FactorKind,
    name: Option<&str>,
    origin: &Origin,
) -> Result<(), StorageError> {
    let detail = name.map_or_else(|| kind.to_string(), |name| format!("{kind}: {name}"));
    activity::note(tx, hosted.aid, act, origin, Some(&detail))?;
    notices::send_about(tx, &hosted.account, notice, Some(kind.in_letters()), name, origin)
}
