//! One order: a certificate for one name.

use std::time::Duration;

use instant_acme::{
    Account, AuthorizationStatus, CertificateIdentifier, ChallengeType, Identifier, NewOrder, OrderStatus,
    RetryPolicy,
};
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256};

use super::{AcmeConfig, file_of, proof};
use crate::base::HookError;
use crate::tls::files::keep;
use crate::tls::{Certificate, CertificateError, Certificates, TlsError};

/// How long the authority may take to look at a proof, and to make a certificate.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(90));

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The authority refuses, or cannot be reached.
    #[error(transparent)]
    Authority(#[from] instant_acme::Error),
    /// The authority did not find the proof.
    #[error("the authority could not see that the name is ours: {0}")]
    Unproven(String),
    /// There is no way of proving that it takes and we know.
    #[error("no proof that the authority takes can be given")]
    NoProof,
    /// The operator's command failed.
    #[error("the command that sets DNS records failed")]
    Hook(#[source] HookError),
    /// A request or proof cannot be made.
    #[error("a certificate request cannot be made")]
    Request(#[from] rcgen::Error),
    /// What came cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// It cannot be kept.
    #[error(transparent)]
    File(#[from] TlsError),
}

/// What a name is proven with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Tls,
    Http,
    Dns,
}

impl Way {
    const fn kind(self) -> ChallengeType {
        match self {
            Self::Tls => ChallengeType::TlsAlpn01,
            Self::Http => ChallengeType::Http01,
            Self::Dns => ChallengeType::Dns01,
        }
    }
}

/// Orders a certificate for `name`, keeps it and puts it in force.
pub(super) async fn place(
    config: &AcmeConfig,
    account: &Account,
    name: &str,
    way: Way,
    replaces: Option<CertificateIdentifier<'_>>,
    certificates: &Certificates,
) -> Result<Certificate, OrderError> {
    let mut records = Vec::new();
    let pem = fetch(config, account, name, way, replaces, certificates, &mut records).await;
    certificates.forget_proofs();
    if let Some(hook) = &config.dns_hook {
        for value in records {
            proof::clear(name, &value, hook).await;
        }
    }
    let pem = pem?;
    let certificate = Certificate::from_pem(pem.as_bytes(), pem.as_bytes())?;
    keep(file_of(&config.folder, name), pem.into_bytes()).await?;
    certificates.add(&certificate);
    Ok(certificate)
}

/// The key and the chain.
async fn fetch(
    config: &AcmeConfig,
    account: &Account,
    name: &str,
    way: Way,
    replaces: Option<CertificateIdentifier<'_>>,
    certificates: &Certificates,
    records: &mut Vec<String>,
) -> Result<String, OrderError> {
    let identifiers = [Identifier::Dns(name.to_owned())];
    let new = NewOrder::new(&identifiers);
    let new = match replaces {
        Some(replaces) => new.replaces(replaces),
        None => new,
    };
    let mut order = account.new_order(&new).await?;
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        match authorization.status {
            AuthorizationStatus::Pending => {}
            AuthorizationStatus::Valid => continue,
            other => return Err(OrderError::Unproven(format!("the authorization is {other:?}"))),
        }
        let mut challenge = authorization.challenge(way.kind()).ok_or(OrderError::NoProof)?;
        let key_authorization = challenge.key_authorization();
        if way == Way::Dns {
            records.push(key_authorization.dns_value());
        }
        let hook = config.dns_hook.as_deref();
        proof::show(&way.kind(), name, &challenge.token, &key_authorization, certificates, hook).await?;
        challenge.set_ready().await?;
    }
    let status = order.poll_ready(&PATIENCE).await?;
    if status != OrderStatus::Ready && status != OrderStatus::Valid {
        return Err(OrderError::Unproven(reason(&mut order).await));
    }
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let request = CertificateParams::new([name.to_owned()])?.serialize_request(&key)?;
    order.finalize_csr(request.der()).await?;
    let chain = order.poll_certificate(&PATIENCE).await?;
    Ok(format!("{}{chain}", key.serialize_pem()))
}

/// What the authority says of the proof.
async fn reason(order: &mut instant_acme::Order) -> String {
    let mut authorizations = order.authorizations();
    while let Some(Ok(authorization)) = authorizations.next().await {
        let problem = authorization.challenges.iter().find_map(|challenge| challenge.error.as_ref());
        if let Some(problem) = problem {
            return problem.to_string();
        }
    }
    "it gives no reason".to_owned()
}
