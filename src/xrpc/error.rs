//! The error that clients see: `{"error": name, "message": …}` with a status (XRPC spec, "error responses").

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use hyper::header::{HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{HeaderMap, StatusCode};

/// A refused or failed call. Built by the constructors below and by explicit `From`s of domain errors in `api`.
///
/// An internal error keeps its cause for the log; clients only read "Internal Server Error".
#[derive(Debug)]
pub struct XrpcError {
    status: StatusCode,
    name: Cow<'static, str>,
    message: Cow<'static, str>,
    headers: Box<HeaderMap>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl XrpcError {
    /// Any status with the name that the XRPC spec gives it by default.
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            name: Cow::Borrowed(default_name(status)),
            message: message.into(),
            headers: Box::default(),
            cause: None,
        }
    }

    /// 400 `InvalidRequest`.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 400 with a name from the method's lexicon.
    pub fn named(name: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::invalid(message).with_name(name)
    }

    /// 401 `AuthenticationRequired`.
    pub fn unauthenticated(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    /// 403 `Forbidden`.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// 502 `UpstreamFailure`.
    pub fn upstream(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, message)
    }

    /// 503 `NotEnoughResources`, asking the client to come back after `retry_after_secs`.
    pub fn busy(message: impl Into<Cow<'static, str>>, retry_after_secs: u32) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, message)
            .with_header(RETRY_AFTER, HeaderValue::from(retry_after_secs))
    }

    /// 507 `NotEnoughResources`: the disk is too full for what was asked.
    pub fn disk_full() -> Self {
        Self::new(StatusCode::INSUFFICIENT_STORAGE, "The server is short of disk space")
    }

    /// 500 `InternalServerError`; `cause` goes to the log and nowhere else.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut error = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
        error.cause = Some(cause.into());
        error
    }

    /// The same error under another name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.name = name.into();
        self
    }

    /// The same error with a response header more.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The machine-readable name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The sentence for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Response headers that go with it.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

/// The name that a status has when a method does not say another.
fn default_name(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "AuthenticationRequired",
        403 => "Forbidden",
        404 => "XRPCNotSupported",
        406 => "NotAcceptable",
        413 => "PayloadTooLarge",
        415 => "UnsupportedMediaType",
        429 => "RateLimitExceeded",
        501 => "MethodNotImplemented",
        502 => "UpstreamFailure",
        503 | 507 => "NotEnoughResources",
        504 => "UpstreamTimeout",
        500.. => "InternalServerError",
        _ => "InvalidRequest",
    }
}

impl fmt::Display for XrpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.name, self.message)
    }
}

impl Error for XrpcError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}
