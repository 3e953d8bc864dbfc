//! Record keys, and the `collection/rkey` paths under which records live in a repository.

use super::text_id::text_id;
use super::{Nsid, Tid};

/// Longest record key in bytes.
const MAX_RKEY: usize = 512;
/// Longest repository path in bytes (repository spec, MST key).
const MAX_PATH: usize = 1_024;

text_id!(
    /// A record key: 1 to 512 of `A-Za-z0-9._~:-`, but neither `.` nor `..`.
    Rkey,
    "record key",
    is_rkey
);

impl From<Tid> for Rkey {
    fn from(tid: Tid) -> Self {
        Self::trusted(tid.to_string())
    }
}

text_id!(
    /// A repository path `collection/rkey`: the key of a record in the Merkle search tree.
    RepoPath,
    "repository path",
    is_path
);

impl RepoPath {
    /// Joins a collection and a record key.
    pub fn new(collection: &Nsid, rkey: &Rkey) -> Self {
        Self::trusted(format!("{collection}/{rkey}"))
    }

    /// The collection as text.
    pub fn collection_str(&self) -> &str {
        self.as_str().split_once('/').map_or("", |(collection, _)| collection)
    }

    /// The record key as text.
    pub fn rkey_str(&self) -> &str {
        self.as_str().split_once('/').map_or("", |(_, rkey)| rkey)
    }

    /// The collection.
    pub fn collection(&self) -> Nsid {
        Nsid::trusted(self.collection_str())
    }

    /// The record key.
    pub fn rkey(&self) -> Rkey {
        Rkey::trusted(self.rkey_str())
    }
}

fn is_rkey(text: &str) -> bool {
    (1..=MAX_RKEY).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~:-".contains(&b))
        && text != "."
        && text != ".."
}

fn is_path(text: &str) -> bool {
    text.len() <= MAX_PATH
        && text
            .split_once('/')
            .is_some_and(|(collection, rkey)| collection.parse::<Nsid>().is_ok() && is_rkey(rkey))
}
