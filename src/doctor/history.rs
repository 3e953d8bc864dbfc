//! How the server did in the last hours: what the administrator's charts are drawn from.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Samples that are kept.
const MAX_SAMPLES: usize = 180;

/// What the kernel calls the memory that a process holds.
pub const RESIDENT: &str = "VmRSS";

/// How the server did for a while, which is a minute unless the operator wants it otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// How long that was.
    pub span: Duration,
    /// Memory of the process at its end, in bytes.
    pub resident: u64,
    /// Requests that were answered in it.
    pub requests: u64,
    /// Bytes that were written to the database file in it.
    pub written: u64,
}

impl Sample {
    /// What was counted in it, as if it had gone on like that for a minute.
    pub fn per_minute(&self, count: u64) -> u64 {
        let millis = self.span.as_millis().max(1);
        let count = u128::from(count) * Duration::from_secs(60).as_millis();
        u64::try_from((count + millis / 2) / millis).unwrap_or(u64::MAX)
    }
}

/// The samples, and what is counted for the next one.
#[derive(Debug, Default)]
pub struct History {
    requests: AtomicU64,
    kept: Mutex<Kept>,
}

#[derive(Debug)]
struct Kept {
    samples: VecDeque<Sample>,
    /// When the last sample was taken, and the bytes that had been written by then.
    at: Instant,
    written: u64,
}

impl Default for Kept {
    fn default() -> Self {
        Self { samples: VecDeque::new(), at: Instant::now(), written: 0 }
    }
}

impl History {
    /// Counts an answered request.
    pub fn count_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes a sample; `written` are the bytes written to the database file since the start.
    pub fn sample(&self, written: u64) {
        let requests = self.requests.swap(0, Ordering::Relaxed);
        let resident = process_bytes(RESIDENT).unwrap_or_default();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.samples.len() == MAX_SAMPLES {
            kept.samples.pop_front();
        }
        let written_before = std::mem::replace(&mut kept.written, written);
        let written = written.saturating_sub(written_before);
        let span = std::mem::replace(&mut kept.at, Instant::now()).elapsed();
        kept.samples.push_back(Sample { span, resident, requests, written });
    }

    /// The samples, the oldest first.
    pub fn samples(&self) -> Vec<Sample> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).samples.iter().copied().collect()
    }
}

/// A figure of the kernel's about this process's memory, by its name in `/proc/self/status`.
pub fn process_bytes(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let kib: u64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib.saturating_mul(1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_hold_what_came_between_them() {
        let history = History::default();
        history.count_request();
        history.count_request();
        history.sample(1_000);
        history.sample(1_500);
        let counts: Vec<_> = history.samples().iter().map(|s| (s.requests, s.written)).collect();
        assert_eq!(counts, [(2, 1_000), (0, 500)]);
        for _ in 0..500 {
            history.sample(2_000);
        }
        assert_eq!(history.samples().len(), MAX_SAMPLES);
    }

    #[test]
    fn counts_are_told_for_a_minute() {
        let of =
            |millis| Sample { span: Duration::from_millis(millis), resident: 0, requests: 0, written: 0 };
        assert_eq!(
            [60_000, 1_000, 66_000, 0].map(|millis| of(millis).per_minute(11)),
            [11, 660, 10, 660_000]
        );
        assert_eq!(of(1).per_minute(u64::MAX), u64::MAX);
    }
}
