//! Signing in step by step: the password, what is asked for beside it, or a passkey alone. And proving again who one is
//! before something that cannot be undone.
//!
//! A code that is wrong is counted in the job that judges it, so that many tries at once are still so many tries.

use std::fmt;
use std::sync::Arc;

use super::activity::{self, Act, Origin};
use super::factors::{self, Assertion, CeremonyError, FactorError, FactorKind};
use super::login::Accepted;
use super::{Accounts, Hosted, LoginError, Parts, mail_codes, notices, reading};
use crate::base::Secret;
use crate::mail::{Notice, Purpose};
use crate::store::rows::accounts::Standing;
use crate::store::rows::factors as rows;
use crate::store::{Aid, Lane, Snapshot, StorageError, Tx, WriteError};
use crate::texts::Language;

/// Bytes that a job holds while it waits.
const JOB_BYTES: usize = 4 * 1024;
/// So many wrong codes after the right password, and the owner is told.
const TELL_AFTER: u32 = 10;

/// A password that was right, and what is still asked for.
#[derive(Clone, Debug)]
pub struct FirstFactor {
    /// The account.
    pub hosted: Hosted,
    /// What is asked for beside the password, the preferred first; empty when nothing is.
    pub second: Vec<FactorKind>,
    /// Where a code would be mailed, so that its owner recognises it, if that is one of the ways.
    pub masked_email: Option<String>,
}

/// What somebody shows beside the password.
pub enum Attempt {
    /// A code of an authenticator app.
    Totp(String),
    /// A recovery code.
    RecoveryCode(String),
    /// A mailed code.
    Email(String),
    /// The answer of a browser to [`Accounts::passkey_challenge`] for this account.
    Passkey(Box<Assertion>),
}

impl Attempt {
    /// Which kind of factor it is.
    pub const fn kind(&self) -> FactorKind {
        match self {
            Self::Totp(_) => FactorKind::Totp,
            Self::RecoveryCode(_) => FactorKind::RecoveryCode,
            Self::Email(_) => FactorKind::Email,
            Self::Passkey(_) => FactorKind::Passkey,
        }
    }

    /// The code that was typed into a field that takes any of them: the three kinds differ in form.
    pub fn of_token(token: &str) -> Option<Self> {
        let plain = token.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let (length, is_digits) =
            plain.fold((0_usize, true), |(length, digits), c| (length + 1, digits && c.is_ascii_digit()));
        match length {
            6 if is_digits => Some(Self::Totp(token.to_owned())),
            10 => Some(Self::Email(token.to_owned())),
            12 => Some(Self::RecoveryCode(token.to_owned())),
            _ => None,
        }
    }
}

/// Codes are secrets.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attempt({})", self.kind())
    }
}

/// What somebody who is signed in shows once more.
#[derive(Debug)]
pub enum Proof {
    /// The account's password; no app password.
    Password(Secret<String>),
    /// Any of its factors.
    Factor(Attempt),
}

