//! Memory: what is left for the machine and for the server's own control group, and how long tasks wait for it.

use super::{Line, Patient, System, blocking};

const SUBJECT: &str = "memory";
/// With less than this left, the machine begins to drop what it will need again.
const LITTLE: u64 = 48 * 1024 * 1024;
/// A group that has used more than this share of its limit is close to it, in per cent.
const CLOSE: u64 = 90;
/// Tasks that waited for more than this share of the last minute, in per cent, are slowed down noticeably.
const STALLED: f64 = 10.0;

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let system = patient.config.system.clone();
    let running = patient.app.is_some();
    blocking(move || look(&system, running)).await
}

fn mib(bytes: u64) -> u64 {
    bytes / (1024 * 1024)
}

fn look(system: &System, running: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    lines.extend(machine(system));
    // The group and the size of a command that examines a stopped server tell nothing.
    let group = if running { own_group(system) } else { None };
    if running {
        let size =
            system.kib("proc/self/status", "VmRSS").map(|size| format!("The server has {} MiB", mib(size)));
        let limit = group.as_ref().and_then(|group| group_limit(system, group));
        if let Some(size) = size {
            lines.push(match limit {
                Some((used, most)) if used.saturating_mul(100) > most.saturating_mul(CLOSE) => Line::warning(
                    SUBJECT,
                    format!("{size}; its group has {} of {} MiB.", mib(used), mib(most)),
                )
                .so(
                    "Beyond its limit it is slowed down, then ended and started again.",
                    "Raise MemoryHigh and MemoryMax of the unit, or lower http.max_connections.",
                ),
                Some((used, most)) => {
                    Line::good(SUBJECT, format!("{size}; its group has {} of {} MiB.", mib(used), mib(most)))
                }
                None => Line::good(SUBJECT, format!("{size}.")),
            });
        }
    }
    if let Some(kills) =
        group.as_ref().and_then(|group| group_kills(system, group)).filter(|kills| *kills > 0)
    {
        lines.push(
            Line::bad(
                SUBJECT,
                format!("{kills} processes of the server's group were ended for want of memory."),
            )
            .so(
                "The server restarted; requests were lost.",
                "Raise MemoryMax of the unit, or lower http.max_connections.",
            ),
        );
    }
    lines.extend(pressure(system, group.as_deref()));
    lines
}

/// What is left for the whole machine.
fn machine(system: &System) -> Option<Line> {
    let total = system.kib("proc/meminfo", "MemTotal")?;
    let available = system.kib("proc/meminfo", "MemAvailable")?;
    let what = format!("{} of {} MiB are available.", mib(available), mib(total));
    Some(if available < LITTLE {
        Line::warning(SUBJECT, what).so(
            "The machine reads again and again from its disk what it had to drop.",
            "End other programs of this machine.",
        )
    } else {
        Line::good(SUBJECT, what)
    })
}

/// The folder of the server's own control group.
fn own_group(system: &System) -> Option<String> {
    let groups = system.text("proc/self/cgroup")?;
    let path = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    Some(format!("sys/fs/cgroup/{path}")).filter(|_| !path.is_empty())
}

/// What the group uses, and the lower of its limits.
fn group_limit(system: &System, group: &str) -> Option<(u64, u64)> {
    let number = |name: &str| system.text(&format!("{group}/{name}"))?.trim().parse::<u64>().ok();
    // "max" is no limit.
    let most = [number("memory.high"), number("memory.max")].into_iter().flatten().min()?;
    Some((number("memory.current")?, most))
}

fn group_kills(system: &System, group: &str) -> Option<u64> {
    let events = system.text(&format!("{group}/memory.events"))?;
    events.lines().find_map(|line| line.strip_prefix("oom_kill "))?.trim().parse().ok()
}

/// For how much of the last minute some task waited for memory.
fn pressure(system: &System, group: Option<&str>) -> Option<Line> {
    let own = group.and_then(|group| system.text(&format!("{group}/memory.pressure")));
    let text = own.or_else(|| system.text("proc/pressure/memory"))?;
    let some = text.lines().find_map(|line| line.strip_prefix("some "))?;
    let minute = some.split_ascii_whitespace().find_map(|field| field.strip_prefix("avg60="))?;
    let share: f64 = minute.parse().ok()?;
    Some(if share > STALLED {
        Line::warning("memory pressure", format!("Tasks waited for memory in {share} % of the last minute."))
            .so(
                "Answers are slow; exports and imports are put off.",
                "End other programs of this machine, or raise MemoryHigh of the unit.",
            )
    } else {
        Line::good("memory pressure", format!("Tasks waited for memory in {share} % of the last minute."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    fn states(files: &[(&str, &str)], running: bool) -> Vec<State> {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        look(&System::at(root.path()), running).into_iter().map(|line| line.state).collect()
    }

    #[test]
    fn memory_is_judged_by_what_is_left() {
        assert_eq!(states(&[], true), []);
        let meminfo = "MemTotal:         437692 kB\nMemFree:  1 kB\nMemAvailable:     301100 kB\n";
        assert_eq!(states(&[("proc/meminfo", meminfo)], false), [State::Good]);
        let meminfo = "MemTotal:         437692 kB\nMemAvailable:     30110 kB\n";
        assert_eq!(states(&[("proc/meminfo", meminfo)], false), [State::Warning]);
        let group = "sys/fs/cgroup/system.slice/hostplant.service";
        let calm = "some avg10=0.00 avg60=0.10 avg300=0.22 total=1234\nfull avg10=0.00\n";
        let file = |name: &str| format!("{group}/{name}");
        let (current, high, max, events, pressure) = (
            file("memory.current"),
            file("memory.high"),
            file("memory.max"),
            file("memory.events"),
            file("memory.pressure"),
        );
        let mut files = vec![
            ("proc/self/cgroup", "0::/system.slice/hostplant.service\n"),
            ("proc/self/status", "Name:\thostplant\nVmRSS:\t   12345 kB\n"),
            (current.as_str(), "30000000\n"),
            (high.as_str(), "100663296\n"),
            (max.as_str(), "max\n"),
            (events.as_str(), "low 0\noom 0\noom_kill 0\n"),
            (pressure.as_str(), calm),
        ];
        assert_eq!(states(&files, true), [State::Good, State::Good]);
        files[2].1 = "99000000\n";
        files[5].1 = "low 0\noom 1\noom_kill 1\n";
        files[6].1 = "some avg10=0.00 avg60=31.70 avg300=0.22 total=1234\n";
        assert_eq!(states(&files, true), [State::Warning, State::Bad, State::Warning]);
    }
}
