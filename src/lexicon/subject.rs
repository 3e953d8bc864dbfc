//! What the records of the four "one per subject" collections point at.

use crate::cbor::Value;
use crate::syntax::{AtUri, Did};

/// Collections in which an account has at most one record for a subject.
pub const SUBJECT_COLLECTIONS: [&str; 4] =
    ["app.bsky.feed.like", "app.bsky.feed.repost", "app.bsky.graph.block", "app.bsky.graph.follow"];

/// The subject of a like or repost (the URI of a record) or of a follow or block (a DID), by the record's own `$type`.
/// `None` for other records and for subjects that are neither.
pub fn subject(record: &Value) -> Option<&str> {
    match record.get("$type")?.as_text()? {
        "app.bsky.graph.follow" | "app.bsky.graph.block" => {
            record.get("subject")?.as_text().filter(|did| did.parse::<Did>().is_ok())
        }
        "app.bsky.feed.like" | "app.bsky.feed.repost" => {
            record.get("subject")?.get("uri")?.as_text().filter(|uri| uri.parse::<AtUri>().is_ok())
        }
        _ => None,
    }
}
