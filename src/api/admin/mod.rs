//! `com.atproto.admin.*`: one file per method.

mod account_view;
mod delete_account;
mod disable_account_invites;
mod disable_invite_codes;
mod enable_account_invites;
mod get_account_info;
mod get_account_infos;
mod get_invite_codes;
mod get_subject_status;
mod search_accounts;
mod send_email;
mod subject;
mod update_account_email;
mod update_account_handle;
mod update_account_password;
mod update_subject_status;

use crate::account::{Hosted, invites};
use crate::app::App;
use crate::auth::Moderator;
use crate::base::limits::JSON_BODY_BYTES;
use crate::store::{Read, StorageError, Tx};
use crate::syntax::{AtIdentifier, Did};
use crate::xrpc::{Admin, XrpcError, endpoints};

/// JSON bodies.
const JSON: u64 = JSON_BODY_BYTES as u64;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "com.atproto.admin.deleteAccount" Procedure auth Admin, limit [],
        body Json(JSON) => delete_account::delete_account;
    "com.atproto.admin.disableAccountInvites" Procedure auth Moderator, limit [],
        body Json(JSON) => disable_account_invites::disable_account_invites;
    "com.atproto.admin.disableInviteCodes" Procedure auth Moderator, limit [],
        body Json(JSON) => disable_invite_codes::disable_invite_codes;
    "com.atproto.admin.enableAccountInvites" Procedure auth Moderator, limit [],
        body Json(JSON) => enable_account_invites::enable_account_invites;
    "com.atproto.admin.getAccountInfo" Query auth Moderator, limit [],
        body None => get_account_info::get_account_info;
    "com.atproto.admin.getAccountInfos" Query auth Moderator, limit [],
        body None => get_account_infos::get_account_infos;
    "com.atproto.admin.getInviteCodes" Query auth Moderator, limit [],
        body None => get_invite_codes::get_invite_codes;
    "com.atproto.admin.getSubjectStatus" Query auth Moderator, limit [],
        body None => get_subject_status::get_subject_status;
    "com.atproto.admin.searchAccounts" Query auth Moderator, limit [],
        body None => search_accounts::search_accounts;
    "com.atproto.admin.sendEmail" Procedure auth Moderator, limit [],
        body Json(JSON) => send_email::send_email;
    "com.atproto.admin.updateAccountEmail" Procedure auth Admin, limit [],
        body Json(JSON) => update_account_email::update_account_email;
    "com.atproto.admin.updateAccountHandle" Procedure auth Admin, limit [],
        body Json(JSON) => update_account_handle::update_account_handle;
    "com.atproto.admin.updateAccountPassword" Procedure auth Admin, limit [],
        body Json(JSON) => update_account_password::update_account_password;
    "com.atproto.admin.updateSubjectStatus" Procedure auth Moderator, limit [],
        body Json(JSON) => update_subject_status::update_subject_status;
}

/// What the API says when the operator names an account that is not here.
fn no_account() -> XrpcError {
    XrpcError::named("NotFound", "Account not found")
}

/// The account with this DID, in whatever standing, within a read or a write.
fn hosted(db: &impl Read, did: &Did) -> Result<Hosted, XrpcError> {
    Hosted::by_did(db, did)?.ok_or_else(no_account)
}

/// Says whether an account gets and gives invites no longer.
async fn set_invites_disabled(app: &App, did: Did, disabled: bool) -> Result<(), XrpcError> {
    let job = move |tx: &mut Tx<'_>| -> Result<(), XrpcError> {
        let hosted = hosted(tx, &did)?;
        Ok(invites::set_disabled(tx, hosted.aid, hosted.account, disabled)?)
    };
    Ok(app.store.write(job).await?)
}

/// The account with this DID or handle, in whatever standing.
async fn find(app: &App, id: AtIdentifier) -> Result<Hosted, XrpcError> {
    let found: Result<_, StorageError> = app.accounts.find(id).await;
    found?.ok_or_else(no_account)
}
