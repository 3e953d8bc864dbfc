//! What clients read of the failures of identity.

use crate::account::ChangeHandleError;
use crate::identity::ResolveError;
use crate::xrpc::XrpcError;

impl From<ChangeHandleError> for XrpcError {
    fn from(error: ChangeHandleError) -> Self {
        let message = error.to_string();
        match error {
            ChangeHandleError::Handle(error) => error.into(),
            ChangeHandleError::Taken(_) => Self::named("HandleNotAvailable", message),
            ChangeHandleError::Document(ResolveError::Unreachable(_)) => Self::upstream(message),
            ChangeHandleError::NotInDocument
            | ChangeHandleError::Document(_)
            | ChangeHandleError::NoAccount => Self::invalid(message),
            ChangeHandleError::Directory(error) => error.into(),
            ChangeHandleError::Store(error) => error.into(),
        }
    }
}

/// A DID that does not resolve, by the names of the lexicons.
impl From<ResolveError> for XrpcError {
    fn from(error: ResolveError) -> Self {
        let message = error.to_string();
        match error {
            ResolveError::Deactivated => Self::named("DidDeactivated", message),
            ResolveError::Unreachable(_) => Self::upstream(message),
            ResolveError::NotFound(_) | ResolveError::UnsupportedMethod => {
                Self::named("DidNotFound", message)
            }
        }
    }
}
