//! `com.atproto.server.*`: one file per method.

mod activate_account;
mod check_account_status;
mod confirm_email;
mod create_account;
mod create_app_password;
mod create_invite_code;
mod create_invite_codes;
mod create_session;
mod deactivate_account;
mod delete_account;
mod delete_session;
mod describe_server;
mod errors;
mod get_account_invite_codes;
mod get_service_auth;
mod get_session;
mod list_app_passwords;
mod refresh_session;
mod request_account_delete;
mod request_email_confirmation;
mod request_email_update;
mod request_password_reset;
mod reserve_signing_key;
mod reset_password;
mod revoke_app_password;
mod update_email;
mod views;

pub(super) use views::InviteView;

use crate::auth::{
    AnyApp, EmailApps, Full, FullInStanding, FullOrTakendown, NoApps, Refresh, Session, Standard,
    StandardInStanding, StandardOrQueued, StandardOrTakendown, StatusApps, Unpermitted,
};
use crate::base::limits::JSON_BODY_BYTES;
use crate::xrpc::limits::{ACCOUNT_MAIL, CREATE_ACCOUNT, CREATE_SESSION, PASSWORD_RESET_MAIL, TOKEN_ATTEMPT};
use crate::xrpc::{Admin, DidOwner, ExpiredRefresh, Public, endpoints};

/// Largest body of these methods in bytes.
const JSON: u64 = JSON_BODY_BYTES as u64;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "com.atproto.server.activateAccount" Procedure auth Session<Full, StatusApps>,
        limit [], body None => activate_account::activate_account;
    "com.atproto.server.checkAccountStatus" Query auth Session<Standard, AnyApp>,
        limit [], body None => check_account_status::check_account_status;
    "com.atproto.server.confirmEmail" Procedure auth Session<StandardInStanding, EmailApps>,
        limit [Ip(TOKEN_ATTEMPT)], body Json(JSON) => confirm_email::confirm_email;
    "com.atproto.server.createAccount" Procedure auth DidOwner,
        limit [Ip(CREATE_ACCOUNT)], body Json(JSON) => create_account::create_account;
    "com.atproto.server.createAppPassword" Procedure auth Session<FullInStanding, NoApps>,
        limit [], body Json(JSON) => create_app_password::create_app_password;
    "com.atproto.server.createInviteCode" Procedure auth Admin,
        limit [], body Json(JSON) => create_invite_code::create_invite_code;
    "com.atproto.server.createInviteCodes" Procedure auth Admin,
        limit [], body Json(JSON) => create_invite_codes::create_invite_codes;
    "com.atproto.server.createSession" Procedure auth Public,
        limit [IpAndKey(CREATE_SESSION)], body Json(JSON) => create_session::create_session;
    "com.atproto.server.deactivateAccount" Procedure auth Session<FullOrTakendown, StatusApps>,
        limit [], body Json(JSON) => deactivate_account::deactivate_account;
    "com.atproto.server.deleteAccount" Procedure auth Public,
        limit [Ip(TOKEN_ATTEMPT)], body Json(JSON) => delete_account::delete_account;
    "com.atproto.server.deleteSession" Procedure auth ExpiredRefresh,
        limit [], body None => delete_session::delete_session;
    "com.atproto.server.describeServer" Query auth Public,
        limit [], body None => describe_server::describe_server;
    "com.atproto.server.getAccountInviteCodes" Query auth Session<FullInStanding, NoApps>,
        limit [], body None => get_account_invite_codes::get_account_invite_codes;
    "com.atproto.server.getServiceAuth" Query auth Unpermitted<StandardOrTakendown>,
        limit [], body None => get_service_auth::get_service_auth;
    "com.atproto.server.getSession" Query auth Session<StandardOrQueued, AnyApp>,
        limit [], body None => get_session::get_session;
    "com.atproto.server.listAppPasswords" Query auth Session<Standard, NoApps>,
        limit [], body None => list_app_passwords::list_app_passwords;
    "com.atproto.server.refreshSession" Procedure auth Refresh,
        limit [], body None => refresh_session::refresh_session;
    "com.atproto.server.requestAccountDelete" Procedure auth Session<FullInStanding, NoApps>,
        limit [Account(ACCOUNT_MAIL)], body None => request_account_delete::request_account_delete;
    "com.atproto.server.requestEmailConfirmation" Procedure auth Session<StandardInStanding, EmailApps>,
        limit [Account(ACCOUNT_MAIL)], body None => request_email_confirmation::request_email_confirmation;
    "com.atproto.server.requestEmailUpdate" Procedure auth Session<FullInStanding, NoApps>,
        limit [Account(ACCOUNT_MAIL)], body None => request_email_update::request_email_update;
    "com.atproto.server.requestPasswordReset" Procedure auth Public,
        limit [Ip(PASSWORD_RESET_MAIL)], body Json(JSON) => request_password_reset::request_password_reset;
    "com.atproto.server.reserveSigningKey" Procedure auth Public,
        limit [Ip(CREATE_ACCOUNT)], body Json(JSON) => reserve_signing_key::reserve_signing_key;
    "com.atproto.server.resetPassword" Procedure auth Public,
        limit [Ip(TOKEN_ATTEMPT)], body Json(JSON) => reset_password::reset_password;
    "com.atproto.server.revokeAppPassword" Procedure auth Session<Standard, NoApps>,
        limit [], body Json(JSON) => revoke_app_password::revoke_app_password;
    "com.atproto.server.updateEmail" Procedure auth Session<FullInStanding, NoApps>,
        limit [Ip(TOKEN_ATTEMPT)], body Json(JSON) => update_email::update_email;
}
