//! Codes by mail with which people sign in who need no password, and who need no account yet.
//!
//! A code is good in the browser that asked for it, for what it was asked for (an app's request, or a page), and for
//! the address that it went to; one lives per browser and purpose. Its HMAC is kept, never the code: eight digits are
//! soon guessed by whoever has a plain hash. Nothing here tells, before the code is right, whether the address has an
//! account: the same rows are written and the same counts are kept.

mod counts;
mod refusal;

#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use self::counts::Kind;
pub use self::refusal::{BadRefusal, Refusal};
use super::activity::{self, Act, Origin};
use super::backup_email::{self, Mailbox};
use super::factors::{self, FactorKind};
use super::{Accounts, Email, FirstFactor, Hosted, Parts, ProvenEmail, standing};
use crate::base::{Secret, Timestamp, random_bytes};
use crate::crypto::{constant_time_eq, hmac_sha256};
use crate::mail::{self, Letter, Look, QueueError, SIGN_IN_CODE_LIFETIME};
use crate::store::keys::{DeviceId, Digest};
use crate::store::rows::sign_in_codes::{self as rows, SignInCode};
use crate::store::tables::SignInCodes;
use crate::store::{DELETE_CHUNK, Lane, Read, Snapshot, StorageError, Tx, WriteError};
use crate::syntax::Handle;

/// Digits of a code.
const DIGITS: usize = 8;
/// Wrong codes that are looked at before another must be mailed.
const MAX_TRIES: u8 = 5;
/// Letters for one purpose: the first, and three more.
const MAX_LETTERS: u8 = 4;
/// Least time between two of them.
pub const RESEND_PAUSE: Duration = Duration::from_secs(30);
/// How long somebody whose code was right may take to choose a handle.
pub const PROVEN_FOR: Duration = Duration::from_secs(30 * 60);
/// How long a purpose is remembered after its last letter: the longest that an app's request lives.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// How long counts are of use.
const COUNTED: Duration = Duration::from_secs(24 * 60 * 60);
/// Bytes that a job holds while it waits.
const JOB_BYTES: usize = 4 * 1024;

/// Makes codes, addresses and links unreadable where they are remembered.
pub(super) struct SignInCodeSecret([u8; 32]);

impl SignInCodeSecret {
    pub(super) fn derive(seal_key: &[u8]) -> Self {
        Self(hmac_sha256(seal_key, b"hostplant codes to sign in"))
    }

    /// The HMAC of parts that cannot be taken for others.
    fn mac(&self, purpose: &[u8], parts: &[&[u8]]) -> Digest {
        let mut message = Vec::with_capacity(128);
        for part in std::iter::once(&purpose).chain(parts) {
            message.extend_from_slice(&(part.len() as u64).to_be_bytes());
            message.extend_from_slice(part);
        }
        Digest(hmac_sha256(&self.0, &message))
    }
}

/// What a code is for: an app's request or a page, in one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFor {
    /// The browser.
    pub device: DeviceId,
    /// The name of the request, or the path of the page.
    pub subject: Box<str>,
    /// Which app asks, if one does. Its request takes one address to the end.
    pub app: Option<CodeApp>,
}

/// An app, as a letter names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeApp {
    /// Its `client_id`.
    pub id: Box<str>,
    /// Its host, or what the pages call it.
    pub host: Box<str>,
    /// How it wants its letters to look, if the operator grants its wishes. Says nothing of what a code is for.
    pub look: Option<Look>,
}

/// Whether another letter is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posting {
    /// No: one that is under way to the address will do.
    Once,
    /// Yes, in place of the last.
    Again,
}

/// A code that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderWay {
    /// Where it went, as its owner recognises it.
    pub masked: String,
    /// When another can be had; `None` when no more are sent.
    pub again_at: Option<Timestamp>,
    /// Whether the right code came already.
    pub is_proven: bool,
}

/// Why no code was mailed, or a code is no good.
#[derive(Debug, thiserror::Error)]
pub enum SignInCodeError {
    /// It is not the code that was mailed last.
    #[error("the code is wrong")]
    Wrong,
    /// It was mailed too long ago, or used up.
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
    /// No more letters are sent for this purpose.
    #[error("too many letters")]
    TooManyLetters,
    /// Too many letters to this address or from this network, or too many wrong codes.
    #[error("too many codes")]
    TooMany {
        /// When another may be sent.
        retry_after: Duration,
    },
    /// The right code came already.
    #[error("the code was right already")]
    Proven,
    /// Too much mail waits already, or leaves in this minute.
    #[error("too much mail is waiting to be sent")]
    MailFull,
    /// The store failed.
    #[error(transparent)]
    Store(WriteError<StorageError>),
}

