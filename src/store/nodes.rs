//! The tree of one account, as the repository engine reads it.

use super::error::StorageError;
use super::ids::Aid;
use super::keys::NodePlace;
use super::read::Read;
use super::rows::repo::Node;
use super::tables::Nodes;
use super::tx::Tx;
use crate::repo::mst::{Change, NodeKey, NodeStore};
use crate::syntax::Tid;

/// Bytes of the revision before a node's own bytes.
const REV_BYTES: usize = 8;

/// The nodes of an account's tree.
pub struct AccountNodes<'a, R> {
    db: &'a R,
    aid: Aid,
}

impl<'a, R: Read> AccountNodes<'a, R> {
    pub(super) const fn new(db: &'a R, aid: Aid) -> Self {
        Self { db, aid }
    }
}

impl<R: Read> NodeStore for AccountNodes<'_, R> {
    type Error = StorageError;

    fn node(&self, at: &NodeKey) -> Result<Option<Vec<u8>>, StorageError> {
        let place = NodePlace { aid: self.aid, at: at.clone() };
        self.db.look::<Nodes, _>(&place, |row| row.get(REV_BYTES..).unwrap_or_default().to_vec())
    }
}

impl Tx<'_> {
    /// Writes what a change of an account's tree puts and removes what it deletes.
    ///
    /// # Errors
    /// As [`Tx::put`].
    pub fn write_nodes(&mut self, aid: Aid, rev: Tid, change: &Change) -> Result<(), StorageError> {
        for at in &change.deletes {
            self.delete::<Nodes>(&NodePlace { aid, at: at.clone() })?;
        }
        for (at, _, bytes) in &change.puts {
            self.put::<Nodes>(&NodePlace { aid, at: at.clone() }, &Node { rev, bytes: bytes.clone() })?;
        }
        Ok(())
    }
}
