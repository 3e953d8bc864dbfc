//! From a request to its answer: the endpoint table, a page, or 404. Names every request and logs how it went.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use hyper::body::Body;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use tracing::Instrument;

use super::Answers;
use super::compress::{Compressor, accepts_gzip};
use super::pace::PacedBody;
use super::site;
use crate::app::App;
use crate::base::{AddressRange, client_behind};
use crate::xrpc::{Reply, ReplyBody, RequestId, Table};

/// Who visits a page, among the extensions of its request.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClientAddress(pub(super) IpAddr);

/// Everything that answers requests. One for all listeners.
#[derive(Debug)]
pub struct Router {
    app: Arc<App>,
    table: Table,
    trusted_proxies: Vec<AddressRange>,
    compressor: Compressor,
}

impl Router {
    /// Serves `table` and the pages. `X-Forwarded-For` is believed from `trusted_proxies` only.
    pub fn new(app: Arc<App>, table: Table, trusted_proxies: Vec<AddressRange>) -> Self {
        Self { app, table, trusted_proxies, compressor: Compressor::new() }
    }

    /// The methods.
    pub fn table(&self) -> &Table {
        &self.table
    }

    async fn route(&self, client: IpAddr, id: RequestId, request: Request<PacedBody>) -> Reply {
        let path = request.uri().path();
        if let Some(page) = site::page(path) {
            if *request.method() != Method::GET && *request.method() != Method::HEAD {
                return site::text(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed\n")
                    .header(ALLOW, HeaderValue::from_static("GET, HEAD"));
            }
            let (mut head, _) = request.into_parts();
            head.extensions.insert(ClientAddress(client));
            let reply = page(&self.app, &head).await.unwrap_or_else(|error| Reply::from(&error));
            return reply.header(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
        if path.starts_with("/xrpc/") {
            return self.table.answer(&self.app, client, id, request).await;
        }
        site::text(StatusCode::NOT_FOUND, "Not Found\n")
            .header(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))
    }
}

impl Answers for Router {
    async fn answer(&self, peer: IpAddr, request: Request<PacedBody>) -> Response<ReplyBody> {
        let started = Instant::now();
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
