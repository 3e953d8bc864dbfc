//! Taking one's data away: the repository as a CAR, or everything in one archive. Both are made while they are sent.

use std::io;
use std::sync::Arc;

use futures_util::stream;
use hyper::StatusCode;
use hyper::header::{CONTENT_DISPOSITION, HeaderValue};
use minijinja::context;

use super::Section;
use super::archive::Archive;
use crate::account::activity::Act;
use crate::account::devices::SignedIn;
use crate::records::{Export, ExportError};
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

/// When to come back when too much is being exported, in seconds.
const EXPORT_RETRY_SECS: u32 = 60;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.account_page(&account, Section::Data, "account/data.html", context! {})
}

/// The repository.
pub(super) async fn repository(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = owner(visit).await?;
    let reply = match Export::begin(&visit.app.store, account.aid, None).await.map_err(failed)? {
        Export::Whole(bytes) => Reply::bytes(StatusCode::OK, "application/vnd.ipld.car", bytes),
        Export::Pieces(pieces) => Reply::stream(
            HeaderValue::from_static("application/vnd.ipld.car"),
            stream::try_unfold(pieces, |mut pieces| async move {
                let piece = pieces.next().await.map_err(io::Error::other)?;
                Ok(piece.map(|piece| (piece.into(), pieces)))
            }),
        ),
    };
    attached(reply, visit, &account, "car").await
}

/// Repository, files and preferences.
pub(super) async fn archive(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = owner(visit).await?;
    let archive = Archive::begin(Arc::clone(&visit.app), account.aid, &account.account).await;
    let pieces = stream::try_unfold(archive.map_err(failed)?, |mut archive| async move {
        let piece = archive.next().await?;
        Ok::<_, io::Error>(piece.map(|piece| (piece.into(), archive)))
    });
    let reply = Reply::stream(HeaderValue::from_static("application/x-tar"), pieces);
    attached(reply, visit, &account, "tar").await
}

/// Everything at once is what a thief of a browser would want.
async fn owner(visit: &mut Visit) -> Result<SignedIn, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    if visit.app.memory.is_high() {
        return Err(PageError::Busy { retry_after: EXPORT_RETRY_SECS });
    }
    Ok(account)
}

fn failed(error: ExportError) -> PageError {
    match error {
        ExportError::NoRepo => PageError::NotFound,
        ExportError::Lease(error) => {
            tracing::info!(%error, "an export has to wait");
            PageError::Busy { retry_after: EXPORT_RETRY_SECS }
        }
        ExportError::Storage(error) => error.into(),
    }
}

/// To be saved, under a name that says whose it is and of which day. The account's log tells of it.
async fn attached(reply: Reply, visit: &Visit, account: &SignedIn, ending: &str) -> Result<Reply, PageError> {
    visit.app.accounts.note(account.aid, Act::DataExported, visit.origin(), ending.to_uppercase()).await?;
    let row = &account.account;
    let name = row.handle.as_ref().map_or(row.did.as_str(), |handle| handle.as_str()).replace(':', "-");
    let date = visit.app.clock.now().to_string();
    let day = date.split('T').next().unwrap_or_default();
    let disposition = format!("attachment; filename=\"{name}-{day}.{ending}\"");
    Ok(reply.header(CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(PageError::failed)?))
}
