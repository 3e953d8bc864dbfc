//! What the administrator did, for the administrator to see.

use std::net::IpAddr;

use super::Administrator;
use crate::base::Timestamp;
use crate::store::rows::administrator::{self as rows, AdminAct};
use crate::store::{StorageError, Tx, WriteError};

/// Longest detail that is kept, in bytes.
const MAX_DETAIL_BYTES: usize = 200;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminLine {
    /// When.
    pub at: Timestamp,
    /// What, as a word of the program.
    pub act: String,
    /// More about it.
    pub detail: String,
    /// From which address.
    pub from: IpAddr,
}

/// Adds a line within a job that does what it tells.
///
/// # Errors
/// As every write.
pub(super) fn note(tx: &mut Tx<'_>, act: &str, detail: &str, from: IpAddr) -> Result<(), StorageError> {
    let detail = &detail[..detail.floor_char_boundary(MAX_DETAIL_BYTES)];
    rows::note(tx, AdminAct { at: tx.now(), act: act.to_owned(), detail: detail.to_owned(), from })
}

impl Administrator {
    /// Adds a line: `act` is a word of the program, `detail` says to what it was done and is never a secret.
    ///
    /// # Errors
    /// As every write.
    pub async fn note(
        &self,
        act: &'static str,
        detail: String,
        from: IpAddr,
    ) -> Result<(), WriteError<StorageError>> {
        self.0.store.write(move |tx: &mut Tx<'_>| note(tx, act, &detail, from)).await
    }

    /// The log, the latest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn acts(&self) -> Result<Vec<AdminLine>, StorageError> {
        let acts = self.0.store.read(rows::acts).await?;
        let line = |row: AdminAct| AdminLine { at: row.at, act: row.act, detail: row.detail, from: row.from };
        Ok(acts.into_iter().rev().map(line).collect())
    }
}
