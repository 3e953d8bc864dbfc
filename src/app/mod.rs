//! Layer 10: the composition root. [`App`] holds the parts that requests need; nothing below layer 7 sees it.
//! [`Server`] starts them in order and stops them in order.

mod encryption;
mod entrance;
mod neighbourhood;
mod parts;
mod pressure;
mod server;
mod service;
mod watchdog;

pub use parts::doctor_config;
pub use server::{Server, StartError, Surroundings};
pub use service::ServiceConfig;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::account::Accounts;
use crate::account::admission::Admission;
use crate::administrator::Administrator;
use crate::api::proxy::Proxy;
use crate::auth::Authenticator;
use crate::base::{Clock, MemoryPressure, Stop};
use crate::blobs::BlobStore;
use crate::config::{Folders, Saved, Settings};
use crate::doctor::{Doctor, History};
use crate::dyndns::DynDns;
use crate::firehose::{Crawlers, Hub};
use crate::identity::Resolver;
use crate::identity::directory::Directory;
use crate::mail::Mailer;
use crate::mdns::LocalName;
use crate::net::Network;
use crate::oauth::Provider;
use crate::records::Repositories;
use crate::setup::Setup;
use crate::store::Store;
use crate::tls::Tls;
use crate::update::{Appliance, Fetch};
use crate::web::Web;
use crate::xrpc::limits::Limits;
use crate::xrpc::{Buffers, Lookups};

/// The parts of a running server. Each is deep and cheap to clone; handlers borrow what they need.
pub struct App {
    /// Who the server is.
    pub service: ServiceConfig,
    /// Where data lies.
    pub folders: Folders,
    /// The database.
    pub store: Store,
    /// The bytes of blobs.
    pub blobs: BlobStore,
    /// Records and the keys that sign them.
    pub repositories: Repositories,
    /// Accounts and their sessions.
    pub accounts: Accounts,
    /// Who runs the server.
    pub administrator: Administrator,
    /// Who may make an account on pages.
    pub admission: Admission,
    /// Apps and what they may do.
    pub oauth: Provider,
    /// Finds out who calls.
    pub auth: Authenticator,
    /// The embedded PLC directory, in development.
    pub directory: Option<Directory>,
    /// Outbound requests.
    pub network: Network,
    /// DIDs and handles of others.
    pub identity: Resolver,
    /// Who follows the server's events.
    pub firehose: Hub,
    /// Letters to account owners.
    pub mail: Mailer,
    /// What pages are made of.
    pub web: Web,
    /// Calls that other services answer.
    pub proxy: Proxy,
    /// Memory for request bodies.
    pub buffers: Buffers,
    /// Whether memory is short.
    pub memory: MemoryPressure,
    /// Turns at looking up identities.
    pub lookups: Lookups,
    /// Rate limits.
    pub limits: Limits,
    /// Where it listens.
    pub listening: Listening,
    /// The machine's name on the local network, where it has one.
    pub local_name: Option<LocalName>,
    /// Dynamic DNS, where somebody is to be told of new addresses.
    pub dyndns: Option<DynDns>,
    /// Certificates, where the server encrypts.
    pub tls: Option<Tls>,
    /// Makes a new server ready.
    pub setup: Setup,
    /// The appliance that it runs on, if it does.
    pub appliance: Appliance,
    /// Brings new systems for the appliance.
    pub update: Fetch,
    /// Looks whether all is well.
    pub doctor: Doctor,
    /// How it did in the last hours.
    pub history: History,
    /// Asks relays to crawl the server.
    pub crawlers: Crawlers,
    /// The time.
    pub clock: Clock,
    /// Asked when the server is to end.
    pub stop: Stop,
    /// What the server was started with, and where each setting comes from.
    pub settings: Arc<Settings>,
    /// Settings that pages change, for the next start.
    pub saved: Saved,
    /// Told when the server is to start anew.
    restart: Arc<Notify>,
}

impl App {
    /// Asks for a start with the settings as they are saved now. Requests that are being answered finish first.
    pub fn restart(&self) {
        self.restart.notify_one();
    }
}

/// Where a server listens for clients.
#[derive(Clone, Debug, Default)]
pub struct Listening {
    /// Plain connections.
    pub plain: Vec<SocketAddr>,
    /// Encrypted ones.
    pub encrypted: Vec<SocketAddr>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("service", &self.service).finish_non_exhaustive()
    }
}
