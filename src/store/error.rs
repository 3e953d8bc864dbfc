//! What can go wrong in the store, one enum per operation.

use std::path::PathBuf;

/// A row or key whose bytes do not mean what the table says. Names the table, shows nothing of the content.
#[derive(Debug, thiserror::Error)]
#[error("unreadable {part} in table {table}")]
pub struct CorruptRow {
    /// Table that holds it.
    pub table: &'static str,
    /// `key`, `row`, or what inside it is wrong.
    pub part: &'static str,
}

/// A read or a step of a write that failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database file could not be read or written.
    #[error("the database failed")]
    Database(#[source] Box<redb::Error>),
    /// A row cannot be decoded.
    #[error(transparent)]
    Corrupt(#[from] CorruptRow),
    /// One job changed more than a batch may undo; such work goes through [`super::Lane::Bulk`].
    #[error("one job changes more than a batch can hold")]
    JobTooLarge,
    /// A key is longer than a table accepts.
    #[error("a key is too long to be stored")]
    KeyTooLong,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

/// Why a job's effects are not in the store. Nothing of the job was kept.
#[derive(Debug, thiserror::Error)]
pub enum WriteError<E> {
    /// The job itself returned this.
    #[error(transparent)]
    Job(E),
    /// The store failed or is closed: the process is about to end.
    #[error("the store takes no more writes")]
    Unavailable,
    /// The disk is too full for this kind of write.
    #[error("the disk is full")]
    Full,
    /// The queue stayed full for too long.
    #[error("too many writes are waiting")]
    Busy,
}

impl<E> WriteError<E> {
    /// The same error with the job's own error replaced.
    pub fn map_job<F>(self, change: impl FnOnce(E) -> F) -> WriteError<F> {
        match self {
            Self::Job(error) => WriteError::Job(change(error)),
            Self::Unavailable => WriteError::Unavailable,
            Self::Full => WriteError::Full,
            Self::Busy => WriteError::Busy,
        }
    }

    /// The job's own error, or what `other` makes of the reason why the job did not run.
    pub fn into_job(self, other: impl FnOnce(WriteError<StorageError>) -> E) -> E {
        match self {
            Self::Job(error) => error,
            Self::Unavailable => other(WriteError::Unavailable),
            Self::Full => other(WriteError::Full),
            Self::Busy => other(WriteError::Busy),
        }
    }
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("{path} is in use by another process")]
    InUse {
        /// The database file.
        path: PathBuf,
    },
    /// The file is unreadable, damaged, or no database.
    #[error("{path} cannot be opened")]
    Database {
        /// The database file.
        path: PathBuf,
        /// What redb says.
        #[source]
        source: Box<redb::Error>,
    },
    /// A newer program wrote it.
    #[error(
        "the database has schema {found}, this program knows up to {known}: use the newer program, or restore a backup made before it"
    )]
    Newer {
        /// Schema in the file.
        found: u32,
        /// Newest schema of this program.
        known: u32,
    },
    /// A migration or the first set-up failed.
    #[error("the database cannot be prepared")]
    Prepare(#[from] StorageError),
    /// The writer thread or a folder could not be made.
    #[error("the store cannot start")]
    Io(#[from] std::io::Error),
}

macro_rules! from_redb {
    ($($kind:ty),+) => {
        $(impl From<$kind> for StorageError {
            fn from(error: $kind) -> Self {
                Self::Database(Box::new(error.into()))
            }
        })+
    };
}

from_redb!(redb::StorageError, redb::TableError, redb::TransactionError, redb::CommitError);
