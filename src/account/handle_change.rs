//! Giving an account another handle: the directory first, then the row and the event that tells the network.

use super::activity::{self, Act, Origin};
use super::{Accounts, HandleError, Hosted, Strictness, announce};
use crate::identity::plc::PlcError;
use crate::identity::{Refresh, ResolveError};
use crate::store::rows::accounts::{self, PutAccountError};
use crate::store::{Aid, StorageError, Tx, WriteError};
use crate::syntax::{Did, Handle};

/// Why an account did not get a handle.
#[derive(Debug, thiserror::Error)]
pub enum ChangeHandleError {
    /// The handle cannot be had by this account.
    #[error(transparent)]
    Handle(#[from] HandleError),
    /// Another account has it.
    #[error("Handle already taken: {0}")]
    Taken(Handle),
    /// The DID is not ours to change and does not name the handle.
    #[error("DID is not properly configured for handle")]
    NotInDocument,
    /// The document of the DID cannot be had.
    #[error("the DID document cannot be had")]
    Document(#[source] ResolveError),
    /// The directory did not take the change.
    #[error(transparent)]
    Directory(PlcError),
    /// The account is gone.
    #[error("Account not found")]
    NoAccount,
    /// The store failed.
    #[error(transparent)]
    Store(WriteError<StorageError>),
}

impl From<StorageError> for ChangeHandleError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

impl From<WriteError<Self>> for ChangeHandleError {
    fn from(error: WriteError<Self>) -> Self {
        error.into_job(Self::Store)
    }
}

impl Accounts {
    /// Gives the account the handle in `text` and tells the network. The handle that it has already is announced
    /// again, which helps when others remember an old one.
    ///
    /// A failure after the directory took the change leaves the old handle here; the same call again finishes it.
    ///
    /// # Errors
    /// See [`ChangeHandleError`].
    pub async fn change_handle(
        &self,
        hosted: &Hosted,
        text: &str,
        strictness: Strictness,
        origin: Origin,
    ) -> Result<Handle, ChangeHandleError> {
        let (aid, did) = (hosted.aid, hosted.account.did.clone());
        let handle = self.claim_handle(text, strictness, Some(&did)).await?;
        let wanted = handle.clone();
        let owner = self.0.store.read(move |snapshot| accounts::by_handle(snapshot, &wanted)).await?;
        if owner.is_some_and(|(owner, _)| owner != aid) {
            return Err(ChangeHandleError::Taken(handle));
        }
        self.publish_handle(&did, &handle).await?;
        let row_handle = handle.clone();
        self.0.store.write(move |tx| set(tx, aid, row_handle, &origin)).await?;
        if let Err(error) = self.0.resolver.document(&did, Refresh::Force).await {
            tracing::warn!(%did, %error, "a changed DID document cannot be had");
        }
        Ok(handle)
    }

    /// Sees to it that the document of the DID names the handle.
    async fn publish_handle(&self, did: &Did, handle: &Handle) -> Result<(), ChangeHandleError> {
        if did.method() != "plc" {
            let document = self.0.resolver.document(did, Refresh::Force).await;
            let named = document.map_err(ChangeHandleError::Document)?.has_handle(handle);
            return if named { Ok(()) } else { Err(ChangeHandleError::NotInDocument) };
        }
        let plc = self.0.resolver.plc();
        let mut data = plc.data(did).await.map_err(ChangeHandleError::Directory)?;
        let before = data.clone();
        data.set_handle(handle);
        if data == before {
            return Ok(());
        }
        plc.update(did, &self.0.config.rotation_key, |data| data.set_handle(handle))
            .await
            .map_err(ChangeHandleError::Directory)
    }
}

fn set(tx: &mut Tx<'_>, aid: Aid, handle: Handle, origin: &Origin) -> Result<(), ChangeHandleError> {
    let Hosted { mut account, .. } = Hosted::by_aid(tx, aid)?.ok_or(ChangeHandleError::NoAccount)?;
    if account.handle.as_ref() != Some(&handle) {
        activity::note(tx, aid, Act::HandleChanged, origin, Some(handle.as_str()))?;
    }
    account.handle = Some(handle.clone());
    accounts::put(tx, aid, &account).map_err(|error| match error {
        PutAccountError::HandleTaken => ChangeHandleError::Taken(handle.clone()),
        PutAccountError::Storage(error) => error.into(),
        PutAccountError::DidTaken | PutAccountError::EmailTaken => {
            ChangeHandleError::Store(WriteError::Unavailable)
        }
    })?;
    announce::identity(tx, aid, &account.did, Some(&handle))?;
    Ok(())
}
