//! A request as the steps of an endpoint see it: the head, taken apart once, and the body, not yet read.

use std::fmt;
use std::net::IpAddr;

use bytes::Bytes;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::upgrade::OnUpgrade;
use hyper::{HeaderMap, Method, Uri};

use crate::account::Origin;
use crate::base::random_bytes;
use crate::syntax::Nsid;
use crate::texts::Language;

/// Everything about a call that is known before its body is read.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `HEAD` or `POST`; other methods never reach an endpoint.
    pub method: Method,
    /// The method called.
    pub nsid: Nsid,
    /// Path and query as the client sent them.
    pub uri: Uri,
    /// The headers. Only `auth` reads `Authorization` from them.
    pub headers: HeaderMap,
    /// Who calls: the peer, or what a trusted proxy says.
    pub client: IpAddr,
    /// Names the request in logs and in the `X-Request-Id` header.
    pub id: RequestId,
}

impl Call {
    /// The text of a header that is present once and is visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// From where the account's owner calls, for the log that owners see.
    pub fn origin(&self) -> Origin {
        let origin = Origin::owner(self.client, self.header("user-agent"));
        origin.reading(Language::accepted(&self.headers))
    }

    /// The query string without its question mark.
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }
}

/// A random name for one request: 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestId(u64);

impl RequestId {
    /// A new one.
    pub fn random() -> Self {
        Self(u64::from_be_bytes(random_bytes()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What goes wrong while a body is read from the connection.
pub type BodyError = Box<dyn std::error::Error + Send + Sync>;

/// The body of a request and, when the client asked for one, the upgrade of its connection.
pub struct RequestBody {
    pub(super) bytes: UnsyncBoxBody<Bytes, BodyError>,
    pub(super) upgrade: Option<OnUpgrade>,
}

impl RequestBody {
    /// Wraps any body.
    pub fn new<B>(body: B, upgrade: Option<OnUpgrade>) -> Self
    where
        B: hyper::body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BodyError>,
    {
        Self { bytes: body.map_err(Into::into).boxed_unsync(), upgrade }
    }

    /// The raw body, for a proxy that passes it on unread.
    pub fn into_inner(self) -> UnsyncBoxBody<Bytes, BodyError> {
        self.bytes
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBody").field("upgrade", &self.upgrade.is_some()).finish_non_exhaustive()
    }
}
