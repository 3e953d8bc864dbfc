//! `app.bsky.feed.getFeed`: from the AppView, which asks the feed's own service with the caller's token for it.

use serde::Deserialize;
use serde_json::Value;

use crate::api::proxy::{self, Outgoing};
use crate::app::App;
use crate::auth::{Session, Standard};
use crate::syntax::{AtUri, Did, Nsid};
use crate::xrpc::{Bounded, NoBody, Query, Reply, WithHead, XrpcError};

/// What the feed's service is asked by the AppView.
const SKELETON: &str = "app.bsky.feed.getFeedSkeleton";

#[derive(Debug, Deserialize)]
pub(super) struct Params {
    feed: AtUri,
    #[serde(default, rename = "limit")]
    _limit: Bounded<1, 100, 50>,
}

pub(super) async fn get_feed(
    app: &App,
    who: Session<Standard>,
    params: Query<Params>,
    input: WithHead<NoBody>,
) -> Result<Reply, XrpcError> {
    let call = &input.call;
    let target = proxy::target(app, call).await?;
    let service = feed_service(app, &params.0.feed).await?;
    let skeleton: Nsid = SKELETON.parse().map_err(XrpcError::internal)?;
    let token = proxy::service_token(app, &who.hosted, service.as_str(), &skeleton).await?;
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
