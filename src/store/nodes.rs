//! Tree nodes of one account, by position.

use super::error::StorageError;
use super::ids::Aid;
use super::keys::NodePlace;
use super::read::Read;
use super::rows::repo::Node;
use super::tables::Nodes;

/// The nodes of an account's tree.
pub struct AccountNodes<'a, R> {
    db: &'a R,
    aid: Aid,
}

impl<'a, R: Read> AccountNodes<'a, R> {
    pub(super) const fn new(db: &'a R, aid: Aid) -> Self {
        Self { db, aid }
    }

    /// The node to the right of `left` whose keys are on `layer`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn get(&self, left: &str, layer: u8) -> Result<Option<Node>, StorageError> {
        self.db.get::<Nodes>(&NodePlace { aid: self.aid, left: left.into(), layer })
    }
}
