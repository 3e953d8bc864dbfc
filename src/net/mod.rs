//! Layer 4: everything that this server asks of others over the network: HTTP, DNS, and what time it is.
//!
//! Owns the outbound clients, the guard against requests into private networks (SSRF), and name lookups. Knows
//! nothing of XRPC, of identities or of who asked.

mod address;
mod body;
mod client;
mod connector;
mod names;
mod own;
mod presented;
mod sntp;

#[cfg(test)]
mod tests;

pub use address::is_public;
pub use body::{Body, BodyError, ResponseBody, empty, full};
pub use client::{Client, Error, Limits, Response};
pub use connector::public_roots;
pub use names::{FixedNames, LookupError, Names};
pub use own::own_addresses;
pub use presented::{Presented, presented};
pub use sntp::{NTP_PORT, TimeError, TimeReply, ask_time};

/// Requests in flight to the configured peers (directory, AppView, crawlers).
const TRUSTED_IN_FLIGHT: usize = 64;
/// Requests in flight to hosts that users name and that answer a proxied call.
const GUARDED_IN_FLIGHT: usize = 16;
/// Look-ups in flight to hosts that anybody names: handles, `did:web` documents.
const LOOKUPS_IN_FLIGHT: usize = 16;
/// Documents of OAuth clients in flight. Anybody names those as well, and must not take the places of look-ups.
const DOCUMENTS_IN_FLIGHT: usize = 8;
/// Idle connections kept to each configured peer.
const TRUSTED_IDLE: usize = 2;
/// Requests in flight to a host that only roots of its own vouch for.
const PRIVATE_ROOTS_IN_FLIGHT: usize = 4;

/// A client for one host of the operator's whose certificate only `roots` vouch for: any scheme, any address.
pub fn client_with_roots(names: Names, roots: rustls::RootCertStore) -> Client {
    let tls = connector::tls_config_with(roots);
    Client::new(connector::connector(names, false, tls), false, PRIVATE_ROOTS_IN_FLIGHT, 1)
}

/// The outbound side of the server. Cheap to clone; clones share pools and limits.
#[derive(Clone, Debug)]
pub struct Network {
    /// For hosts that the operator configured: any scheme, any address.
    pub trusted: Client,
    /// For hosts that a user names and that are called again and again (proxied services): guarded, with a pool.
    pub guarded: Client,
    /// For hosts that anybody names and that are asked once: guarded, a fresh connection each time.
    pub lookups: Client,
    /// For what OAuth clients publish: as `lookups`, with places of its own.
    pub documents: Client,
    /// Name lookups.
    pub names: Names,
}

impl Network {
    /// Builds the clients. `guard` off lets users' hosts be plain HTTP and private addresses: development only.
    pub fn new(names: Names, guard: bool) -> Self {
        let tls = connector::tls_config();
        let client = |guarded: bool, in_flight: usize, idle: usize| {
            Client::new(connector::connector(names.clone(), guarded, tls.clone()), guarded, in_flight, idle)
        };
        Self {
            trusted: client(false, TRUSTED_IN_FLIGHT, TRUSTED_IDLE),
            guarded: client(guard, GUARDED_IN_FLIGHT, 1),
            lookups: client(guard, LOOKUPS_IN_FLIGHT, 0),
            documents: client(guard, DOCUMENTS_IN_FLIGHT, 0),
            names,
        }
    }
}
