//! `com.atproto.repo.getRecord`

use serde::{Deserialize, Serialize};

use crate::account::Hosted;
use crate::app::App;
use crate::cbor::{self, Value};
use crate::records;
use crate::store::rows::accounts::Standing;
use crate::store::rows::repo::Record;
use crate::store::{CorruptRow, StorageError};
use crate::syntax::{AtIdentifier, AtUri, Cid, Nsid, RepoPath, Rkey};
use crate::xrpc::{Json, NoBody, Public, Query, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    repo: AtIdentifier,
    collection: Nsid,
    rkey: Rkey,
    cid: Option<Cid>,
}

#[derive(Serialize)]
pub(super) struct Found {
    uri: String,
    cid: Cid,
    value: Value,
}

pub(super) async fn get_record(
    app: &App,
    _: Public,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Found>, XrpcError> {
    let path = RepoPath::new(&params.collection, &params.rkey);
    let (id, wanted) = (params.repo, path.clone());
    let found = app.store.read(move |db| -> Result<_, StorageError> {
        let hosted = Hosted::find(db, &id)?.filter(|hosted| hosted.account.standing() == Standing::Active);
        let Some(hosted) = hosted else { return Ok(None) };
        let record = records::record(db, hosted.aid, &wanted)?;
        Ok(Some((hosted, record)))
    });
    let Some((hosted, record)) = found.await.map_err(XrpcError::internal)? else {
        return Err(XrpcError::invalid("Could not locate record"));
    };
    let uri = AtUri::record(&hosted.account.did, &path).to_string();
    let record = record.filter(|record| params.cid.is_none_or(|cid| cid == record.cid()));
    let Some(record) = record else {
        return Err(XrpcError::named("RecordNotFound", format!("Could not locate record: {uri}")));
    };
    let value = value_of(&record).map_err(XrpcError::internal)?;
    Ok(Json(Found { uri, cid: record.cid(), value }))
}

/// The record as a value of the data model.
pub(super) fn value_of(record: &Record) -> Result<Value, StorageError> {
    cbor::decode(&record.value).map_err(|_| CorruptRow { table: "records", part: "record" }.into())
}
