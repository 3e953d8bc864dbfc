//! `com.atproto.server.deactivateAccount`: switches the account off, for good after a date if one is given.

use serde::Deserialize;

use crate::account::{Hosted, standing};
use crate::app::App;
use crate::auth::{FullOrTakendown, Session, StatusApps};
use crate::base::Timestamp;
use crate::store::{StorageError, Tx};
use crate::syntax::Datetime;
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    delete_after: Option<Datetime>,
}

pub(super) async fn deactivate_account(
    app: &App,
    who: Session<FullOrTakendown, StatusApps>,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    let aid = who.hosted.aid;
    let delete_after: Option<Timestamp> = input.delete_after.as_ref().map(Datetime::timestamp);
    let origin = call.origin();
    let job = move |tx: &mut Tx<'_>| match Hosted::by_aid(tx, aid)? {
        Some(Hosted { account, .. }) => standing::deactivate(tx, aid, account, delete_after, &origin),
        None => Ok::<_, StorageError>(()),
    };
    Ok(app.store.write(job).await?)
}
