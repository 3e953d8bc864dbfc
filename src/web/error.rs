//! Why a page cannot be shown, and the page that says so.

use std::error::Error;

use hyper::StatusCode;

use super::form::FormError;
use crate::store::WriteError;
use crate::syntax::Did;
use crate::xrpc::XrpcError;

/// When to come back while too much is going on, in seconds.
pub const BUSY_RETRY_SECS: u32 = 5;

/// Why a page cannot be shown. What people can put right is not here but on the form that they filled in.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is no such page, or nothing of that name on it.
    #[error("not found")]
    NotFound,
    /// The page does not take what was done.
    #[error("method not allowed")]
    Method,
    /// Somebody must sign in first: leads to the sign-in page and back.
    #[error("not signed in")]
    SignIn {
        /// Who is expected to.
        hint: Option<String>,
    },
    /// Somebody must prove anew who they are: leads to the sign-in page and back.
    #[error("the sign-in is not fresh")]
    Prove {
        /// Who.
        did: Did,
    },
    /// Somebody must show once more, before a dangerous act, who they are: leads to where they do and back.
    #[error("the last proof is not recent")]
    Confirm {
        /// Who.
        did: Did,
    },
    /// The administrator must sign in first: leads to where they do and back.
    #[error("the administrator is not signed in")]
    AdminSignIn,
    /// The administrator must give the password once more: leads to where they do and back.
    #[error("the administrator's last proof is not recent")]
    AdminConfirm,
    /// It is not theirs to see or to do.
    #[error("not allowed")]
    Forbidden,
    /// The form was not sent by our own page, or by one that is no longer good.
    #[error("the form is not from our page")]
    Forged,
    /// What the form belongs to is over.
    #[error("it is over")]
    Expired,
    /// The form or the query cannot be read.
    #[error("not readable")]
    Malformed(#[from] FormError),
    /// The form is too large.
    #[error("too large")]
    TooLarge,
    /// The form took too long to come.
    #[error("too slow")]
    Slow,
    /// Too often.
    #[error("too many requests")]
    TooMany,
    /// Not now.
    #[error("busy")]
    Busy {
        /// When to come back, in seconds.
        retry_after: u32,
    },
    /// Our own fault; the cause goes to the log.
    #[error("it failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

impl PageError {
    /// Our own fault.
    pub fn failed(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed(cause.into())
    }

    /// A moment's overload, such as a full queue of passwords.
    pub const fn busy() -> Self {
        Self::Busy { retry_after: BUSY_RETRY_SECS }
    }

    /// A body that cannot be read.
    pub(super) fn of_body(error: &XrpcError) -> Self {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::SERVICE_UNAVAILABLE => Self::busy(),
            StatusCode::REQUEST_TIMEOUT => Self::Slow,
            _ => Self::Malformed(FormError::Encoding),
        }
    }

    /// The status of the answer.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignIn { .. }
            | Self::Prove { .. }
            | Self::Confirm { .. }
            | Self::AdminSignIn
            | Self::AdminConfirm => StatusCode::SEE_OTHER,
            Self::Forbidden | Self::Forged => StatusCode::FORBIDDEN,
            Self::Expired => StatusCode::GONE,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The word by which the catalogues have a title (`frame-error-<word>`) and a text (`frame-error-<word>-text`).
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::NotFound
            | Self::Method
            | Self::SignIn { .. }
            | Self::Prove { .. }
            | Self::Confirm { .. }
            | Self::AdminSignIn
            | Self::AdminConfirm => "not-found",
            Self::Forbidden => "forbidden",
            Self::Forged => "forged",
            Self::Expired => "expired",
            Self::Malformed(_) | Self::Slow => "malformed",
            Self::TooLarge => "too-large",
            Self::TooMany => "too-many",
            Self::Busy { .. } => "busy",
            Self::Failed(_) => "failed",
        }
    }
}

impl From<crate::store::StorageError> for PageError {
    fn from(error: crate::store::StorageError) -> Self {
        match error {
            crate::store::StorageError::Closed => Self::busy(),
            error => Self::failed(error),
        }
    }
}

impl<E: Into<Self>> From<WriteError<E>> for PageError {
    fn from(error: WriteError<E>) -> Self {
        match error {
            WriteError::Job(error) => error.into(),
            WriteError::Busy | WriteError::Unavailable => Self::busy(),
            WriteError::Full => Self::failed("the disk is full"),
        }
    }
}

impl From<minijinja::Error> for PageError {
    fn from(error: minijinja::Error) -> Self {
        Self::failed(error)
    }
}
