//! One outbound HTTP client: limits in time, size and number, around hyper's pool.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Body as _;
use hyper::header::{CONNECTION, HeaderValue, LOCATION, USER_AGENT};
use hyper::http::uri::InvalidUriParts;
use hyper::{HeaderMap, Method, Request, StatusCode, Uri};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout};

use super::address::is_public;
use super::body::{Body, BodyError, ResponseBody, empty};
use super::connector::{Connector, ResolveError};

/// How long an idle connection is kept.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);
/// How many headers a response may carry.
const MAX_HEADERS: usize = 64;
/// The read buffer of a connection, which bounds the header section too, in bytes.
const READ_BUFFER: usize = 32 * 1024;
/// What this server calls itself.
const AGENT: HeaderValue = HeaderValue::from_static(concat!("hostplant/", env!("CARGO_PKG_VERSION")));

/// What one request may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the last progress of the request to the response's headers.
    pub head: Duration,
    /// Silence within the response body.
    pub idle: Duration,
    /// All of it, from the request to the end of the response body.
    pub total: Option<Duration>,
    /// Bytes of the response body.
    pub body: u64,
}

impl Limits {
    /// A short question with a short answer: `total` for all of it, `body` bytes at most.
    pub const fn lookup(total: Duration, body: u64) -> Self {
        Self { head: total, idle: total, total: Some(total), body }
    }
}

