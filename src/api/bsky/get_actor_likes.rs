//! `app.bsky.feed.getActorLikes`: from the AppView, with the caller's latest profile beside their posts.

use serde::Deserialize;

use super::read_after_write::{self, Shown};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::syntax::AtIdentifier;
use crate::xrpc::{Bounded, NoBody, Query, Reply, WithHead, XrpcError};

/// Checked here, read by the AppView.
#[derive(Debug, Deserialize)]
pub(super) struct Params {
    #[serde(rename = "actor")]
    _actor: AtIdentifier,
    #[serde(default, rename = "limit")]
    _limit: Bounded<1, 100, 50>,
}

pub(super) async fn get_actor_likes(
    app: &App,
    who: Unpermitted<Standard>,
    _params: Query<Params>,
    input: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    read_after_write::answer(app, who, &input.call, Shown::ActorLikes).await
}
