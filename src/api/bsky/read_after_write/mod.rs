//! Read after write: answers of an AppView that has not yet seen what the reader just wrote are completed with it.
//!
//! The AppView says how far it has followed the reader's repository. What is newer is merged into the answer; where
//! anything about that fails, the answer goes out as it came.

mod feed;
mod images;
mod local;
mod profile;
mod thread;
mod viewer;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, Method};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::api::proxy::{self, Failure, Introduced, Outgoing};
use crate::app::App;
use crate::auth::{Permitted, Session, Standard, Unpermitted};
use crate::net;
use crate::store::rows::repo::repo_of;
use crate::store::tables::Records;
use crate::store::{Read, StorageError};
use crate::syntax::{AtIdentifier, AtUri, Tid};
use crate::xrpc::{Call, Reply, XrpcError};
use images::Images;
use local::Recent;
use profile::Detail;
use viewer::Viewer;

/// Largest answer that is changed, encoded and decoded, in bytes. Larger ones pass through.
const MAX_MERGED: usize = 2 * 1024 * 1024;
/// How long an answer waits for its turn to be changed before it passes through.
const MERGE_PATIENCE: Duration = Duration::from_secs(2);
/// Tells the client how old the oldest thing is that the AppView lacks, in milliseconds.
const UPSTREAM_LAG: HeaderName = HeaderName::from_static("atproto-upstream-lag");

/// The AppView's answer, or one to a question about it, is not of the expected form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the AppView's answer is not of the expected form")]
struct Unexpected;

/// Who reads.
type Reader = Session<Standard, Permitted>;

/// What an answer shows, with what is needed of the question.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// One profile.
    Profile,
    /// Several profiles.
    Profiles,
    /// The reader's timeline; `continued` when it is not the first page.
    Timeline {
        /// Whether the question has a cursor.
        continued: bool,
    },
    /// An account's posts.
    AuthorFeed {
        /// Whether the question has a cursor.
        continued: bool,
        /// The `filter` parameter.
        filter: Option<String>,
    },
    /// What an account likes.
    ActorLikes,
    /// A post, its ancestors and replies.
    Thread {
        /// The post.
        uri: AtUri,
        /// How many ancestors are wanted.
        parent_height: u32,
    },
}

/// Asks the service that `call` is for, and completes its answer.
pub(super) async fn answer(
    app: &App,
    who: Unpermitted<Standard>,
    call: &Call,
    shown: Shown,
) -> Result<Reply, XrpcError> {
    let Introduced { session, target, token } = proxy::introduce(app, who, call).await?;
    let outgoing =
        Outgoing::from_call(call).readable_encoding(call, &app.proxy.config)?.authorized(&token)?;
    let response = match proxy::exchange(app, &target, outgoing).await {
        Ok(response) => response,
        Err(Failure::Refused(refusal)) => {
            if let Shown::Thread { uri, parent_height } = &shown
                && refusal.name.as_deref() == Some("NotFound")
                && let Some(seen) = refusal.repo_rev.as_deref()
                && let Some(reply) = unseen_thread(app, &session, uri, *parent_height, seen).await
            {
                return Ok(reply);
            }
            return Err(Failure::Refused(refusal).into());
        }
        Err(failure) => return Err(failure.into()),
    };
    let seen = proxy::repo_rev(&response.headers);
    if call.method == Method::HEAD || proxy::is_json(&response.headers) == Some(false) {
        return Ok(proxy::relay(response));
    }
    let Some((recent, viewer)) = recent(app, &session, seen.as_deref()).await else {
        return Ok(proxy::relay(response));
    };
    let Ok(Ok(_place)) = timeout(MERGE_PATIENCE, app.proxy.merges.acquire()).await else {
        return Ok(proxy::relay(response));
    };
    let net::Response { status, headers, mut body } = response;
    let read = match read_whole(&mut body).await.map_err(unreadable)? {
        Whole::All(read) => read,
        Whole::Start(read) => {
            return Ok(proxy::relay_joined(net::Response { status, headers, body }, read));
        }
    };
    match merged(&viewer, &recent, &shown, &headers, &read).await {
        Ok(body) => {
            let body = serde_json::to_vec(&body).map_err(XrpcError::internal)?;
            let mut headers = headers;
            headers.remove(hyper::header::CONTENT_ENCODING);
            Ok(with_lag(proxy::relay_read(&headers, status, body.into()), &recent, app))
        }
        Err(error) => {
            tracing::warn!(method = %call.nsid, %error, "an answer goes out without the latest writes");
            Ok(proxy::relay_read(&headers, status, read))
        }
    }
}

/// What the account wrote after revision `seen`, and the maker of views for it; `None` when there is nothing to add.
async fn recent<'a>(app: &'a App, session: &'a Reader, seen: Option<&str>) -> Option<(Recent, Viewer<'a>)> {
    let seen: Tid = seen?.parse().ok()?;
    let (aid, did) = (session.hosted.aid, session.did().clone());
    let read = app.store.read(move |snapshot| {
        let recent = Recent::since(snapshot, aid, &did, seen)?;
        let profile = if recent.is_empty() {
            None
        } else {
            let key = local::profile_key(repo_of(snapshot, aid)?);
            snapshot.get::<Records>(&key)?.and_then(|row| local::json_of(&row))
        };
        Ok::<_, StorageError>((recent, profile))
    });
    let (recent, profile) = match read.await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%error, "the latest writes cannot be read");
            return None;
        }
    };
    let images = Images {
        did: session.did(),
        pattern: app.proxy.config.cdn_url_pattern.as_deref(),
        public_url: &app.service.public_url,
    };
    (!recent.is_empty()).then_some((recent, Viewer { app, session, images, profile }))
}

