//! From a request to its answer: the table of methods, or that of pages. Names every request and logs how it went.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use hyper::body::Body;
use hyper::header::{HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use hyper::{Method, Request, Response, StatusCode};
use tracing::Instrument;

use super::Answers;
use super::compress::{Compressor, accepts_gzip};
use super::pace::PacedBody;
use crate::app::App;
use crate::base::{AddressRange, client_behind};
use crate::web::PageTable;
use crate::xrpc::{Reply, ReplyBody, RequestId, Table, XrpcError};

/// Where the methods are.
const METHODS: &str = "/xrpc/";
/// What is below them without being one.
const HEALTH: &str = "/xrpc/_health";

/// Everything that answers requests. One for all listeners.
#[derive(Debug)]
pub struct Router {
    app: Arc<App>,
    table: Table,
    pages: PageTable,
    trusted_proxies: Vec<AddressRange>,
    compressor: Compressor,
}

impl Router {
    /// Serves `table` and `pages`. `X-Forwarded-For` is believed from `trusted_proxies` only.
    pub fn new(app: Arc<App>, table: Table, pages: PageTable, trusted_proxies: Vec<AddressRange>) -> Self {
        Self { app, table, pages, trusted_proxies, compressor: Compressor::new() }
    }

    /// The methods.
    pub fn table(&self) -> &Table {
        &self.table
    }

    async fn route(&self, client: IpAddr, id: RequestId, request: Request<PacedBody>) -> Reply {
        let path = request.uri().path();
        if path.starts_with(METHODS) && path != HEALTH {
            if self.app.setup.is_pending() {
                let pending = XrpcError::new(StatusCode::SERVICE_UNAVAILABLE, "This server is being set up");
                return Reply::from(&pending.with_name("SetupPending"));
            }
            return self.table.answer(&self.app, client, id, request).await;
        }
        self.pages.answer(&self.app, client, request).await
    }
}

impl Answers for Router {
    async fn answer(&self, peer: IpAddr, request: Request<PacedBody>) -> Response<ReplyBody> {
        let started = Instant::now();
        self.app.history.count_request();
        let forwarded = request.headers().get_all("x-forwarded-for").iter();
        let forwarded: Vec<&str> = forwarded.filter_map(|value| value.to_str().ok()).collect();
        let client = client_behind(peer, &self.trusted_proxies, forwarded.into_iter());
        let id = RequestId::random();
        // The path names the method; queries, headers and bodies stay out of the log.
        let span = tracing::info_span!("request", %id, %client, method = %request.method(), path = request.uri().path());
        let is_head = request.method() == Method::HEAD;
        let gzip = !is_head && accepts_gzip(request.headers());
        let reply = self.route(client, id, request).instrument(span.clone()).await;
        let mut response = self.compressor.apply(gzip, reply.into_response());
        let name = HeaderValue::from_str(&id.to_string()).expect("hexadecimal digits");
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), name);
        response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        span.in_scope(|| {
            let status = response.status();
            let ms = started.elapsed().as_millis();
            let bytes = response.body().size_hint().exact();
            if status.is_server_error() {
                tracing::warn!(status = status.as_u16(), bytes, ms, "answered");
            } else {
                // Not above debug: a log line for every call would wear out the card that the log lies on.
                tracing::debug!(status = status.as_u16(), bytes, ms, "answered");
            }
        });
        response
    }
}
