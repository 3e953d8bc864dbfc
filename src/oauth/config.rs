//! What the operator and the server's identity decide about OAuth.

use crate::base::Secret;
use crate::syntax::Did;

/// Settings of the provider.
#[derive(Clone, Debug)]
pub struct OAuthConfig {
    /// The server's origin as clients reach it, without a trailing slash: the issuer.
    pub issuer: String,
    /// The server's DID: whom access tokens are for.
    pub service: Did,
    /// What people call the server.
    pub name: String,
    /// The secret that tokens are derived from.
    pub secret: Secret<String>,
}
