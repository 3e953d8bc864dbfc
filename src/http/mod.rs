//! Layer 9: sockets. Accepts connections, bounds them in number and in time, routes requests and compresses answers.
//!
//! Knows nothing of what methods do. A TLS acceptor and HTTP/2 would sit in [`server`] between the socket and hyper.

mod compress;
mod connections;
mod pace;
mod router;
mod server;
mod site;

pub use connections::ConnectionLimits;
pub use router::Router;
pub use server::{HttpConfig, bind, serve};
