//! The tree of one repository: as the repository engine reads it, and from end to end.

use super::error::StorageError;
use super::ids::RepoId;
use super::keys::{BANDS, NodePlace};
use super::read::{Read, Rows};
use super::tables::Nodes;
use crate::repo::mst::{NodeKey, NodeStore};

/// Bytes of the revision before a node's own bytes.
const REV_BYTES: usize = 8;

/// The nodes of a repository's tree.
pub struct RepoNodes<'a, R> {
    db: &'a R,
    repo: RepoId,
}

impl<'a, R: Read> RepoNodes<'a, R> {
    pub(super) const fn new(db: &'a R, repo: RepoId) -> Self {
        Self { db, repo }
    }
}

impl<R: Read> NodeStore for RepoNodes<'_, R> {
    type Error = StorageError;

    fn node(&self, at: &NodeKey) -> Result<Option<Vec<u8>>, StorageError> {
        let place = NodePlace { repo: self.repo, at: at.clone() };
        self.db.look::<Nodes, _>(&place, |row| row.get(REV_BYTES..).unwrap_or_default().to_vec())
    }
}

/// The rows of a repository's nodes in preorder, each with its position and its bytes, from the one after `after` on.
///
/// # Errors
/// When the database fails.
pub fn nodes_in_preorder<'a>(
    db: &'a impl Read,
    repo: RepoId,
    after: Option<&NodeKey>,
) -> Result<NodesInPreorder<'a>, StorageError> {
    let band = |band| -> Result<Band<'a>, StorageError> {
        let span = after.map_or_else(
            || NodePlace::of_band(repo, band),
            |after| NodePlace::of_band_after(repo, band, after),
        );
        let mut rows = db.range::<Nodes>(span)?;
        let next = next_of(&mut rows)?;
        Ok(Band { rows, next })
    };
    Ok(NodesInPreorder { bands: (0..BANDS).map(band).collect::<Result<_, _>>()? })
}

/// Merges the bands of a tree. See [`nodes_in_preorder`].
pub struct NodesInPreorder<'a> {
    bands: Vec<Band<'a>>,
}

/// The rest of one band, and its first row, which is read ahead.
struct Band<'a> {
    rows: Rows<'a, Nodes>,
    next: Option<(NodeKey, Vec<u8>)>,
}

impl Band<'_> {
    fn position(&self) -> Option<&NodeKey> {
        self.next.as_ref().map(|(at, _)| at)
    }
}

fn next_of(rows: &mut Rows<'_, Nodes>) -> Result<Option<(NodeKey, Vec<u8>)>, StorageError> {
    rows.next_with(|place, row| (place.at, row.to_vec()))
}

impl Iterator for NodesInPreorder<'_> {
    type Item = Result<(NodeKey, Vec<u8>), StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        let waiting = self.bands.iter_mut().filter(|band| band.next.is_some());
        let first = waiting.min_by(|a, b| a.position().cmp(&b.position()))?;
        let row = first.next.take()?;
        match next_of(&mut first.rows) {
            Ok(next) => first.next = next,
            Err(error) => return Some(Err(error)),
        }
        Some(Ok(row))
    }
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;

    use super::*;
    use crate::base::Clock;
    use crate::store::rows::repo::Node;
    use crate::store::tx::{Counters, Tx, UndoBy};
    use crate::syntax::Tid;

    #[test]
    fn bands_come_together_in_preorder_from_any_place_on() {
        let database =
            redb::Database::builder().create_with_backend(InMemoryBackend::new()).expect("a database");
        let transaction = database.begin_write().expect("a transaction");
        let clock = Clock::system();
        let mut tx = Tx::new(&transaction, &clock, Counters::default(), UndoBy::Abort);
        let mut wanted = Vec::new();
        for left in ["", "a/1", "a/2", "b/1", "b/11"] {
            for layer in [14, 9, 8, 6, 5, 3, 2, 1, 0] {
                let at = NodeKey::new(left, layer);
                let node = Node { rev: Tid::from_u64(1), bytes: at.to_string().into_bytes() };
                for repo in [RepoId(1), RepoId(2), RepoId(3)] {
                    tx.put::<Nodes>(&NodePlace { repo, at: at.clone() }, &node).expect("a write");
                }
                wanted.push(at);
            }
        }
        let walk = |after: Option<&NodeKey>| -> Vec<NodeKey> {
            let nodes = nodes_in_preorder(&tx, RepoId(2), after).expect("a read");
            nodes
                .map(|node| {
                    let (at, row) = node.expect("a row");
                    assert_eq!(&row[REV_BYTES..], at.to_string().as_bytes());
                    at
                })
                .collect()
        };
        assert_eq!(walk(None), wanted);
        for (place, at) in wanted.iter().enumerate() {
            assert_eq!(walk(Some(at)), wanted[place + 1..]);
        }
        // A place that is not taken counts as well.
        assert_eq!(walk(Some(&NodeKey::new("a/1", 7))), wanted[12..]);
    }
}
