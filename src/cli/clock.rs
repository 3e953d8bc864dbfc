//! `hostplant clock`: sets the machine's clock by what time servers say, for boards that have no battery for one and no
//! other program that does it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use rustix::time::{ClockId, Timespec, clock_settime};

use super::client::line;
use super::{CliError, Place};
use crate::base::{Clock, EARLIEST, Timestamp};
use crate::net::{NTP_PORT, Names, ask_time};

/// Most addresses that are asked at once.
const ASKED: usize = 4;
/// An answer that was longer under way tells too little.
const LONGEST_WAY: Duration = Duration::from_secs(2);
/// How far two servers may differ.
const AGREEMENT: i64 = 10_000_000;
/// A clock that is off by less is left alone, in microseconds: nothing here needs more, and time should not jump.
const LEFT_ALONE: i64 = 200_000;
/// Pause after it was set, and between attempts that failed.
const KEPT: Duration = Duration::from_secs(3_600);
const RETRY: Duration = Duration::from_secs(5);

/// Set the machine's clock by time servers. Needs the right to do so (CAP_SYS_TIME).
#[derive(Debug, Args)]
pub(super) struct SetClock {
    /// Time servers, as host or host:port; several are asked, and their median counts
    #[arg(long = "from", value_name = "HOST", default_values = ["0.pool.ntp.org", "1.pool.ntp.org", "2.pool.ntp.org", "time.cloudflare.com"])]
    servers: Vec<String>,
    /// Try until it is set, and then look once an hour
    #[arg(long)]
    keep: bool,
    /// A file to make once it is set, which the server waits for (clock.marker)
    #[arg(long, value_name = "FILE")]
    marker: Option<PathBuf>,
    /// Say how far it is off, and leave it
    #[arg(long, conflicts_with = "keep")]
    check: bool,
}

impl SetClock {
    pub(super) async fn run(self, _: &Place) -> Result<(), CliError> {
        loop {
            let pause = match self.once().await {
                Ok(()) => KEPT,
                Err(error) if !self.keep => return Err(error),
                Err(error) => {
                    tracing::debug!(%error, "the clock was not set");
                    RETRY
                }
            };
            if !self.keep {
                return Ok(());
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn once(&self) -> Result<(), CliError> {
        let clock = Clock::system();
        let Some(offset) = median(ask(&self.servers, &clock).await) else {
            return Err(CliError::Failed("no time server could be asked, or they do not agree".to_owned()));
        };
        let right = moved(clock.now(), offset);
        if right < EARLIEST {
            return Err(CliError::Failed(format!("the time servers say {right}, which cannot be")));
        }
        if self.check {
            return line(&format!("the clock is off by {} s", seconds(offset)));
        }
        if offset.abs() >= LEFT_ALONE {
            // Asked anew: the questions took a while.
            set(moved(clock.now(), offset))?;
            line(&format!("the clock was set to {}, by {} s", clock.now(), seconds(offset)))?;
        }
        if let Some(marker) = &self.marker {
            std::fs::write(marker, "")
                .map_err(|source| CliError::System { doing: "cannot say that the clock is set", source })?;
        }
        Ok(())
    }
}

/// What the servers say: how far the clock is behind, in microseconds.
async fn ask(servers: &[String], clock: &Clock) -> Vec<i64> {
    // What the system asks may have changed since the start: the network comes later than this.
    let Ok(names) = Names::system() else { return Vec::new() };
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for server in servers {
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok() => (host, port.parse().unwrap_or(NTP_PORT)),
            _ => (server.as_str(), NTP_PORT),
        };
        let found = match host.parse() {
            Ok(address) => Some(address),
            Err(_) => names.addresses(host).await.ok().and_then(|found| found.first().copied()),
        };
        addresses.extend(found.map(|address| SocketAddr::new(address, port)));
    }
    addresses.truncate(ASKED);
    let asked = addresses.iter().map(|address| ask_time(*address, clock));
    let replies = futures_util::future::join_all(asked).await;
    let near = replies.into_iter().flatten().filter(|reply| reply.round_trip <= LONGEST_WAY);
    near.map(|reply| reply.offset_micros).collect()
}

/// The one in the middle, if most of them are near it: one server that is wrong, or lies, decides nothing.
fn median(mut offsets: Vec<i64>) -> Option<i64> {
    offsets.sort_unstable();
    let middle = *offsets.get(offsets.len().checked_sub(1)? / 2)?;
    let agree = offsets.iter().filter(|offset| offset.abs_diff(middle) <= AGREEMENT.unsigned_abs()).count();
    (2 * agree > offsets.len()).then_some(middle)
}

/// Microseconds as seconds, with their sign.
fn seconds(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    format!("{sign}{}.{:06}", micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000)
}

fn moved(now: Timestamp, offset: i64) -> Timestamp {
    let by = Duration::from_micros(offset.unsigned_abs());
    if offset < 0 { now.before(by) } else { now.after(by) }
}

fn set(to: Timestamp) -> Result<(), CliError> {
    let failed = |source| CliError::System { doing: "cannot set the clock", source };
    let tv_sec = i64::try_from(to.secs()).map_err(|error| failed(std::io::Error::other(error)))?;
    let tv_nsec = to.micros() % 1_000_000 * 1_000;
    let tv_nsec = i64::try_from(tv_nsec).map_err(|error| failed(std::io::Error::other(error)))?;
    let time = Timespec { tv_sec, tv_nsec: tv_nsec as _ };
    clock_settime(ClockId::Realtime, time).map_err(|errno| failed(errno.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_servers_decide() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7]), Some(7));
        assert_eq!(median(vec![5, 1_000_000_000_000, 6]), Some(6), "one is wrong");
        assert_eq!(median(vec![0, 1_000_000_000_000]), None, "nobody knows which");
        assert_eq!(median(vec![-20_000_000, 0, 20_000_000]), None);
        assert_eq!(median(vec![1, 2, 3, -9_000_000_000]), Some(1));
    }

    #[test]
    fn time_is_moved_both_ways() {
        let now = Timestamp::from_secs(100);
        assert_eq!(moved(now, 1_500_000), Timestamp::from_micros(101_500_000));
        assert_eq!(moved(now, -1_500_000), Timestamp::from_micros(98_500_000));
    }

    #[test]
    fn offsets_keep_their_sign() {
        assert_eq!(seconds(-500_000), "-0.500000");
        assert_eq!(seconds(12_000_001), "12.000001");
        assert_eq!(seconds(i64::MIN), "-9223372036854.775808");
    }

    #[tokio::test]
    async fn servers_that_cannot_be_asked_say_nothing() {
        let servers = ["127.0.0.1:1".to_owned(), "no such name".to_owned()];
        assert!(ask(&servers, &Clock::system()).await.is_empty());
    }
}
