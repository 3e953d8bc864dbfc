//! `com.atproto.server.getAccountInviteCodes`: the caller's invite codes, those earned meanwhile included.

use serde::{Deserialize, Serialize};

use super::InviteView;
use crate::account::{Hosted, invites};
use crate::app::App;
use crate::auth::{FullInStanding, NoApps, Session};
use crate::store::rows::accounts::Standing;
use crate::store::{StorageError, Tx};
use crate::xrpc::{Json, NoBody, Query, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Params {
    #[serde(default = "yes")]
    include_used: bool,
    #[serde(default = "yes")]
    create_available: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    codes: Vec<InviteView>,
}

const fn yes() -> bool {
    true
}

pub(super) async fn get_account_invite_codes(
    app: &App,
    who: Session<FullInStanding, NoApps>,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let Hosted { aid, account } = who.hosted;
    if account.standing() != Standing::Active {
        return Err(XrpcError::named("NotFound", "Account not found"));
    }
    let config = app.accounts.config();
    let (policy, hostname) = (config.invites, config.hostname.clone());
    if params.create_available && policy.required && policy.interval.is_some() {
        let earn = move |tx: &mut Tx<'_>| match Hosted::by_aid(tx, aid)? {
            Some(Hosted { account, .. }) => invites::earn(tx, &account, &policy, &hostname),
            None => Ok::<_, StorageError>(()),
        };
        app.store.write(earn).await?;
    }
    let owner = account.did.to_string();
    let owned = app.store.read(move |snapshot| invites::of_owner(snapshot, &owner)).await?;
    let shown = owned.into_iter().filter(|detail| {
        let invite = &detail.invite;
        !invite.disabled && (params.include_used || invite.used < invite.available)
    });
    Ok(Json(Output { codes: shown.map(InviteView::from).collect() }))
}
