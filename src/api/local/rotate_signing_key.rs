//! `local.hostplant.admin.rotateSigningKey`: another signing key for an account.

use serde::{Deserialize, Serialize};

use crate::account::{Origin, RotateKeyError};
use crate::app::App;
use crate::syntax::{AtIdentifier, Did};
use crate::xrpc::{Admin, Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    did: Did,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    signing_key: String,
}

pub(super) async fn rotate_signing_key(
    app: &App,
    _: Admin,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<Json<Output>, XrpcError> {
    let found = app.accounts.find(AtIdentifier::Did(input.did)).await?;
    let hosted = found.ok_or_else(super::no_account)?;
    let signing_key = app.accounts.rotate_signing_key(&hosted, Origin::OPERATOR).await?;
    Ok(Json(Output { signing_key }))
}

impl From<RotateKeyError> for XrpcError {
    fn from(error: RotateKeyError) -> Self {
        match error {
            RotateKeyError::NotPlc => Self::invalid(error.to_string()),
            RotateKeyError::NoAccount => super::no_account(),
            RotateKeyError::Mismatch(error) => error.into(),
            RotateKeyError::Directory(error) => error.into(),
            RotateKeyError::Repository(_) | RotateKeyError::Signer(_) => Self::internal(error),
            RotateKeyError::Store(error) => error.into(),
        }
    }
}
