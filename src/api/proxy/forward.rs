//! The catch-all: a call goes to its service with a token of the caller's account, and the answer comes back as it is.

use hyper::Method;

use super::target::{Target, audience, named, target};
use super::upstream::{Outgoing, exchange, relay};
use crate::account::Scope;
use crate::app::App;
use crate::auth::{
    Bearer, Permitted, Policy, SERVICE_TOKEN_TTL, Session, Standard, Unpermitted, is_privileged,
    is_protected, issue_service_token,
};
use crate::oauth::scope::Permission;
use crate::syntax::Nsid;
use crate::xrpc::limits::Meter;
use crate::xrpc::{BoxFuture, Call, Principal, Reply, RequestBody, XrpcError};

/// Answers a call of a method without a row.
pub fn forward<'a>(
    app: &'a App,
    call: &'a Call,
    body: RequestBody,
    _meter: &'a mut Meter,
) -> BoxFuture<'a, Result<Reply, XrpcError>> {
    Box::pin(async move {
        if ![Method::GET, Method::HEAD, Method::POST].contains(&call.method) {
            return Err(XrpcError::invalid("XRPC requests only supports GET and POST"));
        }
        if is_protected(&call.nsid) {
            return Err(bad_method());
        }
        // The header is read before the credentials, but nobody is asked about it before they are known to be good.
        named(call)?;
        let who = Unpermitted::<Standard>::authenticate(app, call).await?;
        let permitted = permitted(app, who, call)?;
        if matches!(permitted.bearer, Bearer::Password(Scope::AppPassword)) && is_privileged(&call.nsid) {
            return Err(bad_method());
        }
        let target = target(app, call).await?;
        let token = service_token(app, &permitted, target.did.as_str(), &call.nsid).await?;
        let mut outgoing = Outgoing::from_call(call).any_encoding(call).authorized(&token)?;
        if call.method == Method::POST {
            outgoing = outgoing.with_body(call, body);
        }
        Ok(relay(exchange(app, &target, outgoing).await?))
    })
}

/// Sends a query on without any credentials, for what anybody may read.
///
/// # Errors
/// When there is no service for it, or as the service answers.
pub async fn forward_anonymously(app: &App, call: &Call) -> Result<Reply, XrpcError> {
    let target = target(app, call).await?;
    let outgoing = Outgoing::from_call(call).any_encoding(call);
    Ok(relay(exchange(app, &target, outgoing).await?))
}

/// A caller who may speak to the service that a call is for.
pub struct Introduced<P: Policy> {
    /// Who calls.
    pub session: Session<P, Permitted>,
    /// The service.
    pub target: Target,
    /// What tells the service who calls.
    pub token: String,
}

/// Lets a caller speak to the service that `call` is for, by the method that is called.
///
/// # Errors
/// When an app may not, and as [`target`].
pub async fn introduce<P: Policy>(
    app: &App,
    who: Unpermitted<P>,
    call: &Call,
) -> Result<Introduced<P>, XrpcError> {
    let session = permitted(app, who, call)?;
    let target = target(app, call).await?;
    let token = service_token(app, &session, target.did.as_str(), &call.nsid).await?;
    Ok(Introduced { session, target, token })
}

/// The session, if its holder may call the method at the service that `call` is for.
fn permitted<P: Policy>(
    app: &App,
    who: Unpermitted<P>,
    call: &Call,
) -> Result<Session<P, Permitted>, XrpcError> {
    let audience = audience(&app.proxy.config, call)?;
    Ok(who.permit(&Permission::Rpc { aud: &audience, lxm: Some(&call.nsid) })?)
}

/// A token by which a service knows that the account asks for `method`, which the session's holder was asked for.
///
/// # Errors
/// 500 when the account's key cannot be had.
pub async fn service_token<P: Policy>(
    app: &App,
    session: &Session<P, Permitted>,
    audience: &str,
    method: &Nsid,
) -> Result<String, XrpcError> {
    let (aid, signers) = (session.hosted.aid, app.accounts.signers().clone());
    let key =
        app.store.read(move |snapshot| signers.get(snapshot, aid)).await.map_err(XrpcError::internal)?;
    let now = app.clock.now();
    let expires = now.after(SERVICE_TOKEN_TTL);
    Ok(issue_service_token(&key, session.did(), audience, Some(method), expires, now))
}

fn bad_method() -> XrpcError {
    XrpcError::named("InvalidToken", "Bad token method")
}
