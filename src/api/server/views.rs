//! What several methods return: sessions, invite codes.

use serde::Serialize;

use crate::account::announce::status_of;
use crate::account::invites::InviteDetail;
use crate::account::sessions::Session;
use crate::app::App;
use crate::identity::Refresh;
use crate::store::rows::accounts::Account;
use crate::syntax::{Did, Handle};

/// A session as `createSession`, `refreshSession` and `getSession` show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionView {
    #[serde(skip_serializing_if = "Option::is_none")]
    access_jwt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_jwt: Option<String>,
    did: Did,
    handle: Handle,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_confirmed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_auth_factor: Option<bool>,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_doc: Option<serde_json::Value>,
}

impl SessionView {
    /// The view of an account's session, with its tokens if it was begun or continued just now.
    pub(super) async fn of(app: &App, account: Account, tokens: Option<Session>) -> Self {
        let status = status_of(account.standing()).word();
        let email_auth_factor = Some(account.factor_address().is_some());
        let (access_jwt, refresh_jwt) = tokens.map(|tokens| (tokens.access, tokens.refresh)).unzip();
        Self {
            access_jwt,
            refresh_jwt,
            did_doc: document(app, &account.did).await,
            did: account.did,
            handle: account.handle.unwrap_or_else(Handle::invalid),
            email_auth_factor,
            email: account.email,
            email_confirmed: Some(account.email_confirmed_at.is_some()),
            active: status.is_none(),
            status,
        }
    }

    /// The view for an app that may not know the address.
    pub(super) fn without_email(self) -> Self {
        Self { email: None, email_confirmed: None, email_auth_factor: None, ..self }
    }
}

/// The DID document, where the operator wants sessions to come with it and it can be had.
async fn document(app: &App, did: &Did) -> Option<serde_json::Value> {
    if !app.accounts.config().document_with_session {
        return None;
    }
    let document = app.identity.document(did, Refresh::Cached).await.ok()?;
    serde_json::from_str(document.json()).ok()
}

/// An invite code as its owner and the operator see it (`com.atproto.server.defs#inviteCode`).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct InviteView {
    code: String,
    available: u32,
    disabled: bool,
    for_account: String,
    created_by: String,
    created_at: String,
    uses: Vec<InviteUseView>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct InviteUseView {
    used_by: String,
    used_at: String,
}

impl From<InviteDetail> for InviteView {
    fn from(detail: InviteDetail) -> Self {
        let InviteDetail { code, invite, uses } = detail;
        let uses = uses.into_iter();
        Self {
            code,
            available: invite.available,
            disabled: invite.disabled,
            for_account: invite.owner,
            created_by: invite.created_by,
            created_at: invite.created_at.to_string(),
            uses: uses.map(|(used_by, at)| InviteUseView { used_by, used_at: at.to_string() }).collect(),
        }
    }
}
