//! Questions of this server's own to the configured AppView.

use hyper::header::{ACCEPT_ENCODING, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::methods::APP_VIEW;
use super::target::Target;
use super::upstream::{Failure, Outgoing, exchange, read_limited};
use crate::app::App;
use crate::xrpc::XrpcError;

/// Largest answer that is read, in bytes.
const MAX_ANSWER: usize = 1024 * 1024;
/// What stays readable in a query.
const QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'/');

/// Why the AppView gave no answer.
#[derive(Debug)]
pub enum AppViewError {
    /// None is configured.
    NotConfigured,
    /// It refused or cannot be reached.
    Failed(Failure),
    /// The answer is not JSON, or too long.
    Unreadable,
}

impl From<AppViewError> for XrpcError {
    fn from(error: AppViewError) -> Self {
        match error {
            AppViewError::NotConfigured => Self::invalid("No service configured"),
            AppViewError::Failed(failure) => failure.into(),
            AppViewError::Unreadable => Self::upstream("Upstream service answered unintelligibly"),
        }
    }
}

/// Asks the AppView; `token` is the caller's, where the answer depends on who asks.
///
/// # Errors
/// See [`AppViewError`].
pub async fn query(
    app: &App,
    method: &str,
    params: &[(&str, &str)],
    token: Option<&str>,
) -> Result<Value, AppViewError> {
    let view = app.proxy.config.app_view.as_ref().ok_or(AppViewError::NotConfigured)?;
    let target = Target {
        did: view.did.clone(),
        service_id: APP_VIEW.to_owned(),
        origin: view.url.trim_end_matches('/').to_owned(),
        configured: true,
    };
    let pairs: Vec<String> =
        params.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, QUERY))).collect();
    let mut outgoing = Outgoing::query(&format!("{method}?{}", pairs.join("&")))
        .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some(token) = token {
        outgoing = outgoing.authorized(token).map_err(|_| AppViewError::Unreadable)?;
    }
    let response = exchange(app, &target, outgoing).await.map_err(AppViewError::Failed)?;
    let body = read_limited(response.body, MAX_ANSWER).await.map_err(|_| AppViewError::Unreadable)?;
    serde_json::from_slice(&body).map_err(|_| AppViewError::Unreadable)
}
