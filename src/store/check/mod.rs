//! Whether the rows agree with each other: every tree with its records, every index with what it indexes.
//!
//! Reads the whole database in key order from one snapshot and holds a few rows at a time.

mod indexes;
mod repos;

use super::error::StorageError;
use super::ids::{Aid, RepoId, Seq};
use super::keys::Digest;
use super::read::Read;
use super::rows::due::Task;
use super::snapshot::Snapshot;
use super::tables::{DueTasks, NAMES, OF_ACCOUNT, OF_REPO, is_readable};
use super::{Span, events};
use crate::cbor::Value;
use crate::repo::mst::NodeKey;
use crate::syntax::RepoPath;
use repos::Repos;

/// Flaws that a report lists; more are counted.
const MAX_LISTED: usize = 1_000;
/// Events that are read at once.
const EVENT_PAGE: usize = 64;
/// Bytes of events after which no more are read at once.
const EVENT_BYTES: usize = 1024 * 1024;

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A key or a row does not decode.
    #[error("table {table}: the row of key {key} is unreadable")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// The key in hexadecimal.
        key: String,
    },
    /// Rows of an account that does not exist and is not being purged.
    #[error("table {table}: rows of {aid:?}, which is no account")]
    Orphans {
        /// The table.
        table: &'static str,
        /// The number in their keys.
        aid: Aid,
    },
    /// Rows of a repository that is no account's and that nothing removes.
    #[error("table {table}: rows of {repo:?}, which is no account's")]
    Stray {
        /// The table.
        table: &'static str,
        /// The number in their keys.
        repo: RepoId,
    },
    /// An index lacks a row or points elsewhere.
    #[error("index {index} does not lead to {what}")]
    NotIndexed {
        /// The index.
        index: &'static str,
        /// What should be found through it.
        what: String,
    },
    /// An index leads to something that is not there.
    #[error("index {index} leads to {what}, which is not there")]
    Dangling {
        /// The index.
        index: &'static str,
        /// Where it leads.
        what: String,
    },
    /// An account without a repository.
    #[error("{0:?} has no repository")]
    NoHead(Aid),
    /// The commit of a repository is malformed or says something else than its row.
    #[error("{aid:?}: the commit {what}")]
    Commit {
        /// The account.
        aid: Aid,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The records make another tree than the head says.
    #[error("{0:?}: the records do not make the tree that the commit signs")]
    Root(Aid),
    /// A node of the tree is not what the records make it.
    #[error("{aid:?}: the node in {at} is missing or wrong")]
    Node {
        /// The account.
        aid: Aid,
        /// Its position.
        at: NodeKey,
    },
    /// Nodes that belong to no tree.
    #[error("{aid:?}: {surplus} nodes belong to no tree")]
    SurplusNodes {
        /// The account.
        aid: Aid,
        /// How many.
        surplus: u64,
    },
    /// The head counts another number of records than there are.
    #[error("{aid:?}: the head counts {counted} records, there are {found}")]
    Count {
        /// The account.
        aid: Aid,
        /// What the head says.
        counted: u64,
        /// What is there.
        found: u64,
    },
    /// A record is not canonical DAG-CBOR or does not have the hash beside it.
    #[error("{aid:?}: the record {path} is damaged")]
    Record {
        /// The account.
        aid: Aid,
        /// Where.
        path: RepoPath,
    },
    /// A blob is permanent though no record refers to it, or temporary though one does.
    #[error("{aid:?}: the blob {digest:?} is {what}")]
    Blob {
        /// The account.
        aid: Aid,
        /// SHA-256 of the content.
        digest: Digest,
        /// What is wrong.
        what: &'static str,
    },
    /// The event log cannot be read past this event.
    #[error("the event log is damaged after {0}")]
    Events(Seq),
}

/// What a check saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows of all tables.
    pub rows: u64,
    /// Repositories.
    pub repositories: u64,
    /// Records.
    pub records: u64,
    /// Tree nodes.
    pub nodes: u64,
    /// Events.
    pub events: u64,
    /// What is wrong, the first thousand of it.
    pub flaws: Vec<Flaw>,
    /// Flaws beyond those.
    pub unlisted: u64,
}

