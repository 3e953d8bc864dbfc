//! A feed with the posts that its reader has just written.

use serde_json::{Value, json};

use super::Unexpected;

/// Which posts a feed shows, as `getAuthorFeed` is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// All.
    All,
    /// Those that answer nobody.
    NoReplies,
    /// Those with images.
    WithMedia,
}

impl Filter {
    /// From the `filter` parameter.
    pub fn parse(text: Option<&str>) -> Self {
        match text {
            Some("posts_no_replies") => Self::NoReplies,
            Some("posts_with_media" | "posts_with_video") => Self::WithMedia,
            _ => Self::All,
        }
    }

    fn admits(self, post: &Value) -> bool {
        match self {
            Self::All => true,
            Self::NoReplies => post["record"].get("reply").is_none(),
            Self::WithMedia => {
                let kind = |embed: &Value| embed["$type"] == "app.bsky.embed.images#view";
                kind(&post["embed"]) || kind(&post["embed"]["media"])
            }
        }
    }
}

/// Adds `posts` (views, newest first) to the page of a feed, each where its time belongs. A page that continues an
/// earlier one (`continued`) takes none that belong before it, and no page takes what belongs after its last post.
pub(super) fn insert(
    feed: &mut Vec<Value>,
    posts: Vec<Value>,
    continued: bool,
    filter: Filter,
) -> Result<(), Unexpected> {
    let earliest = feed.last().map(indexed_at).transpose()?.map(str::to_owned).unwrap_or_default();
    let latest = feed.first().map(indexed_at).transpose()?.map(str::to_owned).filter(|_| continued);
    for post in posts {
        let time = post["indexedAt"].as_str().ok_or(Unexpected)?;
        let on_page = *time > *earliest && latest.as_deref().is_none_or(|latest| time < latest);
        let known = feed.iter().any(|item| item["post"]["uri"] == post["uri"]);
        if !on_page || known || !filter.admits(&post) {
            continue;
        }
        let mut place = feed.len();
        for (index, item) in feed.iter().enumerate() {
            if indexed_at(item)? < time {
                place = index;
                break;
            }
        }
        feed.insert(place, json!({ "post": post }));
    }
    Ok(())
}

fn indexed_at(item: &Value) -> Result<&str, Unexpected> {
    item["post"]["indexedAt"].as_str().ok_or(Unexpected)
}

/// The items of a feed.
pub(super) fn items(body: &mut Value) -> Result<&mut Vec<Value>, Unexpected> {
    body.get_mut("feed").and_then(Value::as_array_mut).ok_or(Unexpected)
}

/// Whether a feed is that of `did`: its first item is a post or a repost of theirs.
pub(super) fn is_of(feed: &[Value], did: &str) -> bool {
    let Some(first) = feed.first() else { return false };
    match first.get("reason") {
        None => first["post"]["author"]["did"] == did,
        Some(reason) => reason["$type"] == "app.bsky.feed.defs#reasonRepost" && reason["by"]["did"] == did,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(name: &str, time: &str) -> Value {
        json!({ "uri": format!("at://did:plc:a/app.bsky.feed.post/{name}"), "indexedAt": time, "record": {} })
    }

    fn item(name: &str, time: &str) -> Value {
        json!({ "post": post(name, time) })
    }

    fn names(feed: &[Value]) -> Vec<&str> {
        feed.iter()
            .map(|item| item["post"]["uri"].as_str().and_then(|uri| uri.rsplit('/').next()).unwrap_or("?"))
            .collect()
    }

    #[test]
    fn posts_go_where_their_time_belongs() {
        let mut feed = vec![item("d", "2026-01-04"), item("b", "2026-01-02"), item("a", "2026-01-01")];
        let own = vec![
            post("e", "2026-01-05"),
            post("c", "2026-01-03"),
            post("b", "2026-01-02T"),
            post("z", "2025-01-01"),
        ];
        insert(&mut feed, own.clone(), false, Filter::All).expect("a feed");
        assert_eq!(names(&feed), ["e", "d", "c", "b", "a"]);
        let mut second = vec![item("d", "2026-01-04"), item("a", "2026-01-01")];
        insert(&mut second, own, true, Filter::All).expect("a feed");
        assert_eq!(names(&second), ["d", "c", "b", "a"]);
        let mut empty = Vec::new();
        insert(&mut empty, vec![post("b", "2026-01-02"), post("a", "2026-01-01")], false, Filter::All)
            .expect("a feed");
        assert_eq!(names(&empty), ["b", "a"]);
        let mut broken = vec![json!({ "post": {} })];
        assert!(insert(&mut broken, vec![post("a", "2026-01-01")], false, Filter::All).is_err());
    }

    #[test]
    fn filters_hold_for_added_posts() {
        let mut reply = post("r", "2026-01-02");
        reply["record"]["reply"] = json!({});
        let mut picture = post("p", "2026-01-03");
        picture["embed"] = json!({ "$type": "app.bsky.embed.images#view" });
        let filtered = |filter| {
            let mut feed = Vec::new();
            insert(&mut feed, vec![picture.clone(), reply.clone()], false, filter).expect("a feed");
            feed.len()
        };
        assert_eq!(filtered(Filter::parse(None)), 2);
        assert_eq!(filtered(Filter::parse(Some("posts_no_replies"))), 1);
        assert_eq!(filtered(Filter::parse(Some("posts_with_media"))), 1);
    }

    #[test]
    fn feeds_have_owners() {
        let own = json!({ "post": { "author": { "did": "did:plc:a" } } });
        let repost = json!({
            "post": { "author": { "did": "did:plc:b" } },
            "reason": { "$type": "app.bsky.feed.defs#reasonRepost", "by": { "did": "did:plc:a" } },
        });
        let pin = json!({ "post": own["post"], "reason": { "$type": "app.bsky.feed.defs#reasonPin" } });
        assert!(is_of(std::slice::from_ref(&own), "did:plc:a"));
        assert!(is_of(&[repost], "did:plc:a"));
        assert!(!is_of(&[pin], "did:plc:a"));
        assert!(!is_of(&[own], "did:plc:b"));
        assert!(!is_of(&[], "did:plc:a"));
    }
}
