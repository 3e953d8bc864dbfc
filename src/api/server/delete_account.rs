//! `com.atproto.server.deleteAccount`: the end, by password and mailed code.

use serde::Deserialize;

use crate::account::mail_codes::{self, CodeError};
use crate::account::{Hosted, deletion};
use crate::app::App;
use crate::base::Secret;
use crate::mail::Purpose;
use crate::store::{Lane, Tx};
use crate::syntax::{AtIdentifier, Did};
use crate::xrpc::{Json, NoParams, Public, XrpcError};

/// Bytes that the job holds while it waits.
const JOB_BYTES: usize = 1024;

#[derive(Deserialize)]
pub(super) struct Input {
    did: Did,
    password: String,
    token: String,
}

pub(super) async fn delete_account(
    app: &App,
    _: Public,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<(), XrpcError> {
    let found = app.accounts.find(AtIdentifier::Did(input.did)).await?;
    let Hosted { aid, account } = found.ok_or_else(|| XrpcError::invalid("account not found"))?;
    if !app.accounts.is_main_password(&account, Secret::new(input.password)).await? {
        return Err(XrpcError::unauthenticated("Invalid did or password"));
    }
    let job = move |tx: &mut Tx<'_>| {
        let now = tx.now();
        mail_codes::check(tx, aid, Purpose::DeleteAccount, &input.token, now)?;
        if let Some(Hosted { account, .. }) = Hosted::by_aid(tx, aid)? {
            deletion::delete(tx, aid, &account)?;
        }
        Ok::<_, CodeError>(())
    };
    // Deleting makes room, so that it goes on when the disk is nearly full.
    Ok(app.store.write_in(Lane::Essential, JOB_BYTES, job).await?)
}
