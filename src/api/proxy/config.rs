//! What the operator sets about the services that calls are forwarded to.

use std::time::Duration;

use crate::syntax::Did;

/// A service that the operator configured: calls to it skip the guard and the resolution of its DID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAddress {
    /// Who it is.
    pub did: Did,
    /// Where it is: scheme and authority.
    pub url: String,
}

/// Settings of service proxying.
#[derive(Clone, Debug)]
pub struct ProxyConfig {
    /// Where calls go that no header directs elsewhere.
    pub app_view: Option<ServiceAddress>,
    /// Where the moderation team's calls go.
    pub mod_service: Option<ServiceAddress>,
    /// Where reports go.
    pub report_service: Option<ServiceAddress>,
    /// URL of an image at the AppView's CDN, with three `%s`: preset, DID, CID.
    pub cdn_url_pattern: Option<String>,
    /// How long a service may take until its headers come.
    pub headers_timeout: Duration,
    /// How long a service may be silent within an answer.
    pub body_timeout: Duration,
    /// Largest answer in bytes.
    pub max_response_size: u64,
    /// How often a query is sent again when the connection breaks.
    pub max_retries: u32,
    /// Whether answers that may have to be changed here are asked for in compressed form: less traffic, more work.
    pub prefer_compressed: bool,
}

impl Default for ProxyConfig {
    fn default() -> Self {
        Self {
            app_view: None,
            mod_service: None,
            report_service: None,
            cdn_url_pattern: None,
            headers_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            max_response_size: 10 * 1024 * 1024,
            max_retries: 0,
            prefer_compressed: false,
        }
    }
}
