//! `app.bsky.feed.getFeed`: from the AppView, which asks the feed's own service with the caller's token for it.

use serde::Deserialize;
use serde_json::Value;

use crate::api::proxy::{self, Outgoing};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::oauth::scope::Permission;
use crate::syntax::{AtUri, Did, Nsid};
use crate::xrpc::{Bounded, NoBody, Query, Reply, WithHead, XrpcError};

/// What the feed's service is asked by the AppView.
const SKELETON: &str = "app.bsky.feed.getFeedSkeleton";
/// Fragment of a feed's service in its DID document.
const GENERATOR: &str = "bsky_fg";

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    feed: AtUri,
    #[serde(default, rename = "limit")]
    _limit: Bounded<1, 100, 50>,
}

pub(super) async fn get_feed(
    app: &App,
    who: Unpermitted<Standard>,
    params: Query<Params>,
    input: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    let call = &input.call;
    let audience = proxy::audience(&app.proxy.config, call)?;
    who.check(&Permission::Rpc { aud: &audience, lxm: Some(&call.nsid) })?;
    let target = proxy::target(app, call).await?;
    let service = feed_service(app, &params.0.feed).await?;
    let skeleton: Nsid = SKELETON.parse().map_err(XrpcError::internal)?;
    // Apps ask for it at the AppView that they know; the token goes to the feed, which only users know.
    let generator = format!("{service}#{GENERATOR}");
    let at = |aud| Permission::Rpc { aud, lxm: Some(&skeleton) };
    let session = who.permit_either(&at(&audience), &at(&generator))?;
    let token = proxy::service_token(app, &session, service.as_str(), &skeleton).await?;
    let outgoing = Outgoing::from_call(call).any_encoding(call).authorized(&token)?;
    Ok(proxy::relay(proxy::exchange(app, &target, outgoing).await?))
}

/// The DID of the service that makes a feed, as its record says.
async fn feed_service(app: &App, feed: &AtUri) -> Result<Did, XrpcError> {
    let unknown = || XrpcError::named("UnknownFeed", "could not resolve feed did");
    let (Some(collection), Some(rkey)) = (&feed.collection, &feed.rkey) else { return Err(unknown()) };
    let repo = feed.authority.to_string();
    let params = [("repo", repo.as_str()), ("collection", collection.as_str()), ("rkey", rkey.as_str())];
    let record = proxy::query_app_view(app, "com.atproto.repo.getRecord", &params, None).await?;
    record["value"].get("did").and_then(Value::as_str).and_then(|did| did.parse().ok()).ok_or_else(unknown)
}
