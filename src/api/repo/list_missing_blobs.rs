//! `com.atproto.repo.listMissingBlobs`

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::{AnyApp, Session, Standard};
use crate::records;
use crate::syntax::{AtUri, Cid};
use crate::xrpc::{Bounded, Json, NoBody, Query, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    #[serde(default)]
    limit: Bounded<1, 1000, 500>,
    cursor: Option<Cid>,
}

#[derive(Serialize)]
pub(super) struct Listed {
    blobs: Vec<Missing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<Cid>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Missing {
    cid: Cid,
    record_uri: String,
}

pub(super) async fn list_missing_blobs(
    app: &App,
    who: Session<Standard, AnyApp>,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Listed>, XrpcError> {
    let (aid, limit) = (who.hosted.aid, params.limit.as_usize());
    let missing = app.store.read(move |db| records::missing_blobs(db, aid, params.cursor, limit));
    let missing = missing.await?;
    let cursor = missing.last().map(|blob| blob.cid);
    let did = who.did();
    let blobs = missing
        .into_iter()
        .map(|blob| Missing { cid: blob.cid, record_uri: AtUri::record(did, &blob.path).to_string() })
        .collect();
    Ok(Json(Listed { blobs, cursor }))
}
