//! `com.atproto.sync.getBlob`

use std::io;

use futures_util::stream;
use hyper::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use serde::Deserialize;

use super::availability::{Unavailable, visible};
use crate::app::App;
use crate::auth::StandardOrTakendown;
use crate::blobs::{BlobStore, is_missing};
use crate::store::keys::Digest;
use crate::syntax::{Cid, Did};
use crate::xrpc::{NoBody, Query, Reply, Viewing, XrpcError};

/// Type of a blob whose own cannot be told in a header.
const ANY_TYPE: HeaderValue = HeaderValue::from_static("application/octet-stream");

#[derive(Deserialize)]
pub(super) struct Params {
    did: Did,
    cid: Cid,
}

pub(super) async fn get_blob(
    app: &App,
    who: Viewing<StandardOrTakendown>,
    Query(Params { did, cid }): Query<Params>,
    _: NoBody,
) -> Result<Reply, XrpcError> {
    let digest = Digest(*cid.digest());
    let read = move |db: &crate::store::Snapshot| -> Result<_, Unavailable> {
        let aid = visible(db, &did, &who.viewer)?;
        let blob = BlobStore::find(db, aid, digest)?.filter(|blob| blob.kept_since.is_some());
        Ok((aid, blob))
    };
    let (aid, blob) = app.store.read(read).await?;
    let blob = blob.filter(|_| cid == Cid::raw(digest.0)).ok_or_else(not_found)?;
    let file = match app.blobs.read(aid, digest).await {
        Ok(file) => file,
        Err(error) if is_missing(&error) => return Err(not_found()),
        Err(error) => return Err(XrpcError::internal(error)),
    };
    let (size, content_type) = (file.size(), HeaderValue::from_str(&blob.mime).unwrap_or(ANY_TYPE));
    let pieces = stream::try_unfold(file, |mut file| async move {
        let piece = file.next().await?;
        Ok::<_, io::Error>(piece.map(|piece| (piece.into(), file)))
    });
    let disposition = format!("attachment; filename=\"{cid}\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(XrpcError::internal)?;
    Ok(Reply::stream(content_type, pieces)
        .header(CONTENT_LENGTH, HeaderValue::from(size))
        .header(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
        .header(CONTENT_DISPOSITION, disposition)
        .header(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")))
}

fn not_found() -> XrpcError {
    XrpcError::named("BlobNotFound", "Blob not found")
}
