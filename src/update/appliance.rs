//! The appliance as the server sees it: what it says of itself, and what the server may wish for without having any
//! rights over it.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use minisign_verify::PublicKey;

use super::{Bundle, Slot, UpdateError, Version};

/// Most that is read of one of its small files, in bytes.
const MAX_BYTES: u64 = 4 * 1024;

/// What the appliance does when it is asked to. The names are those of the files that ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Starts again.
    Reboot,
    /// Ends, so that the power can be taken away.
    PowerOff,
}

impl Wish {
    const fn file(self) -> &'static str {
        match self {
            Self::Reboot => "reboot",
            Self::PowerOff => "poweroff",
        }
    }
}

/// The appliance; or another machine, on which there is nothing of it.
#[derive(Clone, Debug)]
pub struct Appliance {
    root: PathBuf,
    wishes: PathBuf,
}

impl Appliance {
    /// With its files below `root`, which is `/` but in tests, and the server's data in `data`.
    pub fn new(root: &Path, data: &Path) -> Self {
        Self { root: root.to_owned(), wishes: data.join("board") }
    }

    /// Whether the server runs on it.
    pub fn is_here(&self) -> bool {
        self.slot().is_some()
    }

    /// The slot that runs.
    pub fn slot(&self) -> Option<Slot> {
        Slot::read(&self.text("run/slot").ok()?)
    }

    /// Its version.
    pub fn version(&self) -> Option<Version> {
        self.text("etc/hostplant/version").ok()?.parse().ok()
    }

    /// The kind of its board.
    pub fn board(&self) -> Option<String> {
        Some(self.text("etc/hostplant/board").ok()?.trim().to_owned())
    }

    /// What came of the last update since the start.
    pub fn outcome(&self) -> Option<String> {
        Some(self.text("run/update").ok()?.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Whether what runs is on trial: nothing else is taken up meanwhile.
    pub fn is_on_trial(&self) -> bool {
        self.text("run/trial").is_ok_and(|text| text.is_empty())
    }

    /// Asks for something.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn wish(&self, wish: Wish) -> io::Result<()> {
        fs::create_dir_all(&self.wishes)?;
        fs::write(self.wishes.join(wish.file()), "")
    }

    /// Where a bundle is written before it is handed over.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub(super) fn incoming(&self) -> io::Result<PathBuf> {
        fs::create_dir_all(&self.wishes)?;
        Ok(self.wishes.join("update.new"))
    }

    /// Looks through what was written to [`Appliance::incoming`], and leaves it for the appliance to take up. What is
    /// wrong is removed.
    ///
    /// # Errors
    /// As the appliance itself would refuse it.
    pub(super) fn hand_over(&self) -> Result<Version, UpdateError> {
        let failed = |error| UpdateError::Io("the bundle cannot be handed over", error);
        let file = self.incoming().map_err(failed)?;
        let looked = self.look_through(&file);
        if looked.is_ok() {
            fs::rename(&file, self.wishes.join("update.hpu")).map_err(failed)?;
        } else {
            // It is of no use, and written over by the next one in any case.
            let _ = fs::remove_file(&file);
        }
        looked
    }

    fn look_through(&self, file: &Path) -> Result<Version, UpdateError> {
        let key = self.text("etc/hostplant/update.pub").ok().and_then(|text| PublicKey::decode(&text).ok());
        let key = key.ok_or(UpdateError::Key)?;
        let unknown = || UpdateError::Malformed("what runs does not say what it is");
        let (board, version) = self.board().zip(self.version()).ok_or_else(unknown)?;
        let unreadable = |error| UpdateError::Io("cannot read the bundle", error);
        let mut archive = tar::Archive::new(BufReader::new(File::open(file).map_err(unreadable)?));
        let bundle = Bundle::open(&mut archive, &key)?;
        bundle.check(&board, Some(&version))?;
        let offered = bundle.manifest().version.clone();
        bundle.copy_system(&mut io::sink())?;
        Ok(offered)
    }

    fn text(&self, path: &str) -> io::Result<String> {
        let mut text = String::new();
        File::open(self.root.join(path))?.take(MAX_BYTES).read_to_string(&mut text)?;
        Ok(text)
    }
}
