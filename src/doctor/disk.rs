//! The disk that holds the data: room, whether it takes writes and how fast they are safe, and what it says of its own
//! health.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::system::read;
use super::{DoctorConfig, Line, Patient, System, blocking};
use crate::base::base32_token;
use crate::store::{FreeSpace, Room};

/// Bytes of a small commit.
const COMMIT: usize = 16 * 1024;
/// Small commits that are tried.
const TRIES: usize = 5;
/// A card that is well syncs faster than this…
const SLOW: Duration = Duration::from_millis(300);
/// …and one that takes this long makes people wait.
const STUCK: Duration = Duration::from_secs(2);
/// With less than this, backups and the growth of the database want care.
const TIGHT_BYTES: u64 = 1024 * 1024 * 1024;
/// A few commands that a USB bridge does not know are counted as errors.
const USUAL_ERRORS: i64 = 10;

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let config = patient.config.clone();
    blocking(move || look(&config)).await
}

fn look(config: &DoctorConfig) -> Vec<Line> {
    let space = FreeSpace::of_file_system(&config.data);
    let mut lines = vec![judge_space(space.bytes().ok(), space.room(), &config.data)];
    let mount = config.system.mount_of(&config.data);
    if mount.as_ref().is_some_and(|mount| mount.read_only) {
        lines.push(
            Line::bad("disk", format!("{} lies on a read-only file system.", config.data.display())).so(
                "Nothing can be written. The kernel does that by itself when a disk fails.",
                "Look into the kernel's log (dmesg), restart, and have a new card and a backup at hand.",
            ),
        );
    } else {
        lines.push(judge_syncs(time_syncs(&config.temporary)));
    }
    if let Some(mount) = mount {
        lines.extend(examine_file_system(&config.system, &mount.kind, &mount.device));
        if let Some(disk) = config.system.disk_of(&mount.device) {
            lines.extend(examine_medium(&disk));
        }
    }
    lines
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes / (1024 * 1024))
}

fn judge_space(free: Option<u64>, room: Room, folder: &Path) -> Line {
    let Some(free) = free else {
        return Line::bad("disk", format!("{} cannot be looked at.", folder.display()))
            .so("The server cannot work without it.", "Look whether the disk is there and mounted.");
    };
    let what = format!("{} are free for {}.", mib(free), folder.display());
    let fix =
        "Delete backups and other files from the disk, run `hostplant compact`, or move to a larger one.";
    match room {
        Room::Nothing => Line::bad("disk", what).so("Nothing is written any more.", fix),
        Room::Critical => {
            Line::bad("disk", what).so("Nothing can be posted: only signing in and deleting work.", fix)
        }
        Room::Low => Line::bad("disk", what).so("Uploads and moving here are refused.", fix),
        Room::Ample if free < TIGHT_BYTES => Line::warning("disk", what)
            .so("The database grows in large steps, and backups need room too.", fix),
        Room::Ample => Line::good("disk", what),
    }
}

