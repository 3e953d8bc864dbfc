//! `com.atproto.admin.getInviteCodes`: every invite code, the newest or the most used first.

use serde::{Deserialize, Serialize};

use crate::account::invites::{self, Order, Place};
use crate::api::server::InviteView;
use crate::app::App;
use crate::auth::Moderator;
use crate::store::StorageError;
use crate::xrpc::{Bounded, Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    #[serde(default)]
    sort: Sort,
    #[serde(default)]
    limit: Bounded<1, 500, 100>,
    cursor: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sort {
    #[default]
    Recent,
    Usage,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    codes: Vec<InviteView>,
}

pub(super) async fn get_invite_codes(
    app: &App,
    _: Moderator,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let after = params.cursor.as_deref().map(parse_cursor).transpose()?;
    let limit = params.limit.as_usize();
    let order = match params.sort {
        Sort::Recent => Order::Newest,
        Sort::Usage => Order::MostUsed,
    };
    let found: Result<_, StorageError> =
        app.store.read(move |db| invites::page(db, order, limit, after.as_ref())).await;
    let (codes, next) = found?;
    let cursor = next.map(|(number, code)| format!("{number}::{code}"));
    Ok(Json(Output { cursor, codes: codes.into_iter().map(InviteView::from).collect() }))
}

fn parse_cursor(cursor: &str) -> Result<Place, XrpcError> {
    let place =
        cursor.split_once("::").and_then(|(number, code)| Some((number.parse().ok()?, code.to_owned())));
    place.ok_or_else(|| XrpcError::invalid("Malformed cursor"))
}
