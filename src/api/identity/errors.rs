//! What clients read of the failures of identity.

use crate::account::mail_codes::CodeError;
use crate::account::{ChangeHandleError, HandleError, HandleRefused};
use crate::identity::ResolveError;
use crate::identity::plc::PlcError;
use crate::store::{StorageError, WriteError};
use crate::xrpc::XrpcError;

/// A directory that refuses is the caller's business and says why; one that fails is not.
pub(super) fn plc_error(error: PlcError) -> XrpcError {
    match &error {
        PlcError::Unreachable(_) | PlcError::Failed(_) | PlcError::Malformed(_) => {
            tracing::warn!(%error, "the PLC directory failed");
            XrpcError::upstream(error.to_string())
        }
        PlcError::NotFound | PlcError::Tombstoned | PlcError::Refused(_) => {
            XrpcError::invalid(error.to_string())
        }
    }
}

/// Why a mailed code is no good.
pub(super) fn code_error(error: CodeError) -> XrpcError {
    match error {
        CodeError::Expired => XrpcError::named("ExpiredToken", error.to_string()),
        CodeError::Storage(error) => XrpcError::internal(error),
        error => XrpcError::named("InvalidToken", error.to_string()),
    }
}

/// Why a mailed code was not used up.
pub(super) fn code_write_error(error: WriteError<CodeError>) -> XrpcError {
    match error {
        WriteError::Job(error) => code_error(error),
        WriteError::Unavailable => write_error(WriteError::Unavailable),
        WriteError::Full => write_error(WriteError::Full),
        WriteError::Busy => write_error(WriteError::Busy),
    }
}

/// Why something was not written.
pub(super) fn write_error(error: WriteError<StorageError>) -> XrpcError {
    match error {
        WriteError::Full => XrpcError::disk_full(),
        WriteError::Busy => XrpcError::busy("The server is busy", 1),
        error => XrpcError::internal(error),
    }
}

/// Why an account did not get a handle.
pub(in crate::api) fn change_handle_error(error: ChangeHandleError) -> XrpcError {
    let message = error.to_string();
    match error {
        ChangeHandleError::Handle(error) => handle_error(&error),
        ChangeHandleError::Taken(_) => XrpcError::named("HandleNotAvailable", message),
        ChangeHandleError::Document(ResolveError::Unreachable(_)) => XrpcError::upstream(message),
        ChangeHandleError::NotInDocument | ChangeHandleError::Document(_) | ChangeHandleError::NoAccount => {
            XrpcError::invalid(message)
        }
        ChangeHandleError::Directory(error) => plc_error(error),
        ChangeHandleError::Store(error) => write_error(error),
    }
}

fn handle_error(error: &HandleError) -> XrpcError {
    let name = match error {
        HandleError::Refused(HandleRefused::Reserved) => "HandleNotAvailable",
        HandleError::Refused(_) => "InvalidHandle",
        HandleError::UnsupportedDomain => "UnsupportedDomain",
        HandleError::Unresolved => "InvalidRequest",
    };
    XrpcError::named(name, error.to_string())
}
