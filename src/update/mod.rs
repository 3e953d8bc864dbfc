//! Layer 4: new systems for the appliance: signed bundles, and the two slots that they are written to.
//!
//! A bundle is looked through from its first byte to its last, and what of it is written is not in use before all of it
//! was found right. The server itself has no rights over the card: it leaves a bundle, or another wish, in a folder that
//! the appliance's own scripts look into. Knows nothing of how a system starts: that is the card's first stage
//! (`image/card/stage1`), which heeds the same files.

mod appliance;
mod bundle;
mod fetch;
mod slots;
#[cfg(test)]
mod tests;

use std::io;

pub use appliance::{Appliance, Wish};
pub use bundle::{Bundle, MAX_SYSTEM_BYTES, Manifest, Version};
pub use fetch::{Fetch, FetchError, FetchState, Incoming, MAX_BUNDLE_BYTES};
pub use slots::{Slot, Slots};

/// Why there is no update.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// It is no bundle, or a part of it is missing or not where it belongs.
    #[error("this is no update bundle: {0}")]
    Malformed(&'static str),
    /// It is not signed with the key that this system trusts.
    #[error("the bundle is not signed by those who made this system")]
    Forged,
    /// The key that this system trusts cannot be read.
    #[error("the key for updates cannot be read")]
    Key,
    /// It is for another board.
    #[error("the bundle is for {0}, which this board is not")]
    OtherBoard(String),
    /// It is not newer than what runs.
    #[error("the bundle has version {offered}, and {running} runs already")]
    Older {
        /// What it holds.
        offered: Version,
        /// What runs.
        running: Version,
    },
    /// Its system is not the one that was signed.
    #[error("the system in the bundle is damaged")]
    Damaged,
    /// A file cannot be read or written.
    #[error("{0}")]
    Io(&'static str, #[source] io::Error),
}
