//! What the administrator did, for the administrator to see.

use std::net::IpAddr;

use super::Administrator;
use crate::base::Timestamp;
use crate::store::rows::administrator::{self as rows, AdminAct as Row};
use crate::store::{StorageError, Tx, WriteError};

/// Longest detail that is kept, in bytes.
const MAX_DETAIL_BYTES: usize = 200;

/// What the administrator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminAct {
    /// Signed in.
    SignIn,
    /// Chose another password.
    Password,
    /// Added a passkey.
    PasskeyAdded,
    /// Removed a passkey.
    PasskeyRemoved,
    /// Took an account down.
    TakeDown,
    /// Restored an account that was taken down.
    Restore,
    /// Deactivated an account.
    Deactivate,
    /// Activated an account.
    Activate,
    /// Turned the invites of an account off.
    InvitesOff,
    /// Turned them on again.
    InvitesOn,
    /// Mailed an account a code for a new password.
    ResetCode,
    /// Made a password for an account.
    AccountPassword,
    /// Gave an account another address.
    Email,
    /// Gave an account another handle.
    Handle,
    /// Deleted an account.
    Delete,
    /// Made invite codes.
    Invite,
    /// Ended an invite code.
    InviteEnd,
    /// Had a letter tried again.
    LetterRetry,
    /// Threw a letter away.
    LetterDrop,
    /// Asked the relays to come.
    Crawl,
    /// Ordered certificates.
    Renew,
    /// Uploaded a logo.
    Logo,
    /// Removed it.
    LogoRemoved,
    /// Saved settings.
    Settings,
    /// Restarted the server.
    Restart,
    /// Asked for an update of the appliance.
    Update,
    /// Started the board again.
    Reboot,
    /// Switched the board off.
    PowerOff,
}

impl AdminAct {
    /// Every act.
    pub const ALL: [Self; 28] = [
        Self::SignIn,
        Self::Password,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::TakeDown,
        Self::Restore,
        Self::Deactivate,
        Self::Activate,
        Self::InvitesOff,
        Self::InvitesOn,
        Self::ResetCode,
        Self::AccountPassword,
        Self::Email,
        Self::Handle,
        Self::Delete,
        Self::Invite,
        Self::InviteEnd,
        Self::LetterRetry,
        Self::LetterDrop,
        Self::Crawl,
        Self::Renew,
        Self::Logo,
        Self::LogoRemoved,
        Self::Settings,
        Self::Restart,
        Self::Update,
        Self::Reboot,
        Self::PowerOff,
    ];

    /// The word by which rows and texts know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Password => "password",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::TakeDown => "takedown",
            Self::Restore => "restore",
            Self::Deactivate => "deactivate",
            Self::Activate => "activate",
            Self::InvitesOff => "invites-off",
            Self::InvitesOn => "invites-on",
            Self::ResetCode => "reset-code",
            Self::AccountPassword => "account-password",
            Self::Email => "email",
            Self::Handle => "handle",
            Self::Delete => "delete",
            Self::Invite => "invite",
            Self::InviteEnd => "invite-end",
            Self::LetterRetry => "letter-retry",
            Self::LetterDrop => "letter-drop",
            Self::Crawl => "crawl",
            Self::Renew => "renew",
            Self::Logo => "logo",
            Self::LogoRemoved => "logo-removed",
            Self::Settings => "settings",
            Self::Restart => "restart",
            Self::Update => "update",
            Self::Reboot => "reboot",
            Self::PowerOff => "poweroff",
        }
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminLine {
    /// When.
    pub at: Timestamp,
    /// What, as [`AdminAct::as_str`] has it; perhaps a word of a later version.
    pub act: String,
    /// More about it.
    pub detail: String,
    /// From which address.
    pub from: IpAddr,
}

/// Adds a line within a job that does what it tells.
///
/// # Errors
/// As every write.
pub(super) fn note(tx: &mut Tx<'_>, act: AdminAct, detail: &str, from: IpAddr) -> Result<(), StorageError> {
    let detail = &detail[..detail.floor_char_boundary(MAX_DETAIL_BYTES)];
    rows::note(tx, Row { at: tx.now(), act: act.as_str().to_owned(), detail: detail.to_owned(), from })
}

impl Administrator {
    /// Adds a line: `detail` says to what it was done and is never a secret.
    ///
    /// # Errors
    /// As every write.
    pub async fn note(
        &self,
        act: AdminAct,
        detail: String,
        from: IpAddr,
    ) -> Result<(), WriteError<StorageError>> {
        self.0.store.write(move |tx: &mut Tx<'_>| note(tx, act, &detail, from)).await
    }

    /// The log, the latest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn acts(&self) -> Result<Vec<AdminLine>, StorageError> {
        let acts = self.0.store.read(rows::acts).await?;
        let line = |row: Row| AdminLine { at: row.at, act: row.act, detail: row.detail, from: row.from };
        Ok(acts.into_iter().rev().map(line).collect())
    }
}
