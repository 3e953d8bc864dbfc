//! `com.atproto.server.listAppPasswords`: the caller's app passwords, without the passwords.

use serde::Serialize;

use crate::account::app_passwords;
use crate::app::App;
use crate::auth::{NoApps, Session, Standard};
use crate::xrpc::{Json, NoBody, NoParams, XrpcError};

#[derive(Debug, Serialize)]
pub(super) struct Output {
    passwords: Vec<View>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
    name: String,
    created_at: String,
    privileged: bool,
}

pub(super) async fn list_app_passwords(
    app: &App,
    who: Session<Standard, NoApps>,
    _: NoParams,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let aid = who.hosted.aid;
    let listed = app.store.read(move |snapshot| app_passwords::list(snapshot, aid)).await?;
    let view = |each: app_passwords::Listed| View {
        name: each.name,
        created_at: each.created_at.to_string(),
        privileged: each.privileged,
    };
    Ok(Json(Output { passwords: listed.into_iter().map(view).collect() }))
}
