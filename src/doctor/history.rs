//! How the server did in the last hours, minute by minute: what the administrator's charts are drawn from.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::base::Timestamp;

/// Minutes that are kept.
const MAX_SAMPLES: usize = 180;

/// What the kernel calls the memory that a process holds.
pub const RESIDENT: &str = "VmRSS";

/// How the server did in one minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// When it ended.
    pub at: Timestamp,
    /// Memory of the process at its end, in bytes.
    pub resident: u64,
    /// Requests that were answered in it.
    pub requests: u64,
    /// Bytes that were written to the database file in it.
    pub written: u64,
}

/// The samples, and what is counted for the next one.
#[derive(Debug, Default)]
pub struct History {
    requests: AtomicU64,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    samples: VecDeque<Sample>,
    /// Bytes that had been written when the last sample was taken.
    written: u64,
}

impl History {
    /// Counts an answered request.
    pub fn count_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes a sample; `written` are the bytes written to the database file since the start.
    pub fn sample(&self, at: Timestamp, written: u64) {
        let requests = self.requests.swap(0, Ordering::Relaxed);
        let resident = process_bytes(RESIDENT).unwrap_or_default();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.samples.len() == MAX_SAMPLES {
            kept.samples.pop_front();
        }
        let before = std::mem::replace(&mut kept.written, written);
        let written = written.saturating_sub(before);
        kept.samples.push_back(Sample { at, resident, requests, written });
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
        history.sample(Timestamp::from_secs(60), 1_000);
        history.sample(Timestamp::from_secs(120), 1_500);
        let counts: Vec<_> = history.samples().iter().map(|s| (s.requests, s.written)).collect();
        assert_eq!(counts, [(2, 1_000), (0, 500)]);
        for minute in 0..500 {
            history.sample(Timestamp::from_secs(180 + minute * 60), 2_000);
        }
        assert_eq!(history.samples().len(), MAX_SAMPLES);
    }
}
