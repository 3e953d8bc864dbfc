//! `com.atproto.temp.checkSignupQueue`: whether the account still waits to be let in. Nobody waits here.

use serde::Serialize;

use crate::app::App;
use crate::auth::{NoApps, Session, StandardOrQueued};
use crate::xrpc::{Json, NoBody, NoParams, XrpcError};

#[derive(Debug, Serialize)]
pub(super) struct Output {
    activated: bool,
}

pub(super) async fn check_signup_queue(
    _: &App,
    _: Session<StandardOrQueued, NoApps>,
    _: NoParams,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    Ok(Json(Output { activated: true }))
}
