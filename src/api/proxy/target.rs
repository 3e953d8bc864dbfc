//! Whom a call is for: the `atproto-proxy` header, or the default service of the method.

use super::config::ProxyConfig;
use super::methods;
use crate::app::App;
use crate::identity::{Refresh, ResolveError};
use crate::net::Client;
use crate::syntax::{Did, Nsid};
use crate::xrpc::{Call, XrpcError};

/// The header in which clients name the service.
pub const PROXY_HEADER: &str = "atproto-proxy";

/// The service that a call is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Who it is: the audience of the token.
    pub did: Did,
    /// The fragment of the service in the DID's document.
    pub service_id: String,
    /// Scheme and authority.
    pub origin: String,
    /// Whether the operator configured the address; others are reached through the guard.
    pub configured: bool,
}

impl Target {
    /// The client to reach it with.
    pub fn client<'a>(&self, app: &'a App) -> &'a Client {
        if self.configured { &app.network.trusted } else { &app.network.guarded }
    }
}

/// A service by DID and fragment, not yet looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    did: String,
    service_id: String,
}

/// The service that `call` is for.
///
/// # Errors
/// 400 with the reason when the header is malformed, the service cannot be found, or none is configured; 502 when its
/// DID cannot be looked up now.
pub async fn target(app: &App, call: &Call) -> Result<Target, XrpcError> {
    match named(call)? {
        Some(named) => resolve(app, call, named).await,
        None => default_target(&app.proxy.config, &call.nsid),
    }
}

/// Who the service is that `call` is for, as scopes write it: `did#service`. Nobody is asked.
///
/// # Errors
/// 400 when the header is malformed, or no service is configured.
pub fn audience(config: &ProxyConfig, call: &Call) -> Result<String, XrpcError> {
    let (did, service_id) = match named(call)? {
        Some(named) => (named.did, named.service_id),
        None => {
            let target = default_target(config, &call.nsid)?;
            (target.did.to_string(), target.service_id)
        }
    };
    Ok(format!("{did}#{service_id}"))
}

/// Whether `call` names a service other than the method's default one.
///
/// # Errors
/// 400 when the header is malformed.
pub fn names_another(config: &ProxyConfig, call: &Call) -> Result<bool, XrpcError> {
    let Some(named) = named(call)? else { return Ok(false) };
    let (service_id, address) = methods::default_service(config, &call.nsid);
    Ok(address.is_none_or(|address| named.did != address.did.as_str() || named.service_id != service_id))
}

fn default_target(config: &ProxyConfig, method: &Nsid) -> Result<Target, XrpcError> {
    let (service_id, address) = methods::default_service(config, method);
    let address = address.ok_or_else(|| XrpcError::invalid(format!("No service configured for {method}")))?;
    Ok(Target {
        did: address.did.clone(),
        service_id: service_id.to_owned(),
        origin: address.url.trim_end_matches('/').to_owned(),
        configured: true,
    })
}

/// The service that the header of `call` names, if it has one.
pub(super) fn named(call: &Call) -> Result<Option<Named>, XrpcError> {
    match call.headers.get(PROXY_HEADER) {
        None => Ok(None),
        Some(value) => {
            let text = value.to_str().map_err(|_| XrpcError::invalid("invalid proxy header format"))?;
            if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
        }
    }
}

fn parse(header: &str) -> Result<Named, XrpcError> {
    let (did, service_id) = match header.split_once('#') {
        Some(("", _)) => return Err(XrpcError::invalid("no did specified in proxy header")),
        None | Some((_, "")) => {
            return Err(XrpcError::invalid("no service id specified in proxy header"));
        }
        Some(parts) => parts,
    };
    if service_id.contains('#') {
        return Err(XrpcError::invalid("invalid proxy header format"));
    }
    if header.contains(' ') {
        return Err(XrpcError::invalid("proxy header cannot contain spaces"));
    }
    Ok(Named { did: did.to_owned(), service_id: service_id.to_owned() })
}

async fn resolve(app: &App, call: &Call, named: Named) -> Result<Target, XrpcError> {
    let configured = app
        .proxy
        .config
        .app_view
        .as_ref()
        .filter(|view| view.did.as_str() == named.did && named.service_id == methods::APP_VIEW);
    if let Some(view) = configured {
        return Ok(Target {
            did: view.did.clone(),
            service_id: named.service_id,
            origin: view.url.trim_end_matches('/').to_owned(),
            configured: true,
        });
    }
    let unknown = || XrpcError::invalid("could not resolve proxy did");
    let did: Did = named.did.parse().map_err(|_| unknown())?;
    let _turn = app.lookups.turn(call.client).await?;
    let origin = origin_of(app, &did, &named.service_id).await.map_err(|error| match error {
        OriginError::Did(ResolveError::Unreachable(_)) => XrpcError::upstream("could not resolve proxy did"),
        OriginError::Did(_) => unknown(),
        OriginError::NoService => XrpcError::invalid("could not resolve proxy did service url"),
    })?;
    Ok(Target { did, service_id: named.service_id, origin, configured: false })
}

/// Why a service of a DID has no address.
#[derive(Debug)]
pub enum OriginError {
    /// The DID does not resolve.
    Did(ResolveError),
    /// Its document has no such service, or one without a plain address.
    NoService,
}

/// Scheme and authority of a service that a DID publishes.
///
/// # Errors
/// When the DID does not resolve or does not publish the service.
pub async fn origin_of(app: &App, did: &Did, service_id: &str) -> Result<String, OriginError> {
    let document = app.identity.document(did, Refresh::Cached).await.map_err(OriginError::Did)?;
    let service = document.service(service_id).ok_or(OriginError::NoService)?;
    let origin = service.endpoint.trim_end_matches('/');
    // The path of the call replaces any path, so that an endpoint with one is not what it seems.
    let bare = origin.split_once("://").is_some_and(|(_, rest)| !rest.contains(['/', '\\', '?', '#', '@']));
    if bare { Ok(origin.to_owned()) } else { Err(OriginError::NoService) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_parsed() {
        let named = parse("did:web:chat.test#bsky_chat").expect("a service");
        assert_eq!((named.did.as_str(), named.service_id.as_str()), ("did:web:chat.test", "bsky_chat"));
        for (header, message) in [
            ("#bsky_chat", "no did specified in proxy header"),
            ("did:web:chat.test", "no service id specified in proxy header"),
            ("did:web:chat.test#", "no service id specified in proxy header"),
            ("did:web:chat.test#a#b", "invalid proxy header format"),
            ("did:web:chat.test##", "invalid proxy header format"),
            (" did:web:chat.test#a", "proxy header cannot contain spaces"),
            ("did:web:chat.test#a b", "proxy header cannot contain spaces"),
        ] {
            assert_eq!(parse(header).expect_err(header).message(), message, "{header}");
        }
    }

    #[test]
    fn methods_without_a_service_are_refused() {
        let method: Nsid = "app.bsky.feed.getFeed".parse().unwrap();
        let error = default_target(&ProxyConfig::default(), &method).expect_err("nothing configured");
        assert_eq!(error.message(), "No service configured for app.bsky.feed.getFeed");
    }
}
