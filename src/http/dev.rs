//! The page that shows mail in development. Only for browsers on the same machine: letters hold codes.

use std::fmt::Write;

use hyper::StatusCode;
use hyper::http::request::Parts;

use super::router::ClientAddress;
use super::site::text;
use crate::app::App;
use crate::mail::SunkMessage;
use crate::xrpc::{Reply, XrpcError};

/// The last letters, the newest first, for people.
pub(super) async fn mail(app: &App, head: &Parts) -> Result<Reply, XrpcError> {
    let Some(messages) = messages(app, head) else { return Ok(not_found()) };
    let mut page = String::from(
        "<!doctype html><meta charset=utf-8><title>Mail</title><style>body{font:16px sans-serif;max-width:45em;\
         margin:2em auto;padding:0 1em}pre{white-space:pre-wrap;background:#f4f4f4;padding:1em}</style><h1>Mail</h1>",
    );
    if messages.is_empty() {
        page.push_str("<p>No letters yet. They appear here instead of being sent.</p>");
    }
    for message in messages.iter().rev() {
        write!(
            page,
            "<h2>{}</h2><p>to {} at {}</p><pre>{}</pre>",
            escape(&message.content.subject),
            escape(&message.to),
            escape(&message.at),
            escape(&message.content.text)
        )
        .expect("writing to a string");
    }
    Ok(Reply::bytes(StatusCode::OK, "text/html; charset=utf-8", page))
}

/// The same for programs.
pub(super) async fn mail_json(app: &App, head: &Parts) -> Result<Reply, XrpcError> {
    match messages(app, head) {
        Some(messages) => Reply::json(&messages),
        None => Ok(not_found()),
    }
}

fn messages(app: &App, head: &Parts) -> Option<Vec<SunkMessage>> {
    let local = head.extensions.get::<ClientAddress>().is_some_and(|client| client.0.is_loopback());
    app.mail.sink().filter(|_| local).map(|sink| sink.messages())
}

fn not_found() -> Reply {
    text(StatusCode::NOT_FOUND, "Not Found\n")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
