//! Calls that other services answer: whom they are for, what is sent on, and what comes back.
//!
//! Methods with a row of their own that are answered elsewhere use the parts of this module; all others come through
//! `forward`.

mod app_view;
mod config;
mod encoding;
mod forward;
mod methods;
mod target;
mod upstream;

use tokio::sync::Semaphore;

pub use app_view::AppViewError;
pub(super) use app_view::query as query_app_view;
pub use config::{ProxyConfig, ServiceAddress};
pub(super) use encoding::decode;
pub(super) use forward::{Introduced, forward, forward_anonymously, introduce, service_token};
pub(super) use target::{OriginError, Target, audience, names_another, origin_of, target};
pub(super) use upstream::{Failure, Outgoing, exchange, is_json, relay, relay_joined, relay_read, repo_rev};

/// Answers that are held in memory at once to be changed.
const MERGES: usize = 2;

/// What forwarding needs.
#[derive(Debug)]
pub struct Proxy {
    /// The operator's settings.
    pub config: ProxyConfig,
    /// Places for answers that are held in memory to be changed.
    pub(super) merges: Semaphore,
}

impl Proxy {
    /// With these settings.
    pub fn new(config: ProxyConfig) -> Self {
        Self { config, merges: Semaphore::new(MERGES) }
    }
}
