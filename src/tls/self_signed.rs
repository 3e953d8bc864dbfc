//! A certificate that we make ourselves, for the time before there is a real one.

use std::path::Path;
use std::time::Duration;

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P256_SHA256};

use super::files::{read, write};
use super::{Certificate, CertificateError, TlsError};
use crate::base::Timestamp;

/// How long it is good: browsers refuse what lasts longer than this.
const LIFETIME: Duration = Duration::from_secs(397 * 24 * 60 * 60);
/// When so little is left, the next start makes another.
const RENEW: Duration = Duration::from_secs(60 * 24 * 60 * 60);
/// Boards without a battery may wake up a little in the past.
const BACKDATED: Duration = Duration::from_secs(24 * 60 * 60);

/// The certificate of the file, or a new one when there is none, it is for other names, or its time is nearly over.
pub(super) fn load_or_make(path: &Path, names: &[String], now: Timestamp) -> Result<Certificate, TlsError> {
    if let Ok(pem) = read(path)
        && let Ok(own) = Certificate::from_pem(&pem, &pem)
        && own.names() == names
        && own.not_after() > now.after(RENEW)
    {
        return Ok(own);
    }
    let pem = make(names, now).map_err(|_| CertificateError::Unreadable)?;
    let certificate = Certificate::from_pem(pem.as_bytes(), pem.as_bytes())?;
    write(path, pem.as_bytes())?;
    Ok(certificate)
}

fn make(names: &[String], now: Timestamp) -> Result<String, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "hostplant");
    params.not_before = date(now.before(BACKDATED));
    params.not_after = date(now.after(LIFETIME).before(BACKDATED));
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let certificate = params.self_signed(&key)?;
    Ok(format!("{}{}", certificate.pem(), key.serialize_pem()))
}

fn date(at: Timestamp) -> time::OffsetDateTime {
    let secs = i64::try_from(at.secs()).unwrap_or(i64::MAX);
    time::OffsetDateTime::from_unix_timestamp(secs).unwrap_or(time::OffsetDateTime::UNIX_EPOCH)
}
