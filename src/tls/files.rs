//! Certificate and key in two files that somebody else keeps up to date.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::{Certificate, CertificateError, TlsError};

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

/// Writes a file that only we may read, whole or not at all.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), TlsError> {
    use std::io::Write;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    let failed = |source| TlsError::File { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    let partial = path.with_extension("partial");
    let write = || {
        let mut file =
            fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)?;
        fs::File::open(folder)?.sync_all()
    };
    write().map_err(failed)
}
