//! The row of a blob: how it comes, and how it goes when nothing refers to it.

use std::time::Duration;

use crate::store::keys::{BlobKey, BlobRef, Digest};
use crate::store::rows::accounts::Stage;
use crate::store::rows::blobs::Blob;
use crate::store::rows::due::Task;
use crate::store::rows::repo::repo_of;
use crate::store::tables::{Accounts, BlobRefs, BlobTakedowns, Blobs, Heads};
use crate::store::{Aid, Read, StorageError, Tx};

/// How long an uploaded blob waits for a record to refer to it.
pub const TEMPORARY_FOR: Duration = Duration::from_secs(24 * 3_600);

/// What came of registering an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registration {
    /// The account holds the blob, described by this row.
    Held(Blob),
    /// The blob is withheld and cannot be uploaded again.
    TakenDown,
    /// The account is gone.
    NoAccount,
}

/// Writes the row of an upload whose file is in place. A blob that records refer to already, as after an import, is
/// permanent at once; others are removed after [`TEMPORARY_FOR`] unless a record comes to refer to them.
///
/// # Errors
/// As every write.
pub fn register(
    tx: &mut Tx<'_>,
    aid: Aid,
    digest: Digest,
    size: u64,
    mime: String,
) -> Result<Registration, StorageError> {
    // An upload takes long enough for its account to be deleted.
    if tx.get::<Accounts>(&aid)?.is_none_or(|account| account.stage != Stage::Ready) {
        return Ok(Registration::NoAccount);
    }
    let key = BlobKey { aid, digest };
    if tx.has::<BlobTakedowns>(&key)? {
        return Ok(Registration::TakenDown);
    }
    let now = tx.now();
    let old = tx.get::<Blobs>(&key)?;
    let mut kept_since = old.as_ref().and_then(|old| old.kept_since);
    if kept_since.is_none() && is_referred_to(tx, aid, digest)? {
        kept_since = tx.get::<Heads>(&aid)?.map(|head| head.rev);
    }
    if let Some(old) = old
        && old.kept_since.is_some()
    {
        return Ok(Registration::Held(old));
    }
    let blob = Blob { size, mime, uploaded_at: now, kept_since };
    tx.put::<Blobs>(&key, &blob)?;
    if kept_since.is_none() {
        tx.schedule(now.after(TEMPORARY_FOR), Task::ExpireBlob { aid, digest })?;
    }
    Ok(Registration::Held(blob))
}

/// Removes the row of a blob that stayed temporary, and leaves its file to be removed. Does nothing to one that a
/// record refers to or that was uploaded again since. Whether it was removed.
///
/// # Errors
/// As every write.
pub fn expire(tx: &mut Tx<'_>, aid: Aid, digest: Digest) -> Result<bool, StorageError> {
    let key = BlobKey { aid, digest };
    let now = tx.now();
    let Some(blob) = tx.get::<Blobs>(&key)? else { return Ok(false) };
    let fresh = now < blob.uploaded_at.after(TEMPORARY_FOR);
    if blob.kept_since.is_some() || fresh || is_referred_to(tx, aid, digest)? {
        return Ok(false);
    }
    tx.delete::<Blobs>(&key)?;
    tx.schedule(now, Task::RemoveBlobFile { aid, digest })?;
    Ok(true)
}

pub(super) fn find(db: &impl Read, aid: Aid, digest: Digest) -> Result<Option<Blob>, StorageError> {
    let key = BlobKey { aid, digest };
    if db.has::<BlobTakedowns>(&key)? {
        return Ok(None);
    }
    db.get::<Blobs>(&key)
}

fn is_referred_to(db: &impl Read, aid: Aid, digest: Digest) -> Result<bool, StorageError> {
    let references = BlobRef::to_blob(repo_of(db, aid)?, digest);
    Ok(db.range::<BlobRefs>(references)?.next_with(|_, _| ())?.is_some())
}
