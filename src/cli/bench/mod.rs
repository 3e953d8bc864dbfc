//! `hostplant bench`: how fast this machine does what the server spends its time on, and what memory that takes.

mod machine;
mod primitives;
mod records;

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::client::line;
use super::serve::runtime;
use super::{CliError, Place};
use crate::base::base32_token;
use crate::config;
use machine::Machine;

/// Measure this machine: memory and records per second of a server that it starts for itself, signatures, tokens, hashes,
/// passwords at the present settings, and syncs of the disk. Touches no running server and no data.
#[derive(Debug, Args)]
pub(super) struct Bench {
    /// Write the figures as JSON
    #[arg(long)]
    json: bool,
    /// Where files are written and removed again: on the disk that is to be measured. The data folder if that is there,
    /// else the system's folder for temporary files
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// One measured thing.
#[derive(Debug, Serialize)]
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Figures {
    version: &'static str,
    #[serde(flatten)]
    machine: Machine,
    folder: PathBuf,
    passwords: Cost,
    figures: Vec<Figure>,
}

/// What a password's hash is measured at: the present settings.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Cost {
    memory_kib: u32,
    passes: u32,
}

/// A folder that goes when it is dropped.
struct Scrap(PathBuf);

impl Scrap {
    fn make(parent: &Path) -> Result<Self, CliError> {
        let folder = parent.join(format!("bench-{}", base32_token(8)));
        std::fs::create_dir(&folder).map_err(|source| CliError::System {
            doing: "cannot make a folder for the measurement",
            source,
        })?;
        Ok(Self(folder))
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("hostplant: {} stays: {error}", self.0.display());
        }
    }
}

impl Bench {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let sources = place.sources();
        let (settings, _) = config::settings(&sources)?;
        let folder = self.folder.unwrap_or_else(|| {
            let data = config::data_folder(&settings, &sources);
            if data.is_dir() { data } else { std::env::temp_dir() }
        });
        let scrap = Scrap::make(&folder)?;
        let params = config::passwords(&settings);
        // First, while the process holds nothing else.
        let mut figures = runtime()?.block_on(records::measure(&scrap.0, params))?;
        figures.extend(primitives::measure(params, &scrap.0)?);
        drop(scrap);
        let passwords = Cost { memory_kib: params.memory_kib, passes: params.passes };
        let report = Figures {
            version: env!("CARGO_PKG_VERSION"),
            machine: Machine::here(),
            folder,
            passwords,
            figures,
        };
        if self.json {
            let text = serde_json::to_string_pretty(&report).expect("numbers and strings are always JSON");
            return line(&text);
        }
        print(&report)
    }
}

fn print(report: &Figures) -> Result<(), CliError> {
    let machine = &report.machine;
    let model = machine.model.as_deref().unwrap_or("an unnamed machine");
    line(&format!(
        "hostplant {} for {} on {model}, {} cores",
        report.version, machine.target, machine.cores
    ))?;
    if let Some(emulator) = &machine.emulated {
        line(&format!("EMULATED ({emulator}): none of this is the speed or the memory of a real board."))?;
    }
    line(&format!("files in {}", report.folder.display()))?;
    let Cost { memory_kib, passes } = report.passwords;
    line(&format!("passwords hashed in {memory_kib} KiB, passes: {passes}"))?;
    for Figure { name, value, unit } in &report.figures {
        let decimals = if *value < 100.0 { 1 } else { 0 };
        line(&format!("{name:<38} {value:>10.decimals$} {unit}"))?;
    }
    Ok(())
}
