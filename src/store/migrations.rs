//! How tables of older schemas become today's.

use super::error::{OpenError, StorageError};
use super::read::Read;
use super::rows::meta::{self, MetaValue};
use super::tables::Meta;
use super::tx::Tx;

/// A step from one schema to the next. Runs in one transaction with the new schema number.
type Migration = fn(&mut Tx<'_>) -> Result<(), StorageError>;

/// The steps in order: the first leads from schema 1 to 2. New tables and new fields need no step.
const MIGRATIONS: &[Migration] = &[];

/// Brings the tables from the schema in `meta` to the newest. A new database gets the newest at once. Whether anything
/// was written.
pub(super) fn migrate(tx: &mut Tx<'_>) -> Result<bool, OpenError> {
    apply(tx, MIGRATIONS)
}

fn apply(tx: &mut Tx<'_>, migrations: &[Migration]) -> Result<bool, OpenError> {
    let key = meta::key(meta::SCHEMA);
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX).saturating_add(1);
    let found = tx.get::<Meta>(&key)?.and_then(|value| value.to_u32());
    let Some(found) = found else {
        tx.put::<Meta>(&key, &MetaValue::from_u32(known))?;
        return Ok(true);
    };
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    let pending = usize::try_from(found.saturating_sub(1)).unwrap_or(usize::MAX);
    let steps = migrations.get(pending..).unwrap_or_default();
    for step in steps {
        step(tx)?;
    }
    if !steps.is_empty() {
        tx.put::<Meta>(&key, &MetaValue::from_u32(known))?;
    }
    Ok(!steps.is_empty())
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;

    use super::*;
    use crate::base::Clock;
    use crate::store::tx::{Counters, UndoBy};

    fn first(tx: &mut Tx<'_>) -> Result<(), StorageError> {
        tx.put::<Meta>(&meta::key("steps"), &MetaValue(b"1".to_vec()))
    }

    fn second(tx: &mut Tx<'_>) -> Result<(), StorageError> {
        let mut steps = tx.get::<Meta>(&meta::key("steps"))?.expect("the first step ran").0;
        steps.push(b'2');
        tx.put::<Meta>(&meta::key("steps"), &MetaValue(steps))
    }

    #[test]
    fn steps_run_once_and_in_order() {
        let database =
            redb::Database::builder().create_with_backend(InMemoryBackend::new()).expect("a database");
        let transaction = database.begin_write().expect("a transaction");
        let clock = Clock::system();
        let mut tx = Tx::new(&transaction, &clock, Counters::default(), UndoBy::Abort);
        let steps = |tx: &Tx<'_>| tx.get::<Meta>(&meta::key("steps")).expect("a read").map(|value| value.0);

        // New: nothing to migrate.
        assert!(apply(&mut tx, &[]).expect("a schema"));
        assert!(!apply(&mut tx, &[]).expect("a schema"));
        assert!(apply(&mut tx, &[first]).expect("a schema"));
        assert_eq!(steps(&tx), Some(b"1".to_vec()));
        assert!(apply(&mut tx, &[first, second]).expect("a schema"));
        assert_eq!(steps(&tx), Some(b"12".to_vec()));
        assert!(!apply(&mut tx, &[first, second]).expect("a schema"));
        assert!(matches!(apply(&mut tx, &[first]), Err(OpenError::Newer { found: 3, known: 2 })));
    }
}
