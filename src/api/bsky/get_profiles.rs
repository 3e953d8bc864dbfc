//! `app.bsky.actor.getProfiles`: from the AppView, with the caller's latest profile.

use serde::Deserialize;

use super::read_after_write::{self, Shown};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::syntax::AtIdentifier;
use crate::xrpc::{NoBody, Query, Reply, WithHead, XrpcError};

/// Most profiles that are asked for at once.
const MAX_ACTORS: usize = 25;

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    actors: Vec<AtIdentifier>,
}

pub(super) async fn get_profiles(
    app: &App,
    who: Unpermitted<Standard>,
    params: Query<Params>,
    input: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    if params.0.actors.len() > MAX_ACTORS {
        return Err(XrpcError::invalid(format!("actors must not have more than {MAX_ACTORS} elements")));
    }
    read_after_write::answer(app, who, &input.call, Shown::Profiles).await
}
