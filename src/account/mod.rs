//! Layer 5: accounts and everything that proves or limits who they are.
//!
//! Sign-up, sessions, app passwords, mailed codes, invites, status and deletion. Knows nothing of HTTP: methods take
//! typed values and return small errors, which the API turns into replies. What touches several tables happens in one
//! job; the functions that take a transaction are the parts of such jobs.

pub mod activity;
mod address;
mod address_check;
pub mod admission;
pub mod announce;
pub mod app_passwords;
pub mod backup_email;
mod config;
pub mod deletion;
pub mod devices;
mod directory;
mod email;
mod email_undo;
pub mod factors;
mod handle_change;
mod handle_policy;
mod handle_suggestions;
pub mod invites;
mod key_rotation;
mod login;
pub mod mail_codes;
mod notices;
mod password;
mod reading;
mod reserved_keys;
mod session_token;
pub mod sessions;
mod sign_in;
mod sign_in_code;
mod sign_up;
pub mod standing;

use std::sync::Arc;

pub use activity::Origin;
pub use address::AddressError;
pub use address_check::{AddressCheck, AddressCheckError, ProvenEmail};
pub use config::{AccountsConfig, EmailVerification};
pub use directory::{Hosted, IdentityMismatch};
pub use email::{Email, EmailPolicy, EmailRefused};
pub use email_undo::EmailUndoError;
pub use factors::masked as masked_email;
pub use handle_change::ChangeHandleError;
pub use handle_policy::{HandleKind, HandlePolicy, HandleRefused, Strictness};
pub use invites::InvitePolicy;
pub use key_rotation::{FINISH_KEY_ROTATION, RotateKeyError};
pub use login::{LoggedIn, LoginError};
pub use password::PasswordError;
pub use session_token::{ACCESS_TTL, REFRESH_TTL, RefreshId, Scope, SessionTokens, TokenError};
pub use sign_in::{Attempt, FirstFactor, Proof};
pub use sign_in_code::{
    BadRefusal, CodeApp, CodeFor, PROVEN_FOR, Posting, RESEND_PAUSE, Refusal, SignInCodeError, UnderWay,
};
pub use sign_up::{FINISH_SIGN_UP, HandleError, NewEmail, NewPassword, SignUp, SignUpError, SignedUp};

use crate::base::Clock;
use crate::crypto::Passwords;
use crate::identity::Resolver;
use crate::mail::Mailer;
use crate::records::Signers;
use crate::store::Store;
use address_check::AddressCheckSecret;
use app_passwords::AppPasswordSecret;
use devices::Devices;
use factors::{Challenges, Guesses, RecoverySecret, RelyingParty, TotpSeal};
use sign_in_code::SignInCodeSecret;

/// The accounts of this server. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Parts>);

/// What jobs need; they outlive the call that queued them.
struct Parts {
    config: AccountsConfig,
    store: Store,
    clock: Clock,
    passwords: Passwords,
    tokens: SessionTokens,
    app_passwords: AppPasswordSecret,
    signers: Signers,
    resolver: Resolver,
    mailer: Mailer,
    handles: HandlePolicy,
    emails: EmailPolicy,
    guesses: Guesses,
    challenges: Challenges,
    relying_party: RelyingParty,
    recovery: RecoverySecret,
    totp_seal: TotpSeal,
    address_checks: AddressCheckSecret,
    sign_in_codes: SignInCodeSecret,
    devices: Devices,
}

impl Accounts {
    /// Accounts in `store`.
    pub fn new(
        config: AccountsConfig,
        store: Store,
        clock: Clock,
        passwords: Passwords,
        signers: Signers,
        resolver: Resolver,
        mailer: Mailer,
    ) -> Self {
        Self(Arc::new(Parts {
            tokens: SessionTokens::new(&config.jwt_secret, config.service.clone()),
            app_passwords: AppPasswordSecret::derive(config.seal_key.expose()),
            handles: HandlePolicy::new(config.handle_domains.iter().cloned()),
            emails: EmailPolicy::new(config.disposable_domains.iter().cloned(), config.international_mail),
            guesses: Guesses::new(),
            challenges: Challenges::new(),
            relying_party: RelyingParty::new(&config.hostname, &config.public_url),
            recovery: RecoverySecret::derive(config.seal_key.expose()),
            totp_seal: TotpSeal::new(&config.seal_key),
            address_checks: AddressCheckSecret::derive(config.seal_key.expose()),
            sign_in_codes: SignInCodeSecret::derive(config.seal_key.expose()),
            devices: Devices::new(store.clone(), clock.clone()),
            config,
            store,
            clock,
            passwords,
            signers,
            resolver,
            mailer,
        }))
    }

    /// What was decided about accounts.
    pub fn config(&self) -> &AccountsConfig {
        &self.0.config
    }

    /// The makers and readers of session tokens.
    pub fn tokens(&self) -> &SessionTokens {
        &self.0.tokens
    }

    /// The keys of repositories.
    pub fn signers(&self) -> &Signers {
        &self.0.signers
    }

    /// The browsers that people are signed in with.
    pub fn devices(&self) -> &Devices {
        &self.0.devices
    }

    /// The rules for e-mail addresses.
    pub fn emails(&self) -> &EmailPolicy {
        &self.0.emails
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").field("service", &self.0.config.service).finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests;
