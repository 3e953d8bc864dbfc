//! The board: heat, voltage, and what the processor was held back by. All of it is what the kernel shows; no tool of the
//! maker's is needed.

use super::{Line, Patient, System, blocking};

/// From here on a Raspberry Pi slows down, in thousandths of a degree…
const HOT: i64 = 80_000;
/// …and from here on as far as it can.
const TOO_HOT: i64 = 85_000;
/// Sensors outside of this are not connected, in thousandths of a degree.
const BELIEVABLE: std::ops::Range<i64> = -40_000..150_000;

/// Bits of `get_throttled`: now, and the same sixteen bits higher for since the start.
const UNDER_VOLTAGE: i64 = 1;
const CAPPED: i64 = 1 << 1;
const THROTTLED: i64 = 1 << 2;
const SOFT_LIMIT: i64 = 1 << 3;
const SINCE_START: u32 = 16;

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let system = patient.config.system.clone();
    blocking(move || look(&system)).await
}

fn look(system: &System) -> Vec<Line> {
    let mut lines: Vec<Line> = temperature(system).into_iter().collect();
    lines.extend(voltage(system));
    lines.extend(throttling(system));
    lines
}

/// The hottest sensor.
fn temperature(system: &System) -> Option<Line> {
    let zones = system.names("sys/class/thermal").into_iter().filter(|name| name.starts_with("thermal_zone"));
    let read = |zone: String| system.number(&format!("sys/class/thermal/{zone}/temp"));
    let hottest = zones.filter_map(read).filter(|degrees| BELIEVABLE.contains(degrees)).max()?;
    let what = format!("{}.{} °C", hottest / 1_000, (hottest % 1_000).abs() / 100);
    let fix = "Give it a heat sink, more air, or a cooler place.";
    Some(match hottest {
        TOO_HOT.. => Line::bad("temperature", format!("The processor is too hot: {what}."))
            .so("It works as slowly as it can, and will age early.", fix),
        HOT.. => Line::warning("temperature", format!("The processor is hot: {what}."))
            .so("It slows down so as not to get hotter.", fix),
        _ => Line::good("temperature", format!("The processor has {what}.")),
    })
}

fn low_voltage(now: bool) -> Line {
    let what = if now { "The voltage is too low now." } else { "The voltage was too low since the start." };
    let line = if now { Line::bad("voltage", what) } else { Line::warning("voltage", what) };
    line.so(
        "The board slows down, and may write wrong data to its card or lose its disk.",
        "Use the power supply that the board's maker sells, with a short cable; give USB disks power of their own.",
    )
}

/// The kernel's watch over the voltage of a Raspberry Pi. It reports what happened since it was last read.
fn voltage(system: &System) -> Option<Line> {
    let monitors = system.names("sys/class/hwmon");
    let monitor = monitors
        .iter()
        .map(|name| format!("sys/class/hwmon/{name}"))
        .find(|monitor| system.text(&format!("{monitor}/name")).is_some_and(|name| name == "rpi_volt"))?;
    Some(match system.number(&format!("{monitor}/in0_lcrit_alarm"))? {
        0 => Line::good("voltage", "The voltage is high enough."),
        _ => low_voltage(true),
    })
}

/// What the firmware of a Raspberry Pi, or the kernel's frequency limits, say about slowing down.
fn throttling(system: &System) -> Vec<Line> {
    let flags = system.text("sys/devices/platform/soc/soc:firmware/get_throttled");
    if let Some(flags) =
        flags.and_then(|text| i64::from_str_radix(text.trim().trim_start_matches("0x"), 16).ok())
    {
        return firmware(flags);
    }
    let policy = "sys/devices/system/cpu/cpufreq/policy0";
    let (limit, most) = (
        system.number(&format!("{policy}/scaling_max_freq")),
        system.number(&format!("{policy}/cpuinfo_max_freq")),
    );
    match (limit, most) {
        (Some(limit), Some(most)) if limit < most => {
            vec![
                Line::note(
                    "speed",
                    format!("The processor is held to {} of {} MHz.", limit / 1_000, most / 1_000),
                )
                .so(
                    "Everything takes longer.",
                    "See temperature and voltage, or whether somebody set that limit.",
                ),
            ]
        }
        _ => Vec::new(),
    }
}

fn firmware(flags: i64) -> Vec<Line> {
    let (now, before) = (flags & 0xffff, flags >> SINCE_START);
    let mut lines = Vec::new();
    if (now | before) & UNDER_VOLTAGE != 0 {
        lines.push(low_voltage(now & UNDER_VOLTAGE != 0));
    }
    let slow = CAPPED | THROTTLED | SOFT_LIMIT;
    if now & slow != 0 {
        lines.push(
            Line::warning("speed", "The firmware slows the processor down now.")
                .so("Everything takes longer.", "See temperature and voltage."),
        );
    } else if before & slow != 0 {
        lines.push(
            Line::note("speed", "The firmware slowed the processor down for a while since the start.")
                .so("Everything took longer then.", "If it happens often, see temperature and voltage."),
        );
    } else if lines.is_empty() {
        lines.push(Line::good("speed", "The firmware has not slowed the processor down."));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    fn board(files: &[(&str, &str)]) -> Vec<(String, State)> {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = root.path().join("sys").join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        look(&System::at(root.path())).into_iter().map(|line| (line.subject, line.state)).collect()
    }

    fn line(subject: &str, state: State) -> (String, State) {
        (subject.to_owned(), state)
    }

    #[test]
    fn a_machine_that_tells_nothing_is_no_trouble() {
        assert_eq!(board(&[]), []);
        assert_eq!(board(&[("class/thermal/thermal_zone0/temp", "-274000\n")]), []);
    }

    #[test]
    fn heat_voltage_and_throttling_are_read() {
        let healthy = [
            ("class/thermal/thermal_zone0/temp", "48312\n"),
            ("class/hwmon/hwmon0/name", "cpu_thermal\n"),
            ("class/hwmon/hwmon1/name", "rpi_volt\n"),
            ("class/hwmon/hwmon1/in0_lcrit_alarm", "0\n"),
            ("devices/platform/soc/soc:firmware/get_throttled", "0\n"),
        ];
        let good =
            [line("temperature", State::Good), line("voltage", State::Good), line("speed", State::Good)];
        assert_eq!(board(&healthy), good);
        let ill = [
            ("class/thermal/thermal_zone0/temp", "86000\n"),
            ("class/thermal/thermal_zone1/temp", "40000\n"),
            ("class/hwmon/hwmon1/name", "rpi_volt\n"),
            ("class/hwmon/hwmon1/in0_lcrit_alarm", "1\n"),
            ("devices/system/cpu/cpufreq/policy0/scaling_max_freq", "600000\n"),
            ("devices/system/cpu/cpufreq/policy0/cpuinfo_max_freq", "1500000\n"),
        ];
        let bad = [line("temperature", State::Bad), line("voltage", State::Bad), line("speed", State::Note)];
        assert_eq!(board(&ill), bad);
        assert_eq!(
            board(&[("class/thermal/thermal_zone0/temp", "80000")]),
            [line("temperature", State::Warning)]
        );
    }

    #[test]
    fn the_firmwares_flags_are_told_apart_by_time() {
        let flags = |text: &str| board(&[("devices/platform/soc/soc:firmware/get_throttled", text)]);
        assert_eq!(flags("50005"), [line("voltage", State::Bad), line("speed", State::Warning)]);
        assert_eq!(flags("50000"), [line("voltage", State::Warning), line("speed", State::Note)]);
        assert_eq!(flags("0x80008"), [line("speed", State::Warning)]);
    }
}
