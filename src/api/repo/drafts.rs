//! Preparing records where it does not hold up other requests.

use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use crate::app::App;
use crate::records::{Draft, PrepareError, PreparedRecord};
use crate::syntax::RepoPath;
use crate::xrpc::{Call, XrpcError};

/// Bodies above this are prepared on a blocking thread.
const LARGE_BYTES: u64 = 64 * 1024;

/// Prepares what a request drafted; each draft comes with what messages call it.
pub(super) async fn prepare(
    app: &App,
    call: &Call,
    drafts: Vec<(Draft, String)>,
) -> Result<Vec<(RepoPath, PreparedRecord)>, XrpcError> {
    let repositories = app.repositories.clone();
    let work = move || -> Result<Vec<_>, PrepareError> {
        drafts.into_iter().map(|(draft, at)| repositories.prepare(draft, &at)).collect()
    };
    let length = call.header(CONTENT_LENGTH.as_str()).and_then(|text| text.parse::<u64>().ok());
    let is_plain = !call.headers.contains_key(CONTENT_ENCODING);
    let prepared = match length {
        Some(0..=LARGE_BYTES) if is_plain => work(),
        // Long, or of a length that only the end tells.
        _ => tokio::task::spawn_blocking(work).await.map_err(XrpcError::internal)?,
    };
    Ok(prepared?)
}

/// As [`prepare`], for one record.
pub(super) async fn prepare_one(
    app: &App,
    call: &Call,
    draft: Draft,
) -> Result<(RepoPath, PreparedRecord), XrpcError> {
    let mut prepared = prepare(app, call, vec![(draft, "record".to_owned())]).await?;
    Ok(prepared.pop().expect("one draft makes one record"))
}
