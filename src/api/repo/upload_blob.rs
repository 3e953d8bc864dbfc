//! `com.atproto.repo.uploadBlob`

use serde::Serialize;

use crate::account::Hosted;
use crate::app::App;
use crate::auth::{SessionOrService, StandardInStanding};
use crate::blobs::Registration;
use crate::cbor::{Map, Value};
use crate::oauth::scope::Permission;
use crate::store::Aid;
use crate::store::rows::accounts::Standing;
use crate::syntax::{AtIdentifier, Cid};
use crate::xrpc::{Json, NoParams, Stream, XrpcError};

use super::author::taken_down;

/// The type of a blob that neither its bytes nor its sender tell.
const UNKNOWN_TYPE: &str = "application/octet-stream";

#[derive(Serialize)]
pub(super) struct Uploaded {
    blob: Map,
}

/// Largest blob.
pub(super) fn max_bytes(app: &App) -> u64 {
    app.service.blob_upload_limit
}

pub(super) async fn upload_blob(
    app: &App,
    who: SessionOrService<StandardInStanding>,
    _: NoParams,
    mut body: Stream,
) -> Result<Json<Uploaded>, XrpcError> {
    // An app says what it sends before it sends it. What the bytes turn out to be is asked for as well, at the end.
    if let (SessionOrService::Session(who), Some(mime)) = (&who, declared(&body)) {
        who.check(&Permission::Blob { mime })?;
    }
    let mut upload = app.blobs.upload(max_bytes(app)).await?;
    while let Some(piece) = body.next().await? {
        upload.write(&piece).await?;
    }
    let staged = upload.finish().await?;
    let cid = staged.cid();
    let declared = declared(&body).unwrap_or(UNKNOWN_TYPE);
    let mime = staged.sniffed().unwrap_or(declared);
    let aid = holder(app, who, mime).await?;
    match app.blobs.keep(&app.store, staged, aid, declared).await? {
        Registration::Held(row) => Ok(Json(Uploaded { blob: reference(cid, &row.mime, row.size)? })),
        Registration::NoAccount => Err(gone()),
        Registration::TakenDown => Err(XrpcError::invalid("Blob has been takendown, cannot re-upload")),
    }
}

/// The type that the sender gives, if it is one and not a range of them.
fn declared(body: &Stream) -> Option<&str> {
    (!body.content_type.contains('*')).then_some(&*body.content_type)
}

/// The account that a blob of type `mime` is for.
async fn holder(app: &App, who: SessionOrService<StandardInStanding>, mime: &str) -> Result<Aid, XrpcError> {
    let caller = match who {
        SessionOrService::Session(who) => return Ok(who.permit(&Permission::Blob { mime })?.hosted.aid),
        SessionOrService::Service(caller) => caller,
    };
    let hosted = app.accounts.find(AtIdentifier::Did(caller.did)).await?;
    match hosted {
        Some(Hosted { account, .. }) if account.standing() == Standing::TakenDown => Err(taken_down()),
        Some(Hosted { aid, .. }) => Ok(aid),
        None => Err(gone()),
    }
}

fn gone() -> XrpcError {
    XrpcError::forbidden("Account not found").with_name("AccountNotFound")
}

fn reference(cid: Cid, mime: &str, size: u64) -> Result<Map, XrpcError> {
    let size = i64::try_from(size).map_err(XrpcError::internal)?;
    let fields = [
        ("$type", Value::from("blob")),
        ("ref", Value::Link(cid)),
        ("mimeType", Value::from(mime)),
        ("size", Value::Int(size)),
    ];
    Ok(fields.into_iter().collect())
}
