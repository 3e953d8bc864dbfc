//! How many operations a DID may have in a time.

use std::time::Duration;

use crate::base::Timestamp;
use crate::identity::plc::LogEntry;

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);
const WEEK: Duration = Duration::from_secs(7 * 24 * 3_600);

/// Operations within a time, the public directory's numbers.
const LIMITS: [(&str, Duration, usize); 3] = [("hour", HOUR, 10), ("day", DAY, 30), ("week", WEEK, 100)];

/// A DID has changed too often lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Too many operations within last {period} (max {max})")]
pub struct TooMany {
    /// The time that is over-full.
    pub period: &'static str,
    /// How many fit.
    pub max: usize,
}

/// Checks that the log has room for one more operation.
pub(super) fn check(log: &[LogEntry], now: Timestamp) -> Result<(), TooMany> {
    for (period, length, max) in LIMITS {
        let since = now.before(length);
        if log.iter().filter(|entry| entry.created_at > since).count() >= max {
            return Err(TooMany { period, max });
        }
    }
    Ok(())
}
