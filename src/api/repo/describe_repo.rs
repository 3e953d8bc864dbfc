//! `com.atproto.repo.describeRepo`

use serde::{Deserialize, Serialize};

use crate::account::Hosted;
use crate::app::App;
use crate::identity::Refresh;
use crate::records;
use crate::store::StorageError;
use crate::store::rows::accounts::Standing;
use crate::syntax::{AtIdentifier, Did, Handle, Nsid};
use crate::xrpc::{Json, NoBody, Public, Query, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    repo: AtIdentifier,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Described {
    handle: Handle,
    did: Did,
    did_doc: serde_json::Value,
    collections: Vec<Nsid>,
    handle_is_correct: bool,
}

pub(super) async fn describe_repo(
    app: &App,
    _: Public,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Described>, XrpcError> {
    let repo = params.repo.clone();
    let found = app.store.read(move |db| -> Result<_, StorageError> {
        let Some(hosted) = Hosted::find(db, &repo)? else { return Ok(None) };
        let collections = records::collections(db, hosted.aid)?;
        Ok(Some((hosted, collections)))
    });
    let Some((hosted, collections)) = found.await? else {
        let message = format!("Could not find repo for DID: {}", params.repo);
        return Err(XrpcError::named("RepoNotFound", message));
    };
    let did = hosted.account.did.clone();
    match hosted.account.standing() {
        Standing::Active => {}
        Standing::TakenDown => {
            return Err(XrpcError::named("RepoTakendown", format!("Repo has been takendown: {did}")));
        }
        Standing::Deactivated => {
            return Err(XrpcError::named("RepoDeactivated", format!("Repo has been deactivated: {did}")));
        }
    }
    let document = app.identity.document(&did, Refresh::Cached).await;
    let document = document.map_err(|error| XrpcError::invalid(format!("Could not resolve DID: {error}")))?;
    let handle_is_correct = hosted.account.handle.is_some() && document.handle() == hosted.account.handle;
    Ok(Json(Described {
        handle: hosted.account.handle.unwrap_or_else(Handle::invalid),
        did,
        did_doc: serde_json::from_str(document.json()).map_err(XrpcError::internal)?,
        collections,
        handle_is_correct,
    }))
}
