//! A write job's hands: the open tables, with a log that undoes the job if it fails.

use std::cell::{Cell, OnceCell};
use std::sync::Arc;

use redb::{ReadableTable, ReadableTableMetadata, WriteTransaction};

use super::codec::{KeyCodec, RowCodec};
use super::error::StorageError;
use super::events::{self, Event, EventKind};
use super::ids::{Aid, RepoId, Seq};
use super::keys::{DueKey, Hour, MAX_KEY_BYTES};
use super::read::{Bytes, Read, Rows};
use super::rows::due::{Due, Task};
use super::rows::meta::{self, MetaValue};
use super::snapshot::definition;
use super::span::Span;
use super::tables::{DueTasks, Meta, NAMES, Table};
use crate::base::{Clock, Timestamp};

/// Most bytes that the undo log of one job may hold. Larger work runs in [`super::Lane::Bulk`].
const MAX_UNDO_BYTES: usize = 8 * 1024 * 1024;
/// What an entry of the undo log costs beside its bytes.
const UNDO_ENTRY_BYTES: usize = 64;

/// Numbers that the writer hands out. Kept between batches, and set back when a job or a batch fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counters {
    /// The newest event.
    pub seq: Seq,
    /// The hour whose first event is known.
    pub hour: Option<Hour>,
    /// The newest id of a due task.
    pub due: u64,
}

/// One change, as it can be taken back.
struct Undo {
    table: usize,
    key: Vec<u8>,
    previous: Option<Vec<u8>>,
}

/// Whether a job's changes can be taken back alone, or only with the whole transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum UndoBy {
    Log,
    Abort,
}

/// Write access to the tables within one job. Sees what earlier jobs of the batch wrote; nobody else sees anything
/// before the batch is committed.
pub struct Tx<'t> {
    transaction: &'t WriteTransaction,
    tables: Box<[OnceCell<redb::Table<'t, Bytes, Bytes>>]>,
    clock: &'t Clock,
    undo_by: UndoBy,
    undo: Vec<Undo>,
    undo_bytes: usize,
    overflowed: bool,
    failed: Cell<bool>,
    changes: u64,
    bytes: usize,
    counters: Counters,
    job_start: (Counters, usize, u64),
    events: Vec<Event>,
}