impl Accounts {
    /// Checks an account's password, and says what is asked for beside it. App passwords are not taken here. Takes as
    /// long, and says as much, when there is no such account.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub async fn first_factor(
        &self,
        identifier: &str,
        password: Secret<String>,
        origin: &Origin,
    ) -> Result<FirstFactor, LoginError> {
        let (hosted, _) = self.check_password(identifier, password, Accepted::Main, origin).await?;
        if hosted.account.standing() == Standing::TakenDown {
            return Err(LoginError::TakenDown);
        }
        let looked = hosted.clone();
        let second = self.0.store.read(move |db: &Snapshot| factors::in_force(db, &looked)).await?;
        let masked_email = hosted.account.factor_address().map(factors::masked);
        Ok(FirstFactor { hosted, second, masked_email })
    }

    /// Judges what is shown beside the password, which must have been right before. What was accepted.
    ///
    /// # Errors
    /// [`FactorError::Wrong`], [`FactorError::Expired`], [`FactorError::TooMany`], [`FactorError::NotSet`],
    /// [`FactorError::Passkey`], or when the store fails.
    pub async fn second_factor(
        &self,
        aid: Aid,
        attempt: Attempt,
        origin: &Origin,
    ) -> Result<FactorKind, FactorError> {
        let kind = attempt.kind();
        let code = match attempt {
            Attempt::Passkey(answer) => {
                self.accept_passkey(Some(aid), *answer, origin).await?;
                return Ok(kind);
            }
            Attempt::Totp(code) | Attempt::RecoveryCode(code) | Attempt::Email(code) => code,
        };
        let (parts, origin) = (Arc::clone(&self.0), origin.clone());
        let job = move |tx: &mut Tx<'_>| judge(tx, &parts, aid, kind, &code, &origin);
        let verdict = self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        if verdict.is_err() {
            self.0.mailer.wake();
        }
        verdict.map(|()| kind)
    }

    /// Signs in with a passkey alone, which counts for both factors: it is there, and it checked who touched it. The
    /// challenge is one of [`Accounts::passkey_challenge`] for no account.
    ///
    /// # Errors
    /// [`FactorError::Wrong`], [`FactorError::Passkey`], [`FactorError::TakenDown`], or when the store fails.
    pub async fn sign_in_with_passkey(
        &self,
        answer: Assertion,
        origin: &Origin,
    ) -> Result<Hosted, FactorError> {
        let aid = self.accept_passkey(None, answer, origin).await?;
        let found = self.0.store.read(move |db: &Snapshot| Hosted::by_aid(db, aid)).await?;
        let hosted = found.ok_or(FactorError::NoAccount)?;
        match hosted.account.standing() {
            Standing::TakenDown => Err(FactorError::TakenDown),
            Standing::Active | Standing::Deactivated => Ok(hosted),
        }
    }

    /// Checks once more that it is the owner who is signed in.
    ///
    /// # Errors
    /// As [`Accounts::second_factor`], and [`FactorError::Busy`].
    pub async fn prove(&self, aid: Aid, proof: Proof, origin: &Origin) -> Result<(), FactorError> {
        let password = match proof {
            Proof::Factor(attempt) => return self.second_factor(aid, attempt, origin).await.map(drop),
            Proof::Password(password) => password,
        };
        let found = self.0.store.read(move |db: &Snapshot| Hosted::by_aid(db, aid)).await?;
        let account = found.ok_or(FactorError::NoAccount)?.account;
        let (guesses, now) = (&self.0.guesses, self.0.clock.now());
        let (name, from) = (account.did.as_str(), origin.address());
        if let Some(retry_after) = guesses.wait(name, from, now) {
            return Err(FactorError::TooMany { retry_after });
        }
        match self.is_main_password(&account, password).await {
            Ok(true) => {
                guesses.set_right(name, from, now);
                Ok(())
            }
            Err(LoginError::Busy) => Err(FactorError::Busy),
            Ok(false) | Err(_) => {
                guesses.add_wrong(name, from, now);
                Err(FactorError::Wrong)
            }
        }
    }

    /// Notes a sign-in on a page, and tells the owner by mail if neither the browser nor the network was seen before.
    /// Gives what the owner reads; if nobody knew, that is what this visitor reads.
    ///
    /// # Errors
    /// As every write.
    pub async fn note_sign_in(
        &self,
        aid: Aid,
        known_device: bool,
        origin: Origin,
    ) -> Result<Option<Language>, WriteError<StorageError>> {
        let parts = Arc::clone(&self.0);
        let job = move |tx: &mut Tx<'_>| {
            let is_known = known_device || activity::is_known_place(tx, aid, &origin)?;
            activity::note(tx, aid, Act::SignedIn, &origin, None)?;
            let Some(mut hosted) = Hosted::by_aid(tx, aid)? else { return Ok(None) };
            let language = reading::learn(tx, &mut hosted, origin.language())?;
            if !is_known {
                notices::new_sign_in(tx, &parts.config, &hosted, &origin)?;
            }
            Ok(language)
        };
        let language = self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        self.0.mailer.wake();
        Ok(language)
    }

    /// Accepts a passkey: of `aid`, or of whoever it says.
    async fn accept_passkey(
        &self,
        aid: Option<Aid>,
        answer: Assertion,
        origin: &Origin,
    ) -> Result<Aid, FactorError> {
        let (parts, origin) = (Arc::clone(&self.0), origin.clone());
        let credential = answer.credential();
        let verdict = match self.check_passkey(aid, answer).await? {
            Ok(shown) => {
                let job = move |tx: &mut Tx<'_>| {
                    Ok::<_, StorageError>(parts.accept_passkey(tx, &shown)?.map(|()| shown.aid))
                };
                self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await.map_err(FactorError::Store)?
            }
            Err(FactorError::Passkey(error)) => Err(error),
            Err(error) => return Err(error),
        };
        if verdict == Err(CeremonyError::Copied) {
            let note = move |tx: &mut Tx<'_>| factors::note_copy(tx, credential, &origin);
            self.0.store.write_in(Lane::Essential, JOB_BYTES, note).await.map_err(FactorError::Store)?;
        }
        Ok(verdict?)
    }
}

