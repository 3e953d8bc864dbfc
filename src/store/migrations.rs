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
