//! What moderation decides about: an account, a record, or a blob.

use serde::{Deserialize, Serialize};

use crate::syntax::{AtUri, Cid, Did};

/// A subject, as requests and replies name it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "$type")]
pub(super) enum Subject {
    /// An account.
    #[serde(rename = "com.atproto.admin.defs#repoRef")]
    Account {
        /// Whose.
        did: Did,
    },
    /// A record.
    #[serde(rename = "com.atproto.repo.strongRef")]
    Record {
        /// Where.
        uri: AtUri,
        /// In which version. A takedown holds for all.
        cid: Cid,
    },
    /// A blob of an account.
    #[serde(rename = "com.atproto.admin.defs#repoBlobRef", rename_all = "camelCase")]
    Blob {
        /// Whose.
        did: Did,
        /// Which.
        cid: Cid,
        /// A record that shows it.
        #[serde(skip_serializing_if = "Option::is_none")]
        record_uri: Option<AtUri>,
    },
}

/// Whether something holds, and the moderator's reference (`com.atproto.admin.defs#statusAttr`).
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Status {
    /// Whether it holds.
    pub(super) applied: bool,
    /// The reference.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
}

impl Status {
    /// That something holds under a reference, or does not hold.
    pub(super) fn of(reference: Option<String>) -> Self {
        Self { applied: reference.is_some(), reference }
    }
}
