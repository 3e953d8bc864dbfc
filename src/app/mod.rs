//! Layer 10: the composition root. [`App`] holds the parts that requests need; nothing below layer 7 sees it.

mod service;

pub use service::ServiceConfig;

use crate::base::{Clock, Stop};
use crate::xrpc::limits::Limits;

/// The parts of a running server. Each is deep and cheap to clone; handlers borrow what they need.
#[derive(Debug)]
pub struct App {
    /// Who the server is.
    pub service: ServiceConfig,
    /// The time.
    pub clock: Clock,
    /// Rate limits.
    pub limits: Limits,
    /// Asked when the server is to end.
    pub stop: Stop,
}
