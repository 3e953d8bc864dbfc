//! Who vouches for the server.

use serde::Deserialize;

use super::{Refused, progress, save};
use crate::app::App;
use crate::tls::FilePair;

/// Where certificates come from.
#[derive(Debug, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Certificate {
    /// An authority, whose terms were accepted.
    Acme {
        /// Whether they were.
        #[serde(default)]
        accepted: bool,
        /// An address at which the authority reaches the operator; may be empty.
        #[serde(default)]
        contact: String,
    },
    /// Files of this machine.
    Files {
        /// The certificate with its chain.
        certificate: String,
        /// Its key; empty when it is in the same file.
        #[serde(default)]
        key: String,
    },
    /// The server itself, so that browsers warn.
    SelfSigned,
    /// The proxy or tunnel in front has one; here connections are plain.
    Proxy,
}

pub(super) async fn choose(app: &App, choice: Certificate) -> Result<(), Refused> {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (mode, contact, files) = match choice {
        Certificate::Acme { accepted: false, .. } => {
            return Err(Refused::fault("accepted", "setup-certificate-terms-missing"));
        }
        Certificate::Acme { contact, .. } => {
            if some(&contact).is_some_and(|contact| app.accounts.emails().accept(&contact).is_err()) {
                return Err(Refused::fault("contact", "sign-up-email-unsupported"));
            }
            ("acme", some(&contact), None)
        }
        Certificate::Files { certificate, key } => {
            let Some(certificate) = some(&certificate) else {
                return Err(Refused::fault("certificate", "setup-certificate-file-missing"));
            };
            let key = some(&key).unwrap_or_else(|| certificate.clone());
            let pair = FilePair { certificate: certificate.clone().into(), key: key.clone().into() };
            // A server that cannot read them would not start.
            let loaded = tokio::task::spawn_blocking(move || pair.load()).await.map_err(Refused::failed)?;
            if let Err(error) = loaded {
                let reason = crate::base::with_causes(&error);
                return Err(Refused::because("certificate", "setup-certificate-file-wrong", reason));
            }
            ("files", None, Some((certificate, key)))
        }
        Certificate::SelfSigned => ("self-signed", None, None),
        Certificate::Proxy => ("off", None, None),
    };
    let (certificate, key) = files.unzip();
    let changes = vec![
        ("tls.mode", Some(mode.to_owned())),
        ("tls.acme_contact", contact),
        ("tls.certificate", certificate),
        ("tls.key", key),
    ];
    save(app, "", changes).await?;
    progress::change(app, |progress| progress.certificate = true).await
}