enum Whole {
    All(Bytes),
    Start(Bytes),
}

async fn read_whole(body: &mut net::ResponseBody) -> Result<Whole, net::BodyError> {
    let mut read = BytesMut::new();
    while let Some(frame) = body.frame().await {
        if let Ok(piece) = frame?.into_data() {
            read.extend_from_slice(&piece);
        }
        if read.len() > MAX_MERGED {
            return Ok(Whole::Start(read.freeze()));
        }
    }
    Ok(Whole::All(read.freeze()))
}

fn unreadable(error: net::BodyError) -> XrpcError {
    Failure::Unreachable(net::Error::Body(error)).into()
}

/// The answer with what the account wrote since.
async fn merged(
    viewer: &Viewer<'_>,
    recent: &Recent,
    shown: &Shown,
    headers: &HeaderMap,
    read: &[u8],
) -> Result<Value, Unexpected> {
    let decoded = proxy::decode(headers, read, MAX_MERGED).map_err(|_| Unexpected)?;
    let mut body: Value = serde_json::from_slice(&decoded).map_err(|_| Unexpected)?;
    drop(decoded);
    let profile = recent.profile.as_ref().map(|record| &record.value);
    match shown {
        Shown::Profile => {
            if let Some(record) = profile {
                profile::update_own(&mut body, record, &viewer.images, Detail::Detailed);
            }
        }
        Shown::Profiles => {
            let profiles = body.get_mut("profiles").and_then(Value::as_array_mut).ok_or(Unexpected)?;
            if let Some(record) = profile {
                for view in profiles {
                    profile::update_own(view, record, &viewer.images, Detail::Detailed);
                }
            }
        }
        Shown::Timeline { continued } => {
            let posts = newest_first(viewer, recent).await?;
            feed::insert(feed::items(&mut body)?, posts, *continued, feed::Filter::All)?;
        }
        Shown::ActorLikes => update_authors(viewer, feed::items(&mut body)?, profile),
        Shown::AuthorFeed { continued, filter } => {
            let items = feed::items(&mut body)?;
            if feed::is_of(items, viewer.images.did.as_str()) {
                update_authors(viewer, items, profile);
                let posts = newest_first(viewer, recent).await?;
                feed::insert(items, posts, *continued, feed::Filter::parse(filter.as_deref()))?;
            }
        }
        Shown::Thread { .. } => {
            let thread = body.get_mut("thread").ok_or(Unexpected)?;
            if thread::is_view(thread) {
                add_replies(viewer, recent, thread, None).await?;
            }
        }
    }
    Ok(body)
}

async fn newest_first(viewer: &Viewer<'_>, recent: &Recent) -> Result<Vec<Value>, Unexpected> {
    let mut views = Vec::with_capacity(recent.posts.len());
    for post in recent.posts.iter().rev() {
        views.push(viewer.post(post).await?);
    }
    Ok(views)
}

/// Updates the account wherever it is the author of a post in a feed.
fn update_authors(viewer: &Viewer<'_>, items: &mut [Value], profile: Option<&Value>) {
    let Some(record) = profile else { return };
    for item in items {
        if let Some(author) = item.get_mut("post").and_then(|post| post.get_mut("author")) {
            profile::update_own(author, record, &viewer.images, Detail::Basic);
        }
    }
}

/// Adds the account's recent replies to a thread, except the post that is its root here already.
async fn add_replies(
    viewer: &Viewer<'_>,
    recent: &Recent,
    thread: &mut Value,
    but: Option<&str>,
) -> Result<(), Unexpected> {
    for post in &recent.posts {
        if Some(post.uri.as_str()) != but && thread::concerns(thread, &post.value) {
            let view = viewer.post(post).await?;
            thread::insert(thread, &view);
        }
    }
    Ok(())
}

/// The thread of a post of the account that the AppView does not know yet.
async fn unseen_thread(
    app: &App,
    session: &Reader,
    uri: &AtUri,
    parent_height: u32,
    seen: &str,
) -> Option<Reply> {
    let account = &session.hosted.account;
    let own = match &uri.authority {
        AtIdentifier::Did(did) => *did == account.did,
        AtIdentifier::Handle(handle) => account.handle.as_ref() == Some(handle),
    };
    let path = uri.path().filter(|_| own)?;
    let uri = AtUri::record(&account.did, &path).to_string();
    let (recent, viewer) = recent(app, session, Some(seen)).await?;
    let post = recent.posts.iter().find(|post| post.uri == uri)?;
    let mut thread = thread::of_post(viewer.post(post).await.ok()?);
    add_replies(&viewer, &recent, &mut thread, Some(&uri)).await.ok()?;
    if let Some(parent) = post.value["reply"]["parent"]["uri"].as_str() {
        let height = parent_height.to_string();
        let params = [("uri", parent), ("parentHeight", height.as_str()), ("depth", "0")];
        // Without its ancestors the post is still better than nothing.
        if let Ok(mut found) = viewer.ask("app.bsky.feed.getPostThread", &params).await {
            thread["parent"] = found["thread"].take();
        }
    }
    let reply = Reply::json(&json!({ "thread": thread })).ok()?;
    Some(with_lag(reply, &recent, app))
}

fn with_lag(mut reply: Reply, recent: &Recent, app: &App) -> Reply {
    if let Some(lag) = recent.lag(app.clock.now()) {
        let millis = u64::try_from(lag.as_millis()).unwrap_or(u64::MAX);
        reply.headers_mut().insert(UPSTREAM_LAG, HeaderValue::from(millis));
    }
    reply
}
