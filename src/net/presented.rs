//! What a server shows in a TLS handshake, believed or not: for people who ask why nobody connects.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::connector::public_roots;

/// How long connecting and shaking hands may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// What a server showed.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The certificate itself, without its chain.
    pub certificate: CertificateDer<'static>,
    /// Why others will not believe it, if so.
    pub fault: Option<Error>,
}

/// Shakes hands with the server at `address` as somebody who looks for `name`. Nothing is sent over the connection, so
/// that what is not believed is harmless here.
///
/// # Errors
/// When it cannot be connected to or does not speak TLS.
pub async fn presented(address: SocketAddr, name: &str) -> std::io::Result<Presented> {
    let server = ServerName::try_from(name.to_owned()).map_err(std::io::Error::other)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let judge = WebPkiServerVerifier::builder_with_provider(public_roots().into(), Arc::clone(&provider))
        .build()
        .map_err(std::io::Error::other)?;
    let witness = Arc::new(Witness { judge, seen: Mutex::default() });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(std::io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as _)
        .with_no_client_auth();
    let shake = async {
        let socket = TcpStream::connect(address).await?;
        TlsConnector::from(Arc::new(config)).connect(server, socket).await
    };
    tokio::time::timeout(PATIENCE, shake).await.map_err(|_| std::io::ErrorKind::TimedOut)??;
    let seen = witness.seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    seen.ok_or_else(|| std::io::Error::other("no certificate was shown"))
}

/// Lets every certificate pass and remembers what the judge said of it.
#[derive(Debug)]
struct Witness {
    judge: Arc<WebPkiServerVerifier>,
    seen: Mutex<Option<Presented>>,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judged =
            self.judge.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let presented = Presented { certificate: end_entity.clone().into_owned(), fault: judged.err() };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(presented);
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.judge.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.judge.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.judge.supported_verify_schemes()
    }
}
