//! `local.hostplant.*`: what the operator's commands need beyond the network's methods. The names lie under a domain that
//! cannot exist, so that they never mean anything elsewhere.

mod create_backup;
mod find_account;
mod list_activity;
mod list_letters;

use crate::base::limits::JSON_BODY_BYTES;
use crate::xrpc::{Admin, endpoints};

/// JSON bodies.
const JSON: u64 = JSON_BODY_BYTES as u64;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "local.hostplant.admin.createBackup" Procedure auth Admin, limit [],
        body Json(JSON) => create_backup::create_backup;
    "local.hostplant.admin.findAccount" Query auth Admin, limit [], body None => find_account::find_account;
    "local.hostplant.admin.listActivity" Query auth Admin, limit [], body None => list_activity::list_activity;
    "local.hostplant.admin.listLetters" Query auth Admin, limit [], body None => list_letters::list_letters;
}
