//! Repositories: each tree derived again from its records, each reference to a blob from the record that makes it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Flaw, LinksOf, Report};
use crate::cbor::{self, Value};
use crate::crypto::{PublicKey, sha256};
use crate::repo::commit::Signed;
use crate::repo::mst::{Builder, NodeKey, Root};
use crate::store::error::StorageError;
use crate::store::ids::{Aid, RepoId};
use crate::store::keys::{AccountKey, BlobKey, BlobRef, NodePlace, RecordKey, SubjectKey};
use crate::store::read::{Read, Rows};
use crate::store::rows::accounts::Stage;
use crate::store::rows::due::Task;
use crate::store::rows::keys::REPO_SIGNING;
use crate::store::rows::repo::{Head, Node, Record, repo_of};
use crate::store::snapshot::Snapshot;
use crate::store::span::Span;
use crate::store::tables::{
    Accounts, BlobRefs, Blobs, DueTasks, Heads, Keys, Nodes, Records, Subjects, Table,
};
use crate::syntax::Cid;

/// Which repositories there are rows of.
pub(super) struct Repos {
    /// Those of accounts.
    current: BTreeMap<RepoId, Aid>,
    /// Those that are being removed, or built by an import.
    aside: BTreeSet<(Aid, RepoId)>,
}

impl Repos {
    /// Those of accounts that are there or in `purging`.
    pub fn read(db: &Snapshot, purging: &[Aid]) -> Result<Self, StorageError> {
        let mut current = BTreeMap::new();
        for entry in db.range::<Heads>(Span::all())? {
            let (aid, head) = entry?;
            if purging.contains(&aid) || db.has::<Accounts>(&aid)? {
                current.insert(head.repo(aid), aid);
            }
        }
        let mut aside = BTreeSet::new();
        for entry in db.range::<DueTasks>(Span::all())? {
            if let Task::DropRepo { aid, repo } = entry?.1.task {
                aside.insert((aid, repo));
            }
        }
        Ok(Self { current, aside })
    }

    /// Whether somebody has it, or sees to it that it goes.
    pub fn knows(&self, repo: RepoId) -> bool {
        self.current.contains_key(&repo) || self.aside.iter().any(|(_, aside)| *aside == repo)
    }
}

pub(super) fn check(
    db: &Snapshot,
    repos: &Repos,
    links_of: LinksOf<'_>,
    report: &mut Report,
) -> Result<(), StorageError> {
    for entry in db.range::<Accounts>(Span::all())? {
        let (aid, account) = entry?;
        if account.stage == Stage::Ready && !db.has::<Heads>(&aid)? {
            report.add(Flaw::NoHead(aid));
        }
    }
    for entry in db.range::<Heads>(Span::all())? {
        let (aid, head) = entry?;
        // A deleted account's rows go piece by piece and agree with nothing.
        if !db.has::<Accounts>(&aid)? {
            continue;
        }
        report.repositories += 1;
        commit(db, aid, &head, report)?;
        tree(db, aid, &head, links_of, report)?;
    }
    blobs(db, repos, links_of, report)
}

fn commit(db: &Snapshot, aid: Aid, head: &Head, report: &mut Report) -> Result<(), StorageError> {
    let mut flaw = |what| report.add(Flaw::Commit { aid, what });
    let Ok(signed) = Signed::parse(head.bytes.clone()) else {
        flaw("is malformed");
        return Ok(());
    };
    if signed.cid() != head.commit {
        flaw("has another hash than its row says");
    }
    if signed.content().data != head.data || signed.content().rev != head.rev {
        flaw("says something else than its row");
    }
    if db.get::<Accounts>(&aid)?.is_some_and(|account| account.did != signed.content().did) {
        flaw("is another account's");
    }
    let key = db.get::<Keys>(&AccountKey { aid, purpose: REPO_SIGNING })?;
    match key.map(|key| PublicKey::from_did_key(&key.public)) {
        None => flaw("has no key that could have signed it"),
        Some(Err(_)) => flaw("has an unreadable key"),
        Some(Ok(key)) if !signed.verify(&key) => flaw("has a wrong signature"),
        Some(Ok(_)) => {}
    }
    Ok(())
}