impl Report {
    /// Whether nothing is wrong.
    pub const fn is_sound(&self) -> bool {
        self.flaws.is_empty()
    }

    pub(super) fn add(&mut self, flaw: Flaw) {
        if self.flaws.len() < MAX_LISTED {
            self.flaws.push(flaw);
        } else {
            self.unlisted += 1;
        }
    }
}

/// What a record's presence puts into indexes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// The blobs that it refers to.
    pub blobs: Vec<Digest>,
    /// What it points at, for the index over subjects.
    pub subject: Option<[u8; 16]>,
}

/// Tells what a record puts into indexes: the rules are the records module's.
pub type LinksOf<'a> = &'a dyn Fn(&RepoPath, &Value) -> Links;

/// Checks everything. `links_of` tells what a record puts into indexes.
///
/// # Errors
/// When the database itself fails. What is readable and wrong is in the report.
pub fn check(db: &Snapshot, links_of: LinksOf<'_>) -> Result<Report, StorageError> {
    let mut report = Report::default();
    every_row(db, &mut report)?;
    if !report.is_sound() {
        // What follows reads rows by type.
        return Ok(report);
    }
    let purging = purging(db)?;
    orphans(db, &purging, &mut report)?;
    let repos = Repos::read(db, &purging)?;
    strays(db, &repos, &mut report)?;
    indexes::check(db, &mut report)?;
    repos::check(db, &repos, links_of, &mut report)?;
    event_log(db, &mut report)?;
    Ok(report)
}

fn every_row(db: &Snapshot, report: &mut Report) -> Result<(), StorageError> {
    for (index, table) in NAMES.iter().enumerate() {
        db.each(index, None, |key, row| {
            report.rows += 1;
            if !is_readable(index, key, row) {
                report.add(Flaw::Unreadable { table, key: data_encoding::HEXLOWER.encode(key) });
            }
            true
        })?;
    }
    Ok(())
}

/// Deleted accounts whose rows are being removed.
fn purging(db: &Snapshot) -> Result<Vec<Aid>, StorageError> {
    let mut purging = Vec::new();
    for entry in db.range::<DueTasks>(Span::all())? {
        if let Task::PurgeAccount { aid, .. } = entry?.1.task {
            purging.push(aid);
        }
    }
    Ok(purging)
}

/// Rows of accounts that are not there.
fn orphans(db: &Snapshot, purging: &[Aid], report: &mut Report) -> Result<(), StorageError> {
    for (index, table) in NAMES.iter().enumerate().filter(|(index, _)| OF_ACCOUNT[*index]) {
        each_owner(db, index, |number| {
            let aid = Aid(number);
            if !db.has::<super::tables::Accounts>(&aid)? && !purging.contains(&aid) {
                report.add(Flaw::Orphans { table, aid });
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Rows of repositories that nobody has.
fn strays(db: &Snapshot, repos: &Repos, report: &mut Report) -> Result<(), StorageError> {
    for (index, table) in NAMES.iter().enumerate().filter(|(index, _)| OF_REPO[*index]) {
        each_owner(db, index, |number| {
            let repo = RepoId(number);
            if !repos.knows(repo) {
                report.add(Flaw::Stray { table, repo });
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Finds the numbers with which the keys of a table begin, by leaps.
fn each_owner(
    db: &Snapshot,
    index: usize,
    mut look: impl FnMut(u32) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let mut from = Some(0_u32);
    while let Some(least) = from {
        let mut found = None;
        db.each(index, Some(&least.to_be_bytes()), |key, _| {
            found = key.first_chunk::<4>().map(|owner| u32::from_be_bytes(*owner));
            false
        })?;
        let Some(number) = found else { break };
        look(number)?;
        from = number.checked_add(1);
    }
    Ok(())
}

fn event_log(db: &Snapshot, report: &mut Report) -> Result<(), StorageError> {
    let mut after = Seq::ZERO;
    loop {
        match events::after(db, after, EVENT_PAGE, EVENT_BYTES) {
            Ok(page) => {
                let Some(last) = page.last() else { return Ok(()) };
                report.events += page.len() as u64;
                after = last.seq;
            }
            Err(StorageError::Corrupt(_)) => {
                report.add(Flaw::Events(after));
                return Ok(());
            }
            Err(error) => return Err(error),
        }
    }
}
