//! Starting and stopping: the store, the parts, the listeners, and back in the opposite order.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{App, Listening, encryption, entrance, neighbourhood, pressure, watchdog};
use crate::api;
use crate::base::{Clock, Drained, Stop};
use crate::config::{Config, Url};
use crate::doctor::System;
use crate::http::{self, Answers, DirectorySite, HttpConfig, MetricsSite, PlainSite, Router};
use crate::jobs;
use crate::mail::MailSetupError;
use crate::net::{LookupError, Names};
use crate::sd;
use crate::setup::{BeginError, PLACEHOLDER};
use crate::store::{Health, OpenError, StorageError};
use crate::texts::CatalogueError;
use crate::texts::LoadError;
use crate::tls::{Acceptor, TlsError};
use crate::update::Appliance;
use crate::web;

/// How long requests may take to finish once the server stops.
const DRAIN: Duration = Duration::from_secs(10);
/// What the server does not choose itself: tests put their own in place.
#[derive(Debug)]
pub struct Surroundings {
    /// The time.
    pub clock: Clock,
    /// Name lookups.
    pub names: Names,
    /// Sockets that are open already; none means that the configured addresses are bound.
    pub listeners: Vec<TcpListener>,
    /// Whether to heed how short of memory the machine is.
    pub watch_memory: bool,
    /// Whether to tell the local network the machine's name.
    pub tell_neighbours: bool,
    /// Where the system's readings come from.
    pub system: System,
}

impl Surroundings {
    /// Those of a real server.
    ///
    /// # Errors
    /// When the system's name servers or the inherited sockets cannot be used.
    pub fn system(config: &Config) -> Result<Self, StartError> {
        Ok(Self {
            clock: config.settings.clock.marker.clone().map_or_else(Clock::system, Clock::marked),
            names: Names::system()?,
            listeners: sd::inherited_listeners().map_err(StartError::Listen)?,
            watch_memory: true,
            tell_neighbours: true,
            system: System::at(&config.settings.doctor.system_root),
        })
    }
}

