//! Finding accounts, and checking that the world agrees that they live here.

use super::Accounts;
use crate::identity::plc::{PlcData, PlcError};
use crate::identity::{Refresh, ResolveError};
use crate::records::SignerError;
use crate::store::rows::accounts::{self, Account, Stage};
use crate::store::tables::Accounts as AccountTable;
use crate::store::{Aid, Read, Span, StorageError};
use crate::syntax::{AtIdentifier, Did};

/// An account that is here, in whatever standing.
#[derive(Clone, Debug)]
pub struct Hosted {
    /// Its number.
    pub aid: Aid,
    /// Its row.
    pub account: Account,
}

impl Hosted {
    /// The account with this DID, unless it is still being made or already being removed.
    ///
    /// # Errors
    /// As every read.
    pub fn by_did(db: &impl Read, did: &Did) -> Result<Option<Self>, StorageError> {
        accounts::by_did(db, did).map(Self::ready)
    }

    /// The account with this DID or handle.
    ///
    /// # Errors
    /// As every read.
    pub fn find(db: &impl Read, id: &AtIdentifier) -> Result<Option<Self>, StorageError> {
        match id {
            AtIdentifier::Did(did) => Self::by_did(db, did),
            AtIdentifier::Handle(handle) => accounts::by_handle(db, handle).map(Self::ready),
        }
    }

    /// The account with this e-mail address.
    ///
    /// # Errors
    /// As every read.
    pub fn by_email(db: &impl Read, email: &str) -> Result<Option<Self>, StorageError> {
        accounts::by_email(db, email).map(Self::ready)
    }

    /// The account with this number.
    ///
    /// # Errors
    /// As every read.
    pub fn by_aid(db: &impl Read, aid: Aid) -> Result<Option<Self>, StorageError> {
        Ok(Self::ready(db.get::<AccountTable>(&aid)?.map(|account| (aid, account))))
    }

    /// At most `limit` accounts after `after`, in the order in which they were made, and where to go on if there may be
    /// more.
    ///
    /// # Errors
    /// As every read.
    pub fn page(
        db: &impl Read,
        after: Option<Aid>,
        limit: usize,
    ) -> Result<(Vec<Self>, Option<Aid>), StorageError> {
        let span = after.map_or_else(Span::all, |last| Span::all().after(&last));
        let mut found = Vec::new();
        for row in db.range::<AccountTable>(span)? {
            found.extend(Self::ready(Some(row?)));
            if found.len() == limit {
                let next = found.last().map(|hosted: &Self| hosted.aid);
                return Ok((found, next));
            }
        }
        Ok((found, None))
    }

    fn ready(found: Option<(Aid, Account)>) -> Option<Self> {
        found.filter(|(_, account)| account.stage == Stage::Ready).map(|(aid, account)| Self { aid, account })
    }
}

/// Why an account cannot be active here: its DID says that it lives elsewhere, or differently.
#[derive(Debug, thiserror::Error)]
pub enum IdentityMismatch {
    /// The directory does not list our rotation key.
    #[error("Server rotation key not included in PLC DID data")]
    RotationKey,
    /// The DID names another host.
    #[error("DID document atproto_pds service endpoint does not match PDS public url")]
    Endpoint,
    /// The DID names another signing key.
    #[error("DID document verification method does not match expected signing key")]
    SigningKey,
    /// There is no DID document.
    #[error("Could not resolve DID")]
    Unresolved(#[source] ResolveError),
    /// The directory does not answer, or has no such DID.
    #[error("the PLC directory has no data of the DID")]
    Directory(#[source] PlcError),
    /// The account's own key cannot be read.
    #[error("the account's signing key cannot be read")]
    Signer(#[source] SignerError),
}

impl Accounts {
    /// The account with this DID or handle.
    ///
    /// # Errors
    /// As every read.
    pub async fn find(&self, id: AtIdentifier) -> Result<Option<Hosted>, StorageError> {
        self.0.store.read(move |snapshot| Hosted::find(snapshot, &id)).await
    }

    /// Checks, asking the network anew, that the DID of an account names this server and the account's key.
    ///
    /// # Errors
    /// The first thing that does not match.
    pub async fn check_identity(&self, hosted: &Hosted) -> Result<(), IdentityMismatch> {
        let did = &hosted.account.did;
        let (signers, aid) = (self.0.signers.clone(), hosted.aid);
        let key = async {
            let key = self.0.store.read(move |snapshot| signers.get(snapshot, aid)).await;
            key.map(|key| key.public().did_key()).map_err(IdentityMismatch::Signer)
        };
        if did.method() == "plc" {
            let data = self.0.resolver.plc().data(did).await.map_err(IdentityMismatch::Directory)?;
            return self.check_data(&data, &key.await?);
        }
        let document =
            self.0.resolver.document(did, Refresh::Force).await.map_err(IdentityMismatch::Unresolved)?;
        let named = document.signing_key().map(|key| key.did_key());
        self.check_host(document.pds_endpoint(), named.as_deref(), &key.await?)
    }

    /// Checks that the directory's data of a DID name this server, its rotation key, and `key` to sign with.
    ///
    /// # Errors
    /// The first thing that does not match.
    pub(super) fn check_data(&self, data: &PlcData, key: &str) -> Result<(), IdentityMismatch> {
        let ours = self.0.config.rotation_key.public().did_key();
        if !data.rotation_keys.contains(&ours) {
            return Err(IdentityMismatch::RotationKey);
        }
        self.check_host(data.pds(), data.signing_key(), key)
    }

    fn check_host(
        &self,
        endpoint: Option<&str>,
        signing_key: Option<&str>,
        key: &str,
    ) -> Result<(), IdentityMismatch> {
        if endpoint != Some(self.0.config.public_url.as_str()) {
            return Err(IdentityMismatch::Endpoint);
        }
        if signing_key != Some(key) {
            return Err(IdentityMismatch::SigningKey);
        }
        Ok(())
    }
}
