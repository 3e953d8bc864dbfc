//! Codes that are mailed at sign-in. They go to a confirmed address only, and not more often than once a minute.

use std::time::Duration;

use super::{FactorError, FactorKind, note_added, note_removed};
use crate::account::activity::Origin;
use crate::account::{Accounts, Hosted, mail_codes, standing};
use crate::mail::{self, Letter, Purpose};
use crate::store::{Aid, Tx};

/// Least time between two letters.
const PAUSE: Duration = Duration::from_secs(60);

impl Accounts {
    /// Says whether a code is mailed at sign-in.
    ///
    /// # Errors
    /// [`FactorError::NoAddress`] without a confirmed address, [`FactorError::NoAccount`], or when the store fails.
    pub async fn set_email_factor(&self, aid: Aid, wanted: bool, origin: Origin) -> Result<(), FactorError> {
        let job = move |tx: &mut Tx<'_>| {
            let mut hosted = Hosted::by_aid(tx, aid)?.ok_or(FactorError::NoAccount)?;
            if wanted && (hosted.account.email.is_none() || hosted.account.email_confirmed_at.is_none()) {
                return Err(FactorError::NoAddress);
            }
            Ok(set(tx, &mut hosted, wanted, &origin)?)
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }

    /// Mails the code that is asked for beside the password. One that was mailed in the last minute still works; no
    /// other is sent then.
    ///
    /// # Errors
    /// [`FactorError::NotSet`] when no code is asked for, [`FactorError::TooMany`] within a minute,
    /// [`FactorError::MailFull`], or when the store fails.
    pub async fn send_email_factor(&self, aid: Aid, origin: &Origin) -> Result<(), FactorError> {
        let origin = origin.clone();
        let job = move |tx: &mut Tx<'_>| {
            let Hosted { account, .. } = Hosted::by_aid(tx, aid)?.ok_or(FactorError::NoAccount)?;
            let to = account.factor_address().ok_or(FactorError::NotSet)?.to_owned();
            if let Some(asked_at) = mail_codes::asked_at(tx, aid, Purpose::SignIn)? {
                let retry_after = asked_at.after(PAUSE).since(tx.now());
                if !retry_after.is_zero() {
                    return Err(FactorError::TooMany { retry_after });
                }
            }
            let code = mail_codes::issue(tx, aid, Purpose::SignIn)?;
            let (handle, asked_from) = (account.handle, origin.address());
            let language = account.language.or(origin.language());
            let letter = Letter::Code { purpose: Purpose::SignIn, handle, code, asked_from };
            Ok(mail::enqueue(tx, &to, language, letter)?)
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }
}

/// Sets whether a code is wanted, notes it and tells the owner, if that is a change.
pub(in crate::account) fn set(
    tx: &mut Tx<'_>,
    hosted: &mut Hosted,
    wanted: bool,
    origin: &Origin,
) -> Result<(), crate::store::StorageError> {
    if hosted.account.email_factor == wanted {
        return Ok(());
    }
    hosted.account.email_factor = wanted;
    standing::put(tx, hosted.aid, &hosted.account)?;
    let note = if wanted { note_added } else { note_removed };
    note(tx, hosted, FactorKind::Email, None, origin)
}

/// An address of which its owner recognises enough: `a•••@e•••.com`.
pub fn masked(address: &str) -> String {
    let head = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    match domain.rsplit_once('.') {
        Some((name, top)) => format!("{}•••@{}•••.{top}", head(local), head(name)),
        None => format!("{}•••", head(local)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_tell_little() {
        for (address, mask) in [
            ("alice@example.com", "a•••@e•••.com"),
            ("ö@mail.example.co.uk", "ö•••@m•••.uk"),
            ("a@b", "a•••"),
            ("", "•••"),
        ] {
            assert_eq!(masked(address), mask);
        }
    }
}