impl From<QueueError> for SignInCodeError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Full => Self::MailFull,
            QueueError::Storage(error) => error.into(),
        }
    }
}

impl From<StorageError> for SignInCodeError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

impl From<WriteError<Self>> for SignInCodeError {
    fn from(error: WriteError<Self>) -> Self {
        error.into_job(Self::Store)
    }
}

impl Accounts {
    /// Mails a code to `email`. Nothing but the letter depends on whether there is an account with it.
    ///
    /// # Errors
    /// [`SignInCodeError::Paused`], [`SignInCodeError::TooManyLetters`], [`SignInCodeError::TooMany`],
    /// [`SignInCodeError::Proven`], [`SignInCodeError::MailFull`], or when the store fails.
    pub async fn mail_sign_in_code(
        &self,
        code_for: &CodeFor,
        email: Email,
        posting: Posting,
        origin: &Origin,
    ) -> Result<(), SignInCodeError> {
        let (parts, code_for, origin) = (Arc::clone(&self.0), code_for.clone(), origin.clone());
        let job = move |tx: &mut Tx<'_>| mail_code(tx, &parts, &code_for, &email, posting, &origin);
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }

    /// As [`Self::mail_sign_in_code`], once more to the same address.
    ///
    /// # Errors
    /// The same, and [`SignInCodeError::Expired`] when none is under way.
    pub async fn mail_sign_in_code_again(
        &self,
        code_for: &CodeFor,
        origin: &Origin,
    ) -> Result<(), SignInCodeError> {
        let (parts, code_for, origin) = (Arc::clone(&self.0), code_for.clone(), origin.clone());
        let job = move |tx: &mut Tx<'_>| {
            let row = parts.code(tx, &code_for)?.ok_or(SignInCodeError::Expired)?;
            let email = row.email.parse().map_err(|_| SignInCodeError::Expired)?;
            mail_code(tx, &parts, &code_for, &email, Posting::Again, &origin)
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }

    /// What is under way for a purpose.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in_code(&self, code_for: &CodeFor) -> Result<Option<UnderWay>, StorageError> {
        let (parts, code_for) = (Arc::clone(&self.0), code_for.clone());
        let found = self.0.store.read(move |db: &Snapshot| parts.code(db, &code_for)).await?;
        Ok(found.map(|row| UnderWay {
            masked: factors::masked(&row.email),
            again_at: (row.letters < MAX_LETTERS).then(|| row.mailed_at.after(RESEND_PAUSE)),
            is_proven: row.proven_at.is_some(),
        }))
    }

    /// Judges a code. A right one is used up, and so is one after `MAX_TRIES` wrong ones.
    ///
    /// # Errors
    /// [`SignInCodeError::Wrong`], [`SignInCodeError::Expired`], [`SignInCodeError::TooManyTries`],
    /// [`SignInCodeError::TooMany`], [`SignInCodeError::Proven`] when it was right before, or when the store fails.
    pub async fn judge_sign_in_code(
        &self,
        code_for: &CodeFor,
        code: &str,
        origin: &Origin,
    ) -> Result<ProvenEmail, SignInCodeError> {
        let (parts, code_for, origin) = (Arc::clone(&self.0), code_for.clone(), origin.clone());
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(2 * DIGITS).collect();
        // A wrong code is counted: the job must not fail with it.
        let job =
            move |tx: &mut Tx<'_>| Ok::<_, SignInCodeError>(judge(tx, &parts, &code_for, &code, &origin)?);
        self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await?
    }

    /// The address whose owner gave the right code for a purpose a while ago.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn proven_by_code(&self, code_for: &CodeFor) -> Result<Option<ProvenEmail>, StorageError> {
        let (parts, code_for) = (Arc::clone(&self.0), code_for.clone());
        let now = self.0.clock.now();
        let found = self.0.store.read(move |db: &Snapshot| parts.code(db, &code_for)).await?;
        let is_recent = |row: &SignInCode| row.proven_at.is_some_and(|at| now.since(at) < PROVEN_FOR);
        Ok(found.filter(is_recent).and_then(|row| row.email.parse().ok()).map(ProvenEmail::new))
    }

    /// Forgets the code of a purpose, and that it was right. The letters that were sent stay counted while the code is
    /// not proven.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn drop_sign_in_code(&self, code_for: &CodeFor) -> Result<(), WriteError<StorageError>> {
        let (parts, code_for) = (Arc::clone(&self.0), code_for.clone());
        let job = move |tx: &mut Tx<'_>| {
            let key = parts.code_key(&code_for);
            match tx.get::<SignInCodes>(&key)? {
                Some(row) if row.proven_at.is_none() => {
                    tx.put::<SignInCodes>(&key, &SignInCode { mac: None, ..row })
                }
                Some(_) => tx.delete::<SignInCodes>(&key).map(drop),
                None => Ok(()),
            }
        };
        self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await
    }

    /// The account of a proven address, and what is asked of its owner beside the code. A code that is mailed would
    /// prove nothing new.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn first_factor_by_mail(
        &self,
        proven: &ProvenEmail,
    ) -> Result<Option<FirstFactor>, StorageError> {
        let proven = proven.clone();
        let read = move |db: &Snapshot| {
            let Some((hosted, _)) = backup_email::reader(db, proven.email().as_str())? else {
                return Ok(None);
            };
            let mut second = factors::in_force(db, &hosted)?;
            second.retain(|kind| *kind != FactorKind::Email);
            if second == [FactorKind::RecoveryCode] {
                second.clear();
            }
            Ok(Some(FirstFactor { hosted, second, masked_email: None }))
        };
        self.0.store.read(read).await
    }

    /// Forgets what is of no use any more, a few rows at a time. Whether there may be more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_sign_in_codes(&self) -> Result<bool, WriteError<StorageError>> {
        let now = self.0.clock.now();
        let oldest = rows::Oldest {
            code: now.before(KEPT),
            count: now.before(COUNTED),
            refusal: now.before(refusal::LASTS),
        };
        let read = move |db: &Snapshot| rows::find_aged(db, oldest, DELETE_CHUNK);
        let aged = self.0.store.read(read).await.map_err(WriteError::Job)?;
        if aged.is_empty() {
            return Ok(false);
        }
        self.0.store.write_in(Lane::Essential, JOB_BYTES, move |tx: &mut Tx<'_>| aged.remove(tx)).await?;
        Ok(true)
    }
}

