//! From a path under `/xrpc/` to the row that answers, and from the row's answer to a response.

use std::net::IpAddr;
use std::time::Instant;

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, AUTHORIZATION,
    CACHE_CONTROL, HeaderName, HeaderValue, VARY,
};
use hyper::{HeaderMap, Method, Request, StatusCode};

use super::counts::Counts;
use super::endpoint::{BoxFuture, Row};
use super::limits::{self, Meter};
use super::{Call, Reply, RequestBody, RequestId, XrpcError};
use crate::app::App;
use crate::base::with_causes;
use crate::syntax::Nsid;

/// Answers calls of valid methods that have no row: the proxy.
pub type Fallback =
    for<'a> fn(&'a App, &'a Call, RequestBody, &'a mut Meter) -> BoxFuture<'a, Result<Reply, XrpcError>>;

/// All rows, and what answers the rest.
#[derive(Debug)]
pub struct Table {
    rows: Vec<&'static Row>,
    /// Beside each row, and one for all methods without a row.
    counts: Vec<Counts>,
    fallback: Fallback,
}

/// Headers that pages of other origins may read.
const EXPOSED_HEADERS: &str = "ratelimit-limit, ratelimit-remaining, ratelimit-reset, ratelimit-policy, \
     retry-after, dpop-nonce, www-authenticate, atproto-repo-rev, atproto-content-labelers, \
     atproto-upstream-lag, content-disposition, x-request-id";

/// When to try again while the clock is not set, in seconds.
const CLOCK_RETRY_SECS: u32 = 10;

impl Table {
    /// Joins the rows of all groups.
    ///
    /// # Panics
    /// When two rows have one name: a fault of the program that the first test finds.
    pub fn new(groups: &[&'static [Row]], fallback: Fallback) -> Self {
        let mut rows: Vec<&'static Row> = groups.iter().flat_map(|group| group.iter()).collect();
        rows.sort_unstable_by_key(|row| row.nsid);
        assert!(rows.windows(2).all(|pair| pair[0].nsid != pair[1].nsid), "every method has one row");
        let counts = std::iter::repeat_with(Counts::default).take(rows.len() + 1).collect();
        Self { rows, counts, fallback }
    }

    /// The rows, sorted by name.
    pub fn rows(&self) -> &[&'static Row] {
        &self.rows
    }

    /// The row of a method.
    pub fn row(&self, nsid: &str) -> Option<&'static Row> {
        self.rows.get(self.index(nsid)).copied()
    }

    /// How often each method was called; those without a row together as `other`.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, &Counts)> + Clone {
        self.rows.iter().map(|row| row.nsid).chain(["other"]).zip(&self.counts)
    }

    /// The place of a method's row, or the one after the last.
    fn index(&self, nsid: &str) -> usize {
        self.rows.binary_search_by_key(&nsid, |row| row.nsid).unwrap_or(self.rows.len())
    }

    /// Answers a request for a path that begins with `/xrpc/`.
    pub async fn answer<B>(&self, app: &App, client: IpAddr, id: RequestId, request: Request<B>) -> Reply
    where
        B: hyper::body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<super::request::BodyError>,
    {
        if request.method() == Method::OPTIONS {
            return preflight(request.headers());
        }
        let started = Instant::now();
        let index = self.index(name_in(request.uri().path()));
        let bypass = request.headers().get("x-ratelimit-bypass").and_then(|value| value.to_str().ok());
        let mut meter = app.limits.meter(client, bypass);
        let mut private = false;
        let from_app = has_proof(request.headers());
        let result = self.perform(app, client, id, request, &mut meter, &mut private).await;
        let mut reply = result.unwrap_or_else(|error| {
            log(&error);
            Reply::from(&error)
        });
        let headers = reply.headers_mut();
        meter.write(headers);
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
        if from_app && let Ok(nonce) = HeaderValue::from_str(&app.oauth.next_nonce()) {
            headers.insert("dpop-nonce", nonce);
        }
        if private {
            headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private"));
            headers.append(VARY, HeaderValue::from_static("Authorization"));
        }
        if let Some(counts) = self.counts.get(index) {
            counts.note(reply.status(), started.elapsed());
        }
        reply
    }

    async fn perform<B>(
        &self,
        app: &App,
        client: IpAddr,
        id: RequestId,
        request: Request<B>,
        meter: &mut Meter,
        private: &mut bool,
    ) -> Result<Reply, XrpcError>
    where
        B: hyper::body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<super::request::BodyError>,
    {
        let nsid = method_of(request.uri().path())?;
        let row = self.row(nsid.as_str());
        let is_only_looking = || row.is_some_and(|row| row.shows_to_anybody()) && !claims(request.headers());
        if !app.clock.is_set() && !is_only_looking() {
            // Boards without a battery wake up in the past. Tokens, revisions and signatures would lie.
            return Err(XrpcError::busy("The server's clock is not set yet", CLOCK_RETRY_SECS));
        }
        // Before anything that costs work, and so that guessed credentials count too.
        if row.is_none_or(Row::counts_globally) {
            app.limits.charge(meter, &limits::GLOBAL, limits::subject_of(client), 1)?;
        }
        let (mut head, body) = request.into_parts();
        let upgrade = head.extensions.remove();
        let body = RequestBody::new(body, upgrade);
        let call = Call { method: head.method, nsid, uri: head.uri, headers: head.headers, client, id };
        let Some(row) = row else {
            *private = true;
            return (self.fallback)(app, &call, body, meter).await;
        };
        if !row.verb.accepts(&call.method) {
            return Err(XrpcError::invalid(format!(
                "Incorrect HTTP method ({}) expected {}",
                call.method,
                row.verb.method()
            )));
        }
        *private = row.private;
        (row.perform)(row, app, &call, body, meter).await
    }
}

/// Whether a caller says who it is, which only the time can show to be still true.
fn claims(headers: &HeaderMap) -> bool {
    headers.contains_key(AUTHORIZATION) || headers.contains_key("dpop")
}

/// Whether a call comes from an app, which wants to know the nonce for its next proof.
fn has_proof(headers: &HeaderMap) -> bool {
    let scheme = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().get(..5));
    headers.contains_key("dpop") || scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"dpop "))
}

/// The method that a path names; one trailing slash is forgiven.
fn method_of(path: &str) -> Result<Nsid, XrpcError> {
    name_in(path).parse().map_err(|_| XrpcError::invalid("invalid xrpc path"))
}

fn name_in(path: &str) -> &str {
    let name = path.strip_prefix("/xrpc/").unwrap_or_default();
    name.strip_suffix('/').unwrap_or(name)
}

fn preflight(request: &HeaderMap) -> Reply {
    let mut reply = Reply::empty(StatusCode::NO_CONTENT);
    let headers = reply.headers_mut();
    let mut set = |name: HeaderName, value| headers.insert(name, HeaderValue::from_static(value));
    set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(ACCESS_CONTROL_ALLOW_METHODS, "GET,HEAD,PUT,PATCH,POST,DELETE");
    set(ACCESS_CONTROL_MAX_AGE, "86400");
    set(VARY, "Access-Control-Request-Headers");
    if let Some(asked) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    reply
}

fn log(error: &XrpcError) {
    if error.status() == StatusCode::INTERNAL_SERVER_ERROR {
        let cause = std::error::Error::source(error).map(with_causes).unwrap_or_default();
        tracing::error!(cause, "call failed");
    } else {
        tracing::debug!(error = error.name(), message = error.message(), "call refused");
    }
}
