//! The plain listener of a server that speaks TLS: answers authorities that look whether a name is ours, and leads
//! everybody else to the encrypted address.

use std::net::IpAddr;

use hyper::header::{CONNECTION, HOST, HeaderValue, LOCATION};
use hyper::{Method, Request, Response, StatusCode};

use super::{Answers, PacedBody};
use crate::tls::Certificates;
use crate::xrpc::{Reply, ReplyBody};

/// Where an authority looks (RFC 8555, 8.3).
const CHALLENGES: &str = "/.well-known/acme-challenge/";

/// Answers on the plain listener.
#[derive(Debug)]
pub struct PlainSite {
    certificates: Certificates,
    /// The host that is served, and what names below it end with.
    hostname: String,
    domains: Vec<String>,
    /// Whether people come by any address: the server is being set up.
    any_host: bool,
    /// `:port` of the encrypted listener, empty for the usual one.
    port: String,
}

impl PlainSite {
    /// A site that leads to `hostname`, or to a name that ends with one of `domains`, on `port`; with `any_host` to
    /// whatever name or address was asked for.
    pub fn new(
        certificates: Certificates,
        hostname: String,
        domains: Vec<String>,
        port: u16,
        any_host: bool,
    ) -> Self {
        let port = if port == 443 { String::new() } else { format!(":{port}") };
        Self { certificates, hostname, domains, any_host, port }
    }

    /// The host that was asked for if it is ours, else the one that we are: nobody is led elsewhere.
    fn host<'a>(&'a self, asked: Option<&'a str>) -> &'a str {
        let asked = asked.and_then(|host| host.split(':').next()).unwrap_or_default();
        let is_ours = (self.any_host && !asked.is_empty()
            || self.domains.iter().any(|domain| asked.ends_with(domain.as_str())))
            && asked.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
        if is_ours { asked } else { &self.hostname }
    }

    fn reply(&self, request: &Request<PacedBody>) -> Reply {
        let path = request.uri().path();
        if let Some(token) = path.strip_prefix(CHALLENGES) {
            return match self.certificates.challenge(token) {
                Some(answer) => Reply::text(StatusCode::OK, answer),
                None => Reply::text(StatusCode::NOT_FOUND, "Not Found\n"),
            };
        }
        if request.method() != Method::GET && request.method() != Method::HEAD {
            // What was sent has been read by others already; a redirect would only hide that.
            return Reply::text(StatusCode::FORBIDDEN, "Use https\n");
        }
        let asked = request.headers().get(HOST).and_then(|host| host.to_str().ok());
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let location = format!("https://{}{}{path}", self.host(asked), self.port);
        match HeaderValue::from_str(&location) {
            Ok(location) => Reply::empty(StatusCode::PERMANENT_REDIRECT).header(LOCATION, location),
            Err(_) => Reply::empty(StatusCode::BAD_REQUEST),
        }
    }
}

impl Answers for PlainSite {
    async fn answer(&self, _: IpAddr, request: Request<PacedBody>) -> Response<ReplyBody> {
        self.reply(&request).header(CONNECTION, HeaderValue::from_static("close")).into_response()
    }
}