impl Parts {
    fn code_key(&self, code_for: &CodeFor) -> Digest {
        self.sign_in_codes.mac(b"key", &[&code_for.device.0, code_for.subject.as_bytes()])
    }

    /// The row of a purpose, unless it is too old.
    fn code(&self, db: &impl Read, code_for: &CodeFor) -> Result<Option<SignInCode>, StorageError> {
        let now = self.clock.now();
        let found = db.get::<SignInCodes>(&self.code_key(code_for))?;
        Ok(found.filter(|row| now.since(row.mailed_at) < KEPT))
    }

    fn code_mac(&self, code_for: &CodeFor, email: &str, code: &str) -> Digest {
        let parts = [code_for.subject.as_bytes(), &code_for.device.0, email.as_bytes(), code.as_bytes()];
        self.sign_in_codes.mac(b"code", &parts)
    }

    /// Whether anybody can get an account here.
    fn takes_new_people(&self) -> bool {
        !self.config.handle_domains.is_empty()
    }
}

/// Eight digits, each as likely as the other.
fn draw() -> Secret<String> {
    // The bias of 2⁶⁴ mod 10⁸ is far below what anybody could use.
    let number = u64::from_be_bytes(random_bytes()) % 100_000_000;
    Secret::new(format!("{number:0DIGITS$}"))
}