/// Judges a code and counts it when it is wrong. The outer error takes the job back; the inner one is the verdict.
fn judge(
    tx: &mut Tx<'_>,
    parts: &Parts,
    aid: Aid,
    kind: FactorKind,
    code: &str,
    origin: &Origin,
) -> Result<Result<(), FactorError>, FactorError> {
    let hosted = Hosted::by_aid(tx, aid)?.ok_or(FactorError::NoAccount)?;
    let now = tx.now();
    let mut found = rows::get(tx, aid)?;
    if let Some(retry_after) = factors::wait(&found, now) {
        return Ok(Err(FactorError::TooMany { retry_after }));
    }
    let is_right = match kind {
        FactorKind::Totp => factors::accept_totp(&mut found, &parts.totp_seal, aid, code, now)?,
        FactorKind::RecoveryCode => {
            factors::accept_recovery_code(tx, &mut found, &parts.recovery, aid, code, origin)?
        }
        FactorKind::Email => accept_mailed(tx, &hosted, code)?,
        FactorKind::Passkey => return Err(FactorError::NotSet),
    };
    if is_right {
        found.wrong = rows::WrongCodes::default();
        rows::put(tx, aid, &found)?;
        return Ok(Ok(()));
    }
    found.wrong = factors::count_wrong(&found, now);
    rows::put(tx, aid, &found)?;
    activity::note(tx, aid, Act::FactorRefused, origin, Some(kind.as_str()))?;
    if found.wrong.count == TELL_AFTER {
        notices::send(tx, &hosted.account, Notice::FactorGuessed, None, origin)?;
    }
    Ok(Err(FactorError::Wrong))
}

/// Uses up a mailed code. Whether it was the right one.
fn accept_mailed(tx: &mut Tx<'_>, hosted: &Hosted, code: &str) -> Result<bool, FactorError> {
    if hosted.account.factor_address().is_none() {
        return Err(FactorError::NotSet);
    }
    match mail_codes::check(tx, hosted.aid, Purpose::SignIn, &mail_codes::grouped(code), tx.now()) {
        Ok(()) => {
            mail_codes::consume(tx, hosted.aid, Purpose::SignIn)?;
            Ok(true)
        }
        Err(mail_codes::CodeError::Invalid) => Ok(false),
        Err(mail_codes::CodeError::Expired) => Err(FactorError::Expired),
        Err(mail_codes::CodeError::Storage(error)) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_tell_their_kind_by_their_form() {
        let kind = |token: &str| Attempt::of_token(token).map(|attempt| attempt.kind());
        assert_eq!(kind("123456"), Some(FactorKind::Totp));
        assert_eq!(kind(" 123 456 "), Some(FactorKind::Totp));
        assert_eq!(kind("ABCDE-FGH23"), Some(FactorKind::Email));
        assert_eq!(kind("abcdefgh23"), Some(FactorKind::Email));
        assert_eq!(kind("abcd-efgh-2345"), Some(FactorKind::RecoveryCode));
        for token in ["", "12345", "12345a", "1234567", "abcd-efgh-23456"] {
            assert_eq!(kind(token), None, "{token}");
        }
        assert_eq!(format!("{:?}", Attempt::of_token("123456")), "Some(Attempt(totp))");
    }
}
