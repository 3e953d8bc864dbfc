//! A repository as a CAR, in the streamable order: the commit, then the tree in preorder with each record where its
//! entry occurs. What leaves is one state of the repository, whatever is written meanwhile, and what is held of it is
//! one piece.

use std::time::Duration;

use crate::repo::car;
use crate::repo::export::Preorder;
use crate::store::keys::{NodePlace, RecordKey};
use crate::store::tables::{Heads, Nodes, Records};
use crate::store::{Aid, CorruptRow, Lease, LeaseError, Read, Rows, StorageError, Store, Table};
use crate::syntax::{Cid, Tid};

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
    /// Only blocks written after this revision.
    since: Option<Tid>,
    node: Option<NodePlace>,
    record: Option<RecordKey>,
    begun: bool,
}

impl Export {
    /// Begins the export of an account's repository: all of it, or what was written after the revision `since`.
    ///
    /// # Errors
    /// [`ExportError::NoRepo`], or when no snapshot is to be had for as long as it takes.
    pub async fn begin(store: &Store, aid: Aid, since: Option<Tid>) -> Result<Self, ExportError> {
        let start = Place { aid, since, node: None, record: None, begun: false };
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
            car::write_header(Some(&head.commit), &mut out);
            if self.since.is_none_or(|since| head.rev > since) {
                car::write_block(&head.commit, &head.bytes, &mut out);
            }
            self.begun = true;
        }
        let nodes = NodePlace::of(self.aid);
        let nodes = db.range::<Nodes>(match &self.node {
            Some(last) => nodes.after(last),
            None => nodes,
        })?;
        let records = RecordKey::of(self.aid);
        let records = db.range::<Records>(match &self.record {
            Some(last) => records.after(last),
            None => records,
        })?;
        let nodes = written_after(nodes, self.since, |key, bytes| {
            Some((key.at.clone(), Row { source: Source::Node(key), bytes: bytes.to_vec() }))
        });
        let records = written_after(records, self.since, |key, row| {
            let (digest, bytes) = row.split_first_chunk()?;
            let path = key.path.clone();
            Some((path, Cid::dag_cbor(*digest), Row { source: Source::Record(key), bytes: bytes.to_vec() }))
        });
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
    Node(NodePlace),
    Record(RecordKey),
}

impl AsRef<[u8]> for Row {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Rows of nodes or records, which both begin with their revision, that were written after `since`. `read` gets what
/// follows the revision.
fn written_after<T: Table, B>(
    mut rows: Rows<'_, T>,
    since: Option<Tid>,
    read: impl Fn(T::Key, &[u8]) -> Option<B>,
) -> impl Iterator<Item = Result<B, StorageError>> {
    std::iter::from_fn(move || {
        loop {
            let row = rows.next_with(|key, row| {
                let (rev, row) = row.split_first_chunk()?;
                let old = since.is_some_and(|since| Tid::from_u64(u64::from_be_bytes(*rev)) <= since);
                if old { Some(None) } else { read(key, row).map(Some) }
            });
            match row {
                Ok(None) => return None,
                Ok(Some(Some(None))) => {}
                Ok(Some(Some(Some(block)))) => return Some(Ok(block)),
                Ok(Some(None)) => return Some(Err(CorruptRow { table: T::NAME, part: "row" }.into())),
                Err(error) => return Some(Err(error)),
            }
        }
    })
}
