//! `hostplant doctor`: whether all is well, and what to do where it is not.

use clap::Args;

use super::client::{Client, line};
use super::serve::runtime;
use super::{CliError, Place};
use crate::app::{StartError, doctor_config};
use crate::base::Clock;
use crate::config::{Config, Secrets};
use crate::doctor::{Doctor as Examiner, Line, Report, State};
use crate::net::{Names, Network};

/// Examine the server and what it stands on: names, ports, certificate, clock, relays, mail, disk, board, backups. Asks
/// the running server, or looks from outside when none answers. Ends with an error if something does not work.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Write the report as JSON
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let report = runtime()?.block_on(report(place))?;
        if self.json {
            let text = serde_json::to_string_pretty(&report).expect("strings are always JSON");
            line(&text)?;
        } else {
            for found in &report.lines {
                print(found)?;
            }
        }
        let bad = report.lines.iter().filter(|line| line.state == State::Bad).count();
        match bad {
            0 => Ok(()),
            1 => Err(CliError::Failed("one thing does not work".to_owned())),
            bad => Err(CliError::Failed(format!("{bad} things do not work"))),
        }
    }
}

async fn report(place: &Place) -> Result<Report, CliError> {
    let config = Config::load(&place.sources(), Secrets::Existing)?;
    let client = Client::new(place)?;
    if client.reaches().await {
        return client.get("local.hostplant.admin.examine", &[]).await;
    }
    let guard = !config.settings.network.allow_private.unwrap_or(config.settings.service.dev_mode);
    let network = Network::new(Names::system().map_err(StartError::from)?, guard);
    Ok(Examiner::new(doctor_config(&config)).examine_stopped(&network, &Clock::system()).await)
}

fn print(found: &Line) -> Result<(), CliError> {
    let mark = match found.state {
        State::Good => "good   ",
        State::Note => "note   ",
        State::Unknown => "unknown",
        State::Warning => "WARNING",
        State::Bad => "BAD    ",
    };
    line(&format!("{mark}  {}: {}", found.subject, found.what))?;
    if !found.so_what.is_empty() {
        line(&format!("         {}", found.so_what))?;
    }
    if !found.what_to_do.is_empty() {
        line(&format!("         -> {}", found.what_to_do))?;
    }
    Ok(())
}
