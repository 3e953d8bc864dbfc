//! `hostplant serve`: the server itself, until a signal ends it.

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{CliError, Place};
use crate::app::{App, Server, Surroundings};
use crate::config::{Config, Secrets};
use crate::{observe, sd};

/// Most workers of the runtime: what is heavy has threads of its own.
const MAX_WORKERS: usize = 4;
/// Threads for file work and reads of the database.
const BLOCKING_THREADS: usize = 16;
/// Stack of each thread, of which only the used part costs memory.
const STACK_BYTES: usize = 1024 * 1024;

/// Run the server. Settings come from --config, the environment (PDS_* variables of the reference included) and flags;
/// the environment alone is enough.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The public host name (service.hostname)
    #[arg(long)]
    hostname: Option<String>,
    /// The port (service.port)
    #[arg(long)]
    port: Option<u16>,
}

impl Serve {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let mut sources = place.sources();
        sources.flags.extend(self.hostname.map(|name| format!("service.hostname={name}")));
        sources.flags.extend(self.port.map(|port| format!("service.port={port}")));
        let config = Config::load(&sources, Secrets::Make)?;
        observe::log(config.settings.log.level, config.settings.log.format);
        runtime()?.block_on(serve(config))
    }
}

/// The runtime that the server runs on.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.clamp(2, MAX_WORKERS))
        .max_blocking_threads(BLOCKING_THREADS)
        .thread_stack_size(STACK_BYTES)
        .enable_all()
        .build()
        .map_err(|source| CliError::System { doing: "cannot start the runtime", source })
}

/// Serves until a signal or a failure of the store ends it.
async fn serve(config: Config) -> Result<(), CliError> {
    serve_with(config, async |_: &App| Ok(())).await
}

/// As [`serve`], and does `first` once the server answers.
pub(super) async fn serve_with(
    config: Config,
    first: impl AsyncFnOnce(&App) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let no_signals = |source| CliError::System { doing: "cannot listen for signals", source };
    let mut terminate = signal(SignalKind::terminate()).map_err(no_signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(no_signals)?;
    let server = Server::start(config, Surroundings::system()?).await?;
    let service = &server.app().service;
    for address in server.addresses() {
        tracing::info!(%address, did = %service.did, url = service.public_url, "serving");
    }
    sd::ready(&format!("serving {}", service.public_url));
    if let Err(error) = first(server.app()).await {
        server.stop().await;
        return Err(error);
    }
    let failure = tokio::select! {
        _ = terminate.recv() => None,
        _ = interrupt.recv() => None,
        reason = server.failed() => Some(reason),
    };
    sd::stopping();
    tracing::info!("stopping");
    tokio::select! {
        () = server.stop() => {}
        // Asked again: the store survives it.
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    failure.map_or(Ok(()), |reason| Err(CliError::Failed(format!("the database failed: {reason}"))))
}
