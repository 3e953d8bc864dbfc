//! Layer 5: accounts and everything that proves or limits who they are.
//!
//! Sign-up, sessions, app passwords, mail tokens, invites, keys, status and deletion. Knows nothing of HTTP: methods
//! take typed values and return small errors, which the API turns into replies.

mod email;
mod handle_policy;
mod session_token;

pub use email::{Email, EmailPolicy};
pub use handle_policy::{HandleKind, HandlePolicy, HandleRefused, Strictness};
pub use session_token::{ACCESS_TTL, REFRESH_TTL, RefreshId, Scope, SessionTokens, TokenError};
