//! `com.atproto.sync.getRecord`: a record with the proof that it is, or is not, in the repository.

use hyper::StatusCode;
use serde::Deserialize;

use super::availability::{Unavailable, visible};
use crate::app::App;
use crate::auth::Standard;
use crate::records;
use crate::repo::car;
use crate::repo::mst::{self, MstError, Root};
use crate::store::keys::RecordKey;
use crate::store::rows::repo::Record;
use crate::store::tables::Records;
use crate::store::{Aid, Read, StorageError};
use crate::syntax::{Did, Nsid, RepoPath, Rkey};
use crate::xrpc::{NoBody, Query, Reply, Viewing, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    did: Did,
    collection: Nsid,
    rkey: Rkey,
}

pub(super) async fn get_record(
    app: &App,
    who: Viewing<Standard>,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Reply, XrpcError> {
    let Params { did, collection, rkey } = params;
    let path = RepoPath::new(&collection, &rkey);
    let read = move |db: &crate::store::Snapshot| -> Result<_, Unavailable> {
        let aid = visible(db, &did, &who.viewer)?;
        proof(db, aid, path)?.ok_or(Unavailable::Unknown(did))
    };
    let archive = app.store.read(read).await?;
    Ok(Reply::bytes(StatusCode::OK, "application/vnd.ipld.car", archive))
}

/// The commit, the nodes from the root to where `path` is or would be, and the record if there is one.
fn proof(db: &impl Read, aid: Aid, path: RepoPath) -> Result<Option<Vec<u8>>, Unavailable> {
    let Some(head) = records::head(db, aid)? else { return Ok(None) };
    let root = Root { cid: head.data, layer: head.layer };
    let repo = head.repo(aid);
    let nodes = mst::proof(&db.nodes(repo), root, &path)?;
    let record: Option<Record> = db.get::<Records>(&RecordKey { repo, path })?;
    let record = record.map(|record| (record.cid(), record.value));
    let blocks = nodes.iter().chain(&record).map(|(cid, bytes)| (cid, bytes.as_slice()));
    let commit = (&head.commit, head.bytes.as_slice());
    Ok(Some(car::archive(Some(&head.commit), std::iter::once(commit).chain(blocks))))
}

impl From<MstError<StorageError>> for Unavailable {
    fn from(error: MstError<StorageError>) -> Self {
        match error {
            MstError::Store(error) => Self::Storage(error),
            damage => Self::Refused(XrpcError::internal(damage)),
        }
    }
}
