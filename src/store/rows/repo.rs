//! Repositories: heads, records and tree nodes.

use minicbor::{Decode, Encode};

use crate::store::codec::{KeyReader, RowCodec, cbor_rows};
use crate::store::keys::Digest;
use crate::store::tables::Heads;
use crate::store::{Aid, Read, RepoId, StorageError};
use crate::syntax::{Cid, Tid};

/// Where a repository stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Head {
    /// Revision of the newest commit.
    #[n(0)]
    pub rev: Tid,
    /// The newest commit.
    #[n(1)]
    pub commit: Cid,
    /// Root of the tree.
    #[n(2)]
    pub data: Cid,
    /// Layer of the root node.
    #[n(3)]
    pub layer: u8,
    /// The signed commit, DAG-CBOR.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// How many records there are.
    #[n(5)]
    pub records: u64,
    /// Which of the account's repositories this is, unless it is the first.
    #[n(6)]
    pub moved: Option<RepoId>,
}

cbor_rows!(Head);

impl Head {
    /// What the keys of its rows begin with. `aid` is the account whose head it is.
    pub fn repo(&self, aid: Aid) -> RepoId {
        self.moved.unwrap_or(RepoId::first_of(aid))
    }
}

/// What the keys of an account's records, nodes and references begin with now. To be asked in the snapshot or the job in
/// which the rows are read: an import changes it.
///
/// # Errors
/// As every read.
pub fn repo_of(db: &impl Read, aid: Aid) -> Result<RepoId, StorageError> {
    Ok(db.get::<Heads>(&aid)?.map_or(RepoId::first_of(aid), |head| head.repo(aid)))
}

/// A record: `rev(8) | digest(32) | DAG-CBOR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Revision that wrote it.
    pub rev: Tid,
    /// SHA-256 of `value`.
    pub digest: Digest,
    /// The record, DAG-CBOR.
    pub value: Vec<u8>,
}

impl Record {
    /// Its content identifier.
    pub const fn cid(&self) -> Cid {
        Cid::dag_cbor(self.digest.0)
    }
}

impl RowCodec for Record {
    fn encode(&self, out: &mut Vec<u8>) {
        out.reserve(8 + 32 + self.value.len());
        out.extend_from_slice(&self.rev.to_u64().to_be_bytes());
        out.extend_from_slice(&self.digest.0);
        out.extend_from_slice(&self.value);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let rev = Tid::from_u64(reader.u64()?);
        let digest = Digest(reader.array()?);
        Some(Self { rev, digest, value: reader.rest().to_vec() })
    }
}

/// The start of a record's row: what is known of it without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordStamp {
    /// Revision that wrote it.
    pub rev: Tid,
    /// SHA-256 of the record.
    pub digest: Digest,
}

impl RecordStamp {
    /// Reads the start of a row of `records`.
    pub fn of_row(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        Some(Self { rev: Tid::from_u64(reader.u64()?), digest: Digest(reader.array()?) })
    }
}

/// A node of a tree: `rev(8) | DAG-CBOR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Revision that wrote it.
    pub rev: Tid,
    /// The node, DAG-CBOR.
    pub bytes: Vec<u8>,
}

impl RowCodec for Node {
    fn encode(&self, out: &mut Vec<u8>) {
        out.reserve(8 + self.bytes.len());
        out.extend_from_slice(&self.rev.to_u64().to_be_bytes());
        out.extend_from_slice(&self.bytes);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let rev = Tid::from_u64(reader.u64()?);
        Some(Self { rev, bytes: reader.rest().to_vec() })
    }
}
