//! Whether events get through to subscribers: a real upgrade at the public address, and a ping over it.

use std::time::Duration;

use bytes::Bytes;
use data_encoding::BASE64;
use futures_util::{SinkExt, StreamExt};
use hyper::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::{Line, Patient, QUESTION};
use crate::base::{random_bytes, with_causes};
use crate::net;

const SUBJECT: &str = "websocket";
/// How long the other end may take to return a ping.
const ECHO: Duration = Duration::from_secs(5);
/// Frames that may come before the ping returns.
const MAX_FRAMES: usize = 64;

/// Why events do not get through.
enum Fault {
    /// The address was not reached.
    Unreachable(String),
    /// It was answered, but not with an upgrade.
    Refused(StatusCode),
    /// It was upgraded, and nothing came through.
    Silent,
}

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    if patient.app.is_none() {
        return Vec::new();
    }
    let url = &patient.config.public_url;
    vec![match subscribe(patient).await {
        Ok(()) => Line::good(SUBJECT, format!("A subscription to events at {url} works in both directions.")),
        Err(Fault::Unreachable(cause)) => {
            Line::unknown(SUBJECT, format!("A subscription could not be tried at {url}: {cause}."))
                .so("Relays follow the server over a WebSocket.", "See the line on the public address.")
        }
        Err(Fault::Refused(status)) if status == StatusCode::SERVICE_UNAVAILABLE
            || status == StatusCode::TOO_MANY_REQUESTS =>
        {
            Line::note(SUBJECT, format!("There is no free place to subscribe at {url} ({status}).")).so(
                "Somebody follows the server already, so that it works; a further relay would have to wait.",
                "If that lasts, raise firehose.max_subscribers.",
            )
        }
        Err(Fault::Refused(status)) => {
            Line::bad(SUBJECT, format!("A subscription to events at {url} was answered with {status}.")).so(
                "Relays cannot follow the server: what is posted here is seen by nobody elsewhere.",
                "Let the proxy or tunnel pass upgrades to WebSocket on (for nginx: proxy_http_version 1.1 and the \
                 Upgrade and Connection headers).",
            )
        }
        Err(Fault::Silent) => {
            Line::bad(SUBJECT, format!("A subscription to events at {url} was taken, but nothing comes through."))
                .so(
                    "Relays cannot follow the server: what is posted here is seen by nobody elsewhere.",
                    "Switch buffering off in the proxy or tunnel.",
                )
        }
    }]
}

async fn subscribe(patient: Patient<'_>) -> Result<(), Fault> {
    let url = format!("{}/xrpc/com.atproto.sync.subscribeRepos", patient.config.public_url);
    let key = BASE64.encode(&random_bytes::<16>());
    let request = Request::get(url)
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        .header(SEC_WEBSOCKET_KEY, &key)
        .body(net::empty())
        .map_err(|error| Fault::Unreachable(error.to_string()))?;
    let unreachable = |error: &dyn std::error::Error| Fault::Unreachable(with_causes(error));
    let response =
        patient.network.trusted.send(request, QUESTION).await.map_err(|error| unreachable(&error))?;
    let accepted = response.headers.get(SEC_WEBSOCKET_ACCEPT).map(|value| value.as_bytes());
    if response.status != StatusCode::SWITCHING_PROTOCOLS
        || accepted != Some(derive_accept_key(key.as_bytes()).as_bytes())
    {
        return Err(Fault::Refused(response.status));
    }
    let connection = response.body.upgraded().await.map_err(|error| unreachable(&error))?;
    let mut socket = WebSocketStream::from_raw_socket(TokioIo::new(connection), Role::Client, None).await;
    let mark = Bytes::copy_from_slice(&random_bytes::<8>());
    socket.send(Message::Ping(mark.clone())).await.map_err(|_| Fault::Silent)?;
    let echo = async {
        for _ in 0..MAX_FRAMES {
            match socket.next().await {
                Some(Ok(Message::Pong(returned))) if returned == mark => return Ok(()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Fault::Silent),
            }
        }
        // A stream of events is proof enough.
        Ok(())
    };
    let echoed = tokio::time::timeout(ECHO, echo).await.unwrap_or(Err(Fault::Silent));
    // Whether the farewell arrives tells nothing more.
    let _ = socket.close(None).await;
    echoed
}
