//! Views of what an account has just written, as the AppView would make them.

use serde_json::{Map, Value, json};

use super::images::{Images, Preset};
use super::local::RecentRecord;
use super::profile::{self, Detail};
use super::{Reader, Unexpected};

use crate::api::proxy;
use crate::app::App;
use crate::syntax::{AtUri, Handle, Nsid};

/// Makes views for one account.
pub(super) struct Viewer<'a> {
    pub app: &'a App,
    pub session: &'a Reader,
    pub images: Images<'a>,
    /// The profile record, if the account has one.
    pub profile: Option<Value>,
}

impl Viewer<'_> {
    /// The account as the author of a post.
    fn author(&self) -> Value {
        let account = &self.session.hosted.account;
        let handle = account.handle.clone().unwrap_or_else(Handle::invalid);
        let mut view = Map::new();
        view.insert("did".into(), json!(account.did));
        view.insert("handle".into(), json!(handle));
        if let Some(record) = &self.profile {
            profile::update(&mut view, record, &self.images, Detail::Basic);
        }
        Value::Object(view)
    }

    /// The view of a post.
    pub async fn post(&self, post: &RecentRecord) -> Result<Value, Unexpected> {
        let mut view = json!({
            "uri": post.uri,
            "cid": post.cid,
            "author": self.author(),
            "record": post.value,
            // Nobody has seen it yet.
            "likeCount": 0,
            "replyCount": 0,
            "repostCount": 0,
            "quoteCount": 0,
            "indexedAt": post.written_at.to_string(),
        });
        if let Some(embed) = post.value.get("embed")
            && let Some(embed) = self.embed(embed).await?
        {
            view["embed"] = embed;
        }
        Ok(view)
    }

    /// The view of what a post embeds; `None` for kinds that only the AppView can show.
    async fn embed(&self, embed: &Value) -> Result<Option<Value>, Unexpected> {
        match embed["$type"].as_str() {
            Some("app.bsky.embed.record") => self.quote(embed).await.map(Some),
            Some("app.bsky.embed.recordWithMedia") => {
                let Some(media) = self.media(&embed["media"]) else { return Ok(None) };
                let record = self.quote(&embed["record"]).await?;
                Ok(Some(json!({
                    "$type": "app.bsky.embed.recordWithMedia#view",
                    "record": record,
                    "media": media,
                })))
            }
            _ => Ok(self.media(embed)),
        }
    }

    fn media(&self, embed: &Value) -> Option<Value> {
        match embed["$type"].as_str()? {
            "app.bsky.embed.images" => {
                let images = embed["images"].as_array()?.iter().map(|image| self.image(image));
                let images: Vec<Value> = images.collect::<Option<_>>()?;
                Some(json!({ "$type": "app.bsky.embed.images#view", "images": images }))
            }
            "app.bsky.embed.external" => {
                let external = embed.get("external")?;
                let mut view = json!({
                    "uri": external.get("uri")?,
                    "title": external.get("title")?,
                    "description": external.get("description")?,
                });
                if let Some(thumb) = external.get("thumb") {
                    view["thumb"] = self.images.url(Preset::Thumbnail, thumb)?.into();
                }
                Some(json!({ "$type": "app.bsky.embed.external#view", "external": view }))
            }
            _ => None,
        }
    }

    fn image(&self, image: &Value) -> Option<Value> {
        let blob = image.get("image")?;
        let mut view = json!({
            "thumb": self.images.url(Preset::Thumbnail, blob)?,
            "fullsize": self.images.url(Preset::Full, blob)?,
            "alt": image.get("alt")?,
        });
        if let Some(ratio) = image.get("aspectRatio") {
            view["aspectRatio"] = ratio.clone();
        }
        Some(view)
    }

    /// The view of a quoted record, as the AppView shows it to the account.
    async fn quote(&self, embed: &Value) -> Result<Value, Unexpected> {
        let uri = embed["record"]["uri"].as_str().ok_or(Unexpected)?;
        let record = self.quoted(uri).await?.unwrap_or_else(
            || json!({ "$type": "app.bsky.embed.record#viewNotFound", "uri": uri, "notFound": true }),
        );
        Ok(json!({ "$type": "app.bsky.embed.record#view", "record": record }))
    }

    async fn quoted(&self, uri: &str) -> Result<Option<Value>, Unexpected> {
        let collection = uri.parse::<AtUri>().map_err(|_| Unexpected)?.collection.ok_or(Unexpected)?;
        match collection.as_str() {
            "app.bsky.feed.post" => {
                let mut found = self.ask("app.bsky.feed.getPosts", &[("uris", uri)]).await?;
                let post = found["posts"].get_mut(0).map(Value::take);
                Ok(post.as_ref().map(quoted_post))
            }
            "app.bsky.feed.generator" => {
                let mut found = self.ask("app.bsky.feed.getFeedGenerator", &[("feed", uri)]).await?;
                typed(found["view"].take(), "app.bsky.feed.defs#generatorView").map(Some)
            }
            "app.bsky.graph.list" => {
                let params = [("list", uri), ("limit", "1")];
                let mut found = self.ask("app.bsky.graph.getList", &params).await?;
                typed(found["list"].take(), "app.bsky.graph.defs#listView").map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Asks the AppView on behalf of the account.
    pub async fn ask(&self, method: &str, params: &[(&str, &str)]) -> Result<Value, Unexpected> {
        let nsid: Nsid = method.parse().map_err(|_| Unexpected)?;
        let view = self.app.proxy.config.app_view.as_ref().ok_or(Unexpected)?;
        let token = proxy::service_token(self.app, self.session, view.did.as_str(), &nsid)
            .await
            .map_err(|_| Unexpected)?;
        proxy::query_app_view(self.app, method, params, Some(&token)).await.map_err(|_| Unexpected)
    }
}

/// A post as it is shown inside another one.
fn quoted_post(post: &Value) -> Value {
    let mut view = json!({
        "$type": "app.bsky.embed.record#viewRecord",
        "uri": post["uri"],
        "cid": post["cid"],
        "author": post["author"],
        "value": post["record"],
        "indexedAt": post["indexedAt"],
    });
    if let Some(labels) = post.get("labels") {
        view["labels"] = labels.clone();
    }
    if let Some(embed) = post.get("embed") {
        view["embeds"] = json!([embed]);
    }
    view
}

fn typed(mut view: Value, kind: &str) -> Result<Value, Unexpected> {
    view.as_object_mut().ok_or(Unexpected)?.insert("$type".into(), kind.into());
    Ok(view)
}
