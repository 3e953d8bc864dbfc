//! The tree of one account, as the repository engine reads it.

use super::error::StorageError;
use super::ids::Aid;
use super::keys::NodePlace;
use super::read::Read;
use super::tables::Nodes;
use crate::repo::mst::{NodeKey, NodeStore};

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
