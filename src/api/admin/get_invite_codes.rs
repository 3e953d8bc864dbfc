//! `com.atproto.admin.getInviteCodes`: every invite code, the newest or the most used first.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::account::invites;
use crate::api::server::InviteView;
use crate::app::App;
use crate::auth::Moderator;
use crate::store::tables::Invites;
use crate::store::{Read, Snapshot, Span, StorageError};
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

/// What codes are sorted by: time of making in µs or number of uses, then the code.
type Place = (u64, String);

pub(super) async fn get_invite_codes(
    app: &App,
    _: Moderator,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let after = params.cursor.as_deref().map(parse_cursor).transpose()?;
    let limit = params.limit.as_usize();
    let output = app.store.read(move |db| page(db, params.sort, limit, after.as_ref())).await?;
    Ok(Json(output))
}

fn parse_cursor(cursor: &str) -> Result<Place, XrpcError> {
    let place =
        cursor.split_once("::").and_then(|(number, code)| Some((number.parse().ok()?, code.to_owned())));
    place.ok_or_else(|| XrpcError::invalid("Malformed cursor"))
}

/// The first `limit` codes below `after`, in descending order. All codes are looked at, and few are kept at a time.
fn page(db: &Snapshot, sort: Sort, limit: usize, after: Option<&Place>) -> Result<Output, StorageError> {
    let mut places: Vec<Reverse<Place>> = Vec::with_capacity(2 * limit);
    for row in db.range::<Invites>(Span::all())? {
        let (code, invite) = row?;
        let number = match sort {
            Sort::Recent => invite.created_at.micros(),
            Sort::Usage => u64::from(invite.used),
        };
        let place = (number, String::from(code.0));
        if after.is_none_or(|after| place < *after) {
            places.push(Reverse(place));
        }
        if places.len() == 2 * limit {
            places.select_nth_unstable(limit);
            places.truncate(limit);
        }
    }
    places.sort_unstable();
    places.truncate(limit);
    let full = places.len() == limit;
    let cursor = places.last().filter(|_| full).map(|Reverse((number, code))| format!("{number}::{code}"));
    let mut codes = Vec::with_capacity(places.len());
    for Reverse((_, code)) in places {
        codes.extend(invites::find(db, &code)?.map(InviteView::from));
    }
    Ok(Output { cursor, codes })
}
