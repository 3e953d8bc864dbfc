//! What clients read when a write, an upload or an import is refused.

use hyper::StatusCode;

use super::author::{deactivated, taken_down};
use crate::blobs::{KeepError, UploadError};
use crate::records::{BlobRefused, CommitError, ImportError, PrepareError};
use crate::repo::car::CarError;
use crate::repo::import;
use crate::xrpc::XrpcError;

impl From<PrepareError> for XrpcError {
    fn from(error: PrepareError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl From<CommitError> for XrpcError {
    fn from(error: CommitError) -> Self {
        let name = match &error {
            CommitError::CommitSwap(_) | CommitError::RecordSwap(_) => Some("InvalidSwap"),
            CommitError::Blob(BlobRefused::NotFound(_)) => Some("BlobNotFound"),
            CommitError::Blob(BlobRefused::Mime { .. }) => Some("InvalidMimeType"),
            CommitError::Blob(BlobRefused::Size { .. }) => Some("InvalidSize"),
            CommitError::RecordExists(_)
            | CommitError::RecordMissing(_)
            | CommitError::TooManyWrites
            | CommitError::EventTooLarge
            | CommitError::Crowded => None,
            CommitError::NoAccount => return Self::forbidden(error.to_string()).with_name("AccountNotFound"),
            CommitError::TakenDown => return taken_down(),
            CommitError::Deactivated => return deactivated(),
            CommitError::NoRepo
            | CommitError::Blob(BlobRefused::Storage(_))
            | CommitError::Signer(_)
            | CommitError::Tree(_)
            | CommitError::Storage(_) => return Self::internal(error),
        };
        let answer = Self::invalid(error.to_string());
        match name {
            Some(name) => answer.with_name(name),
            None => answer,
        }
    }
}

impl From<ImportError> for XrpcError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Archive(import::ImportError::Car(CarError::TooLarge)) => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "request entity too large")
            }
            ImportError::Archive(import::ImportError::Car(CarError::Io(error))) | ImportError::Io(error) => {
                Self::internal(error)
            }
            ImportError::Archive(import::ImportError::NoRoot) => Self::invalid("expected one root"),
            ImportError::Archive(_) | ImportError::Record(_) => Self::invalid(error.to_string()),
            ImportError::UnderWay => {
                Self::new(StatusCode::CONFLICT, error.to_string()).with_name("ImportUnderWay")
            }
            ImportError::Changed => Self::invalid(error.to_string()).with_name("InvalidSwap"),
            ImportError::Full => Self::disk_full(),
            ImportError::Commit(error) => error.into(),
        }
    }
}

impl From<UploadError> for XrpcError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::TooLarge { .. } => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "request entity too large")
            }
            UploadError::Full => Self::disk_full(),
            UploadError::Io(error) => Self::internal(error),
        }
    }
}

impl From<KeepError> for XrpcError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Upload(error) => error.into(),
            KeepError::Write(error) => error.into(),
            KeepError::Storage(error) => error.into(),
        }
    }
}
