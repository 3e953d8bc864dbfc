//! `local.hostplant.admin.listLetters`: what was not delivered, so that a code is never lost where mail does not work.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::mail::{self, QueuedLetter};
use crate::xrpc::{Admin, Bounded, Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    #[serde(default)]
    limit: Bounded<1, 1_000, 200>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    letters: Vec<View>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
    to: String,
    purpose: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    handle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    since: String,
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_up_at: Option<String>,
}

impl From<QueuedLetter> for View {
    fn from(queued: QueuedLetter) -> Self {
        let purpose = queued.letter.name();
        let (handle, code) = queued.letter.handle_and_code();
        let code = code.map(str::to_owned);
        Self {
            to: queued.to,
            purpose,
            handle,
            code,
            since: queued.since.to_string(),
            attempts: queued.attempts,
            last_error: queued.last_error,
            given_up_at: queued.dead_since.map(|at| at.to_string()),
        }
    }
}

pub(super) async fn list_letters(
    app: &App,
    _: Admin,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let limit = params.limit.as_usize();
    let letters = app.store.read(move |db| mail::undelivered(db, limit)).await?;
    Ok(Json(Output { letters: letters.into_iter().map(View::from).collect() }))
}
