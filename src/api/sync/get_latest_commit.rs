//! `com.atproto.sync.getLatestCommit`

use serde::{Deserialize, Serialize};

use super::availability::{Unavailable, unknown, visible};
use crate::app::App;
use crate::auth::Standard;
use crate::records;
use crate::syntax::{Cid, Did, Tid};
use crate::xrpc::{Json, NoBody, Query, Viewing, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    did: Did,
}

#[derive(Serialize)]
pub(super) struct LatestCommit {
    cid: Cid,
    rev: Tid,
}

pub(super) async fn get_latest_commit(
    app: &App,
    who: Viewing<Standard>,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<LatestCommit>, XrpcError> {
    let did = params.did.clone();
    let read = move |db: &crate::store::Snapshot| -> Result<_, Unavailable> {
        let aid = visible(db, &did, &who.viewer)?;
        Ok(records::head(db, aid)?)
    };
    let head = app.store.read(read).await?.ok_or_else(|| unknown(&params.did))?;
    Ok(Json(LatestCommit { cid: head.commit, rev: head.rev }))
}
