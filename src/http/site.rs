//! What is served outside `/xrpc/`: exact paths, each with a function.

use hyper::StatusCode;
use hyper::http::request::Parts;
use serde::Serialize;

use super::{dev, identity};
use crate::app::App;
use crate::store::{self, StorageError};
use crate::xrpc::{BoxFuture, Reply, XrpcError};

/// Answers a `GET` (or `HEAD`) for one path.
type Page = for<'a> fn(&'a App, &'a Parts) -> BoxFuture<'a, Result<Reply, XrpcError>>;

/// The paths, sorted.
static PAGES: &[(&str, Page)] = &[
    ("/", |app, _| Box::pin(async { Ok(landing(app)) })),
    ("/.well-known/atproto-did", |app, head| Box::pin(identity::atproto_did(app, head))),
    ("/.well-known/did.json", |app, head| Box::pin(identity::did_json(app, head))),
    ("/dev/mail", |app, head| Box::pin(dev::mail(app, head))),
    ("/dev/mail.json", |app, head| Box::pin(dev::mail_json(app, head))),
    ("/robots.txt", |_, _| Box::pin(async { Ok(text(StatusCode::OK, ROBOTS)) })),
    ("/tls-check", |app, head| Box::pin(identity::tls_check(app, head))),
    ("/xrpc/_health", |app, _| Box::pin(health(app))),
];

/// Crawlers are welcome: everything here is public.
const ROBOTS: &str = "# Crawling the public API is allowed\nUser-agent: *\nAllow: /\n";

/// The page at `path`, if there is one.
pub(super) fn page(path: &str) -> Option<Page> {
    let index = PAGES.binary_search_by_key(&path, |(path, _)| path).ok()?;
    PAGES.get(index).map(|(_, page)| *page)
}

/// Plain text.
pub(super) fn text(status: StatusCode, text: impl Into<bytes::Bytes>) -> Reply {
    Reply::bytes(status, "text/plain; charset=utf-8", text)
}

fn landing(app: &App) -> Reply {
    let service = &app.service;
    text(
        StatusCode::OK,
        format!(
            "{}\n\nThis is an AT Protocol Personal Data Server (PDS), run with hostplant {}.\n\
             Most of its API is under /xrpc/.\n\n      Server: {}\n    Protocol: https://atproto.com\n",
            service.name, service.version, service.did
        ),
    )
}

async fn health(app: &App) -> Result<Reply, XrpcError> {
    #[derive(Serialize)]
    struct Health<'a> {
        version: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'static str>,
    }
    let version = &app.service.version;
    let reads = app.store.read(|_| Ok::<_, StorageError>(())).await.is_ok();
    let writes = *app.store.health().borrow() == store::Health::Sound;
    if reads && writes {
        return Reply::json(&Health { version, error: None });
    }
    let error = Some("Service Unavailable");
    Reply::json_with(StatusCode::SERVICE_UNAVAILABLE, &Health { version, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_sorted() {
        assert!(PAGES.is_sorted_by_key(|(path, _)| path));
        assert!(page("/robots.txt").is_some() && page("/nothing").is_none());
    }
}
