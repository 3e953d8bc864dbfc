//! What an error of an OAuth endpoint looks like: `{"error": word, "error_description": sentence}`.

use std::error::Error;

use hyper::StatusCode;
use hyper::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use serde::Serialize;

use super::json;
use crate::oauth::{ErrorCode, OAuthError};
use crate::xrpc::Reply;
use crate::xrpc::limits::Meter;

/// When to try again what cannot be done now, in seconds.
const RETRY_SECS: u32 = 10;

/// Why a request is not answered.
#[derive(Debug)]
pub(super) enum Failure {
    /// OAuth says no.
    OAuth(OAuthError),
    /// The body, or the answer, would have a form that is not spoken here.
    Form(StatusCode, &'static str),
    /// Too many requests.
    Limited(Box<Meter>),
}

impl From<OAuthError> for Failure {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl Failure {
    pub(super) fn into_reply(self) -> Reply {
        match self {
            Self::OAuth(error) => oauth(&error),
            Self::Form(status, description) => body(status, ErrorCode::InvalidRequest, description),
            Self::Limited(meter) => {
                let code = ErrorCode::TooManyRequests;
                let mut reply = body(StatusCode::TOO_MANY_REQUESTS, code, "Rate Limit Exceeded");
                meter.write(reply.headers_mut());
                reply
            }
        }
    }
}

fn oauth(error: &OAuthError) -> Reply {
    log(error);
    let status = StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let reply = body(status, error.code(), error.description());
    match status {
        StatusCode::UNAUTHORIZED => match HeaderValue::from_str(&error.challenge()) {
            Ok(challenge) => reply.header(WWW_AUTHENTICATE, challenge),
            Err(_) => reply,
        },
        StatusCode::SERVICE_UNAVAILABLE => reply.header(RETRY_AFTER, HeaderValue::from(RETRY_SECS)),
        _ => reply,
    }
}

fn body(status: StatusCode, code: ErrorCode, description: &str) -> Reply {
    #[derive(Serialize)]
    struct Body<'a> {
        error: &'a str,
        error_description: &'a str,
    }
    json(status, &Body { error: code.as_str(), error_description: description })
}

/// Failures of the server are for its operator, refusals for whoever looks for them.
fn log(error: &OAuthError) {
    let cause = error.source().map(ToString::to_string);
    if error.code() == ErrorCode::ServerError {
        tracing::error!(%error, cause, "an OAuth request failed");
    } else {
        tracing::debug!(%error, cause, "an OAuth request was refused");
    }
}
