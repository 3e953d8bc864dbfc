//! A repository as a CAR, in the streamable order: the commit, then the tree in preorder with each record where its
//! entry occurs. What leaves is one state of the repository, whatever is written meanwhile, and what is held of it is
//! one piece.

use std::time::Duration;

use crate::repo::car;
use crate::repo::export::Preorder;
use crate::repo::mst::NodeKey;
use crate::store::keys::RecordKey;
use crate::store::tables::{Heads, Nodes, Records};
use crate::store::{
    Aid, CorruptRow, Lease, LeaseError, NodesInPreorder, Read, RepoId, Rows, StorageError, Store, Table,
    nodes_in_preorder,
};
use crate::syntax::{Cid, RepoPath, Tid};

/// Bytes after which a piece ends.
const PIECE_BYTES: usize = 128 * 1024;
/// Repositories up to this many bytes leave in one piece, from an ordinary snapshot.
const SMALL_BYTES: usize = 512 * 1024;

/// How long an export waits for its turn.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why a repository cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The account has none.
    #[error("there is no repository")]
    NoRepo,
    /// The snapshot cannot be had or read.
    #[error(transparent)]
    Lease(#[from] LeaseError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A repository on its way out.
pub enum Export {
    /// All of it.
    Whole(Vec<u8>),
    /// Piece by piece.
    Pieces(Pieces),
}

/// The rest of a repository that leaves piece by piece.
pub struct Pieces {
    lease: Lease,
    place: Option<Place>,
    given: usize,
}

/// Where a walk over one repository stands. Cheap beside the walk.
#[derive(Clone)]
struct Place {
    aid: Aid,
    /// Known once begun.
    repo: RepoId,
    /// Only blocks written after this revision.
    since: Option<Tid>,
    node: Option<NodeKey>,
    record: Option<RecordKey>,
    begun: bool,
}

impl Export {
    /// Begins the export of an account's repository: all of it, or what was written after the revision `since`.
    ///
    /// # Errors
    /// [`ExportError::NoRepo`], or when no snapshot is to be had for as long as it takes.
    pub async fn begin(store: &Store, aid: Aid, since: Option<Tid>) -> Result<Self, ExportError> {
        let start = Place { aid, repo: RepoId::first_of(aid), since, node: None, record: None, begun: false };
        let first = start.clone();
        let (bytes, rest) = store.read(move |db| first.walk(db, SMALL_BYTES)).await?;
        if rest.is_none() {
            return Ok(Self::Whole(bytes));
        }
        let lease = store.lease(PATIENCE).await?;
        Ok(Self::Pieces(Pieces { lease, place: Some(start), given: 0 }))
    }
}

impl Pieces {
    /// How many bytes there are, from where it stands to the end: walks once over everything.
    ///
    /// # Errors
    /// As [`Pieces::next`].
    pub async fn measure(&self) -> Result<u64, ExportError> {
        let (mut place, mut bytes) = (self.place.clone(), 0);
        while let Some(here) = place.take() {
            let read = move |db: &crate::store::Snapshot| Ok(here.walk(db, PIECE_BYTES));
            let (piece, rest) = self.lease.read(read).await??;
            bytes += piece.len() as u64;
            place = rest;
        }
        Ok(bytes)
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    /// When the snapshot was taken back or cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, ExportError> {
        // The client has taken the piece before.
        self.lease.taken(std::mem::take(&mut self.given));
        let Some(place) = self.place.take() else { return Ok(None) };
        let read = move |db: &crate::store::Snapshot| Ok(place.walk(db, PIECE_BYTES));
        let (bytes, rest) = self.lease.read(read).await??;
        self.place = rest;
        self.given = bytes.len();
        Ok((!bytes.is_empty()).then_some(bytes))
    }
}

impl Place {
    /// Goes on with the walk until about `limit` bytes are gathered. Gives them and, unless this was the end, where to
    /// go on.
    fn walk(mut self, db: &impl Read, limit: usize) -> Result<(Vec<u8>, Option<Self>), ExportError> {
        let mut out = Vec::with_capacity(PIECE_BYTES);
        if !self.begun {
            let head = db.get::<Heads>(&self.aid)?.ok_or(ExportError::NoRepo)?;
            self.repo = head.repo(self.aid);
            car::write_header(Some(&head.commit), &mut out);
            if self.since.is_none_or(|since| head.rev > since) {
                car::write_block(&head.commit, &head.bytes, &mut out);
            }
            self.begun = true;
        }
        let nodes = nodes_in_preorder(db, self.repo, self.node.as_ref())?;
        let records = RecordKey::of(self.repo);
        let records = db.range::<Records>(match &self.record {
            Some(last) => records.after(last),
            None => records,
        })?;
        let nodes = nodes_written_after(nodes, self.since);
        let records = records_written_after(records, self.since);
        for block in Preorder::new(nodes, records) {
            let (cid, row) = block?;
            car::write_block(&cid, &row.bytes, &mut out);
            match row.source {
                Source::Node(key) => self.node = Some(key),
                Source::Record(key) => self.record = Some(key),
            }
            if out.len() >= limit {
                return Ok((out, Some(self)));
            }
        }
        Ok((out, None))
    }
}

/// A block and the row that it comes from.
struct Row {
    source: Source,
    bytes: Vec<u8>,
}

enum Source {
    Node(NodeKey),
    Record(RecordKey),
}

impl AsRef<[u8]> for Row {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// A row without its revision; `None` when it was written at `since` or before.
fn newer<'a>(
    row: &'a [u8],
    since: Option<Tid>,
    table: &'static str,
) -> Result<Option<&'a [u8]>, StorageError> {
    let (rev, rest) = row.split_first_chunk().ok_or(CorruptRow { table, part: "row" })?;
    let old = since.is_some_and(|since| Tid::from_u64(u64::from_be_bytes(*rev)) <= since);
    Ok((!old).then_some(rest))
}

/// Nodes that were written after `since`, in preorder.
fn nodes_written_after(
    nodes: NodesInPreorder<'_>,
    since: Option<Tid>,
) -> impl Iterator<Item = Result<(NodeKey, Row), StorageError>> {
    nodes.filter_map(move |node| {
        let read = |(at, row): (NodeKey, Vec<u8>)| {
            let bytes = newer(&row, since, Nodes::NAME)?.map(<[u8]>::to_vec);
            Ok(bytes.map(|bytes| (at.clone(), Row { source: Source::Node(at), bytes })))
        };
        node.and_then(read).transpose()
    })
}

/// Records that were written after `since`, in key order.
fn records_written_after(
    mut records: Rows<'_, Records>,
    since: Option<Tid>,
) -> impl Iterator<Item = Result<(RepoPath, Cid, Row), StorageError>> {
    let read = move |key: RecordKey, row: &[u8]| {
        let Some(row) = newer(row, since, Records::NAME)? else { return Ok(None) };
        let damaged = CorruptRow { table: Records::NAME, part: "row" };
        let (digest, bytes) = row.split_first_chunk().ok_or(damaged)?;
        let path = key.path.clone();
        let row = Row { source: Source::Record(key), bytes: bytes.to_vec() };
        Ok(Some((path, Cid::dag_cbor(*digest), row)))
    };
    std::iter::from_fn(move || {
        loop {
            // The end, a failure, a record, or one that is too old.
            match records.next_with(read).and_then(Option::transpose) {
                Ok(None) => return None,
                Ok(Some(None)) => {}
                Ok(Some(Some(record))) => return Some(Ok(record)),
                Err(error) => return Some(Err(error)),
            }
        }
    })
}
