//! `com.atproto.identity.submitPlcOperation`: publishes an operation that leaves the account on this server.

use serde::Deserialize;
use serde_json::Value;

use crate::account::activity::{self, Act};
use crate::account::announce;
use crate::app::App;
use crate::auth::{IdentityApps, Session, Standard};
use crate::identity::Refresh;
use crate::identity::plc::{Operation, PDS_SERVICE, PDS_SERVICE_TYPE};
use crate::store::Tx;
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    operation: Value,
}

pub(super) async fn submit_plc_operation(
    app: &App,
    who: Session<Standard, IdentityApps>,
    _params: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    let operation =
        Operation::from_json(input.operation).map_err(|_| XrpcError::invalid("Invalid operation"))?;
    check(app, &who, &operation).await?;
    let did = who.did().clone();
    app.identity.plc().submit(&did, &operation).await?;
    let (aid, changed) = (who.hosted.aid, did.clone());
    let origin = call.origin();
    let tell = move |tx: &mut Tx<'_>| {
        activity::note(tx, aid, Act::PlcOperationSubmitted, &origin, None)?;
        announce::identity(tx, aid, &changed, None).map(drop)
    };
    let announced = app.store.write(tell).await;
    app.identity.forget(&did);
    if let Err(error) = app.identity.document(&did, Refresh::Force).await {
        tracing::warn!(%did, %error, "a changed DID document cannot be had");
    }
    Ok(announced?)
}

/// Refuses what would make the account useless here.
async fn check(
    app: &App,
    who: &Session<Standard, IdentityApps>,
    operation: &Operation,
) -> Result<(), XrpcError> {
    let refused = |message: &'static str| Err(XrpcError::invalid(message));
    let Operation::Update { data, .. } = operation else { return refused("Invalid operation") };
    let rotation_key = app.accounts.config().rotation_key.public().did_key();
    if !data.rotation_keys.contains(&rotation_key) {
        return refused("Rotation keys do not include server's rotation key");
    }
    let service = data.services.get(PDS_SERVICE);
    if service.is_none_or(|service| service.kind != PDS_SERVICE_TYPE) {
        return refused("Incorrect type on atproto_pds service");
    }
    if service.is_none_or(|service| service.endpoint != app.service.public_url) {
        return refused("Incorrect endpoint on atproto_pds service");
    }
    let (aid, signers) = (who.hosted.aid, app.accounts.signers().clone());
    let key =
        app.store.read(move |snapshot| signers.get(snapshot, aid)).await.map_err(XrpcError::internal)?;
    if data.signing_key() != Some(key.public().did_key().as_str()) {
        return refused("Incorrect signing key");
    }
    if let Some(handle) = &who.hosted.account.handle
        && data.also_known_as.first() != Some(&format!("at://{handle}"))
    {
        return refused("Incorrect handle in alsoKnownAs");
    }
    Ok(())
}
