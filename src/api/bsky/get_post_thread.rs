//! `app.bsky.feed.getPostThread`: from the AppView, with the caller's latest replies; a post of the caller that the
//! AppView does not know yet is shown from here.

use serde::Deserialize;

use super::read_after_write::{self, Shown};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::syntax::AtUri;
use crate::xrpc::{Bounded, NoBody, Query, Reply, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Params {
    uri: AtUri,
    #[serde(default, rename = "depth")]
    _depth: Bounded<0, 1000, 6>,
    #[serde(default)]
    parent_height: Bounded<0, 1000, 80>,
}

pub(super) async fn get_post_thread(
    app: &App,
    who: Unpermitted<Standard>,
    params: Query<Params>,
    input: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    let Query(Params { uri, parent_height, .. }) = params;
    let shown = Shown::Thread { uri, parent_height: parent_height.get() };
    read_after_write::answer(app, who, &input.call, shown).await
}
