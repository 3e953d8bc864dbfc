//! Which repositories a caller may see.

use crate::account::Hosted;
use crate::auth::Viewer;
use crate::store::rows::accounts::Standing;
use crate::store::{Aid, Read, StorageError};
use crate::syntax::Did;
use crate::xrpc::XrpcError;

/// Why a repository is not shown.
#[derive(Debug)]
pub(super) enum Unavailable {
    /// There is no such repository here.
    Unknown(Did),
    /// The administrator withholds it.
    TakenDown(Did),
    /// Its owner switched it off.
    Deactivated(Did),
    /// What was asked for is not in it.
    Refused(XrpcError),
    /// The store failed.
    Storage(StorageError),
}

impl From<StorageError> for Unavailable {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<Unavailable> for XrpcError {
    fn from(error: Unavailable) -> Self {
        match error {
            Unavailable::Unknown(did) => unknown(&did),
            Unavailable::TakenDown(did) => {
                Self::named("RepoTakendown", format!("Repo has been takendown: {did}"))
            }
            Unavailable::Deactivated(did) => {
                Self::named("RepoDeactivated", format!("Repo has been deactivated: {did}"))
            }
            Unavailable::Refused(error) => error,
            Unavailable::Storage(error) => error.into(),
        }
    }
}

/// The answer for a repository that is not here.
pub(super) fn unknown(did: &Did) -> XrpcError {
    XrpcError::named("RepoNotFound", format!("Could not find repo for DID: {did}"))
}

/// The account whose repository `viewer` asks for: anybody's that is active, and one's own in any case.
pub(super) fn visible(db: &impl Read, did: &Did, viewer: &Viewer) -> Result<Aid, Unavailable> {
    let hosted = Hosted::by_did(db, did)?.ok_or_else(|| Unavailable::Unknown(did.clone()))?;
    match hosted.account.standing() {
        _ if viewer.sees_all_of(did) => Ok(hosted.aid),
        Standing::Active => Ok(hosted.aid),
        Standing::TakenDown => Err(Unavailable::TakenDown(did.clone())),
        Standing::Deactivated => Err(Unavailable::Deactivated(did.clone())),
    }
}
