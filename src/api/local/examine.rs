//! `local.hostplant.admin.examine`: whether all is well, for `hostplant doctor`.

use crate::app::App;
use crate::doctor::{self, Report};
use crate::xrpc::{Admin, Json, NoBody, NoParams, XrpcError};

pub(super) async fn examine(app: &App, _: Admin, _: NoParams, _: NoBody) -> Result<Json<Report>, XrpcError> {
    Ok(Json(doctor::examine(app).await))
}
