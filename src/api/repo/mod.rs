//! `com.atproto.repo.*`: one file per method.

mod apply_writes;
mod author;
mod create_record;
mod delete_record;
mod describe_repo;
mod drafts;
mod get_record;
mod import_repo;
mod list_missing_blobs;
mod list_records;
mod put_record;
mod refusal;
mod upload_blob;

use serde::Serialize;

use crate::auth::{
    AnyApp, FullInStanding, RepoApps, Session, SessionOrService, Standard, StandardInStanding, Unpermitted,
};
use crate::base::limits::{JSON_BODY_BYTES, WRITE_BODY_BYTES};
use crate::lexicon::Validity;
use crate::records::Committed;
use crate::syntax::{Cid, Tid};
use crate::xrpc::{Public, endpoints, limits};

/// JSON bodies that hold records.
const RECORDS: u64 = WRITE_BODY_BYTES as u64;
/// JSON bodies that hold none.
const JSON: u64 = JSON_BODY_BYTES as u64;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "com.atproto.repo.applyWrites" Procedure auth Unpermitted<Standard>, limit [Account(limits::REPO_WRITE)],
        body Json(RECORDS) => apply_writes::apply_writes;
    "com.atproto.repo.createRecord" Procedure auth Unpermitted<Standard>, limit [Account(limits::REPO_WRITE)],
        body Json(RECORDS) => create_record::create_record;
    "com.atproto.repo.deleteRecord" Procedure auth Unpermitted<Standard>, limit [Account(limits::REPO_WRITE)],
        body Json(JSON) => delete_record::delete_record;
    "com.atproto.repo.describeRepo" Query auth Public, limit [], body None => describe_repo::describe_repo;
    "com.atproto.repo.getRecord" Query auth Public, limit [], body None => get_record::get_record;
    "com.atproto.repo.importRepo" Procedure auth Session<FullInStanding, RepoApps>, limit [],
        body Stream("application/vnd.ipld.car", import_repo::max_bytes) => import_repo::import_repo;
    "com.atproto.repo.listMissingBlobs" Query auth Session<Standard, AnyApp>, limit [],
        body None => list_missing_blobs::list_missing_blobs;
    "com.atproto.repo.listRecords" Query auth Public, limit [], body None => list_records::list_records;
    "com.atproto.repo.putRecord" Procedure auth Unpermitted<Standard>, limit [Account(limits::REPO_WRITE)],
        body Json(RECORDS) => put_record::put_record;
    "com.atproto.repo.uploadBlob" Procedure auth SessionOrService<StandardInStanding>,
        limit [Ip(limits::UPLOAD_BLOB)], body Stream("*/*", upload_blob::max_bytes) => upload_blob::upload_blob;
}

/// A commit as replies give it.
#[derive(Serialize)]
struct CommitMeta {
    cid: Cid,
    rev: Tid,
}

impl From<Committed> for CommitMeta {
    fn from(committed: Committed) -> Self {
        Self { cid: committed.cid, rev: committed.rev }
    }
}

/// What the writing methods say of one record.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenRecord {
    uri: String,
    cid: Cid,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<CommitMeta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_status: Option<&'static str>,
}

fn status_of(validity: Option<Validity>) -> Option<&'static str> {
    validity.map(Validity::as_str)
}
