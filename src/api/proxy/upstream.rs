//! One exchange with a service: the request that goes out, the answer that comes back, the errors in between.

use std::io;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, BodyStream, StreamBody};
use hyper::body::Frame;
use hyper::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER,
};
use hyper::{HeaderMap, Method, Request, StatusCode, Uri};
use serde::Deserialize;

use super::config::ProxyConfig;
use super::encoding;
use super::target::Target;
use crate::app::App;
use crate::base::with_causes;
use crate::net::{self, Body, BodyError, Limits, Response};
use crate::xrpc::{Call, Reply, RequestBody, XrpcError};

/// Headers of a call that go to the service as they are.
const REQUEST_HEADERS: [HeaderName; 3] = [
    ACCEPT_LANGUAGE,
    HeaderName::from_static("atproto-accept-labelers"),
    HeaderName::from_static("x-bsky-topics"),
];
/// Headers that say what the body of a call is.
const REQUEST_BODY_HEADERS: [HeaderName; 3] = [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LENGTH];
/// Headers that say what the body of an answer is.
const REPLY_BODY_HEADERS: [HeaderName; 4] =
    [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING, CONTENT_LANGUAGE];
/// Tells how far the service has followed the caller's repository.
pub const REPO_REV: HeaderName = HeaderName::from_static("atproto-repo-rev");
/// Headers of an answer that go to the client, whatever its status.
const REPLY_HEADERS: [HeaderName; 3] =
    [REPO_REV, HeaderName::from_static("atproto-content-labelers"), RETRY_AFTER];
/// Largest error answer that is read, in bytes.
const MAX_ERROR: usize = 64 * 1024;

/// What goes out. Built by [`Outgoing::from_call`] or piece by piece.
#[derive(Debug)]
pub struct Outgoing {
    method: Method,
    /// Path and query, with the leading slash.
    path: String,
    headers: HeaderMap,
    body: Body,
}

impl Outgoing {
    /// The call as the client made it, without its body: same path and query, the headers that services may see.
    pub fn from_call(call: &Call) -> Self {
        let mut headers = HeaderMap::new();
        copy(&call.headers, &mut headers, &REQUEST_HEADERS);
        let path = call.uri.path_and_query().map_or_else(|| call.uri.path(), |path| path.as_str());
        Self { method: call.method.clone(), path: path.to_owned(), headers, body: net::empty() }
    }

    /// A call of this server's own: `path` and query after `/xrpc/`.
    pub fn query(path: &str) -> Self {
        let path = format!("/xrpc/{path}");
        Self { method: Method::GET, path, headers: HeaderMap::new(), body: net::empty() }
    }

    /// A procedure with JSON input.
    pub fn procedure(path: &str, input: Vec<u8>) -> Self {
        let mut outgoing = Self::query(path);
        outgoing.method = Method::POST;
        outgoing.body = net::full(input);
        outgoing.header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
    }

    /// Adds the body of the call, passed on unread.
    #[must_use]
    pub fn with_body(mut self, call: &Call, body: RequestBody) -> Self {
        copy(&call.headers, &mut self.headers, &REQUEST_BODY_HEADERS);
        self.body = body.into_inner().map_err(BodyError::Source).boxed_unsync();
        self
    }

    /// Sets a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Passes the client's own choice of encodings on: nobody here will read the answer.
    #[must_use]
    pub fn any_encoding(self, call: &Call) -> Self {
        let identity = HeaderValue::from_static("identity");
        let accepted = call.headers.get(ACCEPT_ENCODING).cloned().unwrap_or(identity);
        self.header(ACCEPT_ENCODING, accepted)
    }

    /// Asks for an encoding that the client accepts and that this server can read.
    ///
    /// # Errors
    /// 406 or 400, see [`encoding::negotiate`].
    pub fn readable_encoding(self, call: &Call, config: &ProxyConfig) -> Result<Self, XrpcError> {
        let accepted = encoding::negotiate(&call.headers, config.prefer_compressed)?;
        let accepted = HeaderValue::from_str(&accepted).map_err(XrpcError::internal)?;
        Ok(self.header(ACCEPT_ENCODING, accepted))
    }

    /// Shows `token` as the caller's.
    ///
    /// # Errors
    /// 500 when the token is not text for a header, which it always is.
    pub fn authorized(self, token: &str) -> Result<Self, XrpcError> {
        let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(XrpcError::internal)?;
        value.set_sensitive(true);
        Ok(self.header(AUTHORIZATION, value))
    }

    fn into_request(self, origin: &str) -> Result<Request<Body>, net::Error> {
        let url: Uri = format!("{origin}{}", self.path).parse().map_err(|_| net::Error::Url)?;
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = url;
        *request.headers_mut() = self.headers;
        Ok(request)
    }
}

/// An error answer of a service.
#[derive(Debug)]
pub struct Refusal {
    /// The status that the service answered.
    pub status: StatusCode,
    /// The name of the error, if it gave one.
    pub name: Option<String>,
    /// The sentence for people, if it gave one.
    pub message: Option<String>,
    /// How far the service has followed the caller's repository, if it said so.
    pub repo_rev: Option<String>,
    headers: HeaderMap,
}

/// What went wrong with an exchange.
#[derive(Debug)]
pub enum Failure {
    /// The service answered with an error.
    Refused(Refusal),
    /// The service did not answer.
    Unreachable(net::Error),
}