fn mail_code(
    tx: &mut Tx<'_>,
    parts: &Parts,
    code_for: &CodeFor,
    email: &Email,
    posting: Posting,
    origin: &Origin,
) -> Result<(), SignInCodeError> {
    let now = tx.now();
    let earlier = parts.code(tx, code_for)?;
    let earlier = match earlier {
        // A page may be used again and again; an app's request has one answer.
        Some(row) if row.proven_at.is_some() && code_for.app.is_none() => None,
        Some(row) if row.proven_at.is_some() => return Err(SignInCodeError::Proven),
        other => other,
    };
    let (mut letters, mut begun_at) = (0, now);
    if let Some(row) = earlier {
        let is_live = row.mac.is_some() && now.since(row.mailed_at) < SIGN_IN_CODE_LIFETIME;
        let is_same = row.email == email.as_str();
        if posting == Posting::Once && is_same && is_live && row.wrong < MAX_TRIES {
            return Ok(());
        }
        let retry_after = row.mailed_at.after(RESEND_PAUSE).since(now);
        if !retry_after.is_zero() && is_same {
            return Err(SignInCodeError::Paused { retry_after });
        }
        let is_page = code_for.app.is_none() && now.since(row.begun_at) >= KEPT;
        if row.letters >= MAX_LETTERS && !is_page {
            return Err(SignInCodeError::TooManyLetters);
        }
        if !is_page {
            (letters, begun_at) = (row.letters, row.begun_at);
        }
    }
    let from = origin.address();
    counts::charge(tx, parts, email, from)?;

    let code = draw();
    let row = SignInCode {
        mac: Some(parts.code_mac(code_for, email.as_str(), code.expose())),
        email: email.as_str().to_owned(),
        begun_at,
        mailed_at: now,
        letters: letters + 1,
        wrong: 0,
        proven_at: None,
    };
    tx.put::<SignInCodes>(&parts.code_key(code_for), &row)?;
    let known = backup_email::reader(tx, email.as_str())?;
    let refusal = code_for.app.as_ref().map(|app| Refusal::of(&parts.sign_in_codes, &app.id, email, now));
    let is_refused = match &refusal {
        Some(refusal) => refusal.is_in_force(tx)?,
        None => false,
    };
    if is_refused || (known.is_none() && !parts.takes_new_people()) {
        return Ok(());
    }
    let account = known.map(|(hosted, _)| hosted.account);
    let language = account.as_ref().and_then(|account| account.language).or(origin.language());
    let refuse_link = refusal.map(|refusal| {
        format!("{}/account/not-me?{}", parts.config.public_url, refusal.to_query(&parts.sign_in_codes))
    });
    let letter =
        letter(account.and_then(|account| account.handle), code_for, code, from, now, origin, refuse_link);
    Ok(mail::enqueue(tx, email.as_str(), language, letter)?)
}

fn letter(
    handle: Option<Handle>,
    code_for: &CodeFor,
    code: Secret<String>,
    asked_from: Option<IpAddr>,
    at: Timestamp,
    origin: &Origin,
    refuse_link: Option<String>,
) -> Letter {
    Letter::EntryCode {
        handle,
        code,
        app: code_for.app.as_ref().map(|app| app.host.to_string()),
        at,
        asked_from,
        agent: origin.agent().map(str::to_owned),
        refuse_link,
        look: code_for.app.as_ref().and_then(|app| app.look.clone()),
    }
}

/// Judges a code in the job that counts it. The inner result is what becomes of it; it does not undo the count.
#[allow(clippy::type_complexity, reason = "one result inside another, each with its own meaning")]
fn judge(
    tx: &mut Tx<'_>,
    parts: &Parts,
    code_for: &CodeFor,
    code: &str,
    origin: &Origin,
) -> Result<Result<ProvenEmail, SignInCodeError>, StorageError> {
    let now = tx.now();
    let Some(mut row) = parts.code(tx, code_for)? else { return Ok(Err(SignInCodeError::Expired)) };
    if row.proven_at.is_some() {
        return Ok(Err(SignInCodeError::Proven));
    }
    let Ok(email) = row.email.parse::<Email>() else { return Ok(Err(SignInCodeError::Expired)) };
    let (Some(mac), false) = (row.mac, now.since(row.mailed_at) >= SIGN_IN_CODE_LIFETIME) else {
        return Ok(Err(SignInCodeError::Expired));
    };
    if row.wrong >= MAX_TRIES {
        return Ok(Err(SignInCodeError::TooManyTries));
    }
    if let Some(retry_after) = counts::pause(tx, parts, &email)? {
        return Ok(Err(SignInCodeError::TooMany { retry_after }));
    }
    let is_right = constant_time_eq(&parts.code_mac(code_for, email.as_str(), code).0, &mac.0);
    if !is_right {
        row.wrong += 1;
        let is_over = row.wrong >= MAX_TRIES;
        if is_over {
            row.mac = None;
        }
        tx.put::<SignInCodes>(&parts.code_key(code_for), &row)?;
        counts::add(tx, parts, Kind::Wrong, email.as_str().as_bytes())?;
        return Ok(Err(if is_over { SignInCodeError::TooManyTries } else { SignInCodeError::Wrong }));
    }
    row.mac = None;
    row.proven_at = Some(now);
    tx.put::<SignInCodes>(&parts.code_key(code_for), &row)?;
    match backup_email::reader(tx, email.as_str())? {
        Some((hosted, Mailbox::Backup)) => backup_email::note_use(tx, &hosted, email.as_str(), origin)?,
        Some((Hosted { aid, mut account }, Mailbox::First)) if account.email_confirmed_at.is_none() => {
            account.email_confirmed_at = Some(now);
            activity::note(tx, aid, Act::EmailConfirmed, origin, None)?;
            standing::put(tx, aid, &account)?;
        }
        _ => {}
    }
    Ok(Ok(ProvenEmail::new(email)))
}
