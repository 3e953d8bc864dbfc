//! A certificate with its key, ready for handshakes.

use std::sync::Arc;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::{FromDer, GeneralName};

use crate::base::Timestamp;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// There is no certificate in the file.
    #[error("there is no certificate in PEM form")]
    NoCertificate,
    /// There is no private key in the file.
    #[error("there is no private key in PEM form")]
    NoKey,
    /// The certificate cannot be read.
    #[error("the certificate cannot be read")]
    Unreadable,
    /// The key is of a kind that is not supported, or is not the certificate's.
    #[error("the key cannot be used with the certificate")]
    Key(#[source] rustls::Error),
}

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// The host names that it is for, in lower case; `*.example.com` is for every name one level below.
    pub names: Vec<String>,
    /// Who vouches for it, as it says itself.
    pub issuer: String,
    /// From when it is good.
    pub not_before: Timestamp,
    /// Until when it is good.
    pub not_after: Timestamp,
}

impl CertificateFacts {
    /// Reads a certificate in DER form.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_der(der: &[u8]) -> Result<Self, CertificateError> {
        let (_, parsed) = X509Certificate::from_der(der).map_err(|_| CertificateError::Unreadable)?;
        let validity = parsed.validity();
        let time = |secs: i64| Timestamp::from_secs(u64::try_from(secs).unwrap_or_default());
        let issuer = parsed.issuer();
        let said = issuer.iter_organization().chain(issuer.iter_common_name());
        let said: Vec<&str> = said.filter_map(|part| part.as_str().ok()).collect();
        Ok(Self {
            names: names(&parsed)?,
            issuer: said.join(" "),
            not_before: time(validity.not_before.timestamp()),
            not_after: time(validity.not_after.timestamp()),
        })
    }

    /// Whether it is for the host `name`.
    pub fn is_for(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let wildcard = name.split_once('.').map(|(_, parent)| format!("*.{parent}"));
        self.names.iter().any(|known| *known == name || Some(known) == wildcard.as_ref())
    }
}

/// A certificate with its chain and key.
#[derive(Clone, Debug)]
pub struct Certificate {
    key: Arc<CertifiedKey>,
    facts: CertificateFacts,
}

impl Certificate {
    /// Reads a chain, the certificate itself first, and its key.
    ///
    /// # Errors
    /// When either cannot be read, or they do not belong together.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .map_err(|_| CertificateError::Unreadable)?;
        let leaf = chain.first().ok_or(CertificateError::NoCertificate)?;
        let facts = CertificateFacts::of_der(leaf)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificateError::NoKey)?;
        let key = any_supported_type(&key).map_err(CertificateError::Key)?;
        let key = CertifiedKey::new(chain, key);
        key.keys_match().map_err(CertificateError::Key)?;
        Ok(Self { key: Arc::new(key), facts })
    }

    /// For handshakes.
    pub(super) fn key(&self) -> &Arc<CertifiedKey> {
        &self.key
    }

    /// The certificate itself, without its chain.
    pub(super) fn leaf(&self) -> Option<&CertificateDer<'static>> {
        self.key.cert.first()
    }

    /// What it says.
    pub fn facts(&self) -> &CertificateFacts {
        &self.facts
    }

    /// The host names that it is for, in lower case; `*.example.com` is for every name one level below.
    pub fn names(&self) -> &[String] {
        &self.facts.names
    }

    /// From when it is good.
    pub fn not_before(&self) -> Timestamp {
        self.facts.not_before
    }

    /// Until when it is good.
    pub fn not_after(&self) -> Timestamp {
        self.facts.not_after
    }
}

fn names(certificate: &X509Certificate<'_>) -> Result<Vec<String>, CertificateError> {
    let extension = certificate.subject_alternative_name().map_err(|_| CertificateError::Unreadable)?;
    let names = extension.into_iter().flat_map(|extension| &extension.value.general_names);
    let of_host = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some(name.to_ascii_lowercase()),
        _ => None,
    };
    Ok(names.filter_map(of_host).collect())
}
