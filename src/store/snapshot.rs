//! The tables as they stood at one moment.

use std::cell::OnceCell;
use std::ops::Bound;

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata};

use super::codec::KeyCodec;
use super::error::StorageError;
use super::read::{Bytes, Read, Rows};
use super::span::Span;
use super::tables::{NAMES, Table};

/// A view that later writes do not change. While it lives, pages freed since are not used again: hold it for one
/// request's page of work, or take a [`super::Lease`].
pub struct Snapshot {
    tables: Box<[OnceCell<ReadOnlyTable<Bytes, Bytes>>]>,
    transaction: ReadTransaction,
}

impl Snapshot {
    pub(super) fn new(transaction: ReadTransaction) -> Self {
        Self { tables: NAMES.iter().map(|_| OnceCell::new()).collect(), transaction }
    }

    /// A table by its place in the list of tables, opened once.
    pub(super) fn table(&self, index: usize) -> Result<&ReadOnlyTable<Bytes, Bytes>, StorageError> {
        let cell = &self.tables[index];
        if let Some(table) = cell.get() {
            return Ok(table);
        }
        let opened = self.transaction.open_table(definition(index))?;
        Ok(cell.get_or_init(|| opened))
    }
}

impl Snapshot {
    /// Passes the keys and rows of a table to `look` as bytes, in order, from `from` on, until it says no.
    pub(super) fn each(
        &self,
        index: usize,
        from: Option<&[u8]>,
        mut look: impl FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), StorageError> {
        let from = from.map_or(Bound::Unbounded, Bound::Included);
        for entry in ReadableTable::range::<&[u8]>(self.table(index)?, (from, Bound::Unbounded))? {
            let (key, row) = entry?;
            if !look(key.value(), row.value()) {
                break;
            }
        }
        Ok(())
    }
}

/// How redb knows a table.
pub(super) fn definition(index: usize) -> redb::TableDefinition<'static, Bytes, Bytes> {
    redb::TableDefinition::new(NAMES[index])
}

impl Read for Snapshot {
    fn look<T: Table, R>(
        &self,
        key: &T::Key,
        look: impl FnOnce(&[u8]) -> R,
    ) -> Result<Option<R>, StorageError> {
        let guard = ReadableTable::get(self.table(T::INDEX)?, key.to_bytes().as_slice())?;
        Ok(guard.map(|guard| look(guard.value())))
    }

    fn range<T: Table>(&self, span: Span<T::Key>) -> Result<Rows<'_, T>, StorageError> {
        Rows::of(self.table(T::INDEX)?, span)
    }

    fn count<T: Table>(&self) -> Result<u64, StorageError> {
        Ok(self.table(T::INDEX)?.len()?)
    }
}
