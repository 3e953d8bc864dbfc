//! `com.atproto.moderation.*`: one file per method.

mod create_report;

use crate::auth::{StandardOrTakendown, Unpermitted};
use crate::base::limits::JSON_BODY_BYTES;
use crate::xrpc::endpoints;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "com.atproto.moderation.createReport" Procedure auth Unpermitted<StandardOrTakendown>, limit [],
        body Json(JSON_BODY_BYTES as u64) => create_report::create_report;
}
