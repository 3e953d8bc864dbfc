//! `app.bsky.feed.getTimeline`: from the AppView, with the caller's latest posts.

use serde::Deserialize;

use super::read_after_write::{self, Shown};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::xrpc::{Bounded, NoBody, Query, Reply, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    #[serde(default, rename = "limit")]
    _limit: Bounded<1, 100, 50>,
    cursor: Option<String>,
}

pub(super) async fn get_timeline(
    app: &App,
    who: Unpermitted<Standard>,
    params: Query<Params>,
    input: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    let shown = Shown::Timeline { continued: params.0.cursor.is_some() };
    read_after_write::answer(app, who, &input.call, shown).await
}
