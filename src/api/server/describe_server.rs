//! `com.atproto.server.describeServer`: what one needs to know to sign up.

use serde::Serialize;

use crate::app::App;
use crate::syntax::Did;
use crate::xrpc::{Json, NoBody, NoParams, Public, XrpcError};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    did: Did,
    available_user_domains: Vec<String>,
    invite_code_required: bool,
    blob_upload_limit: u64,
    links: Links,
    contact: Contact,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Links {
    #[serde(skip_serializing_if = "Option::is_none")]
    privacy_policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms_of_service: Option<String>,
}

#[derive(Debug, Serialize)]
struct Contact {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

pub(super) async fn describe_server(
    app: &App,
    _: Public,
    _: NoParams,
    _: NoBody,
) -> Result<Json<Output>, XrpcError> {
    let service = &app.service;
    Ok(Json(Output {
        did: service.did.clone(),
        available_user_domains: service.handle_domains.clone(),
        invite_code_required: app.accounts.config().invites.required,
        blob_upload_limit: service.blob_upload_limit,
        links: Links {
            privacy_policy: service.privacy_policy_url.clone(),
            terms_of_service: service.terms_of_service_url.clone(),
        },
        contact: Contact { email: service.contact_email.clone() },
    }))
}
