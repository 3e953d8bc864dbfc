//! Layer 9: sockets. Accepts connections, bounds them in number and in time, routes requests and compresses answers.
//!
//! Knows nothing of what methods do. TLS sits in `server` between the socket and hyper; HTTP/2 would
//! sit there too.

mod compress;
mod connections;
mod directory;
mod metrics;
mod pace;
mod plain;
mod router;
mod server;

pub use connections::ConnectionLimits;
pub use directory::DirectorySite;
pub use metrics::MetricsSite;
pub use pace::PacedBody;
pub use plain::PlainSite;
pub use router::Router;
pub use server::{Answers, HttpConfig, bind, serve};
