//! How full the disk is, and what that forbids.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Below this many free bytes uploads and imports are refused.
pub const LOW_BYTES: u64 = 200 * 1024 * 1024;
/// Below this many free bytes only what login and clean-up need is written.
pub const CRITICAL_BYTES: u64 = 50 * 1024 * 1024;
/// Below this many free bytes nothing is written at all.
pub const NOTHING_BYTES: u64 = 8 * 1024 * 1024;

/// How much room is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// None: nothing is written.
    Nothing,
    /// Enough for sessions and for deleting things.
    Critical,
    /// Enough for records, not for uploads and imports.
    Low,
    /// Enough.
    Ample,
}

impl Room {
    const fn of(free_bytes: u64) -> Self {
        if free_bytes < NOTHING_BYTES {
            Self::Nothing
        } else if free_bytes < CRITICAL_BYTES {
            Self::Critical
        } else if free_bytes < LOW_BYTES {
            Self::Low
        } else {
            Self::Ample
        }
    }
}

/// Where the number of free bytes comes from. Tests set it by hand.
#[derive(Clone)]
pub struct FreeSpace(Source);

#[derive(Clone)]
enum Source {
    FileSystem(PathBuf),
    Manual(Arc<AtomicU64>),
}

impl FreeSpace {
    /// The file system that holds `path`.
    pub fn of_file_system(path: &Path) -> Self {
        Self(Source::FileSystem(path.to_owned()))
    }

    /// A number that the test moves.
    pub const fn manual(bytes: Arc<AtomicU64>) -> Self {
        Self(Source::Manual(bytes))
    }

    /// Bytes that an ordinary user may still write.
    ///
    /// # Errors
    /// When the file system does not say.
    pub fn bytes(&self) -> io::Result<u64> {
        match &self.0 {
            Source::FileSystem(path) => {
                let status = rustix::fs::statvfs(path.as_path())?;
                Ok(status.f_bavail.saturating_mul(status.f_frsize))
            }
            Source::Manual(bytes) => Ok(bytes.load(Ordering::Acquire)),
        }
    }

    /// How much room that is. A file system that does not say counts as ample: a full disk still fails the write.
    pub fn room(&self) -> Room {
        self.bytes().map_or(Room::Ample, Room::of)
    }
}

impl fmt::Debug for FreeSpace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} bytes free", self.bytes().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_shrinks_in_steps() {
        let bytes = Arc::new(AtomicU64::new(u64::MAX));
        let space = FreeSpace::manual(Arc::clone(&bytes));
        assert_eq!(space.room(), Room::Ample);
        bytes.store(LOW_BYTES - 1, Ordering::Release);
        assert_eq!(space.room(), Room::Low);
        bytes.store(CRITICAL_BYTES - 1, Ordering::Release);
        assert_eq!(space.room(), Room::Critical);
        bytes.store(0, Ordering::Release);
        assert_eq!(space.room(), Room::Nothing);
        assert!(Room::Critical < Room::Low);
    }

    #[test]
    fn the_file_system_says_something() {
        assert!(FreeSpace::of_file_system(Path::new("/")).bytes().expect("a file system") > 0);
    }
}
