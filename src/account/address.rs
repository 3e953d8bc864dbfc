//! E-mail addresses of accounts: mailing codes to them, confirming and changing them.

use super::activity::{self, Act, Origin};
use super::backup_email::{self, Mailbox};
use super::mail_codes::{self, CodeError};
use super::{Accounts, Email, EmailRefused, Hosted, email_undo, factors, standing};
use crate::mail::{self, Letter, Purpose, QueueError};
use crate::store::rows::accounts::{self, PutAccountError};
use crate::store::{Aid, StorageError, Tx, WriteError};

/// Why an address was not used, confirmed or changed.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// There is no such account.
    #[error("Account not found")]
    NoAccount,
    /// The account has no address to mail to.
    #[error("account does not have an email address")]
    NoAddress,
    /// The address to confirm is not the account's.
    #[error("Invalid email")]
    Differs,
    /// Not an address that is taken.
    #[error(transparent)]
    Unsupported(#[from] EmailRefused),
    /// The account has it already.
    #[error("the account has this email address already")]
    Same,
    /// The account has as many further ones as it may.
    #[error("the account has enough email addresses")]
    TooMany,
    /// Another account has it.
    #[error("This email address is already in use, please use a different email.")]
    Taken,
    /// The present address is confirmed; changing it needs a code.
    #[error("confirmation token required")]
    CodeRequired,
    /// No code can be asked for at sign-in before the address is confirmed.
    #[error("Confirm your email address first")]
    Unconfirmed,
    /// The mailed code does not permit it.
    #[error(transparent)]
    Code(CodeError),
    /// Too much mail waits already.
    #[error("Too much mail is waiting to be sent")]
    MailFull,
    /// The store failed.
    #[error(transparent)]
    Store(WriteError<StorageError>),
}

impl From<StorageError> for AddressError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

impl From<QueueError> for AddressError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Full => Self::MailFull,
            QueueError::Storage(error) => error.into(),
        }
    }
}

impl From<CodeError> for AddressError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Storage(error) => error.into(),
            other => Self::Code(other),
        }
    }
}

impl From<WriteError<Self>> for AddressError {
    fn from(error: WriteError<Self>) -> Self {
        error.into_job(Self::Store)
    }
}

impl Accounts {
    /// Mails the account a code for `purpose`. The code is kept and the letter queued in one job.
    ///
    /// # Errors
    /// [`AddressError::NoAccount`], [`AddressError::NoAddress`], or when the store fails.
    pub async fn mail_code(&self, aid: Aid, purpose: Purpose, origin: Origin) -> Result<(), AddressError> {
        let job = move |tx: &mut Tx<'_>| {
            let hosted = Hosted::by_aid(tx, aid)?.ok_or(AddressError::NoAccount)?;
            send(tx, hosted, purpose, &origin)
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }

    /// Mails a code for a new password to whoever has this address.
    ///
    /// # Errors
    /// [`AddressError::NoAddress`] when nobody has it, or when the store fails.
    pub async fn mail_password_reset(&self, email: String, origin: Origin) -> Result<(), AddressError> {
        let job = move |tx: &mut Tx<'_>| {
            let (hosted, mailbox) = backup_email::reader(tx, email.trim())?.ok_or(AddressError::NoAddress)?;
            match mailbox {
                Mailbox::First => send(tx, hosted, Purpose::ResetPassword, &origin),
                // The first address hears of it when the password was changed, not whenever a stranger asks.
                Mailbox::Backup => send_to(tx, hosted, email.trim(), Purpose::ResetPassword, &origin),
            }
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }

