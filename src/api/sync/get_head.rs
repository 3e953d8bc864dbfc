//! `com.atproto.sync.getHead`: the former name of getLatestCommit, without the revision.

use serde::{Deserialize, Serialize};

use super::availability::{Unavailable, visible};
use crate::app::App;
use crate::auth::Standard;
use crate::records;
use crate::syntax::{Cid, Did};
use crate::xrpc::{Json, NoBody, Query, Viewing, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    did: Did,
}

#[derive(Serialize)]
pub(super) struct Head {
    root: Cid,
}

pub(super) async fn get_head(
    app: &App,
    who: Viewing<Standard>,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Head>, XrpcError> {
    let did = params.did.clone();
    let read = move |db: &crate::store::Snapshot| -> Result<_, Unavailable> {
        let aid = visible(db, &did, &who.viewer)?;
        Ok(records::head(db, aid)?)
    };
    let head = app.store.read(read).await?.ok_or_else(|| {
        XrpcError::named("HeadNotFound", format!("Could not find root for DID: {}", params.did))
    })?;
    Ok(Json(Head { root: head.commit }))
}
