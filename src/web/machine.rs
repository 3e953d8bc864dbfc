//! Requests of programs: what their handlers are given and may answer. No cookie gets this far.

use std::net::IpAddr;

use bytes::Bytes;
use hyper::{HeaderMap, Method, Uri};

use super::Form;
use super::form::FormError;
use crate::xrpc::{Reply, XrpcError};

/// A request of a program.
#[derive(Debug)]
pub struct MachineCall {
    /// `GET`, `HEAD` or `POST`.
    pub method: Method,
    /// Path and query as they were sent.
    pub uri: Uri,
    /// The headers, without cookies.
    pub headers: HeaderMap,
    /// Who calls: the peer, or what a trusted proxy says.
    pub client: IpAddr,
    /// The body, within the row's bound.
    pub body: Bytes,
    pub(super) params: Vec<(&'static str, String)>,
}

impl MachineCall {
    /// What a segment of the path stands for.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// The query without its question mark.
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// The body as a form.
    ///
    /// # Errors
    /// See [`FormError`].
    pub fn form(&self) -> Result<Form, FormError> {
        Form::parse_body(&self.headers, &self.body)
    }
}

/// What a machine handler may answer.
pub trait Answer {
    /// The response.
    fn into_reply(self) -> Reply;
}

impl Answer for Reply {
    fn into_reply(self) -> Reply {
        self
    }
}

impl<E> Answer for Result<Reply, E>
where
    for<'a> Reply: From<&'a E>,
    E: MachineError,
{
    fn into_reply(self) -> Reply {
        self.unwrap_or_else(|error| {
            error.log();
            Reply::from(&error)
        })
    }
}

/// An error that a machine handler may answer with; how it looks is its `From<&Self> for Reply`.
pub trait MachineError {
    /// Writes to the log what is worth it.
    fn log(&self);
}

impl MachineError for XrpcError {
    fn log(&self) {
        if let Some(cause) = std::error::Error::source(self) {
            tracing::error!(%cause, "a request failed");
        }
    }
}
