//! Reading: what a snapshot and a write job have in common.

use std::marker::PhantomData;

use super::codec::{KeyCodec, RowCodec};
use super::error::{CorruptRow, StorageError};
use super::events::{self, Event};
use super::ids::{RepoId, Seq};
use super::span::Span;
use super::tables::Table;

/// The form in which redb keeps every table.
pub(super) type Bytes = &'static [u8];

/// A key and its row.
pub type Entry<T> = (<T as Table>::Key, <T as Table>::Row);

/// Read access to the tables at one point in time.
pub trait Read: Sized {
    /// Passes the bytes of a row to `look`, without copying them.
    ///
    /// # Errors
    /// When the database fails.
    fn look<T: Table, R>(
        &self,
        key: &T::Key,
        look: impl FnOnce(&[u8]) -> R,
    ) -> Result<Option<R>, StorageError>;

    /// The rows of a range.
    ///
    /// # Errors
    /// When the database fails.
    fn range<T: Table>(&self, span: Span<T::Key>) -> Result<Rows<'_, T>, StorageError>;

    /// How many rows a table has. Costs nothing.
    ///
    /// # Errors
    /// When the database fails.
    fn count<T: Table>(&self) -> Result<u64, StorageError>;

    /// The row of `key`.
    ///
    /// # Errors
    /// When the database fails or the row cannot be decoded.
    fn get<T: Table>(&self, key: &T::Key) -> Result<Option<T::Row>, StorageError> {
        match self.look::<T, _>(key, T::Row::decode)? {
            None => Ok(None),
            Some(Some(row)) => Ok(Some(row)),
            Some(None) => Err(CorruptRow { table: T::NAME, part: "row" }.into()),
        }
    }

    /// Whether there is a row for `key`.
    ///
    /// # Errors
    /// When the database fails.
    fn has<T: Table>(&self, key: &T::Key) -> Result<bool, StorageError> {
        Ok(self.look::<T, _>(key, |_| ())?.is_some())
    }

    /// The first row of a range.
    ///
    /// # Errors
    /// When the database fails or the row cannot be decoded.
    fn first<T: Table>(&self, span: Span<T::Key>) -> Result<Option<Entry<T>>, StorageError> {
        self.range::<T>(span)?.next().transpose()
    }

    /// At most `limit` events after `after`, oldest first, and no more once their frames hold `bytes` together.
    ///
    /// # Errors
    /// When the database fails or an event is damaged.
    fn events_after(&self, after: Seq, limit: usize, bytes: usize) -> Result<Vec<Event>, StorageError> {
        events::after(self, after, limit, bytes)
    }

    /// The first event after `after`.
    ///
    /// # Errors
    /// When the database fails.
    fn next_event(&self, after: Seq) -> Result<Option<Seq>, StorageError> {
        events::next(self, after)
    }

    /// The newest event that is gone for its age or for room: a cursor before it may have lost events.
    ///
    /// # Errors
    /// When the database fails.
    fn trimmed_events(&self) -> Result<Seq, StorageError> {
        events::trimmed(self)
    }

    /// The oldest event that is still kept.
    ///
    /// # Errors
    /// When the database fails.
    fn oldest_event(&self) -> Result<Option<Seq>, StorageError> {
        events::oldest(self)
    }

    /// The newest event.
    ///
    /// # Errors
    /// When the database fails.
    fn newest_event(&self) -> Result<Option<Seq>, StorageError> {
        events::newest(self)
    }

    /// The tree nodes of a repository.
    fn nodes(&self, repo: RepoId) -> super::nodes::RepoNodes<'_, Self> {
        super::nodes::RepoNodes::new(self, repo)
    }
}

/// Rows of a range, decoded one by one.
pub struct Rows<'a, T: Table> {
    range: Option<redb::Range<'a, Bytes, Bytes>>,
    reversed: bool,
    table: PhantomData<fn() -> T>,
}

impl<'a, T: Table> Rows<'a, T> {
    /// Rows of `span` in `table`.
    pub(super) fn of(
        table: &'a impl redb::ReadableTable<Bytes, Bytes>,
        span: Span<T::Key>,
    ) -> Result<Self, StorageError> {
        let reversed = span.reversed;
        // redb refuses ranges that end before they begin.
        let range = if span.is_empty() {
            None
        } else {
            let from = span.from.as_ref().map(Vec::as_slice);
            let to = span.to.as_ref().map(Vec::as_slice);
            Some(table.range::<&[u8]>((from, to))?)
        };
        Ok(Self { range, reversed, table: PhantomData })
    }

    /// The next row as bytes: `look` gets the decoded key and the row's bytes.
    ///
    /// # Errors
    /// When the database fails or the key cannot be decoded.
    pub fn next_with<R>(&mut self, look: impl FnOnce(T::Key, &[u8]) -> R) -> Result<Option<R>, StorageError> {
        let Some(range) = &mut self.range else { return Ok(None) };
        let entry = if self.reversed { range.next_back() } else { range.next() };
        let Some((key, row)) = entry.transpose()? else { return Ok(None) };
        let key = T::Key::decode(key.value()).ok_or(CorruptRow { table: T::NAME, part: "key" })?;
        Ok(Some(look(key, row.value())))
    }
}

impl<T: Table> Iterator for Rows<'_, T> {
    type Item = Result<Entry<T>, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        let decoded = self.next_with(|key, row| T::Row::decode(row).map(|row| (key, row))).transpose()?;
        Some(decoded.and_then(|entry| entry.ok_or_else(|| CorruptRow { table: T::NAME, part: "row" }.into())))
    }
}
