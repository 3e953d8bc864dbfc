//! `com.atproto.admin.deleteAccount`: the end of an account.

use serde::Deserialize;

use crate::account::deletion;
use crate::app::App;
use crate::store::{Lane, Tx};
use crate::syntax::Did;
use crate::xrpc::{Admin, Json, NoParams, XrpcError};

/// Bytes that the job holds while it waits.
const JOB_BYTES: usize = 1_024;

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    did: Did,
}

pub(super) async fn delete_account(
    app: &App,
    _: Admin,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<(), XrpcError> {
    let job = move |tx: &mut Tx<'_>| -> Result<(), XrpcError> {
        let hosted = super::hosted(tx, &input.did)?;
        Ok(deletion::delete(tx, hosted.aid, &hosted.account)?)
    };
    // It frees space, so that a full disk must not stop it.
    Ok(app.store.write_in(Lane::Essential, JOB_BYTES, job).await?)
}
