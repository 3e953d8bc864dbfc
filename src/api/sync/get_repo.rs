//! `com.atproto.sync.getRepo`

use std::io;

use futures_util::stream;
use hyper::StatusCode;
use serde::Deserialize;

use super::CAR;
use super::availability::{unknown, visible};
use crate::api::require_memory;
use crate::app::App;
use crate::auth::{StandardOrTakendown, Viewer};
use crate::records::{Export, ExportError};
use crate::syntax::{Did, Tid};
use crate::xrpc::{NoBody, Query, Reply, Viewing, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    did: Did,
    since: Option<Tid>,
}

pub(super) async fn get_repo(
    app: &App,
    who: Viewing<StandardOrTakendown>,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Reply, XrpcError> {
    export(app, who.viewer, params.did, params.since).await
}

/// The repository of `did` as a CAR, all of it or what was written after `since`.
pub(super) async fn export(
    app: &App,
    viewer: Viewer,
    did: Did,
    since: Option<Tid>,
) -> Result<Reply, XrpcError> {
    require_memory(app)?;
    let asked = did.clone();
    let aid = app.store.read(move |db| visible(db, &asked, &viewer)).await?;
    match Export::begin(&app.store, aid, since).await {
        Ok(Export::Whole(bytes)) => Ok(Reply::bytes(StatusCode::OK, "application/vnd.ipld.car", bytes)),
        Ok(Export::Pieces(pieces)) => Ok(Reply::stream(
            CAR,
            stream::try_unfold(pieces, |mut pieces| async move {
                let piece = pieces.next().await.map_err(io::Error::other)?;
                Ok(piece.map(|piece| (piece.into(), pieces)))
            }),
        )),
        Err(ExportError::NoRepo) => Err(unknown(&did)),
        Err(ExportError::Lease(error)) => Err(error.into()),
        Err(ExportError::Storage(error)) => Err(error.into()),
    }
}
