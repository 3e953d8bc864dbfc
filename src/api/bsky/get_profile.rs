//! `app.bsky.actor.getProfile`: from the AppView, with the caller's latest profile.

use serde::Deserialize;

use super::read_after_write::{self, Shown};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::syntax::AtIdentifier;
use crate::xrpc::{NoBody, Query, Reply, WithHead, XrpcError};

/// Checked here, read by the AppView.
#[derive(Debug, Deserialize)]
pub(super) struct Params {
    #[serde(rename = "actor")]
    _actor: AtIdentifier,
}

pub(super) async fn get_profile(
    app: &App,
    who: Unpermitted<Standard>,
    _params: Query<Params>,
    input: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    read_after_write::answer(app, who, &input.call, Shown::Profile).await
}
