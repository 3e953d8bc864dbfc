//! did:web: documents at a well-known place of a host.

use std::time::Duration;

use hyper::Uri;

use super::document::{DidDocument, InvalidDocument};
use crate::net::{self, Client, Limits};
use crate::syntax::Did;

/// Largest document in bytes.
const MAX_DOCUMENT: u64 = 64 * 1024;

/// Why a did:web has no document.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Not a did:web that AT Protocol accepts.
    #[error("not a did:web of a bare host name")]
    Unsupported,
    /// The host answers that there is none.
    #[error("the host has no DID document")]
    NotFound,
    /// The host cannot be asked.
    #[error("the host of the DID document cannot be reached")]
    Unreachable(#[source] net::Error),
    /// What the host published is not this DID's document.
    #[error("the DID document cannot be read")]
    Invalid(#[from] InvalidDocument),
}

/// Fetches the document of a did:web. `localhost` is asked in plain HTTP, which only an unguarded client will do.
///
/// # Errors
/// When there is none, or it cannot be had.
pub async fn document(http: &Client, did: &Did, timeout: Duration) -> Result<DidDocument, WebError> {
    let host = did.web_host().ok_or(WebError::Unsupported)?;
    let scheme = if host == "localhost" || host.starts_with("localhost:") { "http" } else { "https" };
    let url: Uri =
        format!("{scheme}://{host}/.well-known/did.json").parse().map_err(|_| WebError::Unsupported)?;
    let (status, _, body) = http
        .get(url, "application/did+ld+json,application/json", Limits::lookup(timeout, MAX_DOCUMENT), 0)
        .await
        .map_err(WebError::Unreachable)?;
    if !status.is_success() {
        return Err(WebError::NotFound);
    }
    Ok(DidDocument::parse(did, &body)?)
}
