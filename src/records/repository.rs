//! A repository as a whole: its first commit, and telling the network where it stands.

use crate::firehose::frames;
use crate::repo::{car, commit, mst};
use crate::store::keys::NodePlace;
use crate::store::rows::repo::{Head, Node};
use crate::store::tables::{Heads, Nodes};
use crate::store::{Aid, EventKind, Read, RepoId, StorageError, Tx};
use crate::syntax::{Did, Tid};

use super::commit::{CommitError, Committed};
use super::signer::Signers;

/// Gives an account that has its key an empty repository. Emits nothing.
///
/// # Errors
/// When the key cannot be used or the store fails.
pub fn create(tx: &mut Tx<'_>, signers: &Signers, aid: Aid, did: &Did) -> Result<Committed, CommitError> {
    let (root, bytes) = mst::empty();
    let rev = Tid::next(tx.now(), None);
    let key = signers.get(tx, aid)?;
    let signed = commit::Unsigned { did: did.clone(), data: root.cid, rev }.sign(&key);
    tx.put::<Nodes>(&NodePlace { repo: RepoId::first_of(aid), at: root.position() }, &Node { rev, bytes })?;
    let (cid, bytes) = signed.into_block();
    let head = Head { rev, commit: cid, data: root.cid, layer: root.layer, bytes, records: 0, moved: None };
    tx.put::<Heads>(&aid, &head)?;
    Ok(Committed { cid, rev })
}

/// Signs a repository as it stands with the account's key, which was changed. Emits nothing.
///
/// # Errors
/// When there is no repository, the key cannot be used or the store fails.
pub fn sign_anew(tx: &mut Tx<'_>, signers: &Signers, aid: Aid, did: &Did) -> Result<Committed, CommitError> {
    let head = tx.get::<Heads>(&aid)?.ok_or(CommitError::NoRepo)?;
    let rev = Tid::next(tx.now(), Some(head.rev));
    let key = signers.get(tx, aid)?;
    let signed = commit::Unsigned { did: did.clone(), data: head.data, rev }.sign(&key);
    let (cid, bytes) = signed.into_block();
    tx.put::<Heads>(&aid, &Head { rev, commit: cid, bytes, ..head })?;
    Ok(Committed { cid, rev })
}

/// Emits the `#commit` of a repository that [`create`] made: without ops, without a commit before it.
///
/// # Errors
/// When there is no repository or the store fails.
pub fn announce_first_commit(tx: &mut Tx<'_>, aid: Aid, did: &Did) -> Result<(), CommitError> {
    let head = tx.get::<Heads>(&aid)?.ok_or(CommitError::NoRepo)?;
    let (root, bytes) = mst::empty();
    let blocks = car::archive(Some(&head.commit), [(&head.commit, &*head.bytes), (&root.cid, &*bytes)]);
    let event = frames::Commit {
        repo: did,
        commit: head.commit,
        rev: head.rev,
        since: None,
        prev_data: None,
        blocks: &blocks,
        ops: &[],
    };
    tx.emit(aid, EventKind::Commit, |seq, at| event.frame(seq, at))?;
    Ok(())
}

/// Emits `#sync`: where the repository stands, for subscribers that could not follow it there.
///
/// # Errors
/// When there is no repository or the store fails.
pub fn announce_state(tx: &mut Tx<'_>, aid: Aid, did: &Did) -> Result<(), CommitError> {
    let head = tx.get::<Heads>(&aid)?.ok_or(CommitError::NoRepo)?;
    let blocks = car::archive(Some(&head.commit), [(&head.commit, &*head.bytes)]);
    let event = frames::Sync { did, rev: head.rev, blocks: &blocks };
    tx.emit(aid, EventKind::Sync, |seq, at| event.frame(seq, at))?;
    Ok(())
}

/// Where a repository stands, for replies.
///
/// # Errors
/// As every read.
pub fn head(db: &impl Read, aid: Aid) -> Result<Option<Head>, StorageError> {
    db.get::<Heads>(&aid)
}
