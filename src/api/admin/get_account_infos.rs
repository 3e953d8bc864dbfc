//! `com.atproto.admin.getAccountInfos`: several accounts; those that are not here are left out.

use serde::{Deserialize, Serialize};

use super::account_view::AccountView;
use crate::account::Hosted;
use crate::app::App;
use crate::auth::Moderator;
use crate::syntax::Did;
use crate::xrpc::{Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    dids: Vec<Did>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    infos: Vec<AccountView>,
}

pub(super) async fn get_account_infos(
    app: &App,
    _: Moderator,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let infos = app
        .store
        .read(move |db| -> Result<_, XrpcError> {
            let mut infos = Vec::new();
            for did in &params.dids {
                if let Some(hosted) = Hosted::by_did(db, did)? {
                    infos.push(AccountView::of(db, hosted)?);
                }
            }
            Ok(infos)
        })
        .await?;
    Ok(Json(Output { infos }))
}
