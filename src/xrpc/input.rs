//! What endpoints take as their body, and the rules of the endpoint table that go with each kind.

use std::borrow::Cow;
use std::future::Future;

use hyper::StatusCode;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use serde::de::DeserializeOwned;

use super::encoding::{BodyStream, ReadError};
use super::{Call, RequestBody, XrpcError};
use crate::app::App;

/// What the `body` column of the endpoint table may say. Each is the rule of one kind of [`Input`], so that a row
/// and its handler cannot disagree.
pub mod rule {
    use super::{App, BodyRule};

    /// No body; one that is not empty is refused.
    #[derive(Clone, Copy, Debug)]
    pub struct None;

    /// `application/json` of at most so many bytes.
    #[derive(Clone, Copy, Debug)]
    pub struct Json(pub u64);

    /// A stream of a content type (`*/*` for any) with a limit that configuration gives.
    #[derive(Clone, Copy, Debug)]
    pub struct Stream(pub &'static str, pub fn(&App) -> u64);

    /// A WebSocket handshake.
    #[derive(Clone, Copy, Debug)]
    pub struct WebSocket;

    impl None {
        /// For tables of all rows.
        pub const fn describe(&self) -> BodyRule {
            BodyRule::None
        }
    }

    impl Json {
        /// For tables of all rows.
        pub const fn describe(&self) -> BodyRule {
            BodyRule::Json { max: self.0 }
        }
    }

    impl Stream {
        /// For tables of all rows.
        pub const fn describe(&self) -> BodyRule {
            BodyRule::Stream { content_type: self.0, max: self.1 }
        }
    }

    impl WebSocket {
        /// For tables of all rows.
        pub const fn describe(&self) -> BodyRule {
            BodyRule::WebSocket
        }
    }
}

/// The `body` column of a row as data, for documentation and for tests that visit every row.
#[derive(Clone, Copy, Debug)]
pub enum BodyRule {
    /// No body.
    None,
    /// JSON of at most `max` bytes.
    Json {
        /// Bytes, after decompression.
        max: u64,
    },
    /// A stream.
    Stream {
        /// The content type, `*/*` for any.
        content_type: &'static str,
        /// Bytes, after decompression.
        max: fn(&App) -> u64,
    },
    /// A WebSocket handshake.
    WebSocket,
}

/// What a call costs when the limit depends on its body.
#[derive(Clone, Debug)]
pub struct Charge<'a> {
    /// Points taken from each limit of the row.
    pub points: u32,
    /// Second half of the key of an `IpAndKey` limit.
    pub key: Option<Cow<'a, str>>,
}

impl Charge<'_> {
    /// One point and no key: what most calls cost.
    pub const ONE: Self = Self { points: 1, key: None };
}

/// The last parameter of a handler.
pub trait Input: Sized + Send {
    /// What the `body` column must say for it.
    type Rule: Sync;

    /// Reads and checks the body.
    fn read(
        app: &App,
        rule: &Self::Rule,
        call: &Call,
        body: RequestBody,
    ) -> impl Future<Output = Result<Self, XrpcError>> + Send;

    /// What the call costs.
    fn charge(&self) -> Charge<'_> {
        Charge::ONE
    }
}

/// No body.
#[derive(Clone, Copy, Debug)]
pub struct NoBody;

impl Input for NoBody {
    type Rule = rule::None;

    async fn read(_: &App, _: &rule::None, call: &Call, body: RequestBody) -> Result<Self, XrpcError> {
        // Queries have no input at all, so that nothing is said about a body that some client sends with one.
        if call.method != hyper::Method::POST || !announces_body(call) {
            return Ok(Self);
        }
        let refused = || XrpcError::invalid("A request body was provided when none was expected");
        // An empty chunked body is no body; one byte is enough to tell.
        let mut stream = BodyStream::new(&call.headers, body, 0).map_err(|_| refused())?;
        match stream.next().await {
            Ok(None) => Ok(Self),
            Ok(Some(_)) | Err(_) => Err(refused()),
        }
    }
}