impl<'t> Tx<'t> {
    pub(super) fn new(
        transaction: &'t WriteTransaction,
        clock: &'t Clock,
        counters: Counters,
        undo_by: UndoBy,
    ) -> Self {
        Self {
            transaction,
            tables: NAMES.iter().map(|_| OnceCell::new()).collect(),
            clock,
            undo_by,
            undo: Vec::new(),
            undo_bytes: 0,
            overflowed: false,
            failed: Cell::new(false),
            changes: 0,
            bytes: 0,
            counters,
            job_start: (counters, 0, 0),
            events: Vec::new(),
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When the database fails, or the job grew too large to be undone.
    pub fn put<T: Table>(&mut self, key: &T::Key, row: &T::Row) -> Result<(), StorageError> {
        let mut bytes = Vec::new();
        row.encode(&mut bytes);
        self.put_slices(T::INDEX, &key.to_bytes(), &bytes)
    }

    /// Removes a row. Whether there was one.
    ///
    /// # Errors
    /// When the database fails, or the job grew too large to be undone.
    pub fn delete<T: Table>(&mut self, key: &T::Key) -> Result<bool, StorageError> {
        self.delete_bytes(T::INDEX, key.to_bytes())
    }

    fn delete_bytes(&mut self, index: usize, key: Vec<u8>) -> Result<bool, StorageError> {
        self.check_room()?;
        let undo_by = self.undo_by;
        let removed = {
            let table = self.table_mut(index)?;
            let removed = table.remove(key.as_slice()).map(|old| old.map(|old| old.value().to_vec()));
            self.watch(removed)?
        };
        let Some(previous) = removed else { return Ok(false) };
        self.changes += 1;
        if undo_by == UndoBy::Log {
            self.log(index, key, Some(previous));
        }
        Ok(true)
    }

    /// Removes at most `limit` rows of a range. Whether there may be more.
    ///
    /// # Errors
    /// As [`Tx::delete`].
    pub fn delete_some<T: Table>(&mut self, span: Span<T::Key>, limit: usize) -> Result<bool, StorageError> {
        let mut keys = Vec::new();
        {
            let mut rows = self.range::<T>(span)?;
            while keys.len() < limit {
                match rows.next_with(|key, _| key)? {
                    Some(key) => keys.push(key),
                    None => break,
                }
            }
        }
        for key in &keys {
            self.delete::<T>(key)?;
        }
        Ok(keys.len() == limit)
    }

    /// Removes at most `limit` rows from the table at `index` whose keys begin with `owner`. Whether there may be more.
    pub(super) fn delete_owned(
        &mut self,
        index: usize,
        owner: &impl KeyCodec,
        limit: usize,
    ) -> Result<bool, StorageError> {
        let mut keys = Vec::new();
        {
            let span = Span::<Aid>::prefix(owner.to_bytes());
            let bounds = (span.from.as_ref().map(Vec::as_slice), span.to.as_ref().map(Vec::as_slice));
            for entry in self.open(index)?.range::<&[u8]>(bounds)?.take(limit) {
                keys.push(entry?.0.value().to_vec());
            }
        }
        let more = keys.len() == limit;
        for key in keys {
            self.delete_bytes(index, key)?;
        }
        Ok(more)
    }

    /// A number for a new account, never given before.
    ///
    /// # Errors
    /// When the database fails or all four billion numbers are used.
    pub fn next_aid(&mut self) -> Result<Aid, StorageError> {
        self.next_number().map(Aid)
    }

    /// A number for a repository beside the one that an account has, never given before.
    ///
    /// # Errors
    /// As [`Tx::next_aid`].
    pub fn next_repo(&mut self) -> Result<RepoId, StorageError> {
        self.next_number().map(RepoId)
    }

    fn next_number(&mut self) -> Result<u32, StorageError> {
        let key = meta::key(meta::NEXT_AID);
        let next = self.get::<Meta>(&key)?.and_then(|value| value.to_u32()).unwrap_or(1);
        let after = next.checked_add(1).ok_or(StorageError::JobTooLarge)?;
        self.put::<Meta>(&key, &MetaValue::from_u32(after))?;
        Ok(next)
    }

    /// Writes an event of the firehose: takes the next place, lets `frame` build the frame for it, and gives the
    /// place. Subscribers see it once the batch is committed.
    ///
    /// # Errors
    /// As [`Tx::put`].
    pub fn emit(
        &mut self,
        aid: Aid,
        kind: EventKind,
        frame: impl FnOnce(Seq, Timestamp) -> Vec<u8>,
    ) -> Result<Seq, StorageError> {
        let at = self.now();
        let seq = self.counters.seq.following(at.micros());
        let event = Event { seq, aid, kind, frame: Arc::from(frame(seq, at)) };
        events::write(self, &event, at)?;
        self.counters.seq = seq;
        self.events.push(event);
        Ok(seq)
    }

    /// Leaves a task to be done at `at` or later.
    ///
    /// # Errors
    /// As [`Tx::put`].
    pub fn schedule(&mut self, at: Timestamp, task: Task) -> Result<DueKey, StorageError> {
        let now = self.now();
        self.reschedule(at, &Due::new(task, now))
    }

    /// Leaves a task with its history to be done at `at` or later.
    ///
    /// # Errors
    /// As [`Tx::put`].
    pub fn reschedule(&mut self, at: Timestamp, due: &Due) -> Result<DueKey, StorageError> {
        let mut key = DueKey { at, id: self.now().micros().max(self.counters.due.saturating_add(1)) };
        // After a clock went back an id could be in use already.
        while self.has::<DueTasks>(&key)? {
            key.id += 1;
        }
        self.counters.due = key.id;
        self.put::<DueTasks>(&key, due)?;
        Ok(key)
    }

    /// Whether `hour` is not the hour of the event before; notes it.
    pub(super) fn begins_hour(&mut self, hour: Hour) -> bool {
        let begins = self.counters.hour != Some(hour);
        self.counters.hour = Some(hour);
        begins
    }

    /// Marks where a job begins.
    pub(super) fn begin_job(&mut self) {
        self.undo.clear();
        self.undo_bytes = 0;
        self.overflowed = false;
        self.job_start = (self.counters, self.events.len(), self.changes);
    }

    /// Whether the job wrote so much that it must be undone whatever it says.
    pub(super) const fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Whether the database failed, whatever the job made of the error. The batch must be given up then.
    pub(super) const fn failed(&self) -> bool {
        self.failed.get()
    }

    /// Takes back what the job did since [`Tx::begin_job`].
    pub(super) fn undo_job(&mut self) -> Result<(), StorageError> {
        while let Some(Undo { table, key, previous }) = self.undo.pop() {
            let open = self.table_mut(table)?;
            match previous {
                Some(row) => open.insert(key.as_slice(), row.as_slice()).map(drop)?,
                None => open.remove(key.as_slice()).map(drop)?,
            }
        }
        let (counters, events, changes) = self.job_start;
        self.counters = counters;
        self.events.truncate(events);
        self.changes = changes;
        Ok(())
    }

    /// How many changes stand.
    pub(super) const fn changes(&self) -> u64 {
        self.changes
    }

    /// Roughly how many bytes were written.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Ends the batch: closes the tables and gives the counters and the events.
    pub(super) fn finish(self) -> (Counters, Vec<Event>) {
        (self.counters, self.events)
    }

    /// Writes bytes into a table by its place in the list.
    pub(super) fn put_slices(&mut self, index: usize, key: &[u8], row: &[u8]) -> Result<(), StorageError> {
        self.check_room()?;
        if key.len() > MAX_KEY_BYTES {
            return Err(StorageError::KeyTooLong);
        }
        let undo_by = self.undo_by;
        let previous = {
            let table = self.table_mut(index)?;
            let previous = table
                .insert(key, row)
                .map(|old| old.filter(|_| undo_by == UndoBy::Log).map(|old| old.value().to_vec()));
            self.watch(previous)?
        };
        self.changes += 1;
        self.bytes += key.len() + row.len();
        if undo_by == UndoBy::Log {
            self.log(index, key.to_vec(), previous);
        }
        Ok(())
    }

    fn log(&mut self, table: usize, key: Vec<u8>, previous: Option<Vec<u8>>) {
        self.undo_bytes += UNDO_ENTRY_BYTES + key.len() + previous.as_ref().map_or(0, Vec::len);
        self.undo.push(Undo { table, key, previous });
        self.overflowed |= self.undo_bytes > MAX_UNDO_BYTES;
    }

    const fn check_room(&self) -> Result<(), StorageError> {
        if self.overflowed { Err(StorageError::JobTooLarge) } else { Ok(()) }
    }

    /// Remembers that the database failed.
    fn watch<T, E: Into<StorageError>>(&self, result: Result<T, E>) -> Result<T, StorageError> {
        result.map_err(|error| {
            self.failed.set(true);
            error.into()
        })
    }

    fn open(&self, index: usize) -> Result<&redb::Table<'t, Bytes, Bytes>, StorageError> {
        let cell = &self.tables[index];
        if let Some(table) = cell.get() {
            return Ok(table);
        }
        let opened = self.watch(self.transaction.open_table(definition(index)))?;
        Ok(cell.get_or_init(|| opened))
    }

    fn table_mut(&mut self, index: usize) -> Result<&mut redb::Table<'t, Bytes, Bytes>, StorageError> {
        self.open(index)?;
        Ok(self.tables[index].get_mut().expect("the table was opened above"))
    }
}

impl Read for Tx<'_> {
    fn look<T: Table, R>(
        &self,
        key: &T::Key,
        look: impl FnOnce(&[u8]) -> R,
    ) -> Result<Option<R>, StorageError> {
        let guard = self.watch(self.open(T::INDEX)?.get(key.to_bytes().as_slice()))?;
        Ok(guard.map(|guard| look(guard.value())))
    }

    fn range<T: Table>(&self, span: Span<T::Key>) -> Result<Rows<'_, T>, StorageError> {
        self.watch(Rows::of(self.open(T::INDEX)?, span))
    }

    fn count<T: Table>(&self) -> Result<u64, StorageError> {
        self.watch(self.open(T::INDEX)?.len())
    }
}
