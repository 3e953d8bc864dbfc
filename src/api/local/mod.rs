//! `local.hostplant.*`: what the operator's commands need beyond the network's methods. The names lie under a domain that
//! cannot exist, so that they never mean anything elsewhere.

mod create_backup;
mod examine;
mod find_account;
mod get_factors;
mod list_activity;
mod list_letters;
mod remove_factor;
mod rotate_signing_key;

use crate::base::limits::JSON_BODY_BYTES;
use crate::xrpc::{Admin, XrpcError, endpoints};

/// JSON bodies.
const JSON: u64 = JSON_BODY_BYTES as u64;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "local.hostplant.admin.createBackup" Procedure auth Admin, limit [],
        body Json(JSON) => create_backup::create_backup;
    "local.hostplant.admin.examine" Query auth Admin, limit [], body None => examine::examine;
    "local.hostplant.admin.findAccount" Query auth Admin, limit [], body None => find_account::find_account;
    "local.hostplant.admin.getFactors" Query auth Admin, limit [], body None => get_factors::get_factors;
    "local.hostplant.admin.listActivity" Query auth Admin, limit [], body None => list_activity::list_activity;
    "local.hostplant.admin.listLetters" Query auth Admin, limit [], body None => list_letters::list_letters;
    "local.hostplant.admin.removeFactor" Procedure auth Admin, limit [],
        body Json(JSON) => remove_factor::remove_factor;
    "local.hostplant.admin.rotateSigningKey" Procedure auth Admin, limit [],
        body Json(JSON) => rotate_signing_key::rotate_signing_key;
}

/// What the operator is told of an account that is not here.
fn no_account() -> XrpcError {
    XrpcError::named("NotFound", "Account not found")
}
