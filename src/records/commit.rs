//! One commit: from prepared writes to a signed commit, its rows and its event, within one job of the writer.

use std::collections::{BTreeSet, HashMap};

use crate::base::limits::{MAX_COMMIT_BLOCK_BYTES, MAX_COMMIT_OPS};
use crate::firehose::frames;
use crate::repo::mst::{self, Change, MstError, Root, WriteOp};
use crate::repo::{car, commit};
use crate::store::keys::{AccountRecord, Digest, NodePlace, RecordKey};
use crate::store::rows::accounts::{Account, Stage, Standing};
use crate::store::rows::repo::{Head, Node, Record, RecordStamp};
use crate::store::tables::{Accounts, Heads, Nodes, RecordTakedowns, Records};
use crate::store::{Aid, CorruptRow, EventKind, Read, RepoId, StorageError, Table, Tx};
use crate::syntax::{Cid, RepoPath, Tid};

use super::journal::{self, Written};
use super::links::{self, BlobRefused, Links};
use super::prepare::PreparedRecord;
use super::signer::{SignerError, Signers};
use super::subjects::Subject;

/// What a client demands of the record that stands where it writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Expect {
    /// Nothing.
    #[default]
    Anything,
    /// That there is none.
    Absent,
    /// That it is this one.
    Is(Cid),
}

/// One write to one record.
#[derive(Clone, Debug)]
pub struct Write {
    /// Where.
    pub path: RepoPath,
    /// What.
    pub action: Action,
}

/// What a write does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Makes a record where there is none.
    Create(PreparedRecord),
    /// As `Create`, and deletes earlier records of the same collection that point at the same subject.
    CreateUnique(PreparedRecord),
    /// Replaces a record that is there.
    Update(PreparedRecord),
    /// Makes or replaces a record. The same record again changes nothing, and is then not held against `Expect`.
    Put(PreparedRecord, Expect),
    /// Deletes a record that is there.
    Delete,
    /// Deletes a record if it is there, and then holds it against `Expect`.
    DeleteIfPresent(Expect),
}

impl Action {
    /// Bytes of the record that it carries.
    pub(super) const fn bytes(&self) -> usize {
        match self {
            Self::Create(record)
            | Self::CreateUnique(record)
            | Self::Update(record)
            | Self::Put(record, _) => record.bytes.len(),
            Self::Delete | Self::DeleteIfPresent(_) => 0,
        }
    }
}

/// The writes of one request.
#[derive(Clone, Debug)]
pub struct Batch {
    /// In the client's order; each sees the ones before.
    pub writes: Vec<Write>,
    /// The commit that the client believes to be the newest.
    pub swap_commit: Option<Cid>,
    /// The `client_id` of the app that writes, if it is one: what it writes is noted, see [`super::write_counts`].
    pub by: Option<Box<str>>,
}

/// The commit that came of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Committed {
    /// The commit object.
    pub cid: Cid,
    /// Its revision.
    pub rev: Tid,
}

