//! `com.atproto.server.createInviteCodes`: invite codes for several accounts, by the operator.

use serde::{Deserialize, Serialize};

use crate::account::invites;
use crate::app::App;
use crate::store::StorageError;
use crate::xrpc::{Admin, Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    #[serde(default = "one")]
    code_count: usize,
    use_count: u32,
    for_accounts: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    codes: Vec<AccountCodes>,
}

#[derive(Clone, Debug, Serialize)]
struct AccountCodes {
    account: String,
    codes: Vec<String>,
}

const fn one() -> usize {
    1
}

pub(super) async fn create_invite_codes(
    app: &App,
    _: Admin,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<Json<Output>, XrpcError> {
    let accounts = input.for_accounts.unwrap_or_else(|| vec![invites::OPERATOR.to_owned()]);
    if accounts.len().saturating_mul(input.code_count) > invites::MAX_CODES {
        return Err(XrpcError::invalid(format!("At most {} codes are made at once", invites::MAX_CODES)));
    }
    let new_codes = || (0..input.code_count).map(|_| invites::new_code(&app.service.hostname)).collect();
    let codes: Vec<AccountCodes> =
        accounts.into_iter().map(|account| AccountCodes { account, codes: new_codes() }).collect();
    let rows: Vec<(String, String)> = codes
        .iter()
        .flat_map(|each| each.codes.iter().map(|code| (code.clone(), each.account.clone())))
        .collect();
    app.store.write::<_, StorageError, _>(move |tx| invites::create(tx, rows, input.use_count)).await?;
    Ok(Json(Output { codes }))
}
