//! `com.atproto.moderation.createReport`: passed on to the moderation service that the client names, or ours.

use serde::{Deserialize, Serialize};

use crate::api::proxy::{self, Introduced, Outgoing};
use crate::app::App;
use crate::auth::{StandardOrTakendown, Unpermitted};
use crate::xrpc::{Json, NoParams, Reply, WithHead, XrpcError};

/// A report, of which the service reads the rest.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    reason_type: String,
    subject: serde_json::Map<String, serde_json::Value>,
    #[serde(flatten)]
    other: serde_json::Map<String, serde_json::Value>,
}

pub(super) async fn create_report(
    app: &App,
    who: Unpermitted<StandardOrTakendown>,
    _params: NoParams,
    input: WithHead<Json<Report>>,
) -> Result<Reply, XrpcError> {
    let WithHead { call, body: Json(report) } = input;
    let Introduced { target, token, .. } = proxy::introduce(app, who, &call).await?;
    let body = serde_json::to_vec(&report).map_err(XrpcError::internal)?;
    let outgoing = Outgoing::procedure(call.nsid.as_str(), body).authorized(&token)?;
    Ok(proxy::relay(proxy::exchange(app, &target, outgoing).await?))
}
