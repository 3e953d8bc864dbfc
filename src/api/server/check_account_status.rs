//! `com.atproto.server.checkAccountStatus`: how far a move has come.

use serde::Serialize;

use crate::app::App;
use crate::auth::{AnyApp, Session, Standard};
use crate::records;
use crate::syntax::{Cid, Tid};
use crate::xrpc::{Json, NoBody, NoParams, XrpcError};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    activated: bool,
    valid_did: bool,
    repo_commit: Cid,
    repo_rev: Tid,
    repo_blocks: u64,
    indexed_records: u64,
    private_state_values: u64,
    expected_blobs: u64,
    imported_blobs: u64,
}

pub(super) async fn check_account_status(
    app: &App,
    who: Session<Standard, AnyApp>,
    _: NoParams,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let aid = who.hosted.aid;
    let look = move |snapshot: &crate::store::Snapshot| {
        Ok::<_, crate::store::StorageError>((records::head(snapshot, aid)?, records::census(snapshot, aid)?))
    };
    let (head, census) = app.store.read(look).await?;
    let head = head.ok_or_else(|| XrpcError::invalid("Could not find repository of the account"))?;
    Ok(Json(Output {
        activated: who.hosted.account.deactivated_at.is_none(),
        valid_did: app.accounts.check_identity(&who.hosted).await.is_ok(),
        repo_commit: head.commit,
        repo_rev: head.rev,
        repo_blocks: census.blocks,
        indexed_records: census.records,
        private_state_values: 0,
        expected_blobs: census.expected_blobs,
        imported_blobs: census.held_blobs,
    }))
}
