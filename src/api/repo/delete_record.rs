//! `com.atproto.repo.deleteRecord`

use serde::{Deserialize, Serialize};

use super::CommitMeta;
use super::author::author;
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::oauth::scope;
use crate::records::{Action, Batch, Expect, Write};
use crate::syntax::{AtIdentifier, Cid, Nsid, RepoPath, Rkey};
use crate::xrpc::{Json, NoParams, XrpcError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    repo: AtIdentifier,
    collection: Nsid,
    rkey: Rkey,
    swap_record: Option<Cid>,
    swap_commit: Option<Cid>,
}

#[derive(Serialize)]
pub(super) struct Deleted {
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<CommitMeta>,
}

pub(super) async fn delete_record(
    app: &App,
    who: Unpermitted<Standard>,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<Json<Deleted>, XrpcError> {
    let session = author(app, who, input.repo, [(&input.collection, scope::Action::Delete)]).await?;
    let author = &session.hosted;
    let expect = input.swap_record.map_or(Expect::Anything, Expect::Is);
    let write = Write {
        path: RepoPath::new(&input.collection, &input.rkey),
        action: Action::DeleteIfPresent(expect),
    };
    let batch = Batch { writes: vec![write], swap_commit: input.swap_commit, by: session.app() };
    let committed = app.repositories.commit(author.aid, batch).await?;
    Ok(Json(Deleted { commit: committed.map(Into::into) }))
}
