//! What the kernel tells in files: `/proc` and `/sys`, under a root that tests put elsewhere.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most that is read of one file, in bytes.
const MAX_BYTES: u64 = 256 * 1024;
/// Entries of a folder that are looked at.
const MAX_ENTRIES: usize = 256;

/// The folder in which `proc` and `sys` lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    root: PathBuf,
}

impl Default for System {
    fn default() -> Self {
        Self::at("/")
    }
}

/// Where a folder lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mount {
    /// The device, as `major:minor`.
    pub device: String,
    /// The folder at which it is mounted.
    pub point: String,
    /// What kind of file system it is.
    pub kind: String,
    /// Whether it cannot be written to.
    pub read_only: bool,
}

impl System {
    /// With `proc` and `sys` in `root`.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root; `path` has no leading slash.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A file's text without the line break at its end; `None` where there is no such file.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        read(&self.path(path))
    }

    /// A file that holds one number.
    pub(super) fn number(&self, path: &str) -> Option<i64> {
        self.text(path)?.trim().parse().ok()
    }

    /// The names in a folder, sorted.
    pub(super) fn names(&self, path: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(path)).into_iter().flatten();
        let names = entries.take(MAX_ENTRIES).filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort_unstable();
        names
    }

    /// A number of KiB of a file such as `/proc/meminfo`, in bytes.
    pub(super) fn kib(&self, path: &str, name: &str) -> Option<u64> {
        let text = self.text(path)?;
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
    }

    /// Where `folder` lies.
    pub(super) fn mount_of(&self, folder: &Path) -> Option<Mount> {
        let table = self.text("proc/self/mountinfo")?;
        let folder = std::fs::canonicalize(folder).ok()?;
        // What was mounted last hides what lies below.
        let mounts = table.lines().filter_map(mount).filter(|mount| folder.starts_with(&mount.point));
        mounts.enumerate().max_by_key(|(line, mount)| (mount.point.len(), *line)).map(|(_, mount)| mount)
    }

    /// The folder in `/sys` of the disk that a device, `major:minor`, is a part of.
    pub(super) fn disk_of(&self, device: &str) -> Option<PathBuf> {
        let own = std::fs::canonicalize(self.path(&format!("sys/dev/block/{device}"))).ok()?;
        if own.join("partition").exists() { own.parent().map(Path::to_owned) } else { Some(own) }
    }
}

/// As [`System::text`], for a path of any kind.
pub(super) fn read(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Some(text.trim_end_matches('\n').to_owned())
}

/// One line of `/proc/self/mountinfo`: id, parent, device, root, point, options, optional fields, `-`, kind, source, and
/// the options of the file system itself.
fn mount(line: &str) -> Option<Mount> {
    let (own, of_file_system) = line.split_once(" - ")?;
    let own: Vec<&str> = own.split(' ').collect();
    let [_, _, device, _, point, options, ..] = own[..] else { return None };
    let mut of_file_system = of_file_system.split(' ');
    let kind = of_file_system.next()?;
    let of_file_system = of_file_system.nth(1).unwrap_or_default();
    let read_only = |options: &str| options.split(',').any(|option| option == "ro");
    Some(Mount {
        device: device.to_owned(),
        point: unescaped(point),
        kind: kind.to_owned(),
        read_only: read_only(options) || read_only(of_file_system),
    })
}

/// Undoes what the kernel writes for blanks: a backslash and three octal digits.
fn unescaped(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) if first == b'\\' => {
                out.push(byte);
                rest = &after[3..];
            }
            _ => {
                out.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mount_is_found_and_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("my data");
        std::fs::create_dir_all(&data).expect("a folder");
        std::fs::create_dir_all(folder.path().join("proc/self")).expect("a folder");
        let point = std::fs::canonicalize(&data).expect("a path");
        let point = point.to_str().expect("text").replace(' ', "\\040");
        let table = format!(
            "21 1 179:2 / / rw,noatime shared:1 - ext4 /dev/mmcblk0p2 rw,errors=remount-ro\n\
             22 21 8:1 / {point} rw - ext4 /dev/sda1 ro\n\
             23 21 0:5 / /dev rw - devtmpfs udev rw\n"
        );
        std::fs::write(folder.path().join("proc/self/mountinfo"), table).expect("a file");
        let system = System::at(folder.path());
        let mount = system.mount_of(&data).expect("a mount");
        assert_eq!((mount.device.as_str(), mount.kind.as_str(), mount.read_only), ("8:1", "ext4", true));
        let root = system.mount_of(folder.path()).expect("a mount");
        assert_eq!((root.device.as_str(), root.read_only), ("179:2", false));
        assert_eq!(unescaped("a\\040b\\134"), "a b\\");
    }

    #[test]
    fn a_partition_belongs_to_its_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let part = folder.path().join("sys/devices/mmcblk0/mmcblk0p2");
        std::fs::create_dir_all(&part).expect("a folder");
        std::fs::create_dir_all(folder.path().join("sys/dev/block")).expect("a folder");
        std::fs::write(part.join("partition"), "2\n").expect("a file");
        let link = folder.path().join("sys/dev/block/179:2");
        std::os::unix::fs::symlink("../../devices/mmcblk0/mmcblk0p2", link).expect("a link");
        let disk = System::at(folder.path()).disk_of("179:2").expect("a disk");
        assert!(disk.ends_with("sys/devices/mmcblk0"));
    }
}
