//! Certificate and key in two files that somebody else keeps up to date.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::{Certificate, CertificateError, TlsError};
use crate::base::write_private;

/// Largest file that is read, in bytes.
const MAX_BYTES: u64 = 256 * 1024;

/// The two files; they may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePair {
    /// The certificate and its chain, in PEM form.
    pub certificate: PathBuf,
    /// Its private key, in PEM form.
    pub key: PathBuf,
}

impl FilePair {
    /// Reads both.
    ///
    /// # Errors
    /// When one cannot be read, or they are not a certificate and its key.
    pub fn load(&self) -> Result<Certificate, TlsError> {
        Ok(Certificate::from_pem(&read(&self.certificate)?, &read(&self.key)?)?)
    }

    /// The certificates of a file, to trust whoever they vouch for.
    ///
    /// # Errors
    /// When it cannot be read, or there is none in it.
    pub fn roots(path: &Path) -> Result<RootCertStore, TlsError> {
        let mut roots = RootCertStore::empty();
        let pem = read(path)?;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            roots.add(certificate.map_err(|_| CertificateError::Unreadable)?)?;
        }
        if roots.is_empty() { Err(CertificateError::NoCertificate.into()) } else { Ok(roots) }
    }

    /// When they were changed; differs when one was replaced.
    pub(super) fn stamp(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|path| fs::metadata(path).and_then(|file| file.modified()).ok())
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    let failed = |source| TlsError::File { path: path.to_owned(), source };
    if fs::metadata(path).map_err(failed)?.len() > MAX_BYTES {
        return Err(failed(std::io::ErrorKind::FileTooLarge.into()));
    }
    fs::read(path).map_err(failed)
}

/// Writes a file that only we may read, whole or not at all, in a folder that is made if need be. Blocks.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), TlsError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    let written = made.and_then(|()| write_private(path, bytes));
    written.map_err(|source| TlsError::File { path: path.to_owned(), source })
}

/// The same without blocking: a card may take its time.
pub(super) async fn keep(path: PathBuf, bytes: Vec<u8>) -> Result<(), TlsError> {
    let named = path.clone();
    let written = tokio::task::spawn_blocking(move || write(&path, &bytes)).await;
    written.unwrap_or_else(|error| Err(TlsError::File { path: named, source: std::io::Error::other(error) }))
}
