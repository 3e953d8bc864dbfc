//! What handlers return: JSON, nothing, or a body of their own, turned into an HTTP response.

use std::io;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{HeaderMap, Response, StatusCode};
use serde::Serialize;

use super::XrpcError;

/// The body of a response.
pub type ReplyBody = UnsyncBoxBody<Bytes, io::Error>;

/// A response in the making.
#[derive(Debug)]
pub struct Reply(Response<ReplyBody>);

impl Reply {
    /// A status without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self::with_body(status, Empty::new().map_err(|never| match never {}).boxed_unsync())
    }

    /// 200 with `value` as JSON.
    ///
    /// # Errors
    /// 500 when the value cannot be written, which is a fault of its type.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, XrpcError> {
        Self::json_with(StatusCode::OK, value)
    }

    /// `value` as JSON under another status.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn json_with<T: Serialize>(status: StatusCode, value: &T) -> Result<Self, XrpcError> {
        let bytes = serde_json::to_vec(value).map_err(XrpcError::internal)?;
        Ok(Self::bytes(status, "application/json; charset=utf-8", bytes))
    }

    /// Bytes that are at hand.
    pub fn bytes(status: StatusCode, content_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        let body = Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync();
        Self::with_body(status, body).header(CONTENT_TYPE, HeaderValue::from_static(content_type))
    }

    /// Plain text.
    pub fn text(status: StatusCode, text: impl Into<Bytes>) -> Self {
        Self::bytes(status, "text/plain; charset=utf-8", text)
    }

    /// 200 with bytes that come piece by piece. An error ends the connection, so that the client sees a cut body.
    pub fn stream<S>(content_type: HeaderValue, pieces: S) -> Self
    where
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        let body = StreamBody::new(pieces.map(|piece| piece.map(Frame::data)));
        Self::with_body(StatusCode::OK, body.boxed_unsync()).header(CONTENT_TYPE, content_type)
    }

    /// Any status with any body.
    pub fn with_body(status: StatusCode, body: ReplyBody) -> Self {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        Self(response)
    }

    /// Sets a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers_mut().insert(name, value);
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// The headers.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.0.headers_mut()
    }

    /// The finished response.
    pub fn into_response(self) -> Response<ReplyBody> {
        self.0
    }
}

/// What an error looks like on the wire.
impl From<&XrpcError> for Reply {
    fn from(error: &XrpcError) -> Self {
        #[derive(Serialize)]
        struct Body<'a> {
            error: &'a str,
            message: &'a str,
        }
        let body = Body { error: error.name(), message: error.message() };
        let bytes = serde_json::to_vec(&body).expect("two strings are always JSON");
        let mut reply = Self::bytes(error.status(), "application/json; charset=utf-8", bytes);
        reply.headers_mut().extend(error.headers().clone());
        reply
    }
}

/// What a handler may return on success.
pub trait Output {
    /// The response.
    ///
    /// # Errors
    /// 500 when it cannot be written.
    fn into_reply(self) -> Result<Reply, XrpcError>;
}

/// 200 and nothing else, for methods without output.
impl Output for () {
    fn into_reply(self) -> Result<Reply, XrpcError> {
        Ok(Reply::empty(StatusCode::OK))
    }
}

impl<T: Serialize> Output for super::Json<T> {
    fn into_reply(self) -> Result<Reply, XrpcError> {
        Reply::json(&self.0)
    }
}

impl Output for Reply {
    fn into_reply(self) -> Result<Reply, XrpcError> {
        Ok(self)
    }
}
