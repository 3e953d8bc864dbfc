//! `hostplant tune`: how much work hashing a password may be on this machine.

use std::time::{Duration, Instant};

use clap::Args;

use super::client::line;
use super::serve::runtime;
use super::{CliError, Place};
use crate::base::Secret;
use crate::config::{self, Saved};
use crate::crypto::{PasswordParams, Passwords};

/// A hash may take this long. Wrong passwords are answered after 350 ms at the earliest, so that the time of an answer
/// tells nothing of whose password was hashed with less work.
const LONGEST: Duration = Duration::from_millis(340);
/// Hashes that are timed; the fastest counts, for others were held up by something else.
const RUNS: usize = 3;
/// How often a guess of the passes is corrected.
const ROUNDS: usize = 4;
/// Memory of the server that is set aside for one hash, in MiB; `MemoryHigh` of the unit counts with it.
const BUDGET_MIB: u32 = 19;
/// More than this no parameters take.
const MOST_MIB: i64 = 256;

/// Find out how much work a password's hash may be on this machine, and save it. The server uses it from its next start on;
/// passwords that were hashed with less work stay good and are hashed anew when they are next used.
#[derive(Debug, Args)]
pub(super) struct Tune {
    /// Memory that one hash may take, in MiB. Above 19, raise the unit's MemoryHigh and MemoryMax by as much
    #[arg(long, default_value_t = BUDGET_MIB, value_parser = clap::value_parser!(u32).range(7..=MOST_MIB))]
    memory: u32,
    /// Only say what would be saved
    #[arg(long)]
    dry_run: bool,
}

impl Tune {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let sources = place.sources();
        let (settings, _) = config::settings(&sources)?;
        let least = PasswordParams::least_within(self.memory * 1024)
            .ok_or_else(|| CliError::Failed("less than 7 MiB is not safe".to_owned()))?;
        let (params, time) = choose(least, time)?;
        let millis = time.as_millis();
        let (memory, passes) = (format!("{} MiB", params.memory_kib / 1024), params.passes.to_string());
        line(&format!("One password takes {millis} ms with {memory} and {passes} passes."))?;
        if time > LONGEST {
            line("That is the least that is safe with this memory. Sign-ins will be slow on this machine.")?;
        }
        let current = config::passwords(&settings);
        if params.is_weaker_than(current) {
            line(&format!(
                "The present settings ({} MiB, {} passes) are more work than that.",
                current.memory_kib / 1024,
                current.passes
            ))?;
        }
        if self.dry_run {
            return Ok(());
        }
        let data = config::data_folder(&settings, &sources);
        Saved::open(&data, &sources)?.set(&[("passwords.memory", &memory), ("passwords.passes", &passes)])?;
        line("Saved. Restart the server to use it.")
    }
}

/// About the most passes over the memory of `least` that `time` says to take no longer than [`LONGEST`], at least those of
/// `least`, and how long they take.
fn choose(
    least: PasswordParams,
    time: impl Fn(PasswordParams) -> Result<Duration, CliError>,
) -> Result<(PasswordParams, Duration), CliError> {
    let mut best = (least, time(least)?);
    let mut tried = best;
    for _ in 0..ROUNDS {
        let (params, taken) = tried;
        // What that many passes took says how many fit.
        let fit = u128::from(params.passes) * LONGEST.as_micros() / taken.as_micros().max(1);
        let passes = u32::try_from(fit).unwrap_or(u32::MAX).clamp(least.passes, PasswordParams::MOST_PASSES);
        if passes == params.passes {
            break;
        }
        let next = PasswordParams { passes, ..least };
        tried = (next, time(next)?);
        if tried.1 <= LONGEST && passes > best.0.passes {
            best = tried;
        }
    }
    Ok(best)
}

/// How long one hash takes.
fn time(params: PasswordParams) -> Result<Duration, CliError> {
    let system = |source| CliError::System { doing: "cannot start the thread of passwords", source };
    let passwords = Passwords::start(params).map_err(system)?;
    let runtime = runtime()?;
    let run = || {
        let start = Instant::now();
        let hashed = runtime.block_on(passwords.hash(Secret::new("correct horse".to_owned())));
        hashed.map(|_| start.elapsed()).map_err(|error| CliError::Failed(error.to_string()))
    };
    // The first run touches the memory.
    let mut fastest = run()?;
    for _ in 0..RUNS {
        fastest = fastest.min(run()?);
    }
    Ok(fastest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_fill_the_time_and_never_fall_below_the_least() {
        let least = PasswordParams::default();
        let chosen = |millis_each: f64, start: f64| {
            let time = |params: PasswordParams| {
                Ok(Duration::from_secs_f64((start + millis_each * f64::from(params.passes)) / 1e3))
            };
            let (params, taken) = choose(least, time).expect("a choice");
            assert!(taken <= LONGEST || params == least);
            params.passes
        };
        assert_eq!(chosen(10.0, 0.0), 34);
        assert_eq!(chosen(100.0, 0.0), 3);
        assert_eq!(chosen(400.0, 0.0), 2);
        // Where there is a cost besides passes, the first guess is far off.
        assert!((29..=31).contains(&chosen(10.0, 30.0)));
        assert_eq!(chosen(0.001, 0.0), PasswordParams::MOST_PASSES);
    }
}