/// Why nothing was committed. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// There is no such account.
    #[error("Account not found")]
    NoAccount,
    /// The administrator withholds the account.
    #[error("Account has been taken down")]
    TakenDown,
    /// The account is deactivated.
    #[error("Account is deactivated")]
    Deactivated,
    /// The account has no repository.
    #[error("the account has no repository")]
    NoRepo,
    /// More than 200 writes.
    #[error("Too many writes. Max: {MAX_COMMIT_OPS}")]
    TooManyWrites,
    /// The blocks of the event would pass 2,000,000 bytes.
    #[error("Too many writes. Max event size: 2MB")]
    EventTooLarge,
    /// `swapCommit` is not the newest commit.
    #[error("Commit was at {0}")]
    CommitSwap(Cid),
    /// The record that stands there is not the one demanded.
    #[error("Record was at {}", .0.map_or_else(|| "null".to_owned(), |cid| cid.to_string()))]
    RecordSwap(Option<Cid>),
    /// A record is to be created where there is one.
    #[error("Record already exists: {0}")]
    RecordExists(RepoPath),
    /// A record is to be updated or deleted that is not there.
    #[error("Record does not exist: {0}")]
    RecordMissing(RepoPath),
    /// A blob is not held, or is not what the record says.
    #[error(transparent)]
    Blob(BlobRefused),
    /// More keys than a tree node holds were made to share one.
    #[error("Too many records share one node of the repository")]
    Crowded,
    /// The account's key cannot be used.
    #[error("the repository cannot be signed")]
    Signer(#[source] SignerError),
    /// The tree in the store is damaged.
    #[error("the repository's tree is damaged")]
    Tree(#[source] MstError<StorageError>),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<BlobRefused> for CommitError {
    fn from(error: BlobRefused) -> Self {
        match error {
            BlobRefused::Storage(error) => Self::Storage(error),
            other => Self::Blob(other),
        }
    }
}

impl From<SignerError> for CommitError {
    fn from(error: SignerError) -> Self {
        match error {
            SignerError::Storage(error) => Self::Storage(error),
            other => Self::Signer(other),
        }
    }
}

impl From<MstError<StorageError>> for CommitError {
    fn from(error: MstError<StorageError>) -> Self {
        match error {
            MstError::Store(error) => Self::Storage(error),
            MstError::Crowded => Self::Crowded,
            other => Self::Tree(other),
        }
    }
}

/// The account, if it may write.
fn writer(tx: &Tx<'_>, aid: Aid) -> Result<Account, CommitError> {
    let account = tx.get::<Accounts>(&aid)?.filter(|account| account.stage == Stage::Ready);
    let account = account.ok_or(CommitError::NoAccount)?;
    match account.standing() {
        Standing::Active => Ok(account),
        Standing::Deactivated => Err(CommitError::Deactivated),
        Standing::TakenDown => Err(CommitError::TakenDown),
    }
}

/// Commits a batch: checks it against the repository as it stands, changes the tree, signs, writes the rows and emits
/// the event. `None` when the batch changes nothing; then there is neither commit nor event.
///
/// # Errors
/// See [`CommitError`].
pub fn apply(
    tx: &mut Tx<'_>,
    signers: &Signers,
    aid: Aid,
    batch: Batch,
) -> Result<Option<Committed>, CommitError> {
    if batch.writes.len() > MAX_COMMIT_OPS {
        return Err(CommitError::TooManyWrites);
    }
    let account = writer(tx, aid)?;
    let head = tx.get::<Heads>(&aid)?.ok_or(CommitError::NoRepo)?;

    // Writing what is there, or deleting what is not, is no write: nothing is held against it.
    let may_be_nothing = !batch.writes.is_empty()
        && batch
            .writes
            .iter()
            .all(|write| matches!(write.action, Action::Put(..) | Action::DeleteIfPresent(_)));
    let swapped = batch.swap_commit.is_some_and(|expected| expected != head.commit);
    if swapped && !may_be_nothing {
        return Err(CommitError::CommitSwap(head.commit));
    }
    let repo = head.repo(aid);
    let mut written = batch.by.as_ref().map(|_| Vec::new());
    let changes = Plan::of(tx, repo, batch.writes)?.net();
    if changes.is_empty() {
        return Ok(None);
    }
    if swapped {
        return Err(CommitError::CommitSwap(head.commit));
    }

    let ops: Vec<WriteOp> = changes.iter().map(NetChange::op).collect();
    let root = Root { cid: head.data, layer: head.layer };
    let tree = mst::apply(&tx.nodes(repo), root, &ops)?;
    let rev = Tid::next(tx.now(), Some(head.rev));
    let key = signers.get(tx, aid)?;
    let signed = commit::Unsigned { did: account.did.clone(), data: tree.root.cid, rev }.sign(&key);

    let blocks = event_blocks(&signed, &tree, &changes)?;
    let records = write_records(tx, aid, repo, rev, head.records, changes, written.as_mut())?;
    if let (Some(client), Some(written)) = (&batch.by, written) {
        journal::keep(tx, aid, rev, client, written)?;
    }
    let event = frames::Commit {
        repo: &account.did,
        commit: signed.cid(),
        rev,
        since: Some(head.rev),
        prev_data: Some(head.data),
        blocks: &blocks,
        ops: &tree.ops,
    };
    tx.emit(aid, EventKind::Commit, |seq, at| event.frame(seq, at))?;
    let root = tree.root;
    write_nodes(tx, repo, rev, tree)?;
    let (cid, bytes) = signed.into_block();
    let head =
        Head { rev, commit: cid, data: root.cid, layer: root.layer, bytes, records, moved: head.moved };
    tx.put::<Heads>(&aid, &head)?;
    Ok(Some(Committed { cid, rev }))
}

/// What the writes of a batch come to, path by path, in the order in which paths are first touched.
#[derive(Default)]
struct Plan {
    paths: Vec<Touched>,
    places: HashMap<RepoPath, usize>,
}

/// A path that a batch touches.
struct Touched {
    path: RepoPath,
    before: Option<Cid>,
    after: After,
}

enum After {
    Same,
    Gone,
    Record(PreparedRecord),
}

impl Touched {
    const fn now(&self) -> Option<Cid> {
        match &self.after {
            After::Same => self.before,
            After::Gone => None,
            After::Record(record) => Some(record.cid),
        }
    }
}

/// One path that a batch changes.
struct NetChange {
    path: RepoPath,
    /// The record to write; none when it is to go.
    record: Option<PreparedRecord>,
    existed: bool,
}

impl NetChange {
    fn op(&self) -> WriteOp {
        let path = self.path.clone();
        match &self.record {
            Some(record) if self.existed => WriteOp::Update { path, cid: record.cid },
            Some(record) => WriteOp::Create { path, cid: record.cid },
            None => WriteOp::Delete { path },
        }
    }
}

impl Plan {
    /// Goes through the writes in their order, each seeing what the ones before it did.
    fn of(tx: &Tx<'_>, repo: RepoId, writes: Vec<Write>) -> Result<Self, CommitError> {
        let mut plan = Self::default();
        for Write { path, action } in writes {
            if let Action::CreateUnique(PreparedRecord { subject: Some(subject), .. }) = &action {
                plan.make_room(tx, repo, *subject, &path)?;
            }
            let touched = plan.touch(tx, repo, &path)?;
            let now = touched.now();
            let meets = |expected| match expected {
                Expect::Anything => Ok(()),
                Expect::Absent if now.is_none() => Ok(()),
                Expect::Is(cid) if now == Some(cid) => Ok(()),
                Expect::Absent | Expect::Is(_) => Err(CommitError::RecordSwap(now)),
            };
            touched.after = match action {
                Action::Create(record) | Action::CreateUnique(record) => match now {
                    None => After::Record(record),
                    Some(_) => return Err(CommitError::RecordExists(path)),
                },
                Action::Update(record) => match now {
                    Some(_) => After::Record(record),
                    None => return Err(CommitError::RecordMissing(path)),
                },
                Action::Put(record, expected) => {
                    if now == Some(record.cid) {
                        continue;
                    }
                    meets(expected)?;
                    After::Record(record)
                }
                Action::Delete => match now {
                    Some(_) => After::Gone,
                    None => return Err(CommitError::RecordMissing(path)),
                },
                Action::DeleteIfPresent(expected) => {
                    if now.is_none() {
                        continue;
                    }
                    meets(expected)?;
                    After::Gone
                }
            };
        }
        Ok(plan)
    }

    /// Deletes earlier records that point at the subject of the one to be made at `path`.
    fn make_room(
        &mut self,
        tx: &Tx<'_>,
        repo: RepoId,
        subject: Subject,
        path: &RepoPath,
    ) -> Result<(), CommitError> {
        for holder in subject.holders(tx, repo, &path.collection())? {
            let touched = self.touch(tx, repo, &holder)?;
            if touched.now().is_some() {
                touched.after = After::Gone;
            }
        }
        Ok(())
    }

    fn touch(&mut self, tx: &Tx<'_>, repo: RepoId, path: &RepoPath) -> Result<&mut Touched, CommitError> {
        let place = match self.places.get(path) {
            Some(place) => *place,
            None => {
                let before = current(tx, repo, path)?;
                self.paths.push(Touched { path: path.clone(), before, after: After::Same });
                self.places.insert(path.clone(), self.paths.len() - 1);
                self.paths.len() - 1
            }
        };
        Ok(self.paths.get_mut(place).expect("places are places of paths"))
    }

    /// What is left when writes that cancel out are dropped.
    fn net(self) -> Vec<NetChange> {
        let changed = self.paths.into_iter().filter(|touched| touched.now() != touched.before);
        changed
            .map(|touched| NetChange {
                path: touched.path,
                existed: touched.before.is_some(),
                record: match touched.after {
                    After::Record(record) => Some(record),
                    After::Same | After::Gone => None,
                },
            })
            .collect()
    }
}

/// The record that stands at `path`.
pub(super) fn current(db: &impl Read, repo: RepoId, path: &RepoPath) -> Result<Option<Cid>, StorageError> {
    let key = RecordKey { repo, path: path.clone() };
    let stamp = db.look::<Records, _>(&key, RecordStamp::of_row)?;
    match stamp {
        None => Ok(None),
        Some(Some(stamp)) => Ok(Some(Cid::dag_cbor(stamp.digest.0))),
        Some(None) => Err(CorruptRow { table: Records::NAME, part: "row" }.into()),
    }
}

/// The CAR of a commit's event: the commit, the nodes that let subscribers check and undo the ops, the new records.
fn event_blocks(
    signed: &commit::Signed,
    tree: &Change,
    changes: &[NetChange],
) -> Result<Vec<u8>, CommitError> {
    let records = changes.iter().filter_map(|change| change.record.as_ref());
    let (cid, bytes) = (signed.cid(), signed.bytes());
    let all = std::iter::once((&cid, bytes))
        .chain(tree.proof.iter().map(|(cid, bytes)| (cid, bytes.as_slice())))
        .chain(records.map(|record| (&record.cid, record.bytes.as_slice())));
    let blocks = car::archive(Some(&cid), all);
    if blocks.len() > MAX_COMMIT_BLOCK_BYTES { Err(CommitError::EventTooLarge) } else { Ok(blocks) }
}

/// Writes the rows of changed records and what follows from them. How many records there are then.
fn write_records(
    tx: &mut Tx<'_>,
    aid: Aid,
    repo: RepoId,
    rev: Tid,
    mut count: u64,
    changes: Vec<NetChange>,
    mut written: Option<&mut Vec<Written>>,
) -> Result<u64, CommitError> {
    let mut loose = BTreeSet::new();
    for NetChange { path, record, existed } in changes {
        let key = RecordKey { repo, path };
        let old_record = tx.get::<Records>(&key)?.filter(|_| existed);
        let old =
            old_record.as_ref().map_or_else(Links::default, |old| Links::of_bytes(&key.path, &old.value));
        if let Some(written) = &mut written {
            written.push(Written::new(&key.path, old_record, record.as_ref().map(|record| record.cid)));
        }
        match record {
            Some(record) => {
                links::keep(tx, aid, rev, &record.blobs)?;
                let new = Links { blobs: links::digests(&record.blobs), subject: record.subject };
                new.replace(&old, tx, repo, &key.path, &mut loose)?;
                let row = Record { rev, digest: Digest(*record.cid.digest()), value: record.bytes };
                tx.put::<Records>(&key, &row)?;
                count += u64::from(!existed);
            }
            None => {
                Links::default().replace(&old, tx, repo, &key.path, &mut loose)?;
                tx.delete::<Records>(&key)?;
                tx.delete::<RecordTakedowns>(&AccountRecord { aid, path: key.path })?;
                count = count.saturating_sub(1);
            }
        }
    }
    links::drop_loose(tx, aid, repo, &loose)?;
    Ok(count)
}

/// Writes the nodes that a change of the tree made, and removes those that it left behind.
fn write_nodes(tx: &mut Tx<'_>, repo: RepoId, rev: Tid, tree: Change) -> Result<(), StorageError> {
    for at in &tree.deletes {
        tx.delete::<Nodes>(&NodePlace { repo, at: at.clone() })?;
    }
    for (at, _, bytes) in tree.puts {
        tx.put::<Nodes>(&NodePlace { repo, at }, &Node { rev, bytes })?;
    }
    Ok(())
}
