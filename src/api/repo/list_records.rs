//! `com.atproto.repo.listRecords`

use serde::{Deserialize, Serialize};

use super::get_record::value_of;
use crate::account::Hosted;
use crate::app::App;
use crate::cbor::Encoded;
use crate::records::{self, Page};
use crate::store::StorageError;
use crate::store::rows::accounts::Standing;
use crate::syntax::{AtIdentifier, AtUri, Cid, Nsid, RepoPath, Rkey};
use crate::xrpc::{Bounded, Json, NoBody, Public, Query, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    repo: AtIdentifier,
    collection: Nsid,
    #[serde(default)]
    limit: Bounded<1, 100, 50>,
    cursor: Option<Rkey>,
    #[serde(default)]
    reverse: bool,
}

#[derive(Serialize)]
pub(super) struct Listed {
    records: Vec<Found>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<Rkey>,
}

#[derive(Serialize)]
struct Found {
    uri: String,
    cid: Cid,
    value: Encoded<Vec<u8>>,
}

pub(super) async fn list_records(
    app: &App,
    _: Public,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Listed>, XrpcError> {
    let page = Page { limit: params.limit.as_usize(), cursor: params.cursor, ascending: params.reverse };
    let (repo, collection) = (params.repo.clone(), params.collection);
    let listed = app.store.read(move |db| -> Result<_, StorageError> {
        let hosted = Hosted::find(db, &repo)?.filter(|hosted| hosted.account.standing() == Standing::Active);
        let Some(hosted) = hosted else { return Ok(None) };
        let rows = records::list(db, hosted.aid, &collection, &page)?;
        let cursor = rows.last().map(|(rkey, _)| rkey.clone());
        // Checked here, on the blocking thread, as a page may hold a lot.
        let records = rows.into_iter().map(|(rkey, record)| {
            let uri = AtUri::record(&hosted.account.did, &RepoPath::new(&collection, &rkey)).to_string();
            Ok(Found { uri, cid: record.cid(), value: value_of(record)? })
        });
        Ok(Some(Listed { records: records.collect::<Result<_, StorageError>>()?, cursor }))
    });
    match listed.await? {
        Some(listed) => Ok(Json(listed)),
        None => Err(XrpcError::invalid(format!("Could not find repo: {}", params.repo))),
    }
}
