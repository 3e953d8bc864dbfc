//! Files that only the server's user can read, written whole or not at all: by the server, or by a command of root's.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

/// Writes `bytes` to the file at `path`, which is on the disk when this returns.
///
/// # Errors
/// When the folder or the disk refuses; what was there stays then.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let partial: PathBuf = path.with_extension("partial");
    match std::fs::remove_file(&partial) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
    if rustix::process::geteuid().is_root() {
        // A command of root's must not leave what the server cannot read.
        let owner = std::fs::metadata(directory)?;
        fchown(&file, Some(owner.uid()), Some(owner.gid()))?;
    }
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)?;
    File::open(directory)?.sync_all()
}
