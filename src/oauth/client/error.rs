//! Why a client is not known, or not who it says.

use std::sync::Arc;

use super::assertion::AssertionError;
use super::fetch::FetchError;
use super::id::InvalidClientId;
use super::metadata::InvalidMetadata;
use crate::mail::InvalidDesign;
use crate::oauth::ErrorCode;
use crate::oauth::jwk::JwkError;

/// Why there is no such client, or it cannot act.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ClientError {
    /// Its name cannot be one.
    #[error(transparent)]
    Id(#[from] InvalidClientId),
    /// Its metadata cannot be had.
    #[error("Unable to obtain client metadata: {0}")]
    Unavailable(#[source] Arc<FetchError>),
    /// Its metadata break a rule.
    #[error(transparent)]
    Metadata(#[from] InvalidMetadata),
    /// Its keys cannot be had.
    #[error("Unable to obtain the client's keys: {0}")]
    KeysUnavailable(#[source] Arc<FetchError>),
    /// Its keys are no key set, or not public.
    #[error("The client's key set is invalid: {0}")]
    Keys(#[source] JwkError),
    /// Its template of letters is none.
    #[error("The client's template of letters cannot be used: {0}")]
    Letter(#[from] InvalidDesign),
    /// It does not prove who it is.
    #[error(transparent)]
    Assertion(#[from] AssertionError),
}

impl ClientError {
    /// The error code of OAuth for it.
    pub fn code(&self) -> ErrorCode {
        match self {
            _ if self.is_our_own() => ErrorCode::TemporarilyUnavailable,
            Self::Metadata(InvalidMetadata::RedirectUri(_)) => ErrorCode::InvalidRedirectUri,
            Self::Id(_)
            | Self::Unavailable(_)
            | Self::Metadata(_)
            | Self::KeysUnavailable(_)
            | Self::Keys(_)
            | Self::Letter(_) => ErrorCode::InvalidClientMetadata,
            Self::Assertion(AssertionError::Missing) => ErrorCode::InvalidRequest,
            Self::Assertion(_) => ErrorCode::InvalidClient,
        }
    }

    /// Whether nobody was asked, because there is too much to do here. It says nothing of the client.
    pub(super) fn is_our_own(&self) -> bool {
        matches!(self, Self::Unavailable(error) | Self::KeysUnavailable(error) if error.is_busy())
    }

    /// Whether the client itself says so, and what was known of it before is not to be used any more. Else it merely
    /// cannot be asked.
    pub(super) fn is_final(&self) -> bool {
        match self {
            Self::Unavailable(error) | Self::KeysUnavailable(error) => error.is_denial(),
            Self::Id(_) | Self::Metadata(_) | Self::Keys(_) | Self::Letter(_) | Self::Assertion(_) => true,
        }
    }
}
