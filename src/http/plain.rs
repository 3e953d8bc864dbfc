//! The plain listener of a server that speaks TLS: answers authorities that look whether a name is ours, and leads
//! everybody else to the encrypted address.

use std::net::{IpAddr, Ipv6Addr};

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
        let asked = asked.map(without_port).unwrap_or_default();
        let is_name = !asked.is_empty()
            && asked.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        let is_ours = self.any_host && (is_name || is_address(asked))
            || is_name && self.domains.iter().any(|domain| asked.ends_with(domain.as_str()));
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

/// The host of a `Host` header.
fn without_port(host: &str) -> &str {
    let end = host.find(']').map_or(0, |bracket| bracket + 1);
    host[end..].find(':').map_or(host, |colon| &host[..end + colon])
}

/// Whether a host is an IPv6 address as addresses of pages have it.
fn is_address(host: &str) -> bool {
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok())
}

impl Answers for PlainSite {
    async fn answer(&self, _: IpAddr, request: Request<PacedBody>) -> Response<ReplyBody> {
        self.reply(&request).header(CONNECTION, HeaderValue::from_static("close")).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::tls::{Source, Tls, TlsConfig};

    fn site(any_host: bool) -> PlainSite {
        let folder = tempfile::tempdir().expect("a folder");
        let source = Source::SelfSigned { file: folder.path().join("self-signed.pem") };
        let config = TlsConfig { source, names: vec!["pds.test".to_owned()], http2: true };
        let (tls, _wanted) = Tls::open(config, &Clock::system()).expect("TLS");
        let domains = vec![".pds.test".to_owned()];
        PlainSite::new(tls.certificates().clone(), "pds.test".to_owned(), domains, 443, any_host)
    }

    #[test]
    fn nobody_is_led_elsewhere() {
        let (set_up, new) = (site(false), site(true));
        for (asked, then, before) in [
            (Some("pds.test"), "pds.test", "pds.test"),
            (Some("alice.pds.test:80"), "alice.pds.test", "alice.pds.test"),
            (Some("evil.test"), "pds.test", "evil.test"),
            (Some("192.168.1.4:8080"), "pds.test", "192.168.1.4"),
            (Some("[fe80::1]:80"), "pds.test", "[fe80::1]"),
            (Some("[fd00::1]"), "pds.test", "[fd00::1]"),
            (Some("[evil"), "pds.test", "pds.test"),
            (Some("evil.test/x.pds.test"), "pds.test", "pds.test"),
            (Some(""), "pds.test", "pds.test"),
            (None, "pds.test", "pds.test"),
        ] {
            assert_eq!((set_up.host(asked), new.host(asked)), (then, before), "{asked:?}");
        }
    }
}
