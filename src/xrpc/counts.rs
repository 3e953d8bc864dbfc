//! How often each method was called, and how it went.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hyper::StatusCode;

/// Calls of one method since the start.
#[derive(Debug, Default)]
pub struct Counts {
    succeeded: AtomicU64,
    refused: AtomicU64,
    failed: AtomicU64,
    micros: AtomicU64,
}

impl Counts {
    /// Counts one call.
    pub(super) fn note(&self, status: StatusCode, took: Duration) {
        let counter = if status.is_server_error() {
            &self.failed
        } else if status.is_client_error() {
            &self.refused
        } else {
            &self.succeeded
        };
        counter.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Calls that went well.
    pub fn succeeded(&self) -> u64 {
        self.succeeded.load(Ordering::Relaxed)
    }

    /// Calls that the caller got wrong.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Calls that the server, or one that it asked, got wrong.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Microseconds until their answers began, in all.
    pub fn micros(&self) -> u64 {
        self.micros.load(Ordering::Relaxed)
    }
}
