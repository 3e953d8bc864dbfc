//! The two systems on the card, and which of them starts.
//!
//! `slot` names the system that is known to work. `try` names one to start once: the card's first stage removes the file
//! before it starts that system, so that one that does not come up is followed by the one in `slot`. Every change is one
//! rename, after what it depends on was written out, so that power may fail between any two steps.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{Bundle, UpdateError};

/// One of the two places for a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// `system-a.img`.
    A,
    /// `system-b.img`.
    B,
}

impl Slot {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// Its letter.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    /// The file of its system.
    pub const fn file(self) -> &'static str {
        match self {
            Self::A => "system-a.img",
            Self::B => "system-b.img",
        }
    }

    /// The slot that the content of a file names.
    pub fn read(text: &str) -> Option<Self> {
        match text.trim() {
            "a" => Some(Self::A),
            "b" => Some(Self::B),
            _ => None,
        }
    }
}

/// The card's boot partition, mounted so that it can be written to.
#[derive(Clone, Debug)]
pub struct Slots {
    boot: PathBuf,
}

impl Slots {
    /// The slots of the boot partition that is mounted at `boot`.
    pub fn new(boot: impl Into<PathBuf>) -> Self {
        Self { boot: boot.into() }
    }

    /// The slot that is known to work; A where nothing is said.
    pub fn confirmed(&self) -> Slot {
        self.named("slot").unwrap_or(Slot::A)
    }

    /// The slot that is to be tried at the next start.
    pub fn on_trial(&self) -> Option<Slot> {
        self.named("try")
    }

    fn named(&self, file: &str) -> Option<Slot> {
        fs::read_to_string(self.boot.join(file)).ok().as_deref().and_then(Slot::read)
    }

    /// Writes the system of `bundle` to `slot`, which must not be the running one, and has it tried at the next start.
    ///
    /// # Errors
    /// When the bundle is damaged or the partition has no room; what starts next is then the same as before.
    pub fn install<R: Read>(&self, slot: Slot, bundle: Bundle<'_, R>) -> Result<(), UpdateError> {
        self.install_in_steps(slot, bundle, |_| Ok(()))
    }

    /// As [`Self::install`]; `step` comes after each thing that was done, and may fail as power does.
    pub(super) fn install_in_steps<R: Read>(
        &self,
        slot: Slot,
        bundle: Bundle<'_, R>,
        mut step: impl FnMut(&'static str) -> io::Result<()>,
    ) -> Result<(), UpdateError> {
        let failed = |error| UpdateError::Io("cannot write to the boot partition", error);
        // A trial that nobody has begun is over: its system is about to go.
        remove(&self.boot.join("try")).map_err(failed)?;
        step("no trial").map_err(failed)?;
        // Both together may not fit beside the running one.
        remove(&self.boot.join(slot.file())).map_err(failed)?;
        step("room").map_err(failed)?;
        let new = self.boot.join(format!("{}.new", slot.file()));
        let written = self.write_system(&new, bundle);
        if let Err(error) = written {
            // Room for the next attempt; the error is the one before.
            let _ = remove(&new);
            return Err(error);
        }
        step("written").map_err(failed)?;
        fs::rename(&new, self.boot.join(slot.file())).map_err(failed)?;
        self.sync().map_err(failed)?;
        step("in place").map_err(failed)?;
        self.put("try", slot).map_err(failed)
    }

    fn write_system<R: Read>(&self, path: &Path, bundle: Bundle<'_, R>) -> Result<(), UpdateError> {
        let failed = |error| UpdateError::Io("cannot write to the boot partition", error);
        let mut file = File::create(path).map_err(failed)?;
        bundle.copy_system(&mut file)?;
        file.sync_all().map_err(failed)
    }

    /// Says that `slot` works, from which every later start is.
    ///
    /// # Errors
    /// When the partition cannot be written to.
    pub fn confirm(&self, slot: Slot) -> io::Result<()> {
        if self.confirmed() == slot { Ok(()) } else { self.put("slot", slot) }
    }

    fn put(&self, name: &str, slot: Slot) -> io::Result<()> {
        let new = self.boot.join(format!("{name}.new"));
        let mut file = File::create(&new)?;
        file.write_all(slot.letter().as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, self.boot.join(name))?;
        self.sync()
    }

    /// Has the folder itself written out.
    fn sync(&self) -> io::Result<()> {
        File::open(&self.boot)?.sync_all()
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
