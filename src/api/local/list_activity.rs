//! `local.hostplant.admin.listActivity`: what happened to an account, newest first.

use serde::{Deserialize, Serialize};

use crate::account::Hosted;
use crate::account::activity::{self, Activity, Cursor};
use crate::app::App;
use crate::syntax::Did;
use crate::xrpc::{Admin, Bounded, Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    did: Did,
    #[serde(default)]
    limit: Bounded<1, 100, 50>,
    cursor: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    activity: Vec<View>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
    at: String,
    act: &'static str,
    actor: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    times: u32,
    first_at: String,
}

impl From<Activity> for View {
    fn from(Activity { at, entry }: Activity) -> Self {
        Self {
            at: at.to_string(),
            act: entry.act.as_str(),
            actor: entry.actor.as_str(),
            address: entry.address.map(|address| address.to_string()),
            agent: entry.agent,
            detail: entry.detail,
            times: entry.times,
            first_at: entry.first_at.to_string(),
        }
    }
}

pub(super) async fn list_activity(
    app: &App,
    _: Admin,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let cursor = params.cursor.map(|text| text.parse::<Cursor>()).transpose();
    let cursor = cursor.map_err(|error| XrpcError::invalid(error.to_string()))?;
    let look = move |db: &crate::store::Snapshot| -> Result<_, XrpcError> {
        let hosted = Hosted::by_did(db, &params.did)?;
        let aid = hosted.ok_or_else(super::no_account)?.aid;
        Ok(activity::list(db, aid, cursor, params.limit.as_usize())?)
    };
    let page = app.store.read(look).await?;
    Ok(Json(Output {
        cursor: page.next.map(|cursor| cursor.to_string()),
        activity: page.entries.into_iter().map(View::from).collect(),
    }))
}