/// Why there is no response.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL cannot be requested: no host, or a scheme that this client does not speak.
    #[error("the address cannot be requested")]
    Url,
    /// The host is in a network that is not public.
    #[error("the host is not on the public internet")]
    NotPublic,
    /// The host has no address, or its name could not be looked up.
    #[error("the host's name does not resolve")]
    Name(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Too many requests of this kind are in flight.
    #[error("too many requests in flight")]
    Busy,
    /// No answer in time.
    #[error("the host did not answer in time")]
    Timeout,
    /// More redirects than allowed, or one that leads nowhere.
    #[error("too many redirects")]
    Redirects,
    /// Connecting or exchanging the request failed.
    #[error("the request failed")]
    Failed(#[source] legacy::Error),
    /// Reading the response's body failed.
    #[error("the response could not be read")]
    Body(#[from] BodyError),
}

/// A response whose body has not been read yet.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, within the limits of the request.
    pub body: ResponseBody,
}

/// An outbound client. Cheap to clone; clones share the pool and the bound on requests in flight.
#[derive(Clone, Debug)]
pub struct Client {
    inner: legacy::Client<Connector, Body>,
    places: Arc<Semaphore>,
    guarded: bool,
    pooled: bool,
}

impl Client {
    /// A client over `connector` with at most `in_flight` requests and `idle` idle connections to each host.
    pub(super) fn new(connector: Connector, guarded: bool, in_flight: usize, idle: usize) -> Self {
        let inner = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_CONNECTION)
            .pool_max_idle_per_host(idle)
            .http1_max_headers(MAX_HEADERS)
            .http1_max_buf_size(READ_BUFFER)
            .build(connector);
        Self { inner, places: Arc::new(Semaphore::new(in_flight)), guarded, pooled: idle > 0 }
    }

    /// Whether this client could request `url` at all: an absolute URL of a scheme it speaks, and not the literal
    /// address of a private network. Names are judged when they are resolved.
    ///
    /// # Errors
    /// [`Error::Url`] or [`Error::NotPublic`].
    pub fn check(&self, url: &Uri) -> Result<(), Error> {
        let scheme_ok = match url.scheme_str() {
            Some("https") => true,
            Some("http") => !self.guarded,
            _ => false,
        };
        let host = url.host().filter(|host| scheme_ok && !host.is_empty()).ok_or(Error::Url)?;
        // The connector takes literal addresses as they are, past the resolver: they are judged here.
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match literal {
            Ok(address) if self.guarded && !is_public(address) => Err(Error::NotPublic),
            _ => Ok(()),
        }
    }

    /// Sends one request and waits for the response's headers. Redirects are answers like any other.
    ///
    /// # Errors
    /// When the host may not be asked, cannot be reached or does not answer in time.
    pub async fn send(&self, request: Request<Body>, limits: Limits) -> Result<Response, Error> {
        let deadline = limits.total.map(|total| Instant::now() + total);
        self.send_until(request, limits, deadline).await
    }

    async fn send_until(
        &self,
        mut request: Request<Body>,
        limits: Limits,
        deadline: Option<Instant>,
    ) -> Result<Response, Error> {
        self.check(request.uri())?;
        let place = self.place(limits.head).await?;
        let headers = request.headers_mut();
        headers.entry(USER_AGENT).or_insert(AGENT);
        if !self.pooled {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        // A long upload is not silence: the time for the answer starts again while it moves.
        let moved = Arc::new(Mutex::new(Instant::now()));
        let mark = Arc::clone(&moved);
        let request = request.map(|body| {
            body.map_frame(move |frame| {
                *mark.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
                frame
            })
            .boxed_unsync()
        });
        let due = || {
            let silent = *moved.lock().unwrap_or_else(PoisonError::into_inner) + limits.head;
            deadline.map_or(silent, |deadline| deadline.min(silent))
        };
        let response = self.inner.request(request);
        tokio::pin!(response);
        let mut response = loop {
            tokio::select! {
                response = &mut response => break response.map_err(failure)?,
                () = sleep_until(due()) => {
                    if Instant::now() >= due() {
                        return Err(Error::Timeout);
                    }
                }
            }
        };
        let upgrade = hyper::upgrade::on(&mut response);
        let (parts, body) = response.into_parts();
        if body.size_hint().lower() > limits.body {
            return Err(Error::Body(BodyError::TooLarge));
        }
        let body = ResponseBody::new(body, upgrade, limits, deadline, place);
        Ok(Response { status: parts.status, headers: parts.headers, body })
    }

    /// Waits for a place among the requests in flight.
    async fn place(&self, patience: Duration) -> Result<OwnedSemaphorePermit, Error> {
        match timeout(patience, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(Error::Busy),
        }
    }

    /// GETs `url` and reads the whole body, following at most `redirects` redirects. Every hop is judged as the first.
    ///
    /// # Errors
    /// As [`Client::send`], and when the body is too long or breaks off.
    pub async fn get(
        &self,
        url: Uri,
        accept: &'static str,
        limits: Limits,
        redirects: usize,
    ) -> Result<(StatusCode, HeaderMap, Bytes), Error> {
        let response = self.open(url, accept, limits, redirects).await?;
        Ok((response.status, response.headers, response.body.bytes().await?))
    }

    /// As [`Client::get`], and leaves the body to be read piece by piece.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn open(
        &self,
        url: Uri,
        accept: &'static str,
        limits: Limits,
        redirects: usize,
    ) -> Result<Response, Error> {
        let deadline = limits.total.map(|total| Instant::now() + total);
        let mut url = url;
        for _ in 0..=redirects {
            let mut request = Request::new(empty());
            *request.method_mut() = Method::GET;
            *request.uri_mut() = url.clone();
            request.headers_mut().insert(hyper::header::ACCEPT, HeaderValue::from_static(accept));
            let response = self.send_until(request, limits, deadline).await?;
            let target = response.headers.get(LOCATION).filter(|_| response.status.is_redirection());
            match target {
                Some(target) if redirects > 0 => url = redirected(&url, target).ok_or(Error::Redirects)?,
                _ => return Ok(response),
            }
        }
        Err(Error::Redirects)
    }
}

/// Where a `Location` leads: an absolute URL or an absolute path. Other relative forms are refused.
fn redirected(from: &Uri, target: &HeaderValue) -> Option<Uri> {
    let target: Uri = target.to_str().ok()?.parse().ok()?;
    if target.scheme().is_some() {
        return Some(target);
    }
    let mut parts = from.clone().into_parts();
    parts.path_and_query = Some(target.path_and_query().filter(|path| path.path().starts_with('/'))?.clone());
    let joined: Result<Uri, InvalidUriParts> = Uri::from_parts(parts);
    joined.ok()
}

/// Tells a name that does not resolve, or may not be connected to, from other failures.
fn failure(error: legacy::Error) -> Error {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(&error);
    while let Some(inner) = cause {
        if let Some(resolve) = inner.downcast_ref::<ResolveError>() {
            return match resolve {
                ResolveError::NotPublic => Error::NotPublic,
                other => Error::Name(Box::new(other.clone())),
            };
        }
        cause = inner.source();
    }
    Error::Failed(error)
}
