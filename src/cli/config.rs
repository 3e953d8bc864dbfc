//! `hostplant config`: the table of settings, and whether the given ones are right.

use clap::Subcommand;

use super::{CliError, Place};
use crate::config::{self, Config, Secrets};

/// Look at settings. None of these touches a running server.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Check the settings of file, environment and flags, and say what they come to
    Check,
    /// Print a file with every setting at its default
    Example,
    /// Print every setting and every PDS_ variable as Markdown
    Reference,
}

impl ConfigCommand {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        match self {
            Self::Example => print!("{}", config::example()),
            Self::Reference => print!("{}", config::reference()),
            Self::Check => {
                let sources = place.sources();
                let (settings, notes) = config::settings(&sources)?;
                for note in notes {
                    println!("note: {note}");
                }
                let folder = config::data_folder(&settings, &sources);
                if folder.join("secrets.toml").exists() || settings.secrets.seal_key.is_some() {
                    let config = Config::load(&sources, Secrets::Existing)?;
                    println!("server: {} at {}", config.service.did, config.service.public_url);
                } else {
                    println!("data folder: {} (not set up yet)", folder.display());
                }
                println!("The settings are right.");
            }
        }
        Ok(())
    }
}