impl From<Failure> for XrpcError {
    /// The service's error as the client sees it: the same status, except that a broken service is not this one.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable(error) => {
                tracing::info!(error = with_causes(&error), "upstream service unreachable");
                Self::upstream("Upstream service unreachable")
            }
            Failure::Refused(refusal) => {
                let status = match refusal.status {
                    StatusCode::INTERNAL_SERVER_ERROR => StatusCode::BAD_GATEWAY,
                    status => status,
                };
                let message =
                    refusal.message.unwrap_or_else(|| status.canonical_reason().unwrap_or("").to_owned());
                let mut error = Self::new(status, message);
                if let Some(name) = refusal.name {
                    error = error.with_name(name);
                }
                for (name, value) in &refusal.headers {
                    error = error.with_header(name.clone(), value.clone());
                }
                error
            }
        }
    }
}

/// Sends a request and waits for the headers of an answer that is no error.
///
/// # Errors
/// What the service answered instead, or why there is no answer.
pub async fn exchange(app: &App, target: &Target, outgoing: Outgoing) -> Result<Response, Failure> {
    let config = &app.proxy.config;
    let limits = Limits {
        head: config.headers_timeout,
        idle: config.body_timeout,
        total: None,
        body: config.max_response_size,
    };
    let repeatable = matches!(outgoing.method, Method::GET | Method::HEAD);
    let mut retries = if repeatable { config.max_retries } else { 0 };
    let request = outgoing.into_request(&target.origin).map_err(Failure::Unreachable)?;
    let (head, mut body) = request.into_parts();
    let response = loop {
        let request = Request::from_parts(head.clone(), std::mem::replace(&mut body, net::empty()));
        match target.client(app).send(request, limits).await {
            Ok(response) => break response,
            Err(net::Error::Failed(error)) if retries > 0 => {
                retries -= 1;
                tracing::debug!(%error, "asking the upstream service again");
            }
            Err(error) => return Err(Failure::Unreachable(error)),
        }
    };
    if response.status.as_u16() < 400 {
        return Ok(response);
    }
    Err(Failure::Refused(read_refusal(response).await))
}

async fn read_refusal(response: Response) -> Refusal {
    #[derive(Deserialize, Default)]
    struct Form {
        error: Option<serde_json::Value>,
        message: Option<serde_json::Value>,
    }
    let mut form = Form::default();
    if is_json(&response.headers) != Some(false) {
        let read = read_limited(response.body, MAX_ERROR).await.ok();
        let decoded = read.and_then(|body| encoding::decode(&response.headers, &body, MAX_ERROR).ok());
        form = decoded.and_then(|body| serde_json::from_slice(&body).ok()).unwrap_or_default();
    }
    let text = |value: Option<serde_json::Value>| match value {
        Some(serde_json::Value::String(text)) => Some(text),
        _ => None,
    };
    let mut headers = HeaderMap::new();
    copy(&response.headers, &mut headers, &REPLY_HEADERS);
    Refusal {
        status: response.status,
        name: text(form.error),
        message: text(form.message),
        repo_rev: repo_rev(&headers),
        headers,
    }
}

/// Reads a body of at most `limit` bytes.
///
/// # Errors
/// When it is longer, too slow or breaks off.
pub async fn read_limited(mut body: net::ResponseBody, limit: usize) -> Result<Bytes, BodyError> {
    let mut all = bytes::BytesMut::new();
    while let Some(frame) = body.frame().await {
        if let Ok(piece) = frame?.into_data() {
            if all.len() + piece.len() > limit {
                return Err(BodyError::TooLarge);
            }
            all.extend_from_slice(&piece);
        }
    }
    Ok(all.freeze())
}

/// How far the service has followed the caller's repository.
pub fn repo_rev(headers: &HeaderMap) -> Option<String> {
    headers.get(REPO_REV)?.to_str().ok().map(str::to_owned)
}

/// Whether an answer is JSON; `None` when it does not say.
pub fn is_json(headers: &HeaderMap) -> Option<bool> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let kind = essence.strip_prefix("application/");
    Some(kind.is_some_and(|kind| kind == "json" || kind.ends_with("+json")))
}

/// The answer for the client whose body was read in part: what was read and the rest as it comes.
pub fn relay_joined(response: Response, read: Bytes) -> Reply {
    let Response { status, headers, body } = response;
    let start = stream::once(async move { Ok(read) });
    let rest = BodyStream::new(body).filter_map(async |frame| match frame {
        Ok(frame) => frame.into_data().ok().map(Ok),
        Err(error) => Some(Err(io::Error::other(error))),
    });
    let pieces = start.chain(rest).map(|piece: io::Result<Bytes>| piece.map(Frame::data));
    let mut reply = Reply::with_body(status, StreamBody::new(pieces).boxed_unsync());
    copy(&headers, reply.headers_mut(), &REPLY_BODY_HEADERS);
    copy(&headers, reply.headers_mut(), &REPLY_HEADERS);
    reply
}

/// The answer for the client, its body streamed as it comes.
pub fn relay(response: Response) -> Reply {
    let headers = response.headers;
    let body = response.body.map_err(io::Error::other).boxed_unsync();
    let mut reply = Reply::with_body(response.status, body);
    copy(&headers, reply.headers_mut(), &REPLY_BODY_HEADERS);
    copy(&headers, reply.headers_mut(), &REPLY_HEADERS);
    reply
}

/// An answer that was read here in full, for the client: the headers that do not depend on the encoding, and `body`.
pub fn relay_read(headers: &HeaderMap, status: StatusCode, body: Bytes) -> Reply {
    let body = http_body_util::Full::new(body).map_err(|never| match never {}).boxed_unsync();
    let mut reply = Reply::with_body(status, body);
    copy(headers, reply.headers_mut(), &[CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE]);
    copy(headers, reply.headers_mut(), &REPLY_HEADERS);
    reply
}

fn copy(from: &HeaderMap, to: &mut HeaderMap, names: &[HeaderName]) {
    for name in names {
        for value in from.get_all(name) {
            to.append(name.clone(), value.clone());
        }
    }
}
