//! Our account with the authority, made on the first order and kept in a file.

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
    credentials: AccountCredentials,
}

fn path(config: &AcmeConfig) -> PathBuf {
    config.folder.join("account.json")
}

/// The account that is kept, or a new one.
pub(super) async fn open(config: &AcmeConfig, client: &Client) -> Result<Account, AccountError> {
    let builder = || Account::builder_with_http(Box::new(Authority(client.clone())));
    let kept = read(&path(config)).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
    if let Some(kept) = kept.filter(|kept| kept.directory == config.directory) {
        return Ok(builder().from_credentials(kept.credentials).await?);
    }
    let contact = config.contact.as_ref().map(|address| format!("mailto:{address}"));
    let contact: Vec<&str> = contact.as_deref().into_iter().collect();
    let request =
        NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
    let (account, credentials) = builder().create(&request, config.directory.clone(), None).await?;
    let kept = Kept { directory: config.directory.clone(), credentials };
    keep(path(config), serde_json::to_vec_pretty(&kept)?).await?;
    tracing::info!(directory = config.directory, "an account with the certificate authority was made");
    Ok(account)
}

/// Whether the authority says that it does not know the account.
pub(super) fn is_unknown(error: &instant_acme::Error) -> bool {
    let instant_acme::Error::Api(problem) = error else { return false };
    problem.r#type.as_deref() == Some("urn:ietf:params:acme:error:accountDoesNotExist")
}

/// Forgets the account that is kept.
pub(super) fn forget(config: &AcmeConfig) {
    if let Err(error) = std::fs::remove_file(path(config)) {
        tracing::warn!(%error, "the account with the certificate authority is still kept");
    }
}
