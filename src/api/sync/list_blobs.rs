//! `com.atproto.sync.listBlobs`: the blobs that an account's records refer to.

use serde::{Deserialize, Serialize};

use super::availability::{Unavailable, visible};
use crate::app::App;
use crate::auth::StandardOrTakendown;
use crate::store::keys::{BlobRef, Digest, RecordKey};
use crate::store::rows::repo::{RecordStamp, repo_of};
use crate::store::tables::{BlobRefs, Records};
use crate::store::{Aid, Read, StorageError};
use crate::syntax::{Cid, Did, Tid};
use crate::xrpc::{Bounded, Json, NoBody, Query, Viewing, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    did: Did,
    since: Option<Tid>,
    #[serde(default)]
    limit: Bounded<1, 1000, 500>,
    cursor: Option<Cid>,
}

#[derive(Serialize)]
pub(super) struct Listed {
    cids: Vec<Cid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<Cid>,
}

pub(super) async fn list_blobs(
    app: &App,
    who: Viewing<StandardOrTakendown>,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Listed>, XrpcError> {
    let read = move |db: &crate::store::Snapshot| -> Result<_, Unavailable> {
        let aid = visible(db, &params.did, &who.viewer)?;
        Ok(list(db, aid, params.since, params.cursor, params.limit.as_usize())?)
    };
    let cids = app.store.read(read).await?;
    let cursor = cids.last().copied();
    Ok(Json(Listed { cids, cursor }))
}

/// Blobs after `cursor`, by digest, that a record refers to which was written after `since`.
fn list(
    db: &impl Read,
    aid: Aid,
    since: Option<Tid>,
    cursor: Option<Cid>,
    limit: usize,
) -> Result<Vec<Cid>, StorageError> {
    let repo = repo_of(db, aid)?;
    let references = match cursor {
        Some(cid) => BlobRef::beyond_blob(repo, Digest(*cid.digest())),
        None => BlobRef::of(repo),
    };
    let mut found: Vec<Cid> = Vec::new();
    for reference in db.range::<BlobRefs>(references)? {
        let (BlobRef { digest, path, .. }, ()) = reference?;
        let cid = Cid::raw(digest.0);
        if found.last() == Some(&cid) {
            continue;
        }
        if let Some(since) = since {
            let stamp = db.look::<Records, _>(&RecordKey { repo, path }, RecordStamp::of_row)?;
            if stamp.flatten().is_none_or(|stamp| stamp.rev <= since) {
                continue;
            }
        }
        if found.len() == limit {
            break;
        }
        found.push(cid);
    }
    Ok(found)
}
