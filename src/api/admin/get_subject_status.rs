//! `com.atproto.admin.getSubjectStatus`: whether an account, a record or a blob is withheld.

use serde::{Deserialize, Serialize};

use super::subject::{Status, Subject};
use crate::account::Hosted;
use crate::app::App;
use crate::auth::Moderator;
use crate::store::keys::{AccountRecord, BlobKey, Digest, RecordKey};
use crate::store::rows::repo::repo_of;
use crate::store::tables::{BlobTakedowns, Blobs, RecordTakedowns, Records};
use crate::store::{Read, Snapshot};
use crate::syntax::{AtUri, Cid, Codec, Did};
use crate::xrpc::{Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    did: Option<Did>,
    uri: Option<AtUri>,
    blob: Option<Cid>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    subject: Subject,
    takedown: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    deactivated: Option<Status>,
}

pub(super) async fn get_subject_status(
    app: &App,
    _: Moderator,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let found = app
        .store
        .read(move |db| match params {
            Params { blob: Some(cid), did: Some(did), .. } => blob(db, did, cid),
            Params { blob: Some(_), .. } => {
                Err(XrpcError::invalid("Must provide a did to request blob state"))
            }
            Params { uri: Some(uri), .. } => record(db, uri),
            Params { did: Some(did), .. } => account(db, did),
            _ => Err(XrpcError::invalid("No provided subject")),
        })
        .await?;
    found.map(Json).ok_or_else(|| XrpcError::named("NotFound", "Subject not found"))
}

fn account(db: &Snapshot, did: Did) -> Result<Option<Output>, XrpcError> {
    let Some(Hosted { account, .. }) = Hosted::by_did(db, &did)? else { return Ok(None) };
    Ok(Some(Output {
        subject: Subject::Account { did },
        takedown: Status::of(account.takedown.map(|takedown| takedown.reference)),
        deactivated: Some(Status { applied: account.deactivated_at.is_some(), reference: None }),
    }))
}

fn record(db: &Snapshot, uri: AtUri) -> Result<Option<Output>, XrpcError> {
    let path = uri.path().ok_or_else(|| XrpcError::invalid("The URI names no record"))?;
    let Some(hosted) = Hosted::find(db, &uri.authority)? else { return Ok(None) };
    let repo = repo_of(db, hosted.aid)?;
    let key = AccountRecord { aid: hosted.aid, path };
    let Some(record) = db.get::<Records>(&RecordKey { repo, path: key.path.clone() })? else {
        return Ok(None);
    };
    let takedown = db.get::<RecordTakedowns>(&key)?;
    Ok(Some(Output {
        subject: Subject::Record { uri, cid: record.cid() },
        takedown: Status::of(takedown.map(|takedown| takedown.reference)),
        deactivated: None,
    }))
}

fn blob(db: &Snapshot, did: Did, cid: Cid) -> Result<Option<Output>, XrpcError> {
    let Some(hosted) = Hosted::by_did(db, &did)? else { return Ok(None) };
    if cid.codec() != Codec::Raw {
        return Ok(None);
    }
    let key = BlobKey { aid: hosted.aid, digest: Digest(*cid.digest()) };
    let takedown = db.get::<BlobTakedowns>(&key)?;
    if takedown.is_none() && !db.has::<Blobs>(&key)? {
        return Ok(None);
    }
    Ok(Some(Output {
        subject: Subject::Blob { did, cid, record_uri: None },
        takedown: Status::of(takedown.map(|takedown| takedown.reference)),
        deactivated: None,
    }))
}
