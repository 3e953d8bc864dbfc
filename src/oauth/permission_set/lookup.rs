//! Finding a published set: DNS says who publishes, the publisher's server hands out the record, and the publisher's
//! signature says that the record is theirs.

use std::convert::Infallible;
use std::time::Duration;

use hyper::{StatusCode, Uri};

use crate::account::Hosted;
use crate::cbor::{self, DecodeError};
use crate::identity::plc::PDS_SERVICE;
use crate::identity::{HandleError, Refresh, ResolveError, Resolver};
use crate::net::{self, Client, Limits};
use crate::records;
use crate::repo::car::{self, CarError, Decoder};
use crate::repo::commit::{self, Signed};
use crate::repo::mst::{self, BlockSet, MstError};
use crate::store::{Snapshot, StorageError, Store};
use crate::syntax::{Did, Nsid, RepoPath, Rkey};

/// What the publisher's server may take for the record and its proof.
const LIMITS: Limits = Limits::lookup(Duration::from_secs(5), MAX_PROOF_BYTES);
/// Largest proof: a commit, a dozen nodes, a record.
const MAX_PROOF_BYTES: u64 = 512 * 1024;
/// The collection that lexicons are published in.
const SCHEMAS: &str = "com.atproto.lexicon.schema";
/// The key by which an account signs its commits.
const SIGNING_KEY: &str = "atproto";

/// Why a lexicon cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// Nobody says who publishes names of its group.
    #[error("nobody publishes lexicons of that group")]
    Publisher(#[from] HandleError),
    /// The publisher's DID does not resolve.
    #[error("the publisher cannot be found")]
    Identity(#[from] ResolveError),
    /// The publisher's document names no server or no key.
    #[error("the publisher has no server or no key")]
    Document,
    /// The publisher's server cannot be asked.
    #[error("the publisher's server cannot be asked")]
    Request(#[from] net::Error),
    /// The publisher's server refuses.
    #[error("the publisher's server answers with status {}", .0.as_u16())]
    Status(StatusCode),
    /// The answer is no archive of a proof.
    #[error("the publisher's server sends no proof")]
    Archive(#[from] CarError),
    /// The archive has no commit of the publisher.
    #[error("the proof has no commit of the publisher")]
    Commit,
    /// The commit cannot be read.
    #[error("the proof has a malformed commit")]
    Malformed(#[from] commit::CommitError),
    /// The commit is not signed by the publisher.
    #[error("the proof is not signed by the publisher")]
    Signature,
    /// The proof does not lead to the record.
    #[error("the proof is incomplete")]
    Tree(#[from] MstError<Infallible>),
    /// It is proven that there is no such record.
    #[error("the lexicon is not published")]
    Absent,
    /// The record is not of the data model.
    #[error("the lexicon cannot be read")]
    Record(#[from] DecodeError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

pub(super) struct Lookup {
    pub resolver: Resolver,
    pub http: Client,
    pub store: Store,
}

impl Lookup {
    /// The record that is published under a name, as DAG-CBOR, proven to be its publisher's.
    pub async fn record(&self, name: &Nsid) -> Result<Vec<u8>, LookupError> {
        let did = self.resolver.publisher(name).await?;
        let collection: Nsid = SCHEMAS.parse().expect("a constant that is an NSID");
        let rkey: Rkey = name.as_str().parse().map_err(|_| LookupError::Absent)?;
        let path = RepoPath::new(&collection, &rkey);
        if let Some(own) = self.own_record(&did, &path).await? {
            return own.ok_or(LookupError::Absent);
        }
        let document = self.resolver.document(&did, Refresh::Cached).await?;
        let server = document.service(PDS_SERVICE).ok_or(LookupError::Document)?;
        let endpoint = server.endpoint.trim_end_matches('/');
        let url = format!(
            "{endpoint}/xrpc/com.atproto.sync.getRecord?did={did}&collection={collection}&rkey={name}"
        );
        let url: Uri = url.parse().map_err(|_| LookupError::Document)?;
        let (status, _, body) = self.http.get(url, "application/vnd.ipld.car", LIMITS, 0).await?;
        if status != StatusCode::OK {
            return Err(LookupError::Status(status));
        }
        let proof = Proof::read(&body)?;
        let mut key = document.key(SIGNING_KEY);
        if !key.as_ref().is_some_and(|key| proof.commit.verify(key)) {
            // The key may have been changed a moment ago: look once more, past all caches.
            key = self.resolver.document(&did, Refresh::Force).await?.key(SIGNING_KEY);
        }
        let key = key.ok_or(LookupError::Document)?;
        if proof.commit.content().did != did {
            return Err(LookupError::Commit);
        }
        if !proof.commit.verify(&key) {
            return Err(LookupError::Signature);
        }
        proof.record(&path)
    }

    /// What this server holds itself if the publisher is one of its accounts: it need not ask itself over the network.
    async fn own_record(&self, did: &Did, path: &RepoPath) -> Result<Option<Option<Vec<u8>>>, StorageError> {
        let (did, path) = (did.clone(), path.clone());
        let read = move |db: &Snapshot| match Hosted::by_did(db, &did)? {
            Some(hosted) if hosted.account.deactivated_at.is_none() => {
                Ok(Some(records::record(db, hosted.aid, &path)?.map(|record| record.value)))
            }
            _ => Ok(None),
        };
        self.store.read(read).await
    }
}

/// What `getRecord` sends, blocks hashed.
struct Proof {
    commit: Signed,
    blocks: BlockSet,
}

impl Proof {
    fn read(archive: &[u8]) -> Result<Self, LookupError> {
        let mut blocks = BlockSet::new();
        let mut decoder = Decoder::new(car::Limits::total(MAX_PROOF_BYTES));
        decoder.feed(archive, |section| {
            blocks.insert(section.cid, section.bytes.to_vec());
            Ok::<(), CarError>(())
        })?;
        decoder.finish()?;
        let root = decoder.root().ok_or(LookupError::Commit)?;
        let commit = blocks.remove(&root).ok_or(LookupError::Commit)?;
        Ok(Self { commit: Signed::parse(commit)?, blocks })
    }

    fn record(mut self, path: &RepoPath) -> Result<Vec<u8>, LookupError> {
        let found = mst::find(&self.blocks, self.commit.content().data, path)?;
        let record = self.blocks.remove(&found.ok_or(LookupError::Absent)?).ok_or(LookupError::Commit)?;
        cbor::decode(&record)?;
        Ok(record)
    }
}
