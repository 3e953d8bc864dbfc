//! A PLC directory of our own, for development and tests: the rules of the public one, kept in the same store.

mod limits;
mod routes;

#[cfg(test)]
mod tests;

pub use limits::TooMany;
pub use routes::Answer;

use super::plc::{BrokenRule, LogEntry, Operation, Refusal, accept, check_shape};
use crate::store::keys::PlcOpKey;
use crate::store::rows::plc::PlcOp;
use crate::store::tables::PlcOps;
use crate::store::{Read, StorageError, Store, Tx, WriteError};
use crate::syntax::Did;

/// Why the directory does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// No operation has been published for this DID.
    #[error("DID not registered: {0}")]
    NotRegistered(Did),
    /// The DID has been ended.
    #[error("DID not available: {0}")]
    Tombstoned(Did),
    /// The operation breaks a limit on its own.
    #[error(transparent)]
    Rule(#[from] BrokenRule),
    /// The operation does not follow the log.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too many operations lately.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// A stored operation cannot be read.
    #[error("a stored operation cannot be read")]
    Damaged,
    /// The store failed.
    #[error("the store failed")]
    Storage(#[from] StorageError),
    /// The store took no write.
    #[error("the store takes no writes")]
    Unavailable,
}

/// The directory. Cheap to clone.
#[derive(Clone)]
pub struct Directory {
    store: Store,
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Directory").finish_non_exhaustive()
    }
}

impl Directory {
    /// A directory in `store`.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// Every operation ever accepted for a DID, oldest first, those that were undone included.
    ///
    /// # Errors
    /// [`DirectoryError::NotRegistered`], or a failure of the store.
    pub async fn audit_log(&self, did: &Did) -> Result<Vec<LogEntry>, DirectoryError> {
        let wanted = did.clone();
        let log = self.store.read(move |snapshot| read_log(snapshot, &wanted)).await?;
        if log.is_empty() { Err(DirectoryError::NotRegistered(did.clone())) } else { Ok(log) }
    }

    /// The operations in force, oldest first.
    ///
    /// # Errors
    /// As [`Directory::audit_log`].
    pub async fn log(&self, did: &Did) -> Result<Vec<LogEntry>, DirectoryError> {
        let mut log = self.audit_log(did).await?;
        log.retain(|entry| !entry.nullified);
        Ok(log)
    }

    /// Publishes an operation.
    ///
    /// # Errors
    /// The rule that it breaks, or a failure of the store.
    pub async fn submit(&self, did: &Did, operation: Operation) -> Result<(), DirectoryError> {
        check_shape(&operation)?;
        let did = did.clone();
        self.store.write(move |tx| append(tx, did, &operation)).await.map_err(|error| match error {
            WriteError::Job(error) => error,
            _ => DirectoryError::Unavailable,
        })
    }
}

fn append(tx: &mut Tx<'_>, did: Did, operation: &Operation) -> Result<(), DirectoryError> {
    let log = read_log(tx, &did)?;
    let now = tx.now();
    let undone = accept(&did, &log, operation, now)?;
    limits::check(&log, now)?;
    let nth = |index: usize| u32::try_from(index).map_err(|_| DirectoryError::Damaged);
    for (index, entry) in log.iter().enumerate().filter(|(_, entry)| undone.contains(&entry.cid)) {
        let key = PlcOpKey { did: did.clone(), nth: nth(index)? };
        let entry = LogEntry { nullified: true, ..entry.clone() };
        tx.put::<PlcOps>(&key, &row_of(&entry))?;
    }
    let entry =
        LogEntry { operation: operation.clone(), cid: operation.cid(), nullified: false, created_at: now };
    tx.put::<PlcOps>(&PlcOpKey { did, nth: nth(log.len())? }, &row_of(&entry))?;
    Ok(())
}

fn read_log(db: &impl Read, did: &Did) -> Result<Vec<LogEntry>, DirectoryError> {
    let mut log = Vec::new();
    for row in db.range::<PlcOps>(PlcOpKey::of(did))? {
        let (_, row) = row?;
        let operation = Operation::from_bytes(&row.operation).map_err(|_| DirectoryError::Damaged)?;
        log.push(LogEntry { operation, cid: row.cid, nullified: row.nullified, created_at: row.created_at });
    }
    Ok(log)
}

fn row_of(entry: &LogEntry) -> PlcOp {
    PlcOp {
        cid: entry.cid,
        operation: entry.operation.bytes(),
        created_at: entry.created_at,
        nullified: entry.nullified,
    }
}
