//! `app.bsky.feed.getAuthorFeed`: from the AppView; the caller's own feed with their latest posts.

use serde::Deserialize;

use super::read_after_write::{self, Shown};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::syntax::AtIdentifier;
use crate::xrpc::{Bounded, NoBody, Query, Reply, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    #[serde(rename = "actor")]
    _actor: AtIdentifier,
    #[serde(default, rename = "limit")]
    _limit: Bounded<1, 100, 50>,
    cursor: Option<String>,
    filter: Option<String>,
}

pub(super) async fn get_author_feed(
    app: &App,
    who: Unpermitted<Standard>,
    params: Query<Params>,
    input: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    let Query(Params { cursor, filter, .. }) = params;
    let shown = Shown::AuthorFeed { continued: cursor.is_some(), filter };
    read_after_write::answer(app, who, &input.call, shown).await
}
