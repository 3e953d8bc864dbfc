//! `com.atproto.identity.getRecommendedDidCredentials`: what the DID of an account of this server should say.

use serde::Serialize;
use std::collections::BTreeMap;

use crate::app::App;
use crate::auth::{AnyApp, Session, Standard};
use crate::identity::plc::{PlcData, Service};
use crate::xrpc::{Json, NoBody, NoParams, XrpcError};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    rotation_keys: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_known_as: Vec<String>,
    verification_methods: BTreeMap<String, String>,
    services: BTreeMap<String, Service>,
}

pub(super) async fn get_recommended_did_credentials(
    app: &App,
    who: Session<Standard, AnyApp>,
    _params: NoParams,
    _body: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let (aid, signers) = (who.hosted.aid, app.accounts.signers().clone());
    let key =
        app.store.read(move |snapshot| signers.get(snapshot, aid)).await.map_err(XrpcError::internal)?;
    let config = app.accounts.config();
    let recovery = config.recovery_key.iter().map(|key| key.did_key());
    let rotation_keys = recovery.chain([config.rotation_key.public().did_key()]).collect();
    let mut data = PlcData { rotation_keys, ..PlcData::default() };
    data.set_signing_key(key.public());
    data.set_pds(&app.service.public_url);
    if let Some(handle) = &who.hosted.account.handle {
        data.set_handle(handle);
    }
    Ok(Json(Output {
        rotation_keys: data.rotation_keys,
        also_known_as: data.also_known_as,
        verification_methods: data.verification_methods,
        services: data.services,
    }))
}
