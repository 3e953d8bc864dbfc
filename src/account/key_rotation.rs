//! Giving an account another signing key: the DID first, then the repository.
//!
//! 1. One job keeps the next key beside the present one and leaves a task to look after it;
//! 2. the directory is told;
//! 3. one job puts the next key in the place of the present one, signs the repository anew and tells the network.
//!
//! The next key stays until it is in use: however long an answer of the directory is in doubt, the private half of a key
//! that a DID may name is never lost. A rotation that was interrupted is finished by the task or by the same call again.

use std::time::Duration;

use super::activity::{self, Act, Origin};
use super::{Accounts, Hosted, IdentityMismatch, announce};
use crate::crypto::{PublicKey, SigningKey};
use crate::identity::Refresh;
use crate::identity::plc::{PlcData, PlcError};
use crate::records::{self, CommitError, SignerError};
use crate::store::keys::{AccountKey, DueKey};
use crate::store::rows::accounts::Standing;
use crate::store::rows::due::Task;
use crate::store::rows::keys::{NEXT_REPO_SIGNING, REPO_SIGNING, SealedKey};
use crate::store::tables::{DueTasks, Keys};
use crate::store::{Aid, Read, StorageError, Tx, WriteError};

/// Kind of the task that finishes a rotation which was interrupted.
pub const FINISH_KEY_ROTATION: &str = "finish-key-rotation";
/// When that task first looks: long after the directory has answered or never will.
const FINISH_AFTER: Duration = Duration::from_secs(60);

/// Why an account did not get another key.
#[derive(Debug, thiserror::Error)]
pub enum RotateKeyError {
    /// Only a DID of the directory can be changed by this server.
    #[error("Only the keys of did:plc accounts can be changed here")]
    NotPlc,
    /// The DID does not say that the account lives here with its present key.
    #[error(transparent)]
    Mismatch(IdentityMismatch),
    /// The directory did not take the change, or nobody knows whether it did.
    #[error(transparent)]
    Directory(PlcError),
    /// The account is gone.
    #[error("Account not found")]
    NoAccount,
    /// The repository could not be signed anew.
    #[error("the repository cannot be signed anew")]
    Repository(#[source] CommitError),
    /// The present key cannot be read.
    #[error("the account's signing key cannot be read")]
    Signer(#[source] SignerError),
    /// The store failed.
    #[error(transparent)]
    Store(WriteError<StorageError>),
}

impl From<StorageError> for RotateKeyError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

impl From<CommitError> for RotateKeyError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Storage(error) => error.into(),
            other => Self::Repository(other),
        }
    }
}

impl From<WriteError<Self>> for RotateKeyError {
    fn from(error: WriteError<Self>) -> Self {
        error.into_job(Self::Store)
    }
}

impl Accounts {
    /// Gives an account a new signing key and tells the directory and the network. The new key as `did:key`.
    ///
    /// # Errors
    /// See [`RotateKeyError`]. After a [`RotateKeyError::Directory`] with a transient cause the rotation may be finished
    /// later by itself.
    pub async fn rotate_signing_key(
        &self,
        hosted: &Hosted,
        origin: Origin,
    ) -> Result<String, RotateKeyError> {
        let (aid, did) = (hosted.aid, &hosted.account.did);
        if did.method() != "plc" {
            return Err(RotateKeyError::NotPlc);
        }
        let signers = self.0.signers.clone();
        let present = self.0.store.read(move |snapshot| signers.get(snapshot, aid)).await;
        let present = present.map_err(RotateKeyError::Signer)?.public().did_key();

        let (signers, curve) = (self.0.signers.clone(), self.0.config.curve);
        let reserve = move |tx: &mut Tx<'_>| -> Result<_, RotateKeyError> {
            Hosted::by_aid(tx, aid)?.ok_or(RotateKeyError::NoAccount)?;
            let next = match next_key(tx, aid)? {
                // A key that does not open must not get into a DID.
                Some(row) => signers.open(&row).ok_or(RotateKeyError::Signer(SignerError::Sealed))?,
                None => {
                    let next = SigningKey::generate(curve);
                    let row = signers.seal(&next, tx.now());
                    tx.put::<Keys>(&AccountKey { aid, purpose: NEXT_REPO_SIGNING }, &row)?;
                    next
                }
            };
            let detail = aid.to_u32().to_be_bytes().to_vec();
            let at = tx.now().after(FINISH_AFTER);
            let task = tx.schedule(at, Task::Other { kind: FINISH_KEY_ROTATION.to_owned(), detail })?;
            Ok((*next.public(), task))
        };
        let (next, task) = self.0.store.write(reserve).await?;

