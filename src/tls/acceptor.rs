//! Handshakes: bounded in time. Their number is bounded by that of connections, in all and from one address; a bound of their
//! own would only let a few strangers who say nothing keep everybody else out.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::ring::Ticketer;
use rustls::server::NoServerSessionStorage;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Certificates;
use super::certificates::ACME_TLS;

/// A handshake must be over so long after its connection began.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is spoken inside, by its name in handshakes (RFC 7301).
const HTTP_1: &[u8] = b"http/1.1";
const HTTP_2: &[u8] = b"h2";

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum HandshakeError {
    /// It took too long.
    #[error("the handshake took too long")]
    Timeout,
    /// It failed.
    #[error("the handshake failed")]
    Failed(#[from] io::Error),
    /// It was an authority that looks whether a name is ours: it has seen what it wanted.
    #[error("an authority looked whether a name is ours")]
    Validation,
}

/// Does handshakes. Cheap to clone.
#[derive(Clone)]
pub struct Acceptor(TlsAcceptor);

impl std::fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Acceptor").finish_non_exhaustive()
    }
}

impl Acceptor {
    pub(super) fn new(certificates: Certificates, http2: bool) -> Result<Self, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(certificates));
        config.alpn_protocols = vec![HTTP_1.to_vec(), ACME_TLS.to_vec()];
        if http2 {
            config.alpn_protocols.insert(0, HTTP_2.to_vec());
        }
        // Sessions are resumed by tickets that clients keep; nothing is kept here. The key changes every six hours.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.ticketer = Ticketer::new()?;
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    /// Makes an encrypted connection of `socket`; and whether HTTP/2 is spoken in it.
    ///
    /// # Errors
    /// See [`HandshakeError`]; the connection is over then.
    pub async fn accept<S>(&self, socket: S) -> Result<(TlsStream<S>, bool), HandshakeError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let handshake = tokio::time::timeout(PATIENCE, self.0.accept(socket)).await;
        let mut stream = handshake.map_err(|_| HandshakeError::Timeout)??;
        let spoken = stream.get_ref().1.alpn_protocol();
        let is_http2 = spoken == Some(HTTP_2);
        if spoken == Some(ACME_TLS) {
            stream.shutdown().await?;
            return Err(HandshakeError::Validation);
        }
        Ok((stream, is_http2))
    }
}
