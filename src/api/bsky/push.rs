//! Where push notifications are registered: the AppView, or the service that the client names.

use serde::{Deserialize, Serialize};

use crate::api::proxy::{self, OriginError, Outgoing, Target};
use crate::app::App;
use crate::auth::{Policy, Unpermitted};
use crate::identity::ResolveError;
use crate::oauth::scope::Permission;
use crate::syntax::{Did, Nsid};
use crate::xrpc::XrpcError;

/// Fragment of a notification service in its DID document.
const NOTIFICATIONS: &str = "bsky_notif";

/// A device that wants notifications, or wants them no more.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Registration {
    service_did: Did,
    token: String,
    platform: String,
    app_id: String,
    #[serde(flatten)]
    other: serde_json::Map<String, serde_json::Value>,
}

/// Passes a registration on to its service.
pub(super) async fn pass_on<P: Policy>(
    app: &App,
    who: Unpermitted<P>,
    method: &Nsid,
    registration: &Registration,
) -> Result<(), XrpcError> {
    let service = &registration.service_did;
    let audience = format!("{service}#{NOTIFICATIONS}");
    let session = who.permit(&Permission::Rpc { aud: &audience, lxm: Some(method) })?;
    let target = notification_service(app, service).await?;
    let token = proxy::service_token(app, &session, service.as_str(), method).await?;
    let input = serde_json::to_vec(registration).map_err(XrpcError::internal)?;
    let outgoing = Outgoing::procedure(method.as_str(), input).authorized(&token)?;
    proxy::exchange(app, &target, outgoing).await?;
    Ok(())
}

async fn notification_service(app: &App, service: &Did) -> Result<Target, XrpcError> {
    let view = app.proxy.config.app_view.as_ref().filter(|view| view.did == *service);
    let (origin, configured) = match view {
        Some(view) => (view.url.trim_end_matches('/').to_owned(), true),
        None => (published_origin(app, service).await?, false),
    };
    Ok(Target { did: service.clone(), service_id: NOTIFICATIONS.to_owned(), origin, configured })
}

async fn published_origin(app: &App, service: &Did) -> Result<String, XrpcError> {
    proxy::origin_of(app, service, NOTIFICATIONS).await.map_err(|error| match error {
        OriginError::NoService => {
            XrpcError::invalid(format!("invalid notification service details in did document: {service}"))
        }
        OriginError::Did(ResolveError::Unreachable(_)) => {
            XrpcError::upstream(format!("could not resolve did document: {service}"))
        }
        OriginError::Did(_) => XrpcError::invalid(format!("could not resolve did document: {service}")),
    })
}