        if let Err(error) = self.publish_key(hosted, &present, &next).await {
            // A directory that did not answer may have taken the operation all the same: then the task sees to it.
            if !matches!(&error, RotateKeyError::Directory(error) if error.is_transient()) {
                let drop_task = move |tx: &mut Tx<'_>| tx.delete::<DueTasks>(&task).map(drop);
                self.0.store.write(drop_task).await.map_err(RotateKeyError::Store)?;
            }
            return Err(error);
        }
        let signers = self.0.signers.clone();
        self.0.store.write(move |tx| finish(tx, &signers, aid, Some(&task), &origin)).await?;
        self.0.resolver.forget(did);
        if let Err(error) = self.0.resolver.document(did, Refresh::Force).await {
            tracing::warn!(%did, %error, "a changed DID document cannot be had");
        }
        Ok(next.did_key())
    }

    /// Sees to it that the DID names the key `next`, if it names `present` and this server.
    async fn publish_key(
        &self,
        hosted: &Hosted,
        present: &str,
        next: &PublicKey,
    ) -> Result<(), RotateKeyError> {
        let did = &hosted.account.did;
        let plc = self.0.resolver.plc();
        let is_named = |data: &PlcData| data.signing_key() == Some(next.did_key().as_str());
        let data = plc.data(did).await.map_err(RotateKeyError::Directory)?;
        if is_named(&data) {
            return Ok(());
        }
        self.check_data(&data, present).map_err(RotateKeyError::Mismatch)?;
        let rotation_key = &self.0.config.rotation_key;
        let Err(error) = plc.update(did, rotation_key, |data| data.set_signing_key(next)).await else {
            return Ok(());
        };
        match plc.data(did).await {
            Ok(data) if is_named(&data) => Ok(()),
            _ => Err(RotateKeyError::Directory(error)),
        }
    }

    /// Finishes a rotation that was interrupted, if the directory has taken it. Whether the matter is settled; if not,
    /// ask again later.
    ///
    /// # Errors
    /// See [`RotateKeyError`].
    pub async fn settle_key_rotation(&self, aid: Aid) -> Result<bool, RotateKeyError> {
        let look = move |snapshot: &crate::store::Snapshot| -> Result<_, StorageError> {
            Ok(Hosted::by_aid(snapshot, aid)?.zip(next_key(snapshot, aid)?))
        };
        let Some((hosted, next)) = self.0.store.read(look).await? else { return Ok(true) };
        match self.0.resolver.plc().data(&hosted.account.did).await {
            Ok(data) if data.signing_key() == Some(next.public.as_str()) => {}
            Err(error) if error.is_transient() => return Ok(false),
            Ok(_) | Err(_) => return Ok(true),
        }
        let signers = self.0.signers.clone();
        self.0.store.write(move |tx| finish(tx, &signers, aid, None, &Origin::OPERATOR)).await?;
        self.0.resolver.forget(&hosted.account.did);
        Ok(true)
    }
}

fn next_key(db: &impl Read, aid: Aid) -> Result<Option<SealedKey>, StorageError> {
    db.get::<Keys>(&AccountKey { aid, purpose: NEXT_REPO_SIGNING })
}

/// Puts the next key in the place of the present one. Does nothing when that was done.
fn finish(
    tx: &mut Tx<'_>,
    signers: &records::Signers,
    aid: Aid,
    task: Option<&DueKey>,
    origin: &Origin,
) -> Result<(), RotateKeyError> {
    if let Some(task) = task {
        tx.delete::<DueTasks>(task)?;
    }
    let Some(next) = next_key(tx, aid)? else { return Ok(()) };
    let Hosted { account, .. } = Hosted::by_aid(tx, aid)?.ok_or(RotateKeyError::NoAccount)?;
    tx.delete::<Keys>(&AccountKey { aid, purpose: NEXT_REPO_SIGNING })?;
    tx.put::<Keys>(&AccountKey { aid, purpose: REPO_SIGNING }, &next)?;
    records::sign_anew(tx, signers, aid, &account.did)?;
    activity::note(tx, aid, Act::SigningKeyRotated, origin, Some(&next.public))?;
    // Whoever follows must forget the old document before anything comes that the new key signed.
    announce::identity(tx, aid, &account.did, account.handle.as_ref())?;
    if account.standing() == Standing::Active {
        records::announce_state(tx, aid, &account.did)?;
    }
    Ok(())
}
