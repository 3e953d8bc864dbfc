//! What clients read of failures of accounts.

use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{HeaderValue, RETRY_AFTER};

use crate::account::app_passwords::AppPasswordError;
use crate::account::factors::FactorError;
use crate::account::mail_codes::CodeError;
use crate::account::{
    AddressError, HandleError, HandleRefused, IdentityMismatch, LoginError, PasswordError, SignUpError,
};
use crate::base::limits::MAX_PASSWORD_BYTES;
use crate::identity::plc::PlcError;
use crate::xrpc::XrpcError;

/// When to try again a login that found too many others waiting, in seconds.
const LOGIN_RETRY_SECS: u32 = 2;
/// When to try again a letter that found too many others waiting, in seconds.
const MAIL_RETRY_SECS: u32 = 60;

impl From<CodeError> for XrpcError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Expired => Self::named("ExpiredToken", error.to_string()),
            CodeError::Invalid => Self::named("InvalidToken", error.to_string()),
            CodeError::Storage(error) => error.into(),
        }
    }
}

impl From<HandleError> for XrpcError {
    fn from(error: HandleError) -> Self {
        let message = error.to_string();
        match error {
            HandleError::Refused(HandleRefused::Reserved) => Self::named("HandleNotAvailable", message),
            HandleError::Refused(_) => Self::named("InvalidHandle", message),
            HandleError::UnsupportedDomain => Self::named("UnsupportedDomain", message),
            HandleError::Unresolved => Self::invalid(message),
        }
    }
}

impl From<LoginError> for XrpcError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Invalid | LoginError::TooLong => Self::unauthenticated(error.to_string()),
            LoginError::TakenDown => Self::unauthenticated(error.to_string()).with_name("AccountTakedown"),
            LoginError::Busy => Self::busy(error.to_string(), LOGIN_RETRY_SECS),
            LoginError::TooMany { retry_after } => too_many(error.to_string(), retry_after),
            LoginError::FactorRequired { .. } => {
                Self::unauthenticated(error.to_string()).with_name("AuthFactorTokenRequired")
            }
            LoginError::AppLoginOff => Self::unauthenticated(error.to_string()),
            LoginError::Factor(error) => error.into(),
            LoginError::Store(error) => error.into(),
        }
    }
}

impl From<FactorError> for XrpcError {
    fn from(error: FactorError) -> Self {
        let message = error.to_string();
        match error {
            FactorError::Wrong | FactorError::Expired | FactorError::NotSet | FactorError::Passkey(_) => {
                Self::unauthenticated(message)
            }
            FactorError::TooMany { retry_after } => too_many(message, retry_after),
            FactorError::Exists
            | FactorError::Full
            | FactorError::Name
            | FactorError::NoAddress
            | FactorError::NoAccount => Self::invalid(message),
            FactorError::TakenDown => Self::unauthenticated(message).with_name("AccountTakedown"),
            FactorError::Busy => Self::busy(message, LOGIN_RETRY_SECS),
            FactorError::MailFull => Self::busy(message, MAIL_RETRY_SECS),
            FactorError::Store(error) => error.into(),
        }
    }
}

/// 429 that says when to come back.
fn too_many(message: String, retry_after: Duration) -> XrpcError {
    let secs = retry_after.as_secs().saturating_add(u64::from(retry_after.subsec_nanos() > 0));
    XrpcError::new(StatusCode::TOO_MANY_REQUESTS, message).with_header(RETRY_AFTER, HeaderValue::from(secs))
}

impl From<PasswordError> for XrpcError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Length | PasswordError::NoAccount => Self::invalid(error.to_string()),
            PasswordError::Busy => Self::busy(error.to_string(), LOGIN_RETRY_SECS),
            PasswordError::Code(error) => error.into(),
            PasswordError::Store(error) => error.into(),
        }
    }
}

impl From<AddressError> for XrpcError {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::NoAccount => Self::named("AccountNotFound", error.to_string()),
            AddressError::Differs => Self::named("InvalidEmail", error.to_string()),
            AddressError::CodeRequired => Self::named("TokenRequired", error.to_string()),
            AddressError::NoAddress
            | AddressError::Unconfirmed
            | AddressError::Unsupported(_)
            | AddressError::Same
            | AddressError::TooMany
            | AddressError::Taken => Self::invalid(error.to_string()),
            AddressError::MailFull => Self::busy(error.to_string(), MAIL_RETRY_SECS),
            AddressError::Code(error) => error.into(),
            AddressError::Store(error) => error.into(),
        }
    }
}

impl From<AppPasswordError> for XrpcError {
    fn from(error: AppPasswordError) -> Self {
        match error {
            AppPasswordError::Storage(error) => error.into(),
            error => Self::invalid(error.to_string()),
        }
    }
}

impl From<SignUpError> for XrpcError {
    fn from(error: SignUpError) -> Self {
        let message = error.to_string();
        match error {
            SignUpError::Password(PasswordError::Length) => Self::invalid(format!(
                "Password too long. Maximum length is {MAX_PASSWORD_BYTES} characters."
            )),
            SignUpError::Password(error) => error.into(),
            SignUpError::InviteRequired | SignUpError::InviteUnavailable => {
                Self::named("InvalidInviteCode", message)
            }
            SignUpError::EmailRequired
            | SignUpError::EmailUnsupported(_)
            | SignUpError::HandleTaken(_)
            | SignUpError::EmailTaken(_)
            | SignUpError::RecoveryKey => Self::invalid(message),
            SignUpError::Handle(error) => error.into(),
            SignUpError::NotOwner(_) => Self::unauthenticated(message),
            SignUpError::DidTaken => Self::named("AlreadyExists", message),
            SignUpError::Directory(error) => error.into(),
            SignUpError::Repository(error) => Self::internal(error),
            SignUpError::Store(error) => error.into(),
        }
    }
}

impl From<IdentityMismatch> for XrpcError {
    fn from(error: IdentityMismatch) -> Self {
        match error {
            IdentityMismatch::Directory(error) => error.into(),
            IdentityMismatch::Signer(error) => Self::internal(error),
            error => Self::invalid(error.to_string()),
        }
    }
}

/// A directory that refuses is the caller's business and says why; one that fails is not.
impl From<PlcError> for XrpcError {
    fn from(error: PlcError) -> Self {
        match error {
            PlcError::NotFound | PlcError::Tombstoned | PlcError::Refused(_) => {
                Self::invalid(error.to_string())
            }
            error => {
                tracing::warn!(%error, "the PLC directory failed");
                Self::new(StatusCode::BAD_GATEWAY, error.to_string())
            }
        }
    }
}
