//! Who a DID or handle is, our own accounts first.

use serde::Serialize;
use serde_json::Value;

use crate::app::App;
use crate::identity::{DidDocument, HandleError, Refresh};
use crate::store::rows::accounts::{self, Stage, Standing};
use crate::syntax::{AtIdentifier, Did, Handle};
use crate::xrpc::XrpcError;

/// What a handle points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HandleOwner {
    /// An active account of ours.
    Local(Did),
    /// Nobody: the handle is under a domain of ours and no account has it.
    Nobody,
    /// Whoever the network says.
    Elsewhere,
}

/// Looks among our own accounts.
pub(super) async fn local_owner(app: &App, handle: &Handle) -> Result<HandleOwner, XrpcError> {
    let wanted = handle.clone();
    let found = app
        .store
        .read(move |snapshot| accounts::by_handle(snapshot, &wanted))
        .await
        .map_err(XrpcError::internal)?;
    let active =
        found.filter(|(_, account)| account.stage == Stage::Ready && account.standing() == Standing::Active);
    Ok(match active {
        Some((_, account)) => HandleOwner::Local(account.did),
        None if app.service.gives_handle(handle.as_str()) => HandleOwner::Nobody,
        None => HandleOwner::Elsewhere,
    })
}

/// The DID of a handle, from our own accounts or the network.
pub(super) async fn owner(
    app: &App,
    handle: &Handle,
    refresh: Refresh,
) -> Result<Result<Did, HandleError>, XrpcError> {
    Ok(match local_owner(app, handle).await? {
        HandleOwner::Local(did) => Ok(did),
        HandleOwner::Nobody => Err(HandleError::NotFound),
        HandleOwner::Elsewhere => app.identity.handle(handle, refresh).await,
    })
}

/// An identity, its handle verified in both directions.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identity {
    did: Did,
    handle: Handle,
    did_doc: Value,
}

/// Resolves whatever names an identity.
pub(super) async fn identity(
    app: &App,
    identifier: &AtIdentifier,
    refresh: Refresh,
) -> Result<Identity, XrpcError> {
    let (did, proven) = match identifier {
        AtIdentifier::Did(did) => (did.clone(), None),
        AtIdentifier::Handle(handle) => {
            let did = owner(app, handle, refresh).await?.map_err(handle_error)?;
            (did, Some(handle))
        }
    };
    let document = app.identity.document(&did, refresh).await?;
    let claimed = document.handle();
    let handle = match claimed {
        Some(handle) if proven == Some(&handle) => handle,
        Some(handle) => match owner(app, &handle, refresh).await? {
            Ok(owner) if owner == did => handle,
            Ok(_) | Err(_) => Handle::invalid(),
        },
        None => Handle::invalid(),
    };
    Ok(Identity { did, handle, did_doc: published(&document)? })
}

/// A document as it was published.
pub(super) fn published(document: &DidDocument) -> Result<Value, XrpcError> {
    serde_json::from_str(document.json()).map_err(XrpcError::internal)
}

/// How a handle that does not resolve is answered where the lexicon has a name for it.
pub(super) fn handle_error(error: HandleError) -> XrpcError {
    XrpcError::named("HandleNotFound", error.to_string())
}