fn tree(
    db: &Snapshot,
    aid: Aid,
    head: &Head,
    links_of: LinksOf<'_>,
    report: &mut Report,
) -> Result<(), StorageError> {
    let repo = head.repo(aid);
    let mut wrong_nodes: Vec<NodeKey> = Vec::new();
    let mut derived_nodes = 0_u64;
    let mut records = 0_u64;
    let mut subjects = 0_u64;
    let mut damaged = false;
    let sink = |at: NodeKey, _: Cid, bytes: Vec<u8>| -> Result<(), StorageError> {
        derived_nodes += 1;
        let place = NodePlace { repo, at };
        let row = db.get::<Nodes>(&place)?;
        if row.is_none_or(|Node { rev, bytes: stored }| stored != bytes || rev > head.rev) {
            wrong_nodes.push(place.at);
        }
        Ok(())
    };
    let mut builder = Builder::new(sink);
    for entry in db.range::<Records>(RecordKey::of(repo))? {
        let (RecordKey { path, .. }, record) = entry?;
        records += 1;
        let value = readable(&record).filter(|_| record.rev <= head.rev);
        let Some(value) = value else {
            damaged = true;
            report.add(Flaw::Record { aid, path });
            continue;
        };
        let links = links_of(&path, &value);
        if let Some(subject) = links.subject {
            subjects += 1;
            if !db.has::<Subjects>(&SubjectKey { repo, subject, rkey: path.rkey() })? {
                report.add(Flaw::NotIndexed { index: Subjects::NAME, what: format!("{aid:?} {path}") });
            }
        }
        for digest in links.blobs {
            if !db.has::<BlobRefs>(&BlobRef { repo, digest, path: path.clone() })? {
                report.add(Flaw::NotIndexed { index: BlobRefs::NAME, what: format!("{aid:?} {path}") });
            }
        }
        if builder.push(path.as_str(), record.cid()).is_err() {
            damaged = true;
            report.add(Flaw::Record { aid, path });
        }
    }
    let root = builder.finish();
    let stored_nodes = count(db.range::<Nodes>(NodePlace::of(repo))?)?;
    let stored_subjects = count(db.range::<Subjects>(SubjectKey::of(repo))?)?;
    report.records += records;
    report.nodes += stored_nodes;
    if damaged || root.ok() != Some(Root { cid: head.data, layer: head.layer }) {
        report.add(Flaw::Root(aid));
    }
    if stored_nodes > derived_nodes {
        report.add(Flaw::SurplusNodes { aid, surplus: stored_nodes - derived_nodes });
    }
    if stored_subjects > subjects {
        let what = format!("{} records of {aid:?}", stored_subjects - subjects);
        report.add(Flaw::Dangling { index: Subjects::NAME, what });
    }
    for at in wrong_nodes {
        report.add(Flaw::Node { aid, at });
    }
    if records != head.records {
        report.add(Flaw::Count { aid, counted: head.records, found: records });
    }
    Ok(())
}

fn count<T: Table>(mut rows: Rows<'_, T>) -> Result<u64, StorageError> {
    let mut count = 0;
    while rows.next_with(|_, _| ())?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// The record's content, if it is what its row says.
fn readable(record: &Record) -> Option<Value> {
    if sha256(&record.value) != record.digest.0 {
        return None;
    }
    cbor::decode(&record.value).ok()
}

fn blobs(
    db: &Snapshot,
    repos: &Repos,
    links_of: LinksOf<'_>,
    report: &mut Report,
) -> Result<(), StorageError> {
    for entry in db.range::<BlobRefs>(Span::all())? {
        let (BlobRef { repo, digest, path }, ()) = entry?;
        let Some(&aid) = repos.current.get(&repo) else { continue };
        if !db.has::<Accounts>(&aid)? {
            continue;
        }
        let record = db.get::<Records>(&RecordKey { repo, path: path.clone() })?;
        let refers =
            record.and_then(|record| cbor::decode(&record.value).ok()).map(|value| links_of(&path, &value));
        if !refers.is_some_and(|links| links.blobs.contains(&digest)) {
            report.add(Flaw::Dangling { index: BlobRefs::NAME, what: format!("{aid:?} {path}") });
        }
    }
    for entry in db.range::<Blobs>(Span::all())? {
        let (BlobKey { aid, digest }, blob) = entry?;
        let is_referred_to =
            |repo| Ok::<_, StorageError>(db.first::<BlobRefs>(BlobRef::to_blob(repo, digest))?.is_some());
        let what = match (blob.kept_since, is_referred_to(repo_of(db, aid)?)?) {
            (None, true) => "temporary though a record refers to it",
            (Some(_), false) if db.has::<Accounts>(&aid)? => {
                // Where a repository is being removed, its blobs have their turn.
                let aside = repos.aside.range((aid, RepoId::LEAST)..).take_while(|(of, _)| *of == aid);
                let mut released = true;
                for (_, repo) in aside {
                    released &= !is_referred_to(*repo)?;
                }
                if !released {
                    continue;
                }
                "permanent though no record refers to it"
            }
            _ => continue,
        };
        report.add(Flaw::Blob { aid, digest, what });
    }
    Ok(())
}
