//! Apps that ask for access: what they are called, what they say about themselves, and how they prove who they are.
//!
//! Owns the rules for names, metadata and redirect URIs, the fetching and keeping of documents, and the authentication
//! of confidential clients. Knows nothing of users, requests or tokens.

mod address;
mod assertion;
mod branding;
mod clients;
mod config;
mod error;
mod fetch;
mod id;
mod known;
mod loopback;
mod metadata;
mod redirect_uri;
mod shelf;
mod turns;

pub use assertion::{AssertionError, ClientAuth};
pub use branding::{Branding, Color};
pub use clients::Clients;
pub use config::{BrandingFor, ClientsConfig, DevelopmentHost, InvalidHost};
pub use error::ClientError;
pub use fetch::FetchError;
pub use id::{ClientId, ClientKind, InvalidClientId, MAX_CLIENT_ID};
pub use known::Client;
pub use metadata::{Authentication, ClientKeys, InvalidMetadata, Metadata};
pub use redirect_uri::{RedirectKind, RedirectUri, RedirectUriError};
pub use shelf::CLIENT_DOCUMENTS_SERVE;
