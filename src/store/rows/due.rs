//! Work that waits for its time: mail, deletions, retries.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::Digest;
use crate::store::{Aid, RepoId, Seq};

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Task {
    /// Send a message; the bytes are the mail module's.
    #[n(0)]
    SendMail {
        /// The message.
        #[cbor(n(0), with = "minicbor::bytes")]
        message: Vec<u8>,
    },
    /// Remove a blob that nothing came to refer to.
    #[n(1)]
    ExpireBlob {
        /// Whose it is.
        #[n(0)]
        aid: Aid,
        /// SHA-256 of the content.
        #[n(1)]
        digest: Digest,
    },
    /// Remove the file of a blob whose row is gone.
    #[n(2)]
    RemoveBlobFile {
        /// Whose it was.
        #[n(0)]
        aid: Aid,
        /// SHA-256 of the content.
        #[n(1)]
        digest: Digest,
    },
    /// Remove everything that a deleted account left.
    #[n(3)]
    PurgeAccount {
        /// The account.
        #[n(0)]
        aid: Aid,
        /// The one event of it that stays: that it was deleted.
        #[n(1)]
        keep: Option<Seq>,
    },
    /// Delete an account that stayed deactivated past its date.
    #[n(4)]
    DeleteAccount {
        /// The account.
        #[n(0)]
        aid: Aid,
    },
    /// Tell the owner of a switched-off account that it will be deleted.
    #[n(6)]
    WarnOfDeletion {
        /// The account.
        #[n(0)]
        aid: Aid,
    },
    /// Remove the rows of a repository, unless it is its account's: what an import replaced, or left unfinished.
    #[n(7)]
    DropRepo {
        /// The account.
        #[n(0)]
        aid: Aid,
        /// The repository.
        #[n(1)]
        repo: RepoId,
    },
    /// Something of a part that keeps its own encoding.
    #[n(5)]
    Other {
        /// Which part.
        #[n(0)]
        kind: String,
        /// What it wrote.
        #[cbor(n(1), with = "minicbor::bytes")]
        detail: Vec<u8>,
    },
}

/// A task and how it fared so far.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Due {
    /// What is to be done.
    #[n(0)]
    pub task: Task,
    /// When it was first asked for.
    #[n(1)]
    pub since: Timestamp,
    /// How often it was tried in vain.
    #[n(2)]
    pub attempts: u32,
    /// Why the last attempt failed.
    #[n(3)]
    pub last_error: Option<String>,
    /// Set when it is given up: it stays for the administrator to see, and is not tried again.
    #[n(4)]
    pub dead_since: Option<Timestamp>,
}

cbor_rows!(Due);

impl Due {
    /// A task that was not tried yet.
    pub const fn new(task: Task, since: Timestamp) -> Self {
        Self { task, since, attempts: 0, last_error: None, dead_since: None }
    }
}
