//! `local.hostplant.admin.removeFactor`: helps an owner who lost what is asked for beside the password.

use serde::{Deserialize, Serialize};

use super::get_factors::account;
use crate::account::Origin;
use crate::account::factors::UnknownFactor;
use crate::app::App;
use crate::syntax::Did;
use crate::xrpc::{Admin, Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    did: Did,
    kind: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    removed: bool,
}

pub(super) async fn remove_factor(
    app: &App,
    _: Admin,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<Json<Output>, XrpcError> {
    let kind = input.kind.parse().map_err(|error: UnknownFactor| XrpcError::invalid(error.to_string()))?;
    let aid = account(app, input.did).await?;
    let removed = app.accounts.remove_factor(aid, kind, Origin::OPERATOR).await?;
    Ok(Json(Output { removed }))
}
