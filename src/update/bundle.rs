//! Bundles: a tar archive of `manifest.toml`, `manifest.toml.minisig` and `system.img`, in this order. The signature
//! (minisign's, over BLAKE2b) is that of the manifest, which has the hash of the system.

use std::fmt;
use std::io::{self, Read, Write};

use data_encoding::HEXLOWER;
use minisign_verify::{PublicKey, Signature};
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use super::UpdateError;

/// Largest system.
pub const MAX_SYSTEM_BYTES: u64 = 128 * 1024 * 1024;
/// Largest manifest, and largest signature.
const MAX_TEXT_BYTES: u64 = 8 * 1024;
/// Pieces in which a system is copied.
const PIECE: usize = 64 * 1024;

/// `1.2.3`, what a build calls itself after a dash or plus aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version([u32; 3]);

impl std::str::FromStr for Version {
    type Err = UpdateError;

    fn from_str(text: &str) -> Result<Self, UpdateError> {
        let wrong = || UpdateError::Malformed("a version is three numbers");
        let numbers = text.trim().split(['-', '+']).next().unwrap_or_default();
        let parts: Vec<u32> =
            numbers.split('.').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
        Ok(Self(parts.try_into().map_err(|_| wrong())?))
    }
}

impl TryFrom<String> for Version {
    type Error = UpdateError;

    fn try_from(text: String) -> Result<Self, UpdateError> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// What a bundle says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Its version.
    pub version: Version,
    /// The board that it is for, as in `/etc/hostplant/board`.
    pub board: String,
    /// Bytes of the system.
    pub size: u64,
    /// SHA-256 of the system, in hexadecimal.
    pub sha256: String,
}

/// A bundle whose manifest was found right, before its system was read.
pub struct Bundle<'a, R: Read> {
    manifest: Manifest,
    system: tar::Entry<'a, R>,
}

impl<R: Read> fmt::Debug for Bundle<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bundle").field("manifest", &self.manifest).finish_non_exhaustive()
    }
}

impl<'a, R: Read> Bundle<'a, R> {
    /// Reads a bundle as far as its system.
    ///
    /// # Errors
    /// Anything but a signed manifest, and a system of the size that it names.
    pub fn open(archive: &'a mut tar::Archive<R>, key: &PublicKey) -> Result<Self, UpdateError> {
        let mut entries = archive.entries().map_err(unreadable)?;
        let mut next = |name: &'static str| -> Result<tar::Entry<'a, R>, UpdateError> {
            let entry = entries.next().ok_or(UpdateError::Malformed("it ends early"))?.map_err(unreadable)?;
            let is_it = entry.header().entry_type().is_file() && *entry.path_bytes() == *name.as_bytes();
            if is_it { Ok(entry) } else { Err(UpdateError::Malformed("its parts are not in order")) }
        };
        let signed = text(next("manifest.toml")?)?;
        let signature = text(next("manifest.toml.minisig")?)?;
        let signature = Signature::decode(&signature).map_err(|_| UpdateError::Forged)?;
        key.verify(signed.as_bytes(), &signature, false).map_err(|_| UpdateError::Forged)?;
        let manifest: Manifest =
            toml::from_str(&signed).map_err(|_| UpdateError::Malformed("its manifest cannot be read"))?;
        let system = next("system.img")?;
        if system.size() != manifest.size || manifest.size > MAX_SYSTEM_BYTES {
            return Err(UpdateError::Malformed("its system has another size"));
        }
        Ok(Self { manifest, system })
    }

    /// What it says of itself.
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether it is for `board` and newer than `running`; a `running` of `None` takes any.
    ///
    /// # Errors
    /// [`UpdateError::OtherBoard`], [`UpdateError::Older`].
    pub fn check(&self, board: &str, running: Option<&Version>) -> Result<(), UpdateError> {
        if self.manifest.board != board {
            return Err(UpdateError::OtherBoard(self.manifest.board.clone()));
        }
        match running {
            Some(running) if self.manifest.version <= *running => {
                Err(UpdateError::Older { offered: self.manifest.version.clone(), running: running.clone() })
            }
            _ => Ok(()),
        }
    }

    /// Copies the system to `to`. What was written is of no use unless this says that it went well.
    ///
    /// # Errors
    /// [`UpdateError::Damaged`], or when reading or writing fails.
    pub fn copy_system(mut self, to: &mut impl Write) -> Result<(), UpdateError> {
        let mut hash = Context::new(&SHA256);
        let mut piece = vec![0; PIECE];
        let mut copied = 0;
        loop {
            let length = self.system.read(&mut piece).map_err(unreadable)?;
            if length == 0 {
                break;
            }
            hash.update(&piece[..length]);
            copied += length as u64;
            to.write_all(&piece[..length])
                .map_err(|error| UpdateError::Io("cannot write the system", error))?;
        }
        let is_right = copied == self.manifest.size
            && HEXLOWER.encode(hash.finish().as_ref()) == self.manifest.sha256.to_ascii_lowercase();
        if is_right { Ok(()) } else { Err(UpdateError::Damaged) }
    }
}

/// What an archive cannot be read for: the disk, or itself.
fn unreadable(error: io::Error) -> UpdateError {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    match error.kind() {
        InvalidData | InvalidInput | Other | UnexpectedEof => {
            UpdateError::Malformed("it is no whole archive")
        }
        _ => UpdateError::Io("cannot read the bundle", error),
    }
}

fn text<R: Read>(entry: tar::Entry<'_, R>) -> Result<String, UpdateError> {
    if entry.size() > MAX_TEXT_BYTES {
        return Err(UpdateError::Malformed("its manifest is too large"));
    }
    let mut text = String::new();
    entry.take(MAX_TEXT_BYTES).read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}