/// Why a server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A folder cannot be made.
    #[error("cannot make {path}")]
    Folder {
        /// Which one.
        path: std::path::PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The database cannot be read.
    #[error("the database cannot be read")]
    Read(#[from] StorageError),
    /// The wizard for a new server cannot be begun.
    #[error(transparent)]
    Setup(#[from] BeginError),
    /// The folder of blobs cannot be used.
    #[error("the folder of blobs cannot be used")]
    Blobs(#[source] io::Error),
    /// The thread that hashes passwords cannot start.
    #[error("the thread that hashes passwords cannot start")]
    Passwords(#[source] io::Error),
    /// Mail cannot be set up.
    #[error("mail cannot be set up")]
    Mail(#[from] MailSetupError),
    /// The built-in texts do not parse.
    #[error(transparent)]
    Texts(#[from] CatalogueError),
    /// The pages cannot be made.
    #[error("the pages cannot be made")]
    Pages(#[from] LoadError),
    /// There is no way to look up names.
    #[error("names cannot be looked up")]
    Names(#[from] LookupError),
    /// The server cannot encrypt.
    #[error("the server cannot encrypt")]
    Tls(#[source] TlsError),
    /// An address cannot be listened on.
    #[error(transparent)]
    Listen(io::Error),
}

/// Runs `work` until the server stops.
async fn until_stop(stop: Stop, work: impl Future<Output = ()>) {
    tokio::select! {
        () = stop.asked() => {}
        () = work => {}
    }
}

/// The plain listeners, and where the server encrypts those for encrypted connections: what the service manager opened,
/// told apart by port, else what the configuration says.
async fn bind_all(
    inherited: Vec<TcpListener>,
    config: &Config,
) -> Result<(Vec<TcpListener>, Vec<TcpListener>), StartError> {
    let tls_listen: &[SocketAddr] = if config.tls.is_some() { &config.tls_listen } else { &[] };
    if inherited.is_empty() {
        let plain = http::bind(&config.http.listen).await.map_err(StartError::Listen)?;
        let encrypted = http::bind(tls_listen).await.map_err(StartError::Listen)?;
        return Ok((plain, encrypted));
    }
    let is_encrypted = |listener: &TcpListener| {
        let port = listener.local_addr().map(|address| address.port());
        port.is_ok_and(|port| tls_listen.iter().any(|address| address.port() == port))
    };
    let (encrypted, plain) = inherited.into_iter().partition(is_encrypted);
    Ok((plain, encrypted))
}

/// Where listeners came to listen.
fn addresses_of(listeners: &[TcpListener]) -> Result<Vec<SocketAddr>, StartError> {
    listeners.iter().map(TcpListener::local_addr).collect::<Result<_, _>>().map_err(StartError::Listen)
}

/// A listener for an address that may be set, and where it came to listen.
async fn bind_one(
    address: Option<SocketAddr>,
) -> Result<(Option<TcpListener>, Option<SocketAddr>), StartError> {
    let Some(address) = address else { return Ok((None, None)) };
    let listener = http::bind(&[address]).await.map_err(StartError::Listen)?.pop();
    let bound = listener.as_ref().and_then(|listener| listener.local_addr().ok());
    Ok((listener, bound))
}

/// Answers on `listeners` until the server stops.
fn listen<A: Answers>(
    listeners: Vec<TcpListener>,
    site: Arc<A>,
    http: HttpConfig,
    tls: Option<Acceptor>,
    stop: Stop,
) -> JoinHandle<()> {
    tokio::spawn(async move { http::serve(listeners, site, &http, tls, stop).await })
}

/// Whom to tell about the server, and under what name: with its port where that is not the one of HTTPS.
/// A server that answers requests.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    addresses: Vec<SocketAddr>,
    directory: Option<SocketAddr>,
    metrics: Option<SocketAddr>,
    drained: Drained,
    listening: Vec<JoinHandle<()>>,
}

impl Server {
    /// Opens the store, builds the parts, and listens.
    ///
    /// # Errors
    /// The first step that fails; nothing goes on running then.
    pub async fn start(mut config: Config, around: Surroundings) -> Result<Self, StartError> {
        for note in &config.notes {
            tracing::warn!("{note}");
        }
        // Bound before anything is written, so that a second server on the same port changes nothing.
        let (plain, encrypted) = bind_all(around.listeners, &config).await?;
        let listening = Listening { plain: addresses_of(&plain)?, encrypted: addresses_of(&encrypted)? };
        let addresses = [listening.encrypted.as_slice(), listening.plain.as_slice()].concat();
        if config.settings.service.port == 0
            && config.service.hostname == "localhost"
            && let Some(address) = addresses.first()
        {
            // The system chose the port.
            config.service.public_url = format!("http://localhost:{}", address.port());
            config.accounts.public_url.clone_from(&config.service.public_url);
        }
        let (directory, directory_address) = bind_one(config.settings.identity.directory).await?;
        if let Some(address) = directory_address {
            config.settings.identity.plc_url = Url(format!("http://{address}"));
        }
        let (metrics, metrics_address) = bind_one(config.settings.metrics.listen).await?;
        let (stop, drained) = Stop::new();
        let encryption = encryption::open(config.tls.clone(), &around.clock)?;
        let mut app = App::open(&config, around.clock, around.names, stop).await?;
        app.listening = listening;
        app.tls = encryption.as_ref().map(|(tls, _)| tls.clone());
        app.appliance = Appliance::new(around.system.root(), &app.folders.data);
        app.doctor.set_system(around.system);
        let entrance = entrance::open(&config, &app).await;
        if let Some((listeners, _)) = &entrance {
            app.listening.encrypted = addresses_of(listeners)?;
        }
        app.local_name =
            neighbourhood::tell(&config.settings.network.mdns.0, &app.listening, app.stop.clone());
        if let Some((tls, _)) = encryption.as_ref().filter(|_| app.setup.is_open()) {
            // Whoever sets the server up comes by its address, long before an authority vouches for its name.
            tls.vouch_for_setup(PLACEHOLDER, &app.folders.data, &app.clock).map_err(StartError::Tls)?;
        }
        let app = Arc::new(app);

        let router =
            Router::new(Arc::clone(&app), api::table(), web::table(), config.http.trusted_proxies.clone());
        let router = Arc::new(router);
        let (http, stop) = (config.http, app.stop.clone());
        let mut listening = Vec::new();
        if let (Some(listener), Some(directory)) = (directory, app.directory.clone()) {
            listening.push(listen(
                vec![listener],
                DirectorySite::new(directory).into(),
                http.clone(),
                None,
                stop.clone(),
            ));
        }
        if let Some(listener) = metrics {
            let site = MetricsSite::new(Arc::clone(&app), Arc::clone(&router));
            listening.push(listen(vec![listener], site.into(), http.clone(), None, stop.clone()));
        }
        match encryption {
            None => {
                if let Some((listeners, tls)) = entrance {
                    let (router, http, stop) = (Arc::clone(&router), http.clone(), stop.clone());
                    listening.push(listen(listeners, router, http, Some(tls.acceptor().clone()), stop));
                }
                listening.push(listen(plain, router, http, None, stop));
            }
            Some((tls, wanted)) => {
                let port = encrypted.first().and_then(|listener| listener.local_addr().ok());
                let site = PlainSite::new(
                    tls.certificates().clone(),
                    app.service.hostname.clone(),
                    app.service.handle_domains.clone(),
                    port.map_or(0, |address| address.port()),
                    app.setup.is_open(),
                );
                listening.push(listen(plain, site.into(), http.clone(), None, stop.clone()));
                listening.push(listen(encrypted, router, http, Some(tls.acceptor().clone()), stop));
                encryption::keep(&app, &tls, wanted)?;
            }
        }
        tokio::spawn(jobs::run(Arc::clone(&app)));
        tokio::spawn(jobs::note_samples(Arc::clone(&app)));
        tokio::spawn(until_stop(app.stop.clone(), {
            let mail = app.mail.clone();
            async move { mail.run().await }
        }));
        tokio::spawn(until_stop(app.stop.clone(), app.crawlers.clone().run(app.firehose.clone())));
        if let Some(dyndns) = app.dyndns.clone() {
            tokio::spawn(until_stop(app.stop.clone(), async move { dyndns.run().await }));
        }
        if around.watch_memory {
            let app = Arc::clone(&app);
            tokio::spawn(async move { pressure::run(&app).await });
        }
        if let Some(interval) = sd::watchdog() {
            let app = Arc::clone(&app);
            tokio::spawn(async move { watchdog::run(&app, interval).await });
        }
        Ok(Self {
            app,
            addresses,
            directory: directory_address,
            metrics: metrics_address,
            drained,
            listening,
        })
    }

    /// The parts.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Where it listens.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Where the embedded PLC directory listens, in development.
    pub fn directory_address(&self) -> Option<SocketAddr> {
        self.directory
    }

    /// Where `/metrics` is served, if anywhere.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// Waits until the store fails, after which only a new start helps. Says why.
    pub async fn failed(&self) -> String {
        let mut health = self.app.store.health();
        let failed = health.wait_for(|health| *health != Health::Sound).await;
        match failed.as_deref() {
            Ok(Health::Failed(reason)) => reason.to_string(),
            Ok(Health::Sound) | Err(_) => "the store's writer ended".to_owned(),
        }
    }

    /// Waits until somebody asks for a new start.
    pub async fn restart_asked(&self) {
        self.app.restart.notified().await;
    }

    /// Closes the listeners, lets requests finish, and closes the store.
    pub async fn stop(self) {
        self.app.stop.ask();
        for listening in self.listening {
            if let Err(error) = listening.await {
                tracing::error!(%error, "listening ended badly");
            }
        }
        if tokio::time::timeout(DRAIN, self.drained.wait()).await.is_err() {
            tracing::warn!("some requests did not finish in time");
        }
        self.app.store.close().await;
    }
}
