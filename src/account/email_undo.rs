//! Taking back a change of address: for three days by whoever reads the address before it, because a thief of a
//! signed-in browser would change that first.

use std::time::Duration;

use super::activity::{self, Act, Origin};
use super::{Accounts, Hosted, app_passwords, backup_email, devices, mail_codes, notices, sessions};
use crate::base::{Timestamp, base32_token};
use crate::crypto::{constant_time_eq, sha256};
use crate::mail::Notice;
use crate::store::keys::Digest;
use crate::store::rows::accounts::{self, Account, EmailUndo, PutAccountError};
use crate::store::{Aid, Read, StorageError, Tx, WriteError};
use crate::syntax::Did;

/// For how long a change can be taken back.
const UNDO_TIME: Duration = Duration::from_secs(72 * 60 * 60);
/// Characters of the token: 160 bits.
const TOKEN: usize = 32;

/// Why a change is not taken back.
#[derive(Debug, thiserror::Error)]
pub enum EmailUndoError {
    /// The link is not the one that was mailed, or its time is over, or it was used.
    #[error("the link is not good any more")]
    Over,
    /// Another account has the address by now.
    #[error("another account has the address")]
    Taken,
    /// The store failed.
    #[error(transparent)]
    Store(WriteError<StorageError>),
}

impl From<StorageError> for EmailUndoError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

impl From<WriteError<Self>> for EmailUndoError {
    fn from(error: WriteError<Self>) -> Self {
        error.into_job(Self::Store)
    }
}

/// Tells the present address that it is about to be replaced, and if it is the owner's, how that is taken back. While
/// an earlier change can be taken back that stays so: a thief who changes twice gains nothing.
pub(super) fn offer(tx: &mut Tx<'_>, account: &mut Account, origin: &Origin) -> Result<(), StorageError> {
    let now = tx.now();
    let is_open = account.email_undo.as_ref().is_some_and(|undo| undo.until > now);
    let mut detail = None;
    if let (Some(email), Some(confirmed_at), false) = (&account.email, account.email_confirmed_at, is_open) {
        let token = base32_token(TOKEN);
        detail = Some(format!("account={}&token={token}", account.did));
        let undo = EmailUndo {
            email: email.clone(),
            confirmed_at,
            token: Digest(sha256(token.as_bytes())),
            until: now.after(UNDO_TIME),
        };
        account.email_undo = Some(Box::new(undo));
    }
    notices::send(tx, account, Notice::EmailChanged, detail.as_deref(), origin)
}

fn check<'a>(account: &'a Account, token: &str, now: Timestamp) -> Option<&'a EmailUndo> {
    let undo = account.email_undo.as_deref().filter(|undo| undo.until > now)?;
    constant_time_eq(&undo.token.0, &sha256(token.as_bytes())).then_some(undo)
}

fn find(
    db: &impl Read,
    did: &Did,
    token: &str,
    now: Timestamp,
) -> Result<(Hosted, EmailUndo), EmailUndoError> {
    let hosted = Hosted::by_did(db, did)?.ok_or(EmailUndoError::Over)?;
    let undo = check(&hosted.account, token, now).cloned().ok_or(EmailUndoError::Over)?;
    Ok((hosted, undo))
}

impl Accounts {
    /// The address that the link would bring back.
    ///
    /// # Errors
    /// [`EmailUndoError::Over`], or when the store fails.
    pub async fn email_undo(&self, did: Did, token: String) -> Result<String, EmailUndoError> {
        let now = self.0.clock.now();
        self.0.store.read(move |db| Ok(find(db, &did, &token, now)?.1.email)).await
    }

    /// Brings the address before back, and ends everything that somebody else may have begun: sessions, browsers, app
    /// passwords. Whose it was.
    ///
    /// # Errors
    /// See [`EmailUndoError`].
    pub async fn undo_email(&self, did: Did, token: String, origin: Origin) -> Result<Aid, EmailUndoError> {
        let job = move |tx: &mut Tx<'_>| {
            let (Hosted { aid, mut account }, undo) = find(tx, &did, &token, tx.now())?;
            activity::note(tx, aid, Act::EmailChanged, &origin, Some(&undo.email))?;
            account.email = Some(undo.email);
            account.email_confirmed_at = Some(undo.confirmed_at);
            account.email_undo = None;
            accounts::put(tx, aid, &account).map_err(|error| match error {
                PutAccountError::Storage(error) => error.into(),
                _ => EmailUndoError::Taken,
            })?;
            mail_codes::consume_all(tx, aid)?;
            // From before the change as well: a thief may have begun with this.
            backup_email::remove_since(tx, aid, undo.until.before(UNDO_TIME).before(UNDO_TIME), &origin)?;
            devices::end_all(tx, aid, None)?;
            sessions::revoke_all(tx, aid, &origin)?;
            app_passwords::revoke_all(tx, aid, &origin)?;
            Ok::<_, EmailUndoError>(aid)
        };
        let aid = self.0.store.write(job).await?;
        self.0.devices.forget_brief(aid, None);
        Ok(aid)
    }
}
