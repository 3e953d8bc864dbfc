//! `com.atproto.sync.getCheckout`: the former name of getRepo without `since`.

use serde::Deserialize;

use super::get_repo::export;
use crate::app::App;
use crate::auth::Standard;
use crate::syntax::Did;
use crate::xrpc::{NoBody, Query, Reply, Viewing, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    did: Did,
}

pub(super) async fn get_checkout(
    app: &App,
    who: Viewing<Standard>,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Reply, XrpcError> {
    export(app, who.viewer, params.did, None).await
}
