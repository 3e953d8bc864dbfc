//! `hostplant serve`: the server itself, until a signal ends it.

use std::os::unix::process::CommandExt;
use std::time::Duration;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::client::line;
use super::{CliError, Place};
use crate::app::{App, Server, Surroundings};
use crate::config::{Config, Secrets};
use crate::net::own_addresses;
use crate::{observe, sd};

/// Most workers of the runtime: what is heavy has threads of its own.
const MAX_WORKERS: usize = 4;
/// Threads for file work and reads of the database.
const BLOCKING_THREADS: usize = 16;
/// Stack of each thread, of which only the used part costs memory.
const STACK_BYTES: usize = 1024 * 1024;

/// How long threads may go on that nobody waits for, once the server has ended.
const LAST_WORK: Duration = Duration::from_secs(2);
/// How long the old server still answers once a new start is asked for: whoever asked sees the page that says so.
const LAST_ANSWERS: Duration = Duration::from_secs(1);
/// The program that this process runs, whatever became of its file since.
const SELF: &str = "/proc/self/exe";

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
        run(serve(config))
    }
}

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// A signal asked for it.
    Stopped,
    /// Somebody asked for a new start.
    Restart,
}

/// Runs a server to its end, and in its place the next one where that is asked for.
pub(super) fn run(serving: impl Future<Output = Result<Ended, CliError>>) -> Result<(), CliError> {
    let runtime = runtime()?;
    let ended = runtime.block_on(serving)?;
    // The store is closed; what is left are reads for nobody.
    runtime.shutdown_timeout(LAST_WORK);
    match ended {
        Ended::Stopped => Ok(()),
        Ended::Restart => Err(start_anew()),
    }
}

/// Puts a new start of this program in the place of this process, with the same arguments and environment, so that
/// whoever watches over the process sees the same one go on. Comes back only with the reason why it did not work.
fn start_anew() -> CliError {
    let doing = "cannot start anew";
    if let Err(source) = sd::hand_on_listeners() {
        return CliError::System { doing, source };
    }
    let mut arguments = std::env::args_os();
    let mut program = std::process::Command::new(SELF);
    program.arg0(arguments.next().unwrap_or_else(|| "hostplant".into())).args(arguments);
    CliError::System { doing, source: program.exec() }
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

/// Serves until a signal, a wish for a new start or a failure of the store ends it.
async fn serve(config: Config) -> Result<Ended, CliError> {
    // Large, and made once.
    Box::pin(serve_with(config, async |_: &App| Ok(()))).await
}

/// Tells whoever sits at the console how the server is set up.
fn show_code(server: &Server, code: &str) -> Result<(), CliError> {
    let app = server.app();
    let own = own_addresses().into_iter().map(|address| match address {
        std::net::IpAddr::V4(address) => format!("https://{address}/setup"),
        std::net::IpAddr::V6(address) => format!("https://[{address}]/setup"),
    });
    line("\n  This server waits to be set up. In a browser, open one of")?;
    for address in [format!("{}/setup", app.service.public_url)].into_iter().chain(own) {
        line(&format!("    {address}"))?;
    }
    line(&format!("  and enter the setup code\n    {code}\n  or run: hostplant setup\n"))
}

/// As [`serve`], and does `first` once the server answers.
pub(super) async fn serve_with(
    config: Config,
    first: impl AsyncFnOnce(&App) -> Result<(), CliError>,
) -> Result<Ended, CliError> {
    let no_signals = |source| CliError::System { doing: "cannot listen for signals", source };
    let mut terminate = signal(SignalKind::terminate()).map_err(no_signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(no_signals)?;
    let around = Surroundings::system(&config)?;
    let server = Server::start(config, around).await?;
    let service = &server.app().service;
    for address in server.addresses() {
        tracing::info!(%address, did = %service.did, url = service.public_url, "serving");
    }
    sd::ready(&format!("serving {}", service.public_url));
    if let Some(code) = server.app().setup.code() {
        show_code(&server, code.expose())?;
    }
    if let Err(error) = first(server.app()).await {
        server.stop().await;
        return Err(error);
    }
    let ended = tokio::select! {
        _ = terminate.recv() => Ok(Ended::Stopped),
        _ = interrupt.recv() => Ok(Ended::Stopped),
        () = server.restart_asked() => Ok(Ended::Restart),
        reason = server.failed() => Err(CliError::Failed(format!("the database failed: {reason}"))),
    };
    let restarts = matches!(ended, Ok(Ended::Restart));
    if restarts {
        tokio::time::sleep(LAST_ANSWERS).await;
        sd::restarting()
    } else {
        sd::stopping()
    };
    tracing::info!(restarts, "stopping");
    tokio::select! {
        () = server.stop() => ended,
        // Asked again: the store survives it.
        _ = terminate.recv() => ended.and(Ok(Ended::Stopped)),
        _ = interrupt.recv() => ended.and(Ok(Ended::Stopped)),
    }
}
