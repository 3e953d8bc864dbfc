//! The WebSocket handshake as an input: a handler accepts it and hands the connection to a task.

use hyper::StatusCode;
use hyper::header::{CONNECTION, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::input::{Input, rule};
use super::{Call, Reply, RequestBody, XrpcError};
use crate::app::App;

/// The connection of a subscriber, on which WebSocket frames are exchanged from now on.
pub type Socket = TokioIo<Upgraded>;

/// A handshake that a handler may accept.
#[derive(Debug)]
pub struct Handshake {
    upgrade: OnUpgrade,
    accept: String,
}

impl Handshake {
    /// Answers 101 and runs `serve` with the connection on a task of its own. The task should take
    /// [`Stop::hold`](crate::base::Stop::hold) and end when it is asked.
    #[must_use]
    pub fn accept<F, Served>(self, serve: F) -> Reply
    where
        F: FnOnce(Socket) -> Served + Send + 'static,
        Served: Future<Output = ()> + Send,
    {
        let upgrade = self.upgrade;
        tokio::spawn(async move {
            if let Ok(upgraded) = upgrade.await {
                serve(TokioIo::new(upgraded)).await;
            }
        });
        let accept = HeaderValue::from_str(&self.accept).expect("base64 is a header value");
        Reply::empty(StatusCode::SWITCHING_PROTOCOLS)
            .header(CONNECTION, HeaderValue::from_static("upgrade"))
            .header(UPGRADE, HeaderValue::from_static("websocket"))
            .header(SEC_WEBSOCKET_ACCEPT, accept)
    }
}

impl Input for Handshake {
    type Rule = rule::WebSocket;

    async fn read(_: &App, _: &rule::WebSocket, call: &Call, body: RequestBody) -> Result<Self, XrpcError> {
        let says = |name: HeaderName, word: &str| {
            call.header(name.as_str())
                .is_some_and(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word)))
        };
        let version_ok = call.header("sec-websocket-version") == Some("13");
        let key = call.header(SEC_WEBSOCKET_KEY.as_str());
        match (key, body.upgrade) {
            (Some(key), Some(upgrade))
                if says(CONNECTION, "upgrade") && says(UPGRADE, "websocket") && version_ok =>
            {
                Ok(Self { upgrade, accept: derive_accept_key(key.as_bytes()) })
            }
            _ => Err(XrpcError::new(StatusCode::UPGRADE_REQUIRED, "Expected a WebSocket handshake")
                .with_header(UPGRADE, HeaderValue::from_static("websocket"))),
        }
    }
}
