//! Sessions by password: refresh tokens and app passwords.

use minicbor::{Decode, Encode};

use crate::base::{Secret, Timestamp};
use crate::store::codec::cbor_rows;

/// A refresh token that the server honours. Its key is the hash of its id; the id itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RefreshToken {
    /// When it ends: set earlier once it was rotated.
    #[n(0)]
    pub expires_at: Timestamp,
    /// When the session began.
    #[n(1)]
    pub created_at: Timestamp,
    /// The app password that the session came from.
    #[n(2)]
    pub app_password: Option<String>,
    /// Whether that app password is a privileged one.
    #[n(3)]
    pub privileged: bool,
    /// Whether it was used: it has a successor then, which follows from its id.
    #[n(4)]
    pub rotated: bool,
}

/// An app password.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AppPassword {
    /// Its hash.
    #[n(0)]
    pub hash: Secret<String>,
    /// Whether it reaches direct messages.
    #[n(1)]
    pub privileged: bool,
    /// When it was made.
    #[n(2)]
    pub created_at: Timestamp,
}

cbor_rows!(RefreshToken, AppPassword);
