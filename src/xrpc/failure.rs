//! What failures of the store and of the mail queue look like to clients, whatever the method.

use super::XrpcError;
use crate::mail::QueueError;
use crate::store::{LeaseError, StorageError, WriteError};

/// When to try again a write that found the queue full, in seconds.
const BUSY_RETRY_SECS: u32 = 5;
/// When to try again while the process restarts, in seconds.
const RESTART_RETRY_SECS: u32 = 10;
/// When to try again a letter that found the queue full, in seconds.
const MAIL_RETRY_SECS: u32 = 3_600;
/// When to try again an export that found no free place, in seconds.
const EXPORT_RETRY_SECS: u32 = 30;

impl From<StorageError> for XrpcError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::KeyTooLong => Self::invalid("A value is too long"),
            StorageError::Closed => Self::busy("The server is stopping", RESTART_RETRY_SECS),
            error => Self::internal(error),
        }
    }
}

impl<E: Into<Self>> From<WriteError<E>> for XrpcError {
    fn from(error: WriteError<E>) -> Self {
        match error {
            WriteError::Job(error) => error.into(),
            WriteError::Full => Self::disk_full(),
            WriteError::Busy => Self::busy("Too many writes are waiting", BUSY_RETRY_SECS),
            WriteError::Unavailable => Self::busy("The server takes no writes now", RESTART_RETRY_SECS),
        }
    }
}

impl From<QueueError> for XrpcError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Full => Self::busy("Too much mail is waiting", MAIL_RETRY_SECS),
            QueueError::Storage(error) => error.into(),
        }
    }
}

impl From<LeaseError> for XrpcError {
    fn from(error: LeaseError) -> Self {
        match error {
            // A snapshot that is taken back before the first byte went out is as good as none.
            LeaseError::Busy | LeaseError::Revoked => {
                Self::busy("Too many exports at once", EXPORT_RETRY_SECS)
            }
            LeaseError::Storage(error) => error.into(),
        }
    }
}