/// A JSON body of type `T`. Types that carry records keep them raw and decode them with [`crate::json`].
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Send> Input for Json<T> {
    type Rule = rule::Json;

    async fn read(app: &App, rule: &rule::Json, call: &Call, body: RequestBody) -> Result<Self, XrpcError> {
        check_content_type(call, "application/json")?;
        let too_large = |error: XrpcError| {
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                error.with_name("PayloadTooLargeError")
            } else {
                error
            }
        };
        let stream = BodyStream::new(&call.headers, body, rule.0).map_err(too_large)?;
        let (bytes, _counted) =
            stream.collect(&app.buffers).await.map_err(|error| too_large(error.into()))?;
        if bytes.is_empty() {
            return Err(missing_body());
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| XrpcError::invalid(format!("Invalid request body: {error}")))
    }
}

/// A JSON body whose content decides what the call costs.
#[derive(Clone, Copy, Debug)]
pub struct Charged<T>(pub T);

/// How the content of a body decides what the call costs.
pub trait Charges {
    /// What the call costs.
    fn charge(&self) -> Charge<'_>;
}

impl<T: DeserializeOwned + Charges + Send> Input for Charged<T> {
    type Rule = rule::Json;

    async fn read(app: &App, rule: &rule::Json, call: &Call, body: RequestBody) -> Result<Self, XrpcError> {
        Json::read(app, rule, call, body).await.map(|Json(input)| Self(input))
    }

    fn charge(&self) -> Charge<'_> {
        self.0.charge()
    }
}

/// A body that the handler reads piece by piece.
#[derive(Debug)]
pub struct Stream {
    /// The `Content-Type`, without its parameters, in lower case.
    pub content_type: String,
    /// The `Content-Length` when the client gave one and the body is not compressed.
    pub length: Option<u64>,
    stream: BodyStream,
}

impl Stream {
    /// The next piece, never empty, or `None` at the end. Errors are answered as they are (`From` exists).
    ///
    /// # Errors
    /// See [`ReadError`].
    pub async fn next(&mut self) -> Result<Option<bytes::Bytes>, ReadError> {
        self.stream.next().await
    }
}

impl Input for Stream {
    type Rule = rule::Stream;

    async fn read(app: &App, rule: &rule::Stream, call: &Call, body: RequestBody) -> Result<Self, XrpcError> {
        check_content_type(call, rule.0)?;
        let length = call.header(CONTENT_LENGTH.as_str()).and_then(|text| text.parse().ok());
        let compressed = call.headers.contains_key(hyper::header::CONTENT_ENCODING);
        Ok(Self {
            content_type: content_type(call).unwrap_or_default(),
            length: length.filter(|_| !compressed),
            stream: BodyStream::new(&call.headers, body, (rule.1)(app))?,
        })
    }
}

/// A body together with the head of its request, for methods that forward the call or look at other headers.
#[derive(Debug)]
pub struct WithHead<B> {
    /// The head.
    pub call: Call,
    /// The body.
    pub body: B,
}

impl<B: Input> Input for WithHead<B> {
    type Rule = B::Rule;

    async fn read(app: &App, rule: &B::Rule, call: &Call, body: RequestBody) -> Result<Self, XrpcError> {
        let body = B::read(app, rule, call, body).await?;
        Ok(Self { call: call.clone(), body })
    }

    fn charge(&self) -> Charge<'_> {
        self.body.charge()
    }
}

fn announces_body(call: &Call) -> bool {
    call.headers.contains_key(TRANSFER_ENCODING)
        || call.header(CONTENT_LENGTH.as_str()).is_some_and(|length| length.trim() != "0")
}

fn missing_body() -> XrpcError {
    XrpcError::invalid("A request body is expected but none was provided")
}

fn content_type(call: &Call) -> Option<String> {
    let value = call.header(CONTENT_TYPE.as_str())?;
    let essence = value.split(';').next().unwrap_or_default().trim();
    (!essence.is_empty()).then(|| essence.to_ascii_lowercase())
}

fn check_content_type(call: &Call, expected: &str) -> Result<(), XrpcError> {
    if !announces_body(call) {
        return Err(missing_body());
    }
    let Some(given) = content_type(call) else {
        return Err(XrpcError::invalid("Request encoding (Content-Type) required but not provided"));
    };
    if expected != "*/*" && given != expected {
        return Err(XrpcError::invalid(format!("Wrong request encoding (Content-Type): {given}")));
    }
    Ok(())
}
