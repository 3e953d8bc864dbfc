//! Layer 4: TLS towards those who connect to us: certificates and where they come from, handshakes, ACME.
//!
//! [`Tls`] holds the certificates in force; whoever renews one swaps it there, and the next handshake has it. Knows
//! nothing of HTTP on our side nor of accounts: who asks for a name that has no certificate is told to the part that
//! decides.

mod acceptor;
pub mod acme;
mod certificate;
mod certificates;
mod files;
mod self_signed;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use acceptor::{Acceptor, HandshakeError};
pub use acme::Setback;
pub use certificate::{Certificate, CertificateError, CertificateFacts};
pub use certificates::{Certificates, WantedNames};
pub use files::FilePair;

use crate::base::Clock;

/// How often files of the operator's are looked at.
const LOOK: Duration = Duration::from_secs(30);

/// Where certificates come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// Files that the operator keeps up to date.
    Files(FilePair),
    /// A certificate authority that speaks ACME.
    Acme(acme::AcmeConfig),
    /// Made by ourselves: browsers warn, and the connection is encrypted all the same.
    SelfSigned {
        /// The file that it is kept in.
        file: PathBuf,
    },
}

/// What TLS is set up with.
#[derive(Clone, Debug)]
pub struct TlsConfig {
    /// Where certificates come from.
    pub source: Source,
    /// The names that the server itself is reached under.
    pub names: Vec<String>,
    /// Whether HTTP/2 is spoken with those who can.
    pub http2: bool,
}

impl TlsConfig {
    /// A file with certificates that vouch for the server's own, besides those of public authorities.
    pub fn own_roots(&self) -> Option<&Path> {
        match &self.source {
            Source::Files(pair) => Some(&pair.certificate),
            Source::Acme(acme) => acme.root.as_deref(),
            Source::SelfSigned { file } => Some(file),
        }
    }
}

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The certificate or its key cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A file cannot be read or written.
    #[error("cannot use {}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The library refuses.
    #[error("TLS cannot be set up")]
    Library(#[from] rustls::Error),
}

/// TLS as it is in force. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tls {
    certificates: Certificates,
    acceptor: Acceptor,
    source: Source,
    names: Vec<String>,
}

impl Tls {
    /// Loads the certificates that there are. With ACME there may be none yet.
    ///
    /// # Errors
    /// When a certificate of the operator's cannot be used, or one of our own cannot be made.
    pub fn open(config: TlsConfig, clock: &Clock) -> Result<(Self, WantedNames), TlsError> {
        let (certificates, wanted) = Certificates::new();
        match &config.source {
            Source::Files(pair) => certificates.set_for_all(pair.load()?),
            Source::SelfSigned { file } => {
                certificates.set_for_all(self_signed::load_or_make(file, &config.names, clock.now())?);
            }
            Source::Acme(acme) => acme::load(acme, &config.names, &certificates),
        }
        let acceptor = Acceptor::new(certificates.clone(), config.http2)?;
        Ok((Self { certificates, acceptor, source: config.source, names: config.names }, wanted))
    }

    /// Puts a certificate of our own in force for `name` and for whoever comes by an address, unless there is one. Its
    /// file lies below `data`.
    ///
    /// # Errors
    /// When it cannot be made or kept.
    pub fn vouch_for_setup(&self, name: &str, data: &Path, clock: &Clock) -> Result<(), TlsError> {
        if matches!(self.source, Source::Acme(_)) {
            let file = data.join("tls").join("setup.pem");
            let own = self_signed::load_or_make(&file, &[name.to_owned()], clock.now())?;
            self.certificates.add(&own);
            self.certificates.set_for_nameless_if_none(own);
        }
        Ok(())
    }

    /// What does handshakes.
    pub fn acceptor(&self) -> &Acceptor {
        &self.acceptor
    }

    /// The certificates in force.
    pub fn certificates(&self) -> &Certificates {
        &self.certificates
    }

    /// The names that the server itself is reached under.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What ACME is set up with, where certificates come from there.
    pub fn acme(&self) -> Option<&acme::AcmeConfig> {
        match &self.source {
            Source::Acme(acme) => Some(acme),
            Source::Files(_) | Source::SelfSigned { .. } => None,
        }
    }

    /// Has certificates for the server's own names ordered now, where they come from an authority.
    pub fn renew(&self) {
        self.certificates.ask_for_renewal();
    }

    /// Whether the certificate is one of our own, which nobody else believes.
    pub fn is_self_signed(&self) -> bool {
        matches!(self.source, Source::SelfSigned { .. })
    }

    /// Names for which the authority gave no certificate when it was last asked. Blocks.
    pub fn setbacks(&self) -> Vec<Setback> {
        self.acme().map(acme::setbacks).unwrap_or_default()
    }

    /// Takes up files of the operator's whenever they change; ends at once where there are none.
    pub async fn follow_files(&self) {
        let Source::Files(pair) = &self.source else { return };
        let mut seen = pair.stamp();
        loop {
            tokio::time::sleep(LOOK).await;
            let now = pair.stamp();
            if now == seen {
                continue;
            }
            let loading = pair.clone();
            match tokio::task::spawn_blocking(move || loading.load()).await {
                Ok(Ok(certificate)) => {
                    tracing::info!(until = %certificate.not_after(), "a new certificate is in force");
                    self.certificates.set_for_all(certificate);
                    seen = now;
                }
                // It is being written, or it is wrong: the old one stays, and the next look tries again.
                Ok(Err(error)) => tracing::warn!(%error, "the changed certificate cannot be used"),
                Err(error) => tracing::error!(%error, "looking at the certificate failed"),
            }
        }
    }
}