/// How long small writes take until they are safe, the fastest first.
fn time_syncs(folder: &Path) -> io::Result<Vec<Duration>> {
    /// A file that goes in any case.
    struct Scrap(PathBuf);
    impl Drop for Scrap {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }
    let scrap = Scrap(folder.join(format!("doctor-{}", base32_token(8))));
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(&scrap.0)?;
    let mut times = Vec::with_capacity(TRIES);
    for _ in 0..TRIES {
        file.write_all(&[0; COMMIT])?;
        let start = Instant::now();
        file.sync_data()?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}

fn judge_syncs(times: io::Result<Vec<Duration>>) -> Line {
    let times = match times {
        Ok(times) => times,
        Err(error) => {
            return Line::bad("disk", format!("A file could not be written: {error}.")).so(
                "Nothing can be posted.",
                "Look whether the data folder belongs to the server's user, and into the kernel's log (dmesg).",
            );
        }
    };
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    let slowest = times.last().copied().unwrap_or_default();
    let what = format!(
        "A small write is safe after {:.1} ms, {:.1} ms at worst.",
        middle.as_secs_f64() * 1e3,
        slowest.as_secs_f64() * 1e3
    );
    if middle < SLOW && slowest < STUCK {
        return Line::good("disk", what);
    }
    Line::warning("disk", what).so(
        "Every post waits for that. A card that became slow may be worn out, or a fake.",
        "See the lines on the disk's health; a card made for continuous use (A1, A2, endurance) or an SSD is faster.",
    )
}

/// What the file system counted.
fn examine_file_system(system: &System, kind: &str, device: &str) -> Option<Line> {
    let own = std::fs::canonicalize(system.path(&format!("sys/dev/block/{device}"))).ok()?;
    let name = own.file_name()?.to_str()?;
    let errors = system.number(&format!("sys/fs/{kind}/{name}/errors_count"))?;
    Some(if errors == 0 {
        Line::good("file system", format!("{kind} on {name} has found no errors."))
    } else {
        Line::bad("file system", format!("{kind} on {name} has found {errors} errors since it was last checked.")).so(
            "Files may be damaged, and more may follow.",
            "Make a backup now, stop the server, check the file system (fsck) and the database (`hostplant check`), \
             and replace the card.",
        )
    })
}

/// What the disk says of itself.
fn examine_medium(disk: &Path) -> Vec<Line> {
    let name = disk.file_name().and_then(|name| name.to_str()).unwrap_or("disk").to_owned();
    let fact = |path: &str| read(&disk.join(path)).map(|text| text.trim().to_owned());
    let mut lines = Vec::new();
    if fact("ro").as_deref() == Some("1") {
        lines.push(Line::bad("medium", format!("{name} cannot be written to.")).so(
            "The lock of the card is set, or it has failed: many cards end that way.",
            "Make a backup from what can still be read, and put it on a new card.",
        ));
    }
    let model = [fact("device/model"), fact("device/name")].into_iter().flatten().next().unwrap_or_default();
    let called = if model.is_empty() { name.clone() } else { format!("{name} ({model})") };
    let life = fact("device/life_time").map(|text| worn(&text)).unwrap_or_default();
    let end = fact("device/pre_eol_info").and_then(|text| hex(&text)).unwrap_or_default();
    let replace = "Make a backup, and replace it soon.";
    match life.into_iter().max() {
        Some(tenths) if tenths > 10 || end == 3 => {
            lines.push(
                Line::bad("medium", format!("{called} is worn out, by its own account."))
                    .so("It may stop taking writes, or lose data, at any time.", replace),
            );
        }
        Some(tenths) if tenths >= 9 || end == 2 => lines.push(
            Line::warning(
                "medium",
                format!("{called} has used {} % of its life, by its own account.", tenths * 10),
            )
            .so("It will fail before long.", replace),
        ),
        Some(tenths) if tenths > 0 => lines.push(Line::good(
            "medium",
            format!("{called} has used at most {} % of its life, by its own account.", tenths * 10),
        )),
        _ if name.starts_with("mmcblk") => {
            lines.push(
                Line::note("medium", format!("{called} tells nothing of its wear, as SD cards do not.")).so(
                    "Cards fail without notice.",
                    "Keep backups elsewhere, and replace the card every few years.",
                ),
            );
        }
        _ => {}
    }
    if let Some(errors) = fact("device/ioerr_cnt").and_then(|text| hex(&text)).filter(|n| *n >= USUAL_ERRORS)
    {
        lines.push(
            Line::warning("medium", format!("{called} had {errors} failed commands since the start.")).so(
                "It, its cable or its power supply has trouble.",
                "Try another cable or port; look into the kernel's log (dmesg).",
            ),
        );
    }
    lines
}

fn hex(text: &str) -> Option<i64> {
    i64::from_str_radix(text.trim().trim_start_matches("0x"), 16).ok()
}

/// The life that was used, in tenths, of each part of a medium; 0 is not known, 11 is more than all.
fn worn(text: &str) -> Vec<i64> {
    text.split_ascii_whitespace().filter_map(hex).filter(|tenths| *tenths > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    fn medium(files: &[(&str, &str)]) -> Vec<(State, String)> {
        let folder = tempfile::tempdir().expect("a folder");
        let disk = folder.path().join("mmcblk0");
        std::fs::create_dir_all(disk.join("device")).expect("a folder");
        for (path, text) in files {
            std::fs::write(disk.join(path), text).expect("a file");
        }
        examine_medium(&disk).into_iter().map(|line| (line.state, line.what)).collect()
    }

    #[test]
    fn wear_is_read() {
        assert_eq!(medium(&[])[0].0, State::Note);
        let (state, what) = &medium(&[("device/life_time", "0x01 0x02\n"), ("device/name", "BJTD4R\n")])[0];
        assert_eq!((*state, what.contains("20 %"), what.contains("BJTD4R")), (State::Good, true, true));
        assert_eq!(medium(&[("device/life_time", "0x09 0x01\n")])[0].0, State::Warning);
        assert_eq!(medium(&[("device/life_time", "0x0b 0x01\n")])[0].0, State::Bad);
        let end = medium(&[("device/life_time", "0x03 0x03\n"), ("device/pre_eol_info", "0x02\n")]);
        assert_eq!(end[0].0, State::Warning);
        let locked =
            medium(&[("ro", "1\n"), ("device/life_time", "0x01 0x01\n"), ("device/ioerr_cnt", "0x20\n")]);
        let states: Vec<State> = locked.iter().map(|(state, _)| *state).collect();
        assert_eq!(states, [State::Bad, State::Good, State::Warning]);
    }

    #[test]
    fn room_and_speed_are_judged() {
        let space = |bytes: u64, room| judge_space(Some(bytes), room, Path::new("/data")).state;
        assert_eq!(space(4 * TIGHT_BYTES, Room::Ample), State::Good);
        assert_eq!(space(TIGHT_BYTES / 2, Room::Ample), State::Warning);
        assert_eq!(space(100 << 20, Room::Low), State::Bad);
        let syncs = |millis: &[u64]| {
            judge_syncs(Ok(millis.iter().map(|ms| Duration::from_millis(*ms)).collect())).state
        };
        assert_eq!(syncs(&[1, 2, 3, 4, 900]), State::Good);
        assert_eq!(syncs(&[1, 2, 400, 500, 900]), State::Warning);
        assert_eq!(syncs(&[1, 2, 3, 4, 2_500]), State::Warning);
        assert_eq!(judge_syncs(Err(io::ErrorKind::PermissionDenied.into())).state, State::Bad);
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(time_syncs(folder.path()).expect("a file").len(), TRIES);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing is left");
    }
}
