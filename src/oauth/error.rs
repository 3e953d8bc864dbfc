//! The errors of OAuth: a word that programs know (RFC 6749, 9126, 9449, OpenID Connect) and a sentence for people.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use super::client::{ClientError, RedirectUriError};
use super::dpop::DpopError;
use super::jwk::Algorithm;
use crate::store::{StorageError, WriteError};

/// Declares [`ErrorCode`]: the name here, the word on the wire, and the HTTP status at the machine endpoints.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal $status:literal,)+) => {
        /// What kind of error it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)+
        }

        impl ErrorCode {
            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The HTTP status of an answer that carries it.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)+
                }
            }
        }
    };
}

codes! {
    /// Something is missing, malformed or there twice.
    InvalidRequest = "invalid_request" 400,
    /// The client cannot be found out or cannot authenticate itself.
    InvalidClient = "invalid_client" 400,
    /// What the client publishes about itself breaks a rule.
    InvalidClientMetadata = "invalid_client_metadata" 400,
    /// An address that the client has not registered.
    InvalidRedirectUri = "invalid_redirect_uri" 400,
    /// The client has not registered for this.
    UnauthorizedClient = "unauthorized_client" 400,
    /// A grant type that is unknown here.
    UnsupportedGrantType = "unsupported_grant_type" 400,
    /// Anything but `code`.
    UnsupportedResponseType = "unsupported_response_type" 400,
    /// Scopes that nobody can be given, or that lack `atproto`.
    InvalidScope = "invalid_scope" 400,
    /// Details of a kind that is unknown here.
    InvalidAuthorizationDetails = "invalid_authorization_details" 400,
    /// A code or refresh token that is no good.
    InvalidGrant = "invalid_grant" 400,
    /// A proof of possession that proves nothing.
    InvalidDpopProof = "invalid_dpop_proof" 401,
    /// A proof without one of our nonces. The client tries again with the one in the answer.
    UseDpopNonce = "use_dpop_nonce" 400,
    /// An access token that is no good.
    InvalidToken = "invalid_token" 401,
    /// The owner, or a rule, said no.
    AccessDenied = "access_denied" 400,
    /// Nobody is signed in, and nobody may be asked to.
    LoginRequired = "login_required" 400,
    /// The owner has not consented, and may not be asked to.
    ConsentRequired = "consent_required" 400,
    /// It is not clear which account is meant.
    AccountSelectionRequired = "account_selection_required" 400,
    /// Too many requests.
    TooManyRequests = "too_many_requests" 429,
    /// Something broke here.
    ServerError = "server_error" 500,
    /// The server cannot do it now.
    TemporarilyUnavailable = "temporarily_unavailable" 503,
}

/// An OAuth error.
#[derive(Debug)]
pub struct OAuthError {
    code: ErrorCode,
    description: Cow<'static, str>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl OAuthError {
    /// An error of a kind, with a sentence that never contains a secret.
    pub fn new(code: ErrorCode, description: impl Into<Cow<'static, str>>) -> Self {
        Self { code, description: description.into(), cause: None }
    }

    /// `invalid_request`.
    pub fn invalid(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }

    /// `invalid_grant`.
    pub fn grant(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidGrant, description)
    }

    /// `server_error`, whose cause goes to the log and nowhere else.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(ErrorCode::ServerError, "Internal Server Error") }
    }

    /// The same error with what led to it.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// What kind it is.
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// The sentence.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The value of `WWW-Authenticate` for a client that presented a token or a proof.
    pub fn challenge(&self) -> String {
        let algorithms = Algorithm::NAMES.join(" ");
        // Descriptions may repeat what a client sent.
        let description: String =
            self.description.chars().map(|c| if is_quotable(c) { c } else { '\'' }).collect();
        format!(
            r#"DPoP algs="{algorithms}", error="{}", error_description="{description}""#,
            self.code.as_str()
        )
    }
}

/// Whether a character may stand in a quoted string of a header as it is (RFC 9110, section 5.6.4).
const fn is_quotable(c: char) -> bool {
    matches!(c, ' '..='~') && c != '"' && c != '\\'
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.description)
    }
}

impl Error for OAuthError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

impl From<DpopError> for OAuthError {
    fn from(error: DpopError) -> Self {
        let code = match error {
            DpopError::UseNonce => ErrorCode::UseDpopNonce,
            _ => ErrorCode::InvalidDpopProof,
        };
        Self::new(code, error.to_string())
    }
}

impl From<ClientError> for OAuthError {
    fn from(error: ClientError) -> Self {
        Self::new(error.code(), error.to_string()).with_cause(error)
    }
}

impl From<RedirectUriError> for OAuthError {
    fn from(error: RedirectUriError) -> Self {
        Self::new(ErrorCode::InvalidRequest, error.to_string())
    }
}

impl From<StorageError> for OAuthError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Closed => Self::new(ErrorCode::TemporarilyUnavailable, "The server is stopping"),
            error => Self::internal(error),
        }
    }
}

impl From<WriteError<Self>> for OAuthError {
    fn from(error: WriteError<Self>) -> Self {
        match error {
            WriteError::Job(error) => error,
            WriteError::Full => Self::new(ErrorCode::TemporarilyUnavailable, "The disk is full"),
            WriteError::Busy => Self::new(ErrorCode::TemporarilyUnavailable, "Too many writes are waiting"),
            WriteError::Unavailable => {
                Self::new(ErrorCode::TemporarilyUnavailable, "The server takes no writes now")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_one_well_formed_header() {
        let error = OAuthError::new(ErrorCode::InvalidToken, "not \"good\" \\ \n at all \u{fc}");
        let challenge = error.challenge();
        assert!(challenge.starts_with(r#"DPoP algs=""#), "{challenge}");
        assert!(challenge.contains("ES256"), "{challenge}");
        assert!(challenge.ends_with(r#"error="invalid_token", error_description="not 'good' ' ' at all '""#));
    }

    #[test]
    fn a_missing_nonce_is_told_from_a_bad_proof() {
        assert_eq!(OAuthError::from(DpopError::UseNonce).code(), ErrorCode::UseDpopNonce);
        assert_eq!(OAuthError::from(DpopError::Replayed).code(), ErrorCode::InvalidDpopProof);
        assert_eq!(ErrorCode::InvalidDpopProof.status(), 401);
        assert_eq!(ErrorCode::UseDpopNonce.status(), 400);
    }
}
