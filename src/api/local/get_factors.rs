//! `local.hostplant.admin.getFactors`: what is asked of an account's owner beside the password.

use serde::{Deserialize, Serialize};

use crate::account::Hosted;
use crate::account::factors::{EmailFactor, PasskeyView};
use crate::app::App;
use crate::store::Aid;
use crate::syntax::{AtIdentifier, Did};
use crate::xrpc::{Admin, Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    did: Did,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    second: Vec<&'static str>,
    passkeys: Vec<Passkey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    totp_since: Option<String>,
    email: &'static str,
    recovery_codes_left: usize,
    password: bool,
    app_login: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Passkey {
    id: String,
    name: String,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<String>,
}

impl From<PasskeyView> for Passkey {
    fn from(view: PasskeyView) -> Self {
        Self {
            id: view.id.to_string(),
            name: view.name,
            created_at: view.created_at.to_string(),
            last_used_at: view.last_used_at.map(|at| at.to_string()),
        }
    }
}

pub(super) async fn get_factors(
    app: &App,
    _: Admin,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let view = app.accounts.factors(account(app, params.did).await?).await?;
    Ok(Json(Output {
        second: view.second.iter().map(|kind| kind.as_str()).collect(),
        passkeys: view.passkeys.into_iter().map(Passkey::from).collect(),
        totp_since: view.totp.map(|at| at.to_string()),
        email: match view.email {
            EmailFactor::Off => "off",
            EmailFactor::On => "on",
            EmailFactor::Waiting => "waiting",
        },
        recovery_codes_left: view.recovery_codes_left,
        password: view.password,
        app_login: view.app_login,
    }))
}

/// The number of the account with this DID, in whatever standing.
pub(super) async fn account(app: &App, did: Did) -> Result<Aid, XrpcError> {
    let found = app.accounts.find(AtIdentifier::Did(did)).await?;
    found.map(|Hosted { aid, .. }| aid).ok_or_else(super::no_account)
}
