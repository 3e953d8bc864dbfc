//! `com.atproto.sync.subscribeRepos`: the server's events over a WebSocket.

use hyper::StatusCode;
use serde::Deserialize;

use crate::app::App;
use crate::firehose::{End, Pace, Refused, Subscriber, serve};
use crate::xrpc::{Handshake, Public, Query, Reply, WithHead, XrpcError};

/// When to come back while there is no free place, in seconds.
const FULL_RETRY_SECS: u32 = 60;

#[derive(Deserialize)]
pub(super) struct Params {
    cursor: Option<i64>,
}

pub(super) async fn subscribe_repos(
    app: &App,
    _: Public,
    Query(Params { cursor }): Query<Params>,
    WithHead { call, body: handshake }: WithHead<Handshake>,
) -> Result<Reply, XrpcError> {
    let seat = app.firehose.admit(call.client).map_err(|refused| match refused {
        Refused::Total => XrpcError::busy(refused.to_string(), FULL_RETRY_SECS),
        Refused::PerAddress => XrpcError::new(StatusCode::TOO_MANY_REQUESTS, refused.to_string()),
    })?;
    let (hub, store, stop, now) =
        (app.firehose.clone(), app.store.clone(), app.stop.clone(), app.clock.now());
    Ok(handshake.accept(move |socket| async move {
        let _hold = stop.hold();
        let start = Subscriber::start(hub, store, seat, cursor, now);
        let end = serve(socket, start, Pace::default(), stop.asked()).await;
        if end != End::Left {
            tracing::info!(?end, client = %call.client, "a subscription ended");
        }
    }))
}
