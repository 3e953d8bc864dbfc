//! `com.atproto.sync.getRepoStatus`

use serde::{Deserialize, Serialize};

use super::availability::{Unavailable, unknown};
use crate::account::Hosted;
use crate::app::App;
use crate::records;
use crate::store::rows::accounts::Standing;
use crate::syntax::{Did, Tid};
use crate::xrpc::{Json, NoBody, Public, Query, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    did: Did,
}

#[derive(Serialize)]
pub(super) struct Status {
    did: Did,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rev: Option<Tid>,
}

pub(super) async fn get_repo_status(
    app: &App,
    _: Public,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Status>, XrpcError> {
    let did = params.did.clone();
    let read = move |db: &crate::store::Snapshot| -> Result<_, Unavailable> {
        let Some(hosted) = Hosted::by_did(db, &did)? else { return Ok(None) };
        let head = records::head(db, hosted.aid)?;
        Ok(Some((hosted.account.standing(), head)))
    };
    let (standing, head) = app.store.read(read).await?.ok_or_else(|| unknown(&params.did))?;
    let status = word(standing);
    let rev = head.filter(|_| status.is_none()).map(|head| head.rev);
    Ok(Json(Status { did: params.did, active: status.is_none(), status, rev }))
}

/// What the network calls a standing; nothing while active.
pub(super) const fn word(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Active => None,
        Standing::Deactivated => Some("deactivated"),
        Standing::TakenDown => Some("takendown"),
    }
}
