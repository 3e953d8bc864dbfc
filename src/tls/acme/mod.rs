//! Certificates from an authority that speaks ACME (RFC 8555): an account, orders, proofs over TLS (RFC 8737), plain
//! HTTP or DNS, and renewal when the authority says so (RFC 9773).
//!
//! Everything lies in one folder: `account.json`, a PEM file with key and chain for each name, `trouble.json` with what
//! failed and `ordered.json` with when somebody's wish was granted, so that neither a board that restarts in a loop nor
//! whoever signs up uses up what the authority allows.

mod account;
mod budget;
mod http;
mod keeper;
mod order;
mod proof;
mod trouble;

use std::path::{Path, PathBuf};

pub use account::AccountError;
pub use keeper::{Keeper, Wants};
pub use order::OrderError;
pub use trouble::Setback;

use super::files::read;
use super::{Certificate, Certificates};

/// What the authority is asked with.
#[derive(Clone, Debug)]
pub struct AcmeConfig {
    /// The directory of the authority.
    pub directory: String,
    /// An address at which the authority may reach the operator.
    pub contact: Option<String>,
    /// Where everything lies.
    pub folder: PathBuf,
    /// The root that the authority's own server is trusted by, for one that is not public.
    pub root: Option<PathBuf>,
    /// A command that sets and clears DNS records, which certificates for all names below a domain need.
    pub dns_hook: Option<PathBuf>,
}

/// Where the orders that failed are kept.
fn trouble_file(config: &AcmeConfig) -> PathBuf {
    config.folder.join("trouble.json")
}

/// Where it is kept when certificates were ordered for whoever asked.
fn budget_file(config: &AcmeConfig) -> PathBuf {
    config.folder.join("ordered.json")
}

/// Names for which no certificate could be had. Blocks.
pub(super) fn setbacks(config: &AcmeConfig) -> Vec<Setback> {
    trouble::Trouble::load(trouble_file(config)).list()
}

/// The file of a name's certificate; `*.example.com` lies in `_.example.com.pem`.
fn file_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{}.pem", name.replace('*', "_")))
}

/// Puts all certificates of the folder in force. One that cannot be read will be ordered anew.
pub(super) fn load(config: &AcmeConfig, own: &[String], certificates: &Certificates) {
    for path in files(&config.folder) {
        let loaded = read(&path).map(|pem| Certificate::from_pem(&pem, &pem));
        match loaded {
            Ok(Ok(certificate)) => {
                certificates.add(&certificate);
                // For those who name no host.
                if own.first().is_some_and(|name| certificate.names().contains(name)) {
                    certificates.set_for_nameless(certificate);
                }
            }
            Ok(Err(error)) => tracing::warn!(path = %path.display(), %error, "a certificate is left out"),
            Err(error) => tracing::warn!(%error, "a certificate is left out"),
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "pem")).collect();
    paths.sort();
    paths
}
