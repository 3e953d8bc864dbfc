//! Layer 10: the command line.

mod account;
mod bench;
mod client;
mod clock;
mod config;
mod crawl;
mod data;
mod dev;
mod doctor;
mod invite;
mod serve;
mod setup;
mod tune;
mod update;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::base::with_causes;
use crate::config::{ConfigError, Sources};

/// An AT Protocol Personal Data Server for small boards.
#[derive(Debug, Parser)]
#[command(name = "hostplant", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// The settings of the server that the system runs, so that commands find it.
const SYSTEM_FILE: &str = "/etc/hostplant/hostplant.toml";

/// Which server is meant, and with what settings.
#[derive(Debug, Args)]
struct Place {
    /// A TOML file with settings, see `hostplant config example`; /etc/hostplant/hostplant.toml if that is there
    #[arg(long, short, global = true, env = "HOSTPLANT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of everything (storage.directory)
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Where the running server answers; its port on 127.0.0.1 if not given
    #[arg(long, global = true, value_name = "URL")]
    server: Option<String>,
    /// Any setting, as section.key=value; may be repeated
    #[arg(long = "set", global = true, value_name = "SETTING")]
    settings: Vec<String>,
}

impl Place {
    /// What a server of this machine runs with.
    fn sources(&self) -> Sources {
        let system = Path::new(SYSTEM_FILE);
        let file = self.config.clone().or_else(|| system.exists().then(|| system.to_owned()));
        Sources { file, ..self.given() }
    }

    /// What was given for this run alone.
    fn given(&self) -> Sources {
        let mut flags = self.settings.clone();
        flags.extend(self.data_dir.iter().map(|folder| format!("storage.directory={}", folder.display())));
        Sources { file: self.config.clone(), flags, ..Sources::environment() }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Serve),
    /// Run a server for trying things out, on this machine alone
    Dev(dev::Dev),
    /// Set a new server up
    Setup(setup::Setup),
    /// Manage accounts of the running server
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Make invite codes on the running server
    Invite(invite::Invite),
    /// Show letters that were not delivered, with their codes
    Codes(invite::Codes),
    /// Ask relays to follow this server
    RequestCrawl(crawl::RequestCrawl),
    /// Find out whether all is well
    Doctor(doctor::Doctor),
    /// Check everything that is stored
    Check(data::Check),
    /// Copy everything that is stored
    Backup(data::Backup),
    /// Rewrite the database densely
    Compact(data::Compact),
    /// Put a backup back
    Restore(data::Restore),
    /// Measure this machine
    Bench(bench::Bench),
    /// Fit the hashing of passwords to this machine
    Tune(tune::Tune),
    /// Set the machine's clock by time servers
    Clock(clock::SetClock),
    /// Update the appliance
    Update(update::Update),
    /// Look at settings
    #[command(subcommand)]
    Config(config::ConfigCommand),
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The server cannot start.
    #[error(transparent)]
    Start(#[from] crate::app::StartError),
    /// The server had to end.
    #[error("{0}")]
    Failed(String),
    /// Something with the system.
    #[error("{doing}")]
    System {
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Serve(serve) => serve.run(&cli.place),
        Command::Dev(dev) => dev.run(&cli.place),
        Command::Setup(setup) => wait_for(setup.run(&cli.place)),
        Command::Account(command) => wait_for(command.run(&cli.place)),
        Command::Invite(invite) => wait_for(invite.run(&cli.place)),
        Command::Codes(codes) => wait_for(codes.run(&cli.place)),
        Command::RequestCrawl(request) => wait_for(request.run(&cli.place)),
        Command::Doctor(doctor) => doctor.run(&cli.place),
        Command::Check(check) => check.run(&cli.place),
        Command::Backup(backup) => backup.run(&cli.place),
        Command::Compact(compact) => compact.run(&cli.place),
        Command::Restore(restore) => restore.run(&cli.place),
        Command::Bench(bench) => bench.run(&cli.place),
        Command::Tune(tune) => tune.run(&cli.place),
        Command::Clock(clock) => wait_for(clock.run(&cli.place)),
        Command::Update(update) => update.run(&cli.place),
        Command::Config(command) => command.run(&cli.place),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hostplant: {}", with_causes(&error));
            ExitCode::FAILURE
        }
    }
}

/// Runs a command that only waits for the network.
fn wait_for(command: impl Future<Output = Result<(), CliError>>) -> Result<(), CliError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| CliError::System { doing: "cannot start the runtime", source })?
        .block_on(command)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn commands_fit_together() {
        super::Cli::command().debug_assert();
    }
}
