//! Showing the authority that a name is ours.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use instant_acme::{ChallengeType, KeyAuthorization};
use rcgen::{CertificateParams, CustomExtension, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;

use super::OrderError;
use crate::base::{run_hook, with_causes};
use crate::tls::Certificates;

/// How long the operator's command may take: name servers hear of a record from each other, some after minutes.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// The DNS record that shows it (RFC 8555, 8.4).
fn record(name: &str) -> String {
    format!("_acme-challenge.{}", name.trim_start_matches("*."))
}

/// Makes a proof ready for the authority to look at.
pub(super) async fn show(
    kind: &ChallengeType,
    name: &str,
    token: &str,
    authorization: &KeyAuthorization,
    certificates: &Certificates,
    hook: Option<&Path>,
) -> Result<(), OrderError> {
    match kind {
        ChallengeType::TlsAlpn01 => certificates.prove(name, certificate(name, authorization)?),
        ChallengeType::Http01 => certificates.answer(token, authorization.as_str().to_owned()),
        _ => run(hook.ok_or(OrderError::NoProof)?, "set", name, &authorization.dns_value()).await?,
    }
    Ok(())
}

/// Takes a DNS record away again.
pub(super) async fn clear(name: &str, value: &str, hook: &Path) {
    if let Err(error) = run(hook, "clear", name, value).await {
        tracing::warn!(error = with_causes(&error), name, "the DNS record of a proof is still there");
    }
}

/// A certificate that carries the proof (RFC 8737, 3).
fn certificate(name: &str, authorization: &KeyAuthorization) -> Result<Arc<CertifiedKey>, OrderError> {
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(authorization.digest().as_ref())];
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let certificate = params.self_signed(&key)?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| OrderError::NoProof)?;
    let key = any_supported_type(&key).map_err(|_| OrderError::NoProof)?;
    Ok(Arc::new(CertifiedKey::new(vec![certificate.der().clone()], key)))
}

/// `HOOK set|clear NAME VALUE`: returns when every name server has the TXT record, or has it no more.
async fn run(hook: &Path, act: &str, name: &str, value: &str) -> Result<(), OrderError> {
    run_hook(hook, &[act, &record(name), value], &[], PATIENCE).await.map_err(OrderError::Hook)
}
