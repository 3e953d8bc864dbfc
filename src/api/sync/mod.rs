//! `com.atproto.sync.*`: one file per method.

mod availability;
mod get_blob;
mod get_blocks;
mod get_checkout;
mod get_head;
mod get_latest_commit;
mod get_record;
mod get_repo;
mod get_repo_status;
mod list_blobs;
mod list_repos;
mod subscribe_repos;

use hyper::header::HeaderValue;

use crate::auth::{Standard, StandardOrTakendown};
use crate::xrpc::{Public, Viewing, endpoints, limits};

/// Content type of repositories and parts of them.
const CAR: HeaderValue = HeaderValue::from_static("application/vnd.ipld.car");

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "com.atproto.sync.getBlob" Query auth Viewing<StandardOrTakendown>, limit [], body None => get_blob::get_blob;
    "com.atproto.sync.getBlocks" Query auth Viewing<Standard>, limit [Ip(limits::GET_BLOCKS)],
        body None => get_blocks::get_blocks;
    "com.atproto.sync.getCheckout" Query auth Viewing<Standard>, limit [IpAlone(limits::GET_REPO)],
        body None => get_checkout::get_checkout;
    "com.atproto.sync.getHead" Query auth Viewing<Standard>, limit [], body None => get_head::get_head;
    "com.atproto.sync.getLatestCommit" Query auth Viewing<Standard>, limit [],
        body None => get_latest_commit::get_latest_commit;
    "com.atproto.sync.getRecord" Query auth Viewing<Standard>, limit [], body None => get_record::get_record;
    "com.atproto.sync.getRepo" Query auth Viewing<StandardOrTakendown>, limit [IpAlone(limits::GET_REPO)],
        body None => get_repo::get_repo;
    "com.atproto.sync.getRepoStatus" Query auth Public, limit [], body None => get_repo_status::get_repo_status;
    "com.atproto.sync.listBlobs" Query auth Viewing<StandardOrTakendown>, limit [],
        body None => list_blobs::list_blobs;
    "com.atproto.sync.listRepos" Query auth Public, limit [], body None => list_repos::list_repos;
    "com.atproto.sync.subscribeRepos" Subscription auth Public, limit [],
        body WebSocket => subscribe_repos::subscribe_repos;
}
