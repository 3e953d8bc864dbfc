//! The two ends of an import in the writer's jobs: giving it a number, and making what was staged under it the account's
//! repository.

use std::time::Duration;

use super::ImportError;
use super::staging::Staged;
use crate::records::Committed;
use crate::records::commit::CommitError;
use crate::records::links;
use crate::records::repository::announce_state;
use crate::records::signer::Signers;
use crate::repo::commit;
use crate::store::keys::{AccountRecord, DueKey, RecordKey};
use crate::store::rows::accounts::{Account, Stage, Standing};
use crate::store::rows::due::Task;
use crate::store::rows::repo::Head;
use crate::store::tables::{Accounts, DueTasks, Heads, RecordTakedowns, Records};
use crate::store::{Aid, Read, RepoId, StorageError, Tx};
use crate::syntax::{Cid, Tid};

/// How far ahead of our clock the archive's revision may be and still be continued.
const CLOCK_SKEW: Duration = Duration::from_secs(300);
/// When it is first looked whether an import left rows behind. One that lasts longer is asked again.
const LOOK_AFTER: Duration = Duration::from_secs(120);

/// What an import was given at its beginning.
pub(super) struct Ticket {
    aid: Aid,
    /// Under what its rows are written.
    pub repo: RepoId,
    /// The revision of its commit and of what it brings.
    pub rev: Tid,
    /// The commit that the account had.
    before: Option<Cid>,
    /// Removes what was written, unless it was published.
    task: DueKey,
}

impl Ticket {
    /// Gives the account if it is still there, and its head if that is still the same.
    pub fn check(&self, tx: &Tx<'_>) -> Result<(Account, Option<Head>), ImportError> {
        let account = ready(tx, self.aid)?;
        let head = tx.get::<Heads>(&self.aid)?;
        if head.as_ref().map(|head| head.commit) == self.before {
            Ok((account, head))
        } else {
            Err(ImportError::Changed)
        }
    }
}

fn ready(tx: &Tx<'_>, aid: Aid) -> Result<Account, CommitError> {
    let account = tx.get::<Accounts>(&aid)?.filter(|account| account.stage == Stage::Ready);
    account.ok_or(CommitError::NoAccount)
}

/// Gives an import its number and leaves the task that cleans up after it.
pub(super) fn begin(tx: &mut Tx<'_>, aid: Aid, archived: Tid) -> Result<Ticket, ImportError> {
    ready(tx, aid)?;
    let head = tx.get::<Heads>(&aid)?;
    let repo = tx.next_repo()?;
    let task = tx.schedule(tx.now().after(LOOK_AFTER), Task::DropRepo { aid, repo })?;
    let rev = next_rev(tx, head.as_ref().map(|head| head.rev), archived);
    Ok(Ticket { aid, repo, rev, before: head.map(|head| head.commit), task })
}

/// A revision after ours and, unless it lies in the future, after the archive's: subscribers may have seen both.
fn next_rev(tx: &Tx<'_>, ours: Option<Tid>, archived: Tid) -> Tid {
    let now = tx.now();
    let archived = Some(archived).filter(|rev| rev.timestamp() <= now.after(CLOCK_SKEW));
    Tid::next(now, ours.max(archived))
}

/// Makes what was staged the account's repository, signs it, and leaves the one before to be removed.
pub(super) fn publish(
    tx: &mut Tx<'_>,
    signers: &Signers,
    ticket: &Ticket,
    data: Cid,
    Staged { layer, records }: Staged,
) -> Result<Committed, ImportError> {
    let (account, old) = ticket.check(tx)?;
    let Ticket { aid, repo, rev, task, .. } = *ticket;
    let key = signers.get(tx, aid).map_err(CommitError::from)?;
    let signed = commit::Unsigned { did: account.did.clone(), data, rev }.sign(&key);
    let (cid, bytes) = signed.into_block();
    tx.put::<Heads>(&aid, &Head { rev, commit: cid, data, layer, bytes, records, moved: Some(repo) })?;
    links::adopt(tx, aid, repo, rev)?;
    forget_takedowns(tx, aid, repo)?;

    // A task that was put off meanwhile has another key, and finds that there is nothing to do.
    tx.delete::<DueTasks>(&task)?;
    if let Some(old) = old {
        tx.schedule(tx.now(), Task::DropRepo { aid, repo: old.repo(aid) })?;
    }
    if account.standing() == Standing::Active {
        announce_state(tx, aid, &account.did)?;
    }
    Ok(Committed { cid, rev })
}

/// Records that are withheld and are not there any more are withheld no longer, as when they are deleted.
fn forget_takedowns(tx: &mut Tx<'_>, aid: Aid, repo: RepoId) -> Result<(), StorageError> {
    let mut gone = Vec::new();
    let mut rows = tx.range::<RecordTakedowns>(AccountRecord::of(aid))?;
    while let Some(key) = rows.next_with(|key, _| key)? {
        if !tx.has::<Records>(&RecordKey { repo, path: key.path.clone() })? {
            gone.push(key);
        }
    }
    drop(rows);
    gone.iter().try_for_each(|key| tx.delete::<RecordTakedowns>(key).map(drop))
}