    /// Notes that the owner reads the account's address.
    ///
    /// # Errors
    /// [`AddressError::Differs`], a code that is no good, or when the store fails.
    pub async fn confirm_email(
        &self,
        aid: Aid,
        email: String,
        code: String,
        origin: Origin,
    ) -> Result<(), AddressError> {
        let job = move |tx: &mut Tx<'_>| {
            let Hosted { mut account, .. } = Hosted::by_aid(tx, aid)?.ok_or(AddressError::NoAccount)?;
            if account.email.as_deref() != Some(email.trim().to_lowercase().as_str()) {
                return Err(AddressError::Differs);
            }
            let now = tx.now();
            mail_codes::check(tx, aid, Purpose::ConfirmEmail, &code, now)?;
            mail_codes::consume(tx, aid, Purpose::ConfirmEmail)?;
            account.email_confirmed_at = Some(now);
            activity::note(tx, aid, Act::EmailConfirmed, &origin, None)?;
            Ok(standing::put(tx, aid, &account)?)
        };
        Ok(self.0.store.write(job).await?)
    }

    /// Begins a change of address: whether it will need a code, which has then been mailed to the present address.
    ///
    /// # Errors
    /// [`AddressError::NoAccount`], [`AddressError::NoAddress`], or when the store fails.
    pub async fn begin_email_update(&self, aid: Aid, origin: Origin) -> Result<bool, AddressError> {
        let job = move |tx: &mut Tx<'_>| {
            let hosted = Hosted::by_aid(tx, aid)?.ok_or(AddressError::NoAccount)?;
            let confirmed = hosted.account.email_confirmed_at.is_some();
            if confirmed {
                send(tx, hosted, Purpose::UpdateEmail, &origin)?;
            }
            Ok::<_, AddressError>(confirmed)
        };
        let mailed = self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(mailed)
    }

    /// Changes the address, or with `factor` whether a code is mailed to it at sign-in, or both. A new address counts as
    /// unconfirmed, and all mailed codes are void then; a code that is wanted at sign-in waits for the confirmation. To
    /// ask for such a code at the present address needs no mailed code; to stop asking does.
    ///
    /// # Errors
    /// See [`AddressError`].
    pub async fn update_email(
        &self,
        aid: Aid,
        email: &str,
        code: Option<String>,
        factor: Option<bool>,
        origin: Origin,
    ) -> Result<(), AddressError> {
        let email = self.0.emails.accept(email)?;
        let job = move |tx: &mut Tx<'_>| {
            let mut hosted = Hosted::by_aid(tx, aid)?.ok_or(AddressError::NoAccount)?;
            let is_confirmed = hosted.account.email_confirmed_at.is_some();
            let stays = factor.is_some() && hosted.account.email.as_deref() == Some(email.as_str());
            let only_adds = stays && (factor == Some(true) || !hosted.account.email_factor);
            if only_adds && factor == Some(true) && !is_confirmed {
                return Err(AddressError::Unconfirmed);
            }
            if is_confirmed && !only_adds {
                let code = code.ok_or(AddressError::CodeRequired)?;
                let now = tx.now();
                mail_codes::check(tx, aid, Purpose::UpdateEmail, &code, now)?;
                mail_codes::consume(tx, aid, Purpose::UpdateEmail)?;
            }
            if let Some(wanted) = factor {
                factors::set_email_factor(tx, &mut hosted, wanted, &origin)?;
            }
            if stays { Ok(()) } else { set(tx, hosted, &email, &origin) }
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }

    /// Sets an address on behalf of the operator, whose word is enough.
    ///
    /// # Errors
    /// [`AddressError::Taken`], or when the store fails.
    pub async fn set_email(&self, aid: Aid, email: Email) -> Result<(), AddressError> {
        let job = move |tx: &mut Tx<'_>| {
            let hosted = Hosted::by_aid(tx, aid)?.ok_or(AddressError::NoAccount)?;
            set(tx, hosted, &email, &Origin::OPERATOR)
        };
        Ok(self.0.store.write(job).await?)
    }
}

fn send(tx: &mut Tx<'_>, hosted: Hosted, purpose: Purpose, origin: &Origin) -> Result<(), AddressError> {
    let to = hosted.account.email.clone().ok_or(AddressError::NoAddress)?;
    send_to(tx, hosted, &to, purpose, origin)
}

/// Mails a code for `purpose` to one of the account's addresses.
fn send_to(
    tx: &mut Tx<'_>,
    hosted: Hosted,
    to: &str,
    purpose: Purpose,
    origin: &Origin,
) -> Result<(), AddressError> {
    let Hosted { aid, account } = hosted;
    let code = mail_codes::issue(tx, aid, purpose)?;
    if purpose == Purpose::DeleteAccount {
        activity::note(tx, aid, Act::DeletionRequested, origin, None)?;
    }
    let language = account.language.or(origin.language());
    let letter = Letter::Code { purpose, handle: account.handle, code, asked_from: origin.address() };
    Ok(mail::enqueue(tx, to, language, letter)?)
}

fn set(tx: &mut Tx<'_>, hosted: Hosted, email: &Email, origin: &Origin) -> Result<(), AddressError> {
    let Hosted { aid, mut account } = hosted;
    if backup_email::is_of_other(tx, email, Some(aid))? {
        return Err(AddressError::Taken);
    }
    backup_email::promote(tx, aid, email)?;
    activity::note(tx, aid, Act::EmailChanged, origin, Some(email.as_str()))?;
    if origin.is_owner() && account.email.as_deref() != Some(email.as_str()) {
        email_undo::offer(tx, &mut account, origin)?;
    }
    account.email = Some(email.to_string());
    account.email_confirmed_at = None;
    match accounts::put(tx, aid, &account) {
        Ok(()) => Ok(mail_codes::consume_all(tx, aid)?),
        Err(PutAccountError::Storage(error)) => Err(error.into()),
        Err(_) => Err(AddressError::Taken),
    }
}
