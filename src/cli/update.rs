//! `hostplant update`: another system for the appliance, from a signed bundle.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use minisign_verify::PublicKey;

use super::client::line;
use super::{CliError, Place};
use crate::base::with_causes;
use crate::update::{Bundle, Slot, Slots, UpdateError, Version};

/// Put another system on the appliance: looks through the signed bundle, writes it to the slot that does not run, and has
/// it tried at the next start. It stays if it answers for two minutes; otherwise the one before starts again. Elsewhere
/// than on the appliance, update hostplant as it was installed.
#[derive(Debug, Args)]
pub(super) struct Update {
    /// The bundle, a file *.hpu
    bundle: PathBuf,
    /// Look through it, and change nothing
    #[arg(long)]
    check: bool,
    /// Take a version that is not newer
    #[arg(long)]
    allow_downgrade: bool,
    /// The card's boot partition
    #[arg(long, value_name = "FOLDER", default_value = "/boot")]
    boot: PathBuf,
    /// Where the key, the board and the version of the running system stand
    #[arg(long, value_name = "FOLDER", default_value = "/etc/hostplant")]
    system: PathBuf,
    /// Which slot runs
    #[arg(long, value_name = "FILE", default_value = "/run/slot")]
    running: PathBuf,
}

impl Update {
    pub(super) fn run(self, _: &Place) -> Result<(), CliError> {
        let Ok(running) = fs::read_to_string(&self.running) else {
            return Err(CliError::Failed(
                "this is not the appliance: update hostplant as it was installed".to_owned(),
            ));
        };
        let running = Slot::read(&running).ok_or_else(|| self.unreadable(&self.running))?;
        let said = self.apply(running.other()).map_err(|error| CliError::Failed(with_causes(&error)))?;
        line(&said)
    }

    fn apply(&self, slot: Slot) -> Result<String, UpdateError> {
        let key = self.fact("update.pub").ok().and_then(|text| PublicKey::decode(&text).ok());
        let key = key.ok_or(UpdateError::Key)?;
        let board = self.fact("board")?;
        let version: Version = self.fact("version")?.parse()?;
        let unreadable = |error| UpdateError::Io("cannot read the bundle", error);
        let mut archive = tar::Archive::new(BufReader::new(File::open(&self.bundle).map_err(unreadable)?));
        let bundle = Bundle::open(&mut archive, &key)?;
        bundle.check(board.trim(), (!self.allow_downgrade).then_some(&version))?;
        let offered = bundle.manifest().version.clone();
        if self.check {
            bundle.copy_system(&mut io::sink())?;
            return Ok(format!("version {offered} for {}, signed and whole", board.trim()));
        }
        let _writable = Writable::mount(&self.boot)?;
        Slots::new(&self.boot).install(slot, bundle)?;
        Ok(format!("version {offered} is in slot {} and is tried at the next start", slot.letter()))
    }

    fn fact(&self, name: &'static str) -> Result<String, UpdateError> {
        let failed = |error| UpdateError::Io("cannot read what the running system says of itself", error);
        fs::read_to_string(self.system.join(name)).map_err(failed)
    }

    fn unreadable(&self, file: &Path) -> CliError {
        CliError::Failed(format!("{} names no slot", file.display()))
    }
}

/// A mount that can be written to for as long as this lives. Where it can be already, as in a folder, nothing is done.
struct Writable<'a>(Option<&'a Path>);

impl<'a> Writable<'a> {
    fn mount(boot: &'a Path) -> Result<Self, UpdateError> {
        let probe = boot.join("write.new");
        if File::create(&probe).is_ok() {
            let _ = fs::remove_file(&probe);
            return Ok(Self(None));
        }
        remount(boot, "rw,sync")
            .map_err(|error| UpdateError::Io("the boot partition cannot be made writable", error))?;
        Ok(Self(Some(boot)))
    }
}

impl Drop for Writable<'_> {
    fn drop(&mut self) {
        if let Some(boot) = self.0
            && let Err(error) = remount(boot, "ro")
        {
            tracing::warn!(%error, "the boot partition stays writable until the next start");
        }
    }
}

fn remount(boot: &Path, how: &str) -> io::Result<()> {
    let done = Command::new("mount").arg("-o").arg(format!("remount,{how}")).arg(boot).status()?;
    if done.success() { Ok(()) } else { Err(io::Error::other(format!("mount said {done}"))) }
}
