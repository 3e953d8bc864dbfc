//! What can be written to somebody: the letters with a code, notices of what was done, and a moderator's own words.

use std::net::IpAddr;

use minicbor::{Decode, Encode};

use super::design::Look;
use crate::base::{Secret, Timestamp};
use crate::syntax::Handle;

/// What the code in a letter is for. Each purpose has one subject and one pair of templates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Purpose {
    /// Proves that the address of a new or changed account is read.
    #[n(0)]
    ConfirmEmail,
    /// Allows the change of a confirmed address; goes to the old one.
    #[n(1)]
    UpdateEmail,
    /// Allows a new password.
    #[n(2)]
    ResetPassword,
    /// Allows the deletion of the account.
    #[n(3)]
    DeleteAccount,
    /// Allows a signature for the account's entry in the PLC directory.
    #[n(4)]
    PlcOperation,
    /// The second factor of a sign-in.
    #[n(5)]
    SignIn,
    /// Proves that a further address is read.
    #[n(6)]
    BackupEmail,
}

impl Purpose {
    /// Every purpose, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::ConfirmEmail,
        Self::UpdateEmail,
        Self::ResetPassword,
        Self::DeleteAccount,
        Self::PlcOperation,
        Self::SignIn,
        Self::BackupEmail,
    ];

    /// Its name: of the templates' files, in logs and in the administrator's listing.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConfirmEmail => "confirm_email",
            Self::UpdateEmail => "update_email",
            Self::ResetPassword => "reset_password",
            Self::DeleteAccount => "delete_account",
            Self::PlcOperation => "plc_operation",
            Self::SignIn => "sign_in_code",
            Self::BackupEmail => "backup_email",
        }
    }
}

/// What an owner is told when it was done to the account, because somebody else may have done it. Each has one pair of
/// templates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Notice {
    /// Somebody signed in from a place not seen before.
    #[n(0)]
    NewSignIn,
    /// A second factor was added.
    #[n(1)]
    FactorAdded,
    /// A second factor was removed.
    #[n(2)]
    FactorRemoved,
    /// Somebody knows the password and tries second factors.
    #[n(3)]
    FactorGuessed,
    /// Somebody wants to make an account with an address that has one.
    #[n(4)]
    AddressKnown,
    /// The address was changed; goes to the one before. The detail is the query of the page that takes it back.
    #[n(5)]
    EmailChanged,
    /// The password was changed.
    #[n(6)]
    PasswordChanged,
    /// Somebody came in by a further address. The detail is that address, masked.
    #[n(7)]
    BackupEmailUsed,
}

impl Notice {
    /// Every notice, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::NewSignIn,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::FactorGuessed,
        Self::AddressKnown,
        Self::EmailChanged,
        Self::PasswordChanged,
        Self::BackupEmailUsed,
    ];

    /// Its name: of the templates' files, in logs and in the administrator's listing.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewSignIn => "new_sign_in",
            Self::FactorAdded => "factor_added",
            Self::FactorRemoved => "factor_removed",
            Self::FactorGuessed => "factor_guessed",
            Self::AddressKnown => "address_known",
            Self::EmailChanged => "email_changed",
            Self::PasswordChanged => "password_changed",
            Self::BackupEmailUsed => "backup_email_used",
        }
    }
}

/// A way to sign in, as letters call it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Factor {
    /// A passkey. The detail is its name.
    #[n(0)]
    Passkey,
    /// An authenticator app.
    #[n(1)]
    Totp,
    /// The recovery codes.
    #[n(2)]
    RecoveryCodes,
    /// A mailed code.
    #[n(3)]
    Email,
    /// A further address. The detail is the address, masked.
    #[n(4)]
    BackupEmail,
}

impl Factor {
    /// The word by which the catalogues have it, after `mail-factor-`.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::Totp => "totp",
            Self::RecoveryCodes => "recovery-codes",
            Self::Email => "email",
            Self::BackupEmail => "backup-email",
        }
    }
}

/// A letter before it is rendered. It is queued in this form, with the language of its reader, so that wording and
/// branding are those of the moment of delivery.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Letter {
    /// A code that the reader types back.
    Code {
        /// What it is for.
        purpose: Purpose,
        /// The account's handle, when it has one.
        handle: Option<Handle>,
        /// The code as shown, `XXXXX-XXXXX`.
        code: Secret<String>,
        /// Where the request came from, told to the reader so that a stranger's request is noticed.
        asked_from: Option<IpAddr>,
    },
    /// A code for somebody who has no account yet, which shows that they read the address they want one with.
    AddressCode {
        /// The handle that they want.
        wanted: Handle,
        /// The code as shown, `XXXXX-XXXXX`.
        code: Secret<String>,
        /// Where the request came from.
        asked_from: Option<IpAddr>,
    },
    /// A code with which somebody signs in, or makes an account: the mailbox is all that they have to show.
    EntryCode {
        /// The handle of the account with this address, if there is one.
        handle: Option<Handle>,
        /// The code as shown, eight digits.
        code: Secret<String>,
        /// The app that the reader is let in to, by its host.
        app: Option<String>,
        /// When it was asked for.
        at: Timestamp,
        /// Where the request came from.
        asked_from: Option<IpAddr>,
        /// With which program, as it calls itself.
        agent: Option<String>,
        /// Where the reader can have the app's codes kept away.
        refuse_link: Option<String>,
        /// How the app wants the letter to look, if its wishes are granted.
        look: Option<Look>,
    },
    /// That a switched-off account will be deleted.
    DeletionAhead {
        /// The account's handle, when it has one.
        handle: Option<Handle>,
        /// When.
        at: Timestamp,
    },
    /// That something was done to the account.
    Notice {
        /// What.
        notice: Notice,
        /// The account's handle, when it has one.
        handle: Option<Handle>,
        /// Which way to sign in it is about.
        factor: Option<Factor>,
        /// More about it, as its owner calls it.
        detail: Option<String>,
        /// When.
        at: Timestamp,
        /// From which address.
        from: Option<IpAddr>,
        /// With which program, as it calls itself.
        agent: Option<String>,
    },
    /// A message from the service's moderators; its body is their HTML, sent as it is.
    Moderation {
        /// The subject line.
        subject: String,
        /// The HTML body.
        html: String,
    },
}

impl Letter {
    /// Its name in logs and in the administrator's listing.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Code { purpose, .. } => purpose.name(),
            Self::AddressCode { .. } => "address_code",
            Self::EntryCode { .. } => "entry_code",
            Self::DeletionAhead { .. } => "deletion_ahead",
            Self::Notice { notice, .. } => notice.name(),
            Self::Moderation { .. } => "moderation",
        }
    }

    /// Whose account it is about, or is to be, and the code in it: what the administrator hands on where there is no mail.
    pub fn handle_and_code(&self) -> (Option<String>, Option<&str>) {
        let text = |handle: &Option<Handle>| handle.as_ref().map(ToString::to_string);
        match self {
            Self::Code { handle, code, .. } | Self::EntryCode { handle, code, .. } => {
                (text(handle), Some(code.expose()))
            }
            Self::AddressCode { wanted, code, .. } => (Some(wanted.to_string()), Some(code.expose())),
            Self::DeletionAhead { handle, .. } | Self::Notice { handle, .. } => (text(handle), None),
            Self::Moderation { .. } => (None, None),
        }
    }
}
