//! Calls of methods that have no row of their own are forwarded to the service that the client names.

use crate::app::App;
use crate::xrpc::limits::Meter;
use crate::xrpc::{BoxFuture, Call, Reply, RequestBody, XrpcError};

/// Answers a call of a method without a row.
pub fn forward<'a>(
    _app: &'a App,
    call: &'a Call,
    _body: RequestBody,
    _meter: &'a mut Meter,
) -> BoxFuture<'a, Result<Reply, XrpcError>> {
    Box::pin(async move { Err(XrpcError::invalid(format!("No service configured for {}", call.nsid))) })
}
