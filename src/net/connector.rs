//! Opening connections: names are resolved here, filtered by the guard, and the address that passed is the one that is
//! connected to, so that a second lookup cannot give another answer.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use rustls::client::Resumption;
use rustls::{ClientConfig, RootCertStore};
use tower_service::Service;

use super::address::is_public;
use super::names::{LookupError, Names};

/// How long one address may take to accept a connection; several addresses share it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// TLS sessions remembered, so that a returning peer costs no full handshake.
const TLS_SESSIONS: usize = 32;
/// Addresses of one name that are tried.
const MAX_ADDRESSES: usize = 8;

/// Why no address can be connected to.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum ResolveError {
    #[error("the name could not be looked up")]
    Lookup(#[from] LookupError),
    #[error("the name has no address")]
    NoAddress,
    #[error("the name points into a network that is not public")]
    NotPublic,
}

/// Resolves for [`HttpConnector`] and drops what the guard forbids.
#[derive(Clone, Debug)]
pub(super) struct GuardedNames {
    names: Names,
    guarded: bool,
}

impl Service<Name> for GuardedNames {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = ResolveError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, ResolveError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ResolveError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            let mut addresses = this.names.addresses(name.as_str()).await?;
            if addresses.is_empty() {
                return Err(ResolveError::NoAddress);
            }
            if this.guarded {
                addresses.retain(|address| is_public(*address));
                if addresses.is_empty() {
                    return Err(ResolveError::NotPublic);
                }
            }
            addresses.truncate(MAX_ADDRESSES);
            // The port is filled in by the connector.
            let addresses: Vec<_> =
                addresses.into_iter().map(|address| SocketAddr::new(address, 0)).collect();
            Ok(addresses.into_iter())
        })
    }
}

pub(super) type Connector = HttpsConnector<HttpConnector<GuardedNames>>;

/// TLS settings of all clients: Mozilla's roots, TLS 1.2 and 1.3.
pub(super) fn tls_config() -> ClientConfig {
    tls_config_with(public_roots())
}

/// The authorities that Mozilla trusts.
pub fn public_roots() -> RootCertStore {
    webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()
}

/// The same with other roots.
pub(super) fn tls_config_with(roots: RootCertStore) -> ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring has cipher suites of both versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = Resumption::in_memory_sessions(TLS_SESSIONS);
    config
}

/// A connector for one client. Guarded: HTTPS only and public addresses only.
pub(super) fn connector(names: Names, guarded: bool, tls: ClientConfig) -> Connector {
    let mut http = HttpConnector::new_with_resolver(GuardedNames { names, guarded });
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_connect_timeout(Some(CONNECT_TIMEOUT));
    let builder = HttpsConnectorBuilder::new().with_tls_config(tls);
    let builder = if guarded { builder.https_only() } else { builder.https_or_http() };
    builder.enable_http1().wrap_connector(http)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::net::FixedNames;

    /// DNS rebinding: a name whose first answer passes and whose second leads inside. There is one lookup, and what it
    /// gives is what is connected to.
    #[tokio::test]
    async fn the_address_that_passed_is_the_one_that_is_used() {
        let outside: IpAddr = "9.9.9.9".parse().expect("an address");
        let inside: IpAddr = "10.0.0.1".parse().expect("an address");
        let mixed = FixedNames::default()
            .address("turning.test", &[outside])
            .later_address("turning.test", &[inside])
            .address("mixed.test", &[inside, outside]);
        let mut names = GuardedNames { names: Names::fixed(mixed), guarded: true };
        let name = |text: &str| text.parse::<Name>().expect("a name");
        let passed = names.call(name("turning.test")).await.expect("an address outside");
        assert_eq!(passed.collect::<Vec<_>>(), [SocketAddr::new(outside, 0)]);
        let error = names.call(name("turning.test")).await.expect_err("an address inside");
        assert!(matches!(error, ResolveError::NotPublic));
        let passed = names.call(name("mixed.test")).await.expect("one of them is outside");
        assert_eq!(passed.collect::<Vec<_>>(), [SocketAddr::new(outside, 0)]);
    }
}
