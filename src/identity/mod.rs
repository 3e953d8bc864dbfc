//! Layer 4: who is who on the network: DID documents, did:plc and did:web, handles.
//!
//! Owns the formats, the rules of did:plc, the caches, and the embedded development directory. Knows nothing of
//! sessions or of the accounts of this server.

mod config;
pub mod directory;
mod document;
mod handles;
pub mod plc;
mod resolver;
mod web;

pub use config::IdentityConfig;
pub use document::{DidDocument, InvalidDocument, PublishedService};
pub use handles::HandleError;
pub use resolver::{Refresh, ResolveError, Resolver};
