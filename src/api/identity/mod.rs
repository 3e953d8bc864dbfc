//! `com.atproto.identity.*`: one file per method.

mod errors;
mod get_recommended_did_credentials;
mod lookup;
mod refresh_identity;
mod request_plc_operation_signature;
mod resolve_did;
mod resolve_handle;
mod resolve_identity;
mod sign_plc_operation;
mod submit_plc_operation;
mod update_handle;

use crate::auth::{AnyApp, FullOrTakendown, HandleApps, IdentityApps, Session, Standard, StandardInStanding};
use crate::base::limits::JSON_BODY_BYTES;
use crate::xrpc::{Public, endpoints, limits};

/// Largest JSON body of these methods, in bytes.
const JSON: u64 = JSON_BODY_BYTES as u64;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "com.atproto.identity.getRecommendedDidCredentials" Query auth Session<Standard, AnyApp>, limit [],
        body None => get_recommended_did_credentials::get_recommended_did_credentials;
    "com.atproto.identity.refreshIdentity" Procedure auth Session<Standard, AnyApp>, limit [],
        body Json(JSON) => refresh_identity::refresh_identity;
    "com.atproto.identity.requestPlcOperationSignature" Procedure auth Session<FullOrTakendown, IdentityApps>,
        limit [Account(limits::ACCOUNT_MAIL)],
        body None => request_plc_operation_signature::request_plc_operation_signature;
    "com.atproto.identity.resolveDid" Query auth Public, limit [], body None => resolve_did::resolve_did;
    "com.atproto.identity.resolveHandle" Query auth Public, limit [], body None => resolve_handle::resolve_handle;
    "com.atproto.identity.resolveIdentity" Query auth Public, limit [],
        body None => resolve_identity::resolve_identity;
    "com.atproto.identity.signPlcOperation" Procedure auth Session<FullOrTakendown, IdentityApps>, limit [],
        body Json(JSON) => sign_plc_operation::sign_plc_operation;
    "com.atproto.identity.submitPlcOperation" Procedure auth Session<Standard, IdentityApps>, limit [],
        body Json(JSON) => submit_plc_operation::submit_plc_operation;
    "com.atproto.identity.updateHandle" Procedure auth Session<StandardInStanding, HandleApps>,
        limit [Account(limits::UPDATE_HANDLE)], body Json(JSON) => update_handle::update_handle;
}
