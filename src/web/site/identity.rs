//! Who is served here, for resolvers and for whoever hands out certificates: handles, DID documents, host names.

use hyper::StatusCode;
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};
use serde::Serialize;
use serde_json::{Value, json};

use super::super::machine::MachineCall;
use crate::account::Hosted;
use crate::app::App;
use crate::identity::DidDocument;
use crate::identity::plc::{PDS_SERVICE, PDS_SERVICE_TYPE, PlcData};
use crate::store::rows::accounts::{Account, Standing};
use crate::syntax::{AtIdentifier, Did, Handle};
use crate::xrpc::{Params, Query, Reply, XrpcError};

/// `/.well-known/atproto-did`: the DID of the handle that is the host asked for.
pub(super) async fn atproto_did(app: &App, call: MachineCall) -> Result<Reply, XrpcError> {
    let account = match handle_under_our_domains(app, host(&call).as_deref().unwrap_or_default()) {
        Some(handle) => active_account(app, handle).await?,
        None => None,
    };
    Ok(match account {
        Some(account) => Reply::text(StatusCode::OK, account.did.to_string()),
        None => Reply::text(StatusCode::NOT_FOUND, "User not found"),
    })
}

/// `/.well-known/did.json`: the document of the service, and of an account whose did:web is the host asked for.
pub(super) async fn did_json(app: &App, call: MachineCall) -> Result<Reply, XrpcError> {
    let not_found = || Reply::text(StatusCode::NOT_FOUND, "Not Found\n");
    let Some(host) = host(&call) else { return Ok(not_found()) };
    let name = host.split(':').next().unwrap_or_default();
    let Ok(did) = format!("did:web:{name}").parse::<Did>() else { return Ok(not_found()) };
    let with_port = format!("did:web:{}", host.replace(':', "%3A"));
    let document = if did == app.service.did || with_port == app.service.did.as_str() {
        service_document(app)
    } else {
        match account_document(app, did).await? {
            Some(document) => document,
            None => return Ok(not_found()),
        }
    };
    Ok(Reply::json(&document)?.header(CONTENT_TYPE, HeaderValue::from_static("application/did+ld+json")))
}

fn service_document(app: &App) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": app.service.did,
        "service": [{
            "id": format!("#{PDS_SERVICE}"),
            "type": PDS_SERVICE_TYPE,
            "serviceEndpoint": app.service.public_url,
        }],
    })
}

/// The document of an account whose DID is a host name that leads here.
async fn account_document(app: &App, did: Did) -> Result<Option<Value>, XrpcError> {
    let signers = app.accounts.signers().clone();
    let found = app.store.read(move |snapshot| {
        let Some(hosted) = Hosted::by_did(snapshot, &did)? else { return Ok(None) };
        if hosted.account.standing() == Standing::TakenDown {
            return Ok(None);
        }
        let key = signers.get(snapshot, hosted.aid)?;
        Ok::<_, crate::records::SignerError>(Some((hosted.account, key.public().to_owned())))
    });
    let Some((account, key)) = found.await.map_err(XrpcError::internal)? else { return Ok(None) };
    let mut data = PlcData::default();
    if let Some(handle) = &account.handle {
        data.set_handle(handle);
    }
    data.set_signing_key(&key);
    data.set_pds(&app.service.public_url);
    Ok(Some(DidDocument::of_data(&account.did, &data)))
}

/// `/tls-check`: whether a certificate for a host name is wanted here (Caddy's on-demand TLS asks this).
pub(super) async fn tls_check(app: &App, call: MachineCall) -> Result<Reply, XrpcError> {
    #[derive(serde::Deserialize)]
    struct Asked {
        domain: Option<String>,
    }
    #[derive(Serialize)]
    struct Answer {
        success: bool,
    }
    let Query(Asked { domain }) = Query::<Asked>::parse(call.uri.query().unwrap_or_default())?;
    let domain = domain
        .filter(|domain| !domain.is_empty())
        .ok_or_else(|| XrpcError::invalid("bad or missing domain query param"))?
        .to_ascii_lowercase();
    if domain != app.service.hostname {
        let handle = handle_under_our_domains(app, &domain)
            .ok_or_else(|| XrpcError::invalid("handles are not provided on this domain"))?;
        if active_account(app, handle).await?.is_none() {
            return Err(XrpcError::new(StatusCode::NOT_FOUND, "handle not found for this domain")
                .with_name("NotFound"));
        }
    }
    Reply::json(&Answer { success: true })
}

/// Whether `name` is the handle of an account here, so that it needs a certificate.
pub async fn is_handle_here(app: &App, name: &str) -> bool {
    let Some(handle) = handle_under_our_domains(app, name) else { return false };
    matches!(active_account(app, handle).await, Ok(Some(_)))
}

/// The host name that was asked for, with its port if that was said.
fn host(call: &MachineCall) -> Option<String> {
    let given = call.uri.authority().map(|authority| authority.as_str());
    let given = given.or_else(|| call.headers.get(HOST)?.to_str().ok())?;
    Some(given.to_ascii_lowercase())
}

/// The handle that a host name is, when it is one of the service's domains or under one.
fn handle_under_our_domains(app: &App, host: &str) -> Option<Handle> {
    let name = host.split(':').next().unwrap_or_default();
    if app.service.gives_handle(name) { name.parse().ok() } else { None }
}

async fn active_account(app: &App, handle: Handle) -> Result<Option<Account>, XrpcError> {
    let id = AtIdentifier::Handle(handle);
    let found = app.store.read(move |snapshot| Hosted::find(snapshot, &id));
    let account = found.await.map_err(XrpcError::internal)?.map(|hosted| hosted.account);
    Ok(account.filter(|account| account.standing() == Standing::Active))
}
