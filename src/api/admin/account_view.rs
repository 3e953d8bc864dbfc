//! An account as the operator sees it (`com.atproto.admin.defs#accountView`).

use serde::Serialize;

use crate::account::{Hosted, invites};
use crate::api::server::InviteView;
use crate::store::{Read, StorageError};
use crate::syntax::{Did, Handle};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountView {
    did: Did,
    handle: Handle,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_confirmed_at: Option<String>,
    indexed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    invited_by: Option<InviteView>,
    invites: Vec<InviteView>,
    invites_disabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    deactivated_at: Option<String>,
}

impl AccountView {
    /// The view of an account, with its invites.
    pub(super) fn of(db: &impl Read, hosted: Hosted) -> Result<Self, StorageError> {
        let account = hosted.account;
        let invited_by = match &account.invited_by {
            Some(code) => invites::find(db, code)?.map(InviteView::from),
            None => None,
        };
        let owned = invites::of_owner(db, account.did.as_str())?;
        Ok(Self {
            did: account.did,
            handle: account.handle.unwrap_or_else(Handle::invalid),
            email: account.email,
            email_confirmed_at: account.email_confirmed_at.map(|at| at.to_string()),
            indexed_at: account.created_at.to_string(),
            invited_by,
            invites: owned.into_iter().map(InviteView::from).collect(),
            invites_disabled: account.invites_disabled,
            deactivated_at: account.deactivated_at.map(|at| at.to_string()),
        })
    }
}
