//! What the operator decides about accounts.

use super::invites::InvitePolicy;
use crate::base::Secret;
use crate::crypto::{Curve, PublicKey, SigningKey};
use crate::syntax::Did;

/// Whether somebody who makes an account must show that they read its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum EmailVerification {
    /// Before there is an account.
    Before,
    /// The account is there at once; its owner is asked.
    #[default]
    Afterwards,
    /// Nobody is asked.
    Off,
}

/// Settings of accounts.
#[derive(Clone, Debug)]
pub struct AccountsConfig {
    /// The server's host name.
    pub hostname: String,
    /// Where DID documents point to: the server's URL without a trailing slash.
    pub public_url: String,
    /// The server's DID, for which session tokens are meant.
    pub service: Did,
    /// Domains under which handles are given out, each with its leading dot.
    pub handle_domains: Vec<String>,
    /// Signs session tokens: its bytes as they are.
    pub jwt_secret: Secret<String>,
    /// Seals signing keys and hashes app passwords.
    pub seal_key: Secret<[u8; 32]>,
    /// The server's rotation key in did:plc documents.
    pub rotation_key: SigningKey,
    /// A key of the operator, kept elsewhere, that outranks the server's.
    pub recovery_key: Option<PublicKey>,
    /// The curve of new repository keys.
    pub curve: Curve,
    /// Who gets in.
    pub invites: InvitePolicy,
    /// Mail domains that are refused besides the built-in list.
    pub disposable_domains: Vec<String>,
    /// Whether logging in gives the DID document as well.
    pub document_with_session: bool,
    /// Whether owners are told by mail of sign-ins from places not seen before.
    pub sign_in_notices: bool,
    /// Most letters with codes to sign in that leave in a minute, for everybody together.
    pub codes_per_minute: u32,
    /// Whether mail can be sent to addresses with letters beyond ASCII before the `@`.
    pub international_mail: bool,
    /// Whether new addresses must be shown to be read.
    pub email_verification: EmailVerification,
}
