//! What an account wrote that the AppView has not seen yet.

use std::time::Duration;

use serde_json::Value;

use crate::base::Timestamp;
use crate::cbor;
use crate::store::keys::RecordKey;
use crate::store::rows::repo::Record;
use crate::store::tables::{Heads, Records};
use crate::store::{Aid, Read, RepoId, StorageError};
use crate::syntax::{AtUri, Cid, Did, Nsid, RepoPath, Tid};

/// Most records that are shown before the AppView has them: more means that it is not merely a little late.
const MAX_RECENT: usize = 10;
/// Most of the newest posts that are looked at. Keys of posts are times, so that the recent ones are there.
const MAX_SCANNED: usize = 64;

/// A record that the AppView lacks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RecentRecord {
    pub uri: String,
    pub cid: Cid,
    /// When it was written here.
    pub written_at: Timestamp,
    /// The record as JSON.
    pub value: Value,
}

/// The records of an account that are newer than what the AppView has seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Recent {
    pub profile: Option<RecentRecord>,
    /// Oldest first.
    pub posts: Vec<RecentRecord>,
}

impl Recent {
    /// The profile and posts of an account written after revision `seen`. Nothing when no record at all is as old as
    /// `seen`: the revision is then of another server's time, before the account moved here.
    pub fn since(db: &impl Read, aid: Aid, did: &Did, seen: Tid) -> Result<Self, StorageError> {
        // Nearly always the AppView is up to date.
        let Some(head) = db.get::<Heads>(&aid)?.filter(|head| head.rev > seen) else {
            return Ok(Self::default());
        };
        let repo = head.repo(aid);
        let mut recent = Self::default();
        let mut oldest_known = false;
        let profile = profile_key(repo);
        if let Some(row) = db.get::<Records>(&profile)? {
            if row.rev > seen {
                recent.profile = RecentRecord::new(did, &profile.path, &row);
            } else {
                oldest_known = true;
            }
        }
        let posts = RecordKey::of_collection(repo, &post_collection());
        let mut newest: Vec<(RepoPath, Record)> = Vec::new();
        for row in db.range::<Records>(posts.reversed())?.take(MAX_SCANNED) {
            let (key, row) = row?;
            if row.rev > seen {
                newest.push((key.path, row));
            } else {
                oldest_known = true;
                if newest.len() < MAX_RECENT {
                    break;
                }
            }
        }
        if recent.profile.is_none() && newest.is_empty() {
            return Ok(Self::default());
        }
        if !oldest_known && !any_as_old(db, repo, seen)? {
            return Ok(Self::default());
        }
        newest.sort_by_key(|(_, row)| row.rev);
        newest.truncate(MAX_RECENT);
        recent.posts =
            newest.into_iter().filter_map(|(path, row)| RecentRecord::new(did, &path, &row)).collect();
        Ok(recent)
    }

    /// Whether there is nothing to add.
    pub fn is_empty(&self) -> bool {
        self.profile.is_none() && self.posts.is_empty()
    }

    /// How far the AppView is behind: the age of the oldest record that it lacks.
    pub fn lag(&self, now: Timestamp) -> Option<Duration> {
        let oldest = self.profile.iter().chain(&self.posts).map(|record| record.written_at).min()?;
        Some(now.since(oldest))
    }
}

impl RecentRecord {
    fn new(did: &Did, path: &RepoPath, row: &Record) -> Option<Self> {
        Some(Self {
            uri: AtUri::record(did, path).to_string(),
            cid: row.cid(),
            written_at: row.rev.timestamp(),
            value: json_of(row)?,
        })
    }
}

/// Whether some of the first records in key order is as old as `seen`.
fn any_as_old(db: &impl Read, repo: RepoId, seen: Tid) -> Result<bool, StorageError> {
    for row in db.range::<Records>(RecordKey::of(repo))?.take(MAX_SCANNED) {
        if row?.1.rev <= seen {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The record in JSON.
pub(super) fn json_of(row: &Record) -> Option<Value> {
    cbor::decode(&row.value).ok().and_then(|value| serde_json::to_value(value).ok())
}

/// Where the profile is in a repository.
pub(super) fn profile_key(repo: RepoId) -> RecordKey {
    RecordKey { repo, path: "app.bsky.actor.profile/self".parse().expect("a path") }
}

fn post_collection() -> Nsid {
    "app.bsky.feed.post".parse().expect("an NSID")
}
