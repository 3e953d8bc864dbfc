//! Layer 6: the OAuth provider: authorization requests, grants and tokens, client metadata, scopes, proofs of possession.
//!
//! Follows the atproto profile of OAuth 2.1 (PAR, PKCE, DPoP). Knows accounts and the store; knows neither pages nor
//! sockets. Apps are strangers here: everything that they send is checked, everything that is kept of them is bounded.

pub mod client;
pub mod dpop;
pub mod jwk;
pub mod scope;
