//! Layer 5: who runs the server, on its pages: the password, passkeys, the browsers that are signed in, guessing at the password,
//! and the log of what was done.
//!
//! Nothing here has to do with accounts: who runs the server may have none. Knows nothing of HTTP.

mod log;
mod passkeys;
mod password;
mod session;

use std::sync::Arc;

pub use log::{AdminAct, AdminLine};
pub use passkeys::AddPasskeyError;
pub use password::{MIN_PASSWORD_CHARS, ProofError, SetPasswordError};
pub use session::{AdminCookie, AdminProof, SignedInAdmin};

use crate::account::factors::OperatorPasskeys;
use crate::base::{Clock, Secret};
use crate::crypto::Passwords;
use crate::store::Store;

/// The administrator. Cheap to clone.
#[derive(Clone)]
pub struct Administrator(Arc<Parts>);

struct Parts {
    store: Store,
    clock: Clock,
    passwords: Passwords,
    passkeys: OperatorPasskeys,
    /// The password that programs use; good on pages as well.
    configured: Secret<String>,
}

impl Administrator {
    /// The one of a server whose `admin` user has the password `configured`.
    pub fn new(
        store: Store,
        clock: Clock,
        passwords: Passwords,
        passkeys: OperatorPasskeys,
        configured: Secret<String>,
    ) -> Self {
        Self(Arc::new(Parts { store, clock, passwords, passkeys, configured }))
    }
}

impl std::fmt::Debug for Administrator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Administrator")
    }
}

#[cfg(test)]
mod tests;
