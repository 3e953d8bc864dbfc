//! What the server says about itself and its accounts at fixed paths: the landing page, health, identities, style
//! sheets, and in development the mail.

mod dev;
mod identity;
mod landing;

pub use identity::is_handle_here;

use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, HeaderValue};
use serde::Serialize;

use super::Assets;
use super::machine::MachineCall;
use super::table::{NOTHING, pages};
use super::templates::{Source, templates};
use crate::app::App;
use crate::store::{self, StorageError};
use crate::xrpc::{Reply, XrpcError};

pub(super) const TEMPLATES: &[Source] = templates!["site/landing.html", "site/mail.html"];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/" Page, limit [], body NOTHING => get landing::show;
    "/-/start" Machine, limit [], body NOTHING => get start;
    "/-/{file}" Machine, limit [], body NOTHING => get asset;
    "/.well-known/atproto-did" Machine, limit [], body NOTHING => get identity::atproto_did;
    "/.well-known/did.json" Machine, limit [], body NOTHING => get identity::did_json;
    "/dev/mail" Page, limit [], body NOTHING => get dev::mail;
    "/dev/mail.json" Page, limit [], body NOTHING => get dev::mail_json;
    "/robots.txt" Machine, limit [], body NOTHING => get robots;
    "/tls-check" Machine, limit [], body NOTHING => get identity::tls_check;
    "/xrpc/_health" Machine, limit [], body NOTHING => get health;
}

/// Crawlers are welcome: everything here is public.
const ROBOTS: &str = "# Crawling the public API is allowed\nUser-agent: *\nAllow: /\n";

async fn asset(app: &App, call: MachineCall) -> Result<Reply, XrpcError> {
    let file = call.param("file");
    if let Some(reply) = app.web.assets.reply(file) {
        return Ok(reply);
    }
    let logo = app.web.logo.read(&app.store, file).await.map_err(XrpcError::internal)?;
    Ok(match logo {
        Some((kind, content)) => Assets::logo(kind, content),
        None => Reply::text(StatusCode::NOT_FOUND, "Not Found\n"),
    })
}

/// By what somebody who waits knows whether the server has started anew.
async fn start(app: &App, _: MachineCall) -> Reply {
    Reply::text(StatusCode::OK, app.web.start.clone())
        .header(CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

async fn robots(_: &App, _: MachineCall) -> Reply {
    Reply::text(StatusCode::OK, ROBOTS)
}

async fn health(app: &App, _: MachineCall) -> Result<Reply, XrpcError> {
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
