//! Rows that were encoded before their job runs, end to end in one buffer: the writer has only to put them.

use super::codec::{KeyCodec, RowCodec};
use super::error::StorageError;
use super::tables::Table;
use super::tx::Tx;

/// Rows of any tables, in the order in which they are to be written. Cleared, it keeps its memory for the next.
#[derive(Debug, Default)]
pub struct Packed {
    bytes: Vec<u8>,
    /// For each row its table, and where its key and the row itself end.
    rows: Vec<(usize, usize, usize)>,
}

impl Packed {
    /// An empty one, with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn put<T: Table>(&mut self, key: &T::Key, row: &T::Row) {
        key.encode(&mut self.bytes);
        let key_end = self.bytes.len();
        row.encode(&mut self.bytes);
        self.rows.push((T::INDEX, key_end, self.bytes.len()));
    }

    /// Bytes of all keys and rows.
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are no rows.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
    }

    /// Writes all rows.
    ///
    /// # Errors
    /// As [`Tx::put`].
    pub fn write(&self, tx: &mut Tx<'_>) -> Result<(), StorageError> {
        let mut start = 0;
        for (table, key_end, end) in &self.rows {
            tx.put_slices(*table, &self.bytes[start..*key_end], &self.bytes[*key_end..*end])?;
            start = *end;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;

    use super::*;
    use crate::base::Clock;
    use crate::store::keys::Text;
    use crate::store::read::Read;
    use crate::store::rows::meta::MetaValue;
    use crate::store::tables::{ByEmail, Meta};
    use crate::store::tx::{Counters, UndoBy};
    use crate::store::{Aid, StorageError};

    #[test]
    fn packed_rows_are_written_as_others_are() {
        let database =
            redb::Database::builder().create_with_backend(InMemoryBackend::new()).expect("a database");
        let transaction = database.begin_write().expect("a transaction");
        let clock = Clock::system();
        let mut tx = Tx::new(&transaction, &clock, Counters::default(), UndoBy::Log);
        let mut rows = Packed::with_capacity(100);
        assert!(rows.is_empty());
        rows.put::<Meta>(&Text::new("a"), &MetaValue(b"one".to_vec()));
        rows.put::<ByEmail>(&Text::new("b@mail.test"), &Aid(7));
        rows.put::<Meta>(&Text::new(""), &MetaValue(Vec::new()));
        rows.put::<Meta>(&Text::new("a"), &MetaValue(b"the later wins".to_vec()));
        assert_eq!(rows.len(), 1 + 3 + 11 + 4 + 1 + 14);
        tx.begin_job();
        rows.write(&mut tx).expect("a write");
        let meta = |tx: &Tx<'_>, key| tx.get::<Meta>(&Text::new(key)).expect("a read").map(|value| value.0);
        assert_eq!(meta(&tx, "a"), Some(b"the later wins".to_vec()));
        assert_eq!(meta(&tx, ""), Some(Vec::new()));
        assert_eq!(tx.get::<ByEmail>(&Text::new("b@mail.test")).expect("a read"), Some(Aid(7)));
        tx.undo_job().expect("undone");
        assert_eq!((meta(&tx, "a"), meta(&tx, "")), (None, None));

        rows.clear();
        assert!(rows.is_empty());
        rows.put::<Meta>(&Text::new(&"x".repeat(5_000)), &MetaValue(Vec::new()));
        assert!(matches!(rows.write(&mut tx), Err(StorageError::KeyTooLong)));
    }
}
