//! Fetching what clients publish: through the guarded client, without redirects, small and soon or not at all.

use std::time::Duration;

use bytes::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{HeaderMap, Request, StatusCode, Uri};
use url::Url;

use super::config::DevelopmentHost;
use crate::mail::MAX_DESIGN_BYTES;
use crate::net::{self, Limits, empty};

/// What one document may cost.
const LIMITS: Limits = Limits::lookup(Duration::from_secs(5), 64 * 1024);
/// What a template of letters may cost.
const LETTER_LIMITS: Limits = Limits::lookup(Duration::from_secs(5), MAX_DESIGN_BYTES as u64);

/// What is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Document {
    Metadata,
    Keys,
    Letter,
}

impl Document {
    /// Its media type.
    const fn kind(self) -> &'static str {
        match self {
            Self::Metadata | Self::Keys => "application/json",
            Self::Letter => "text/html",
        }
    }
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The host cannot or must not be asked, or its answer is too large or too slow.
    #[error("the document cannot be fetched")]
    Request(#[from] net::Error),
    /// An answer other than 200; redirects are not followed.
    #[error("the host answers with status {}", .0.as_u16())]
    Status(StatusCode),
    /// Something else than what was asked for.
    #[error("the host does not answer with {0}")]
    ContentType(&'static str),
}

impl FetchError {
    /// Whether too many documents are being fetched already.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self, Self::Request(net::Error::Busy))
    }

    /// Whether the host says that there is no such document, as against not saying anything of use.
    pub(super) fn is_denial(&self) -> bool {
        matches!(self, Self::Status(StatusCode::NOT_FOUND | StatusCode::GONE))
    }
}

pub(super) struct Fetcher {
    http: net::Client,
    development_hosts: Vec<DevelopmentHost>,
}

impl Fetcher {
    pub fn new(http: net::Client, development_hosts: Vec<DevelopmentHost>) -> Self {
        Self { http, development_hosts }
    }

    /// GETs the document at `url`.
    pub async fn get(&self, url: &Url, document: Document) -> Result<Bytes, FetchError> {
        let limits = if document == Document::Letter { LETTER_LIMITS } else { LIMITS };
        let mut request = Request::new(empty());
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static(document.kind()));
        *request.uri_mut() = self.address(url, request.headers_mut())?;
        let response = self.http.send(request, limits).await?;
        if response.status != StatusCode::OK {
            return Err(FetchError::Status(response.status));
        }
        if !is_expected(&response.headers, document) {
            return Err(FetchError::ContentType(document.kind()));
        }
        Ok(response.body.bytes().await.map_err(net::Error::from)?)
    }

    /// Where the document is asked for: at its address, or on this machine for a host in development, which is told
    /// the name that it was asked by.
    fn address(&self, url: &Url, headers: &mut HeaderMap) -> Result<Uri, net::Error> {
        let host = url.host_str().unwrap_or_default();
        let Some(development) = self.development_hosts.iter().find(|known| known.name == host) else {
            return url.as_str().parse().map_err(|_| net::Error::Url);
        };
        headers.insert(HOST, HeaderValue::from_str(host).map_err(|_| net::Error::Url)?);
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        format!("http://{}{path}", development.address).parse().map_err(|_| net::Error::Url)
    }
}

/// Key sets have a type of their own, and are often served without any.
fn is_expected(headers: &HeaderMap, document: Document) -> bool {
    let Some(given) = headers.get(CONTENT_TYPE) else { return document == Document::Keys };
    let essence = given.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case(document.kind())
        || (document == Document::Keys && essence.eq_ignore_ascii_case("application/jwk-set+json"))
}
