//! `local.hostplant.admin.createBackup`: a copy of database and blobs in a folder of the server's machine.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::xrpc::{Admin, Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    folder: PathBuf,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    database_bytes: u64,
    copied: u64,
    present: u64,
    missing: u64,
}

pub(super) async fn create_backup(
    app: &App,
    _: Admin,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<Json<Output>, XrpcError> {
    if !input.folder.is_absolute() {
        return Err(XrpcError::invalid("The folder must be an absolute path"));
    }
    let done = app.blobs.back_up(&app.store, &input.folder).await.map_err(|error| {
        // The operator asks, and knows the folder.
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
        XrpcError::named("BackupFailed", format!("{error}{cause}"))
    })?;
    Ok(Json(Output {
        database_bytes: done.database_bytes,
        copied: done.copied,
        present: done.present,
        missing: done.missing,
    }))
}
