//! `com.atproto.repo.getRecord`: from here, or from the AppView for repositories that are elsewhere.

use serde::{Deserialize, Serialize};

use crate::account::Hosted;
use crate::api::proxy;
use crate::app::App;
use crate::cbor::Encoded;
use crate::records;
use crate::store::rows::accounts::Standing;
use crate::store::rows::repo::Record;
use crate::store::{CorruptRow, StorageError};
use crate::syntax::{AtIdentifier, AtUri, Cid, Nsid, RepoPath, Rkey};
use crate::xrpc::{Json, NoBody, Output, Public, Query, Reply, WithHead, XrpcError};

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
    value: Encoded<Vec<u8>>,
}

pub(super) async fn get_record(
    app: &App,
    _: Public,
    Query(params): Query<Params>,
    WithHead { call, .. }: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    let path = RepoPath::new(&params.collection, &params.rkey);
    let (id, wanted) = (params.repo, path.clone());
    let found = app.store.read(move |db| -> Result<_, StorageError> {
        let hosted = Hosted::find(db, &id)?.filter(|hosted| hosted.account.standing() == Standing::Active);
        let Some(hosted) = hosted else { return Ok(None) };
        let record = records::record(db, hosted.aid, &wanted)?;
        Ok(Some((hosted, record)))
    });
    let Some((hosted, record)) = found.await? else {
        if app.proxy.config.app_view.is_none() {
            return Err(XrpcError::invalid("Could not locate record"));
        }
        return proxy::forward_anonymously(app, &call).await;
    };
    let uri = AtUri::record(&hosted.account.did, &path).to_string();
    let record = record.filter(|record| params.cid.is_none_or(|cid| cid == record.cid()));
    let Some(record) = record else {
        return Err(XrpcError::named("RecordNotFound", format!("Could not locate record: {uri}")));
    };
    let cid = record.cid();
    let value = value_of(record).map_err(XrpcError::internal)?;
    Json(Found { uri, cid, value }).into_reply()
}

/// The record as it goes into a reply.
pub(super) fn value_of(record: Record) -> Result<Encoded<Vec<u8>>, StorageError> {
    Encoded::new(record.value).map_err(|_| CorruptRow { table: "records", part: "record" }.into())
}
