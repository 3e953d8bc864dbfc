//! Our account with the authority, made on the first order and kept in a file.

use std::io;
use std::path::PathBuf;

use instant_acme::{Account, AccountCredentials, NewAccount};
use serde::{Deserialize, Serialize};

use super::AcmeConfig;
use super::http::Authority;
use crate::net::Client;
use crate::tls::TlsError;
use crate::tls::files::{keep, read};

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The authority refuses, or cannot be reached.
    #[error(transparent)]
    Authority(#[from] instant_acme::Error),
    /// It cannot be kept.
    #[error(transparent)]
    File(#[from] TlsError),
    /// It cannot be written down.
    #[error("the account cannot be written down")]
    Form(#[from] serde_json::Error),
}

/// What is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Another authority knows nothing of it.
    directory: String,
    /// At what address it was told that the operator can be reached.
    #[serde(default)]
    contact: Option<String>,
    credentials: AccountCredentials,
}

fn path(config: &AcmeConfig) -> PathBuf {
    config.folder.join("account.json")
}

/// What is kept, if anything. A file that is there and cannot be read is an error, and not a reason to write over the key of
/// an account; one that is damaged is, since nothing can be done with it any more.
async fn kept(config: &AcmeConfig) -> Result<Option<Kept>, AccountError> {
    let path = path(config);
    let bytes = tokio::task::spawn_blocking(move || read(&path)).await.map_err(io::Error::other);
    let bytes = bytes.map_err(|source| TlsError::File { path: self::path(config), source })?;
    match bytes {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)
            .inspect_err(
                |error| tracing::warn!(%error, "the account with the certificate authority is damaged"),
            )
            .ok()),
        Err(TlsError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The account that is kept, or a new one.
pub(super) async fn open(config: &AcmeConfig, client: &Client) -> Result<Account, AccountError> {
    let builder = || Account::builder_with_http(Box::new(Authority(client.clone())));
    let contact = config.contact.as_ref().map(|address| format!("mailto:{address}"));
    let contact: Vec<&str> = contact.as_deref().into_iter().collect();
    let kept = kept(config).await?.filter(|kept| kept.directory == config.directory);
    if let Some(mut kept) = kept {
        let is_told = kept.contact == config.contact;
        kept.contact.clone_from(&config.contact);
        let bytes = serde_json::to_vec_pretty(&kept)?;
        let account = builder().from_credentials(kept.credentials).await?;
        if !is_told {
            // What it does not take is no reason to have no certificates (RFC 8555, 7.3.2).
            match account.update_contacts(&contact).await {
                Ok(()) => keep(path(config), bytes).await?,
                Err(error) => tracing::warn!(%error, "the authority was not told the new tls.acme_contact"),
            }
        }
        return Ok(account);
    }
    let request =
        NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
    let (account, credentials) = builder().create(&request, config.directory.clone(), None).await?;
    let kept = Kept { directory: config.directory.clone(), contact: config.contact.clone(), credentials };
    keep(path(config), serde_json::to_vec_pretty(&kept)?).await?;
    tracing::info!(directory = config.directory, "an account with the certificate authority was made");
    Ok(account)
}

/// Whether the authority says no for the reason `kind` (RFC 8555, 6.7).
pub(super) fn is_problem(error: &instant_acme::Error, kind: &str) -> bool {
    let instant_acme::Error::Api(problem) = error else { return false };
    let said = problem.r#type.as_deref().and_then(|said| said.strip_prefix("urn:ietf:params:acme:error:"));
    said == Some(kind)
}

/// Forgets the account that is kept.
pub(super) async fn forget(config: &AcmeConfig) {
    if let Err(error) = tokio::fs::remove_file(path(config)).await {
        tracing::warn!(%error, "the account with the certificate authority is still kept");
    }
}
