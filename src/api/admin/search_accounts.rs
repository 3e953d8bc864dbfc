//! `com.atproto.admin.searchAccounts`: accounts in the order in which they were made, or those with one e-mail address.

use serde::{Deserialize, Serialize};

use super::account_view::AccountView;
use crate::account::Hosted;
use crate::app::App;
use crate::auth::Moderator;
use crate::store::{Aid, Snapshot, StorageError};
use crate::xrpc::{Bounded, Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    email: Option<String>,
    #[serde(default)]
    limit: Bounded<1, 100, 50>,
    cursor: Option<u32>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    accounts: Vec<AccountView>,
}

pub(super) async fn search_accounts(
    app: &App,
    _: Moderator,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    Ok(Json(app.store.read(move |db| search(db, &params)).await?))
}

fn search(db: &Snapshot, params: &Params) -> Result<Output, StorageError> {
    if let Some(email) = &params.email {
        let found = Hosted::by_email(db, email)?.map(|hosted| AccountView::of(db, hosted)).transpose()?;
        return Ok(Output { cursor: None, accounts: found.into_iter().collect() });
    }
    let after = params.cursor.map(Aid::from_u32);
    let (found, next) = Hosted::page(db, after, params.limit.as_usize())?;
    let accounts = found.into_iter().map(|hosted| AccountView::of(db, hosted)).collect::<Result<_, _>>()?;
    Ok(Output { cursor: next.map(|aid| aid.to_u32().to_string()), accounts })
}
