//! Answers of an AppView that is behind, completed with what was just written.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::accounts::TestAccount;
use super::upstream::{FakeService, Told};
use super::{Answer, TestServer};

const VIEW: &str = "did:web:view.test";
const POST: &str = "app.bsky.feed.post";

struct Written {
    uri: String,
    rev: String,
}

/// A server, its AppView, and an account whose first post the AppView has seen.
struct Bench {
    view: FakeService,
    server: TestServer,
    alice: TestAccount,
    first: Written,
}

impl Bench {
    async fn new() -> Self {
        let view = FakeService::start().await;
        let server = TestServer::with(&[
            &format!("appview.url={}", view.url()),
            &format!("appview.did={VIEW}"),
            "appview.cdn_url_pattern=https://cdn.test/%s/%s/%s",
        ])
        .await;
        let alice = server.account("alice").await;
        let first = write(&server, &alice, POST, post("first")).await;
        server.advance(Duration::from_secs(60));
        Self { view, server, alice, first }
    }

    async fn write(&self, record: Value) -> Written {
        let written = write(&self.server, &self.alice, POST, record).await;
        self.server.advance(Duration::from_secs(1));
        written
    }

    async fn write_profile(&self) {
        let body = json!({
            "repo": self.alice.did, "collection": "app.bsky.actor.profile", "rkey": "self",
            "record": { "$type": "app.bsky.actor.profile", "displayName": "Alice", "description": "new" },
        });
        self.server.post(&self.alice.owner, "com.atproto.repo.putRecord", body).await.ok();
    }

    /// Lets the AppView answer `body`, having seen the account's first post and nothing later.
    fn behind(&self, body: Value) {
        let rev = self.first.rev.clone();
        self.view.answers(move |_| Told::ok(&body).header("atproto-repo-rev", rev.clone()));
    }

    async fn get(&self, method: &str, query: &str) -> Answer {
        self.server.get(&self.alice.owner, method, query).await
    }

    fn own_view(&self) -> Value {
        json!({ "did": self.alice.did, "handle": self.alice.handle, "displayName": "old", "banner": "old" })
    }

    fn item(&self, uri: &str, indexed_at: &str) -> Value {
        json!({ "post": { "uri": uri, "author": self.own_view(), "record": {}, "indexedAt": indexed_at } })
    }
}

async fn write(server: &TestServer, who: &TestAccount, collection: &str, record: Value) -> Written {
    let body = json!({ "repo": who.did, "collection": collection, "record": record });
    let made = server.post(&who.owner, "com.atproto.repo.createRecord", body).await.ok();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    Written { uri: text(&made["uri"]), rev: text(&made["commit"]["rev"]) }
}

fn post(text: &str) -> Value {
    json!({ "$type": POST, "text": text, "createdAt": "2026-01-01T00:00:00Z" })
}

fn reply(text: &str, root: &str, parent: &str) -> Value {
    let cid = "bafyreigp6shzy6dlcxuowwoxz7u5nemdrkad2my5zwzpwilcnhih7bw6zm";
    let mut record = post(text);
    record["reply"] = json!({ "root": { "uri": root, "cid": cid }, "parent": { "uri": parent, "cid": cid } });
    record
}

fn uris(feed: &Value) -> Vec<&str> {
    feed.as_array().expect("a list").iter().map(|item| item["post"]["uri"].as_str().expect("a URI")).collect()
}

#[tokio::test]
async fn an_answer_that_is_up_to_date_is_not_touched() {
    let bench = Bench::new().await;
    let bytes = "{ \"feed\" : [ ] , \"odd\": 1.50 }";
    let rev = bench.first.rev.clone();
    bench.view.answers(move |_| {
        Told::bytes(200, bytes)
            .header("content-type", "application/json")
            .header("atproto-repo-rev", rev.clone())
    });
    let answer = bench.get("app.bsky.feed.getTimeline", "").await;
    assert_eq!(answer.body, bytes);
    assert!(!answer.headers.contains_key("atproto-upstream-lag"));
    assert_eq!(answer.headers["atproto-repo-rev"], bench.first.rev);
    // Nor is one that does not say how far it is, is not JSON, or is not of the expected form.
    bench.write(post("second")).await;
    bench.view.answers(|_| Told::ok(&json!({ "feed": [] })));
    assert_eq!(bench.get("app.bsky.feed.getTimeline", "").await.ok(), json!({ "feed": [] }));
    bench.behind(json!({ "feed": "none" }));
    let answer = bench.get("app.bsky.feed.getTimeline", "").await;
    assert_eq!(answer.ok(), json!({ "feed": "none" }));
    assert!(!answer.headers.contains_key("atproto-upstream-lag"));
    let rev = bench.first.rev.clone();
    bench.view.answers(move |_| {
        Told::bytes(200, "plain").header("content-type", "text/plain").header("atproto-repo-rev", rev.clone())
    });
    assert_eq!(bench.get("app.bsky.feed.getTimeline", "").await.body, "plain");
    // A revision from before everything that is here belongs to another server.
    bench.view.answers(|_| Told::ok(&json!({ "feed": [] })).header("atproto-repo-rev", "2222222222222"));
    assert_eq!(bench.get("app.bsky.feed.getTimeline", "").await.ok(), json!({ "feed": [] }));
}

#[tokio::test]
async fn timelines_show_own_posts_at_once() {
    let bench = Bench::new().await;
    let second = bench.write(post("second")).await;
    let third = bench.write(post("third")).await;
    bench.behind(json!({
        "feed": [bench.item("at://later", "2026-01-01T00:01:00.500Z"), bench.item("at://old", "2025-01-01T00:00:00.000Z")],
        "cursor": "next",
    }));
    let answer = bench.get("app.bsky.feed.getTimeline", "limit=2").await;
    let body = answer.ok();
    assert_eq!(uris(&body["feed"]), [&third.uri, "at://later", &second.uri, "at://old"]);
    assert_eq!(body["cursor"], "next");
    let view = &body["feed"][0]["post"];
    assert_eq!(view["author"], json!({ "did": bench.alice.did, "handle": "alice.test" }));
    assert_eq!(view["record"]["text"], "third");
    assert_eq!((&view["likeCount"], &view["replyCount"]), (&json!(0), &json!(0)));
    assert_eq!(answer.headers["atproto-upstream-lag"], "2000");
    assert_eq!(bench.view.asked_once().path(), "/xrpc/app.bsky.feed.getTimeline?limit=2");
}

#[tokio::test]
async fn compressed_answers_are_read_too() {
    let bench = Bench::new().await;
    let second = bench.write(post("second")).await;
    let rev = bench.first.rev.clone();
    bench.view.answers(move |asked| {
        assert_eq!(asked.headers()["accept-encoding"], "identity;q=1, gzip;q=0.3");
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(br#"{"feed":[]}"#).expect("memory");
        Told::bytes(200, gzip.finish().expect("memory"))
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .header("atproto-repo-rev", rev.clone())
    });
    let token = match &bench.alice.owner {
        super::As::Bearer(token) => format!("Bearer {token}"),
        _ => unreachable!("test accounts have tokens"),
    };
    let headers = [("authorization", token.as_str()), ("accept-encoding", "br, gzip")];
    let path = "/xrpc/app.bsky.feed.getTimeline";
    let answer = bench.server.send(hyper::Method::GET, path, &headers, "").await;
    assert_eq!(uris(&answer.ok()["feed"]), [&second.uri]);
    let refused = [("authorization", token.as_str()), ("accept-encoding", "br, identity;q=0")];
    let answer = bench.server.send(hyper::Method::GET, path, &refused, "").await;
    assert_eq!(answer.error(), (406, "NotAcceptable".to_owned()));
}

#[tokio::test]
async fn profiles_show_the_latest_words() {
    let bench = Bench::new().await;
    bench.write_profile().await;
    let stranger = json!({ "did": "did:plc:other", "displayName": "other" });
    bench.behind(bench.own_view());
    let answer = bench.get("app.bsky.actor.getProfile", "actor=alice.test").await;
    let expected = json!({
        "did": bench.alice.did, "handle": "alice.test", "displayName": "Alice", "description": "new",
    });
    assert_eq!(answer.ok(), expected);
    assert!(answer.headers.contains_key("atproto-upstream-lag"));
    bench.behind(stranger.clone());
    assert_eq!(bench.get("app.bsky.actor.getProfile", "actor=did:plc:other").await.ok(), stranger);
    bench.behind(json!({ "profiles": [stranger, bench.own_view()] }));
    let query = "actors=did:plc:other&actors[]=alice.test";
    let profiles = bench.get("app.bsky.actor.getProfiles", query).await.ok();
    assert_eq!(profiles, json!({ "profiles": [stranger, expected] }));

    bench.behind(json!({ "feed": [bench.item("at://liked", "2026-01-01T00:00:00.000Z")] }));
    let likes = bench.get("app.bsky.feed.getActorLikes", "actor=alice.test").await.ok();
    assert_eq!(likes["feed"][0]["post"]["author"]["displayName"], "Alice");
    assert_eq!(likes["feed"][0]["post"]["author"]["banner"], "old");
}

#[tokio::test]
async fn author_feeds_show_own_posts_at_once() {
    let bench = Bench::new().await;
    bench.write_profile().await;
    let second = bench.write(post("second")).await;
    let old = bench.item(&bench.first.uri, "2026-01-01T00:00:00.000Z");
    bench.behind(json!({ "feed": [old] }));
    let feed = bench.get("app.bsky.feed.getAuthorFeed", "actor=alice.test").await.ok();
    assert_eq!(uris(&feed["feed"]), [&second.uri, &bench.first.uri]);
    assert_eq!(feed["feed"][1]["post"]["author"]["displayName"], "Alice");
    let media =
        bench.get("app.bsky.feed.getAuthorFeed", "actor=alice.test&filter=posts_with_media").await.ok();
    assert_eq!(uris(&media["feed"]), [&bench.first.uri]);
    let mut other = bench.item("at://other", "2025-01-01T00:00:00.000Z");
    other["post"]["author"]["did"] = json!("did:plc:other");
    bench.behind(json!({ "feed": [other] }));
    let feed = bench.get("app.bsky.feed.getAuthorFeed", "actor=did:plc:other").await.ok();
    assert_eq!(uris(&feed["feed"]), ["at://other"]);
}

#[tokio::test]
async fn what_posts_embed_is_shown() {
    let bench = Bench::new().await;
    let cid = "bafyreigp6shzy6dlcxuowwoxz7u5nemdrkad2my5zwzpwilcnhih7bw6zm";
    let quote = |uri: &str| json!({ "$type": "app.bsky.embed.record", "record": { "uri": uri, "cid": cid } });
    let link = json!({
        "$type": "app.bsky.embed.external",
        "external": { "uri": "https://example.com", "title": "t", "description": "d" },
    });
    let with = |text: &str, embed: Value| {
        let mut record = post(text);
        record["embed"] = embed;
        record
    };
    let other = "at://did:plc:other/app.bsky.feed.post/1";
    bench.write(with("link", link.clone())).await;
    bench.write(with("quote", quote(other))).await;
    bench.write(with("lost", quote("at://did:plc:other/app.bsky.feed.post/2"))).await;
    let both = json!({ "$type": "app.bsky.embed.recordWithMedia", "record": quote(other), "media": link });
    bench.write(with("both", both)).await;
    bench.write(with("list", quote("at://did:plc:other/app.bsky.graph.list/1"))).await;
    let rev = bench.first.rev.clone();
    bench.view.answers(move |asked| match asked.method() {
        "app.bsky.feed.getTimeline" => {
            Told::ok(&json!({ "feed": [] })).header("atproto-repo-rev", rev.clone())
        }
        "app.bsky.feed.getPosts" if asked.path().ends_with("post/1") => Told::ok(&json!({ "posts": [{
            "uri": "at://did:plc:other/app.bsky.feed.post/1", "cid": "c", "author": { "did": "did:plc:other" },
            "record": { "text": "hi" }, "indexedAt": "2026", "embed": { "$type": "e" }, "labels": [],
        }] })),
        "app.bsky.feed.getPosts" => Told::ok(&json!({ "posts": [] })),
        _ => Told::ok(&json!({ "list": { "name": "friends" }, "items": [] })),
    });
    let body = bench.get("app.bsky.feed.getTimeline", "").await.ok();
    let embed = |index: usize| body["feed"][index]["post"]["embed"].clone();
    let list = json!({ "$type": "app.bsky.graph.defs#listView", "name": "friends" });
    assert_eq!(embed(0), json!({ "$type": "app.bsky.embed.record#view", "record": list }));
    let link_view = json!({
        "$type": "app.bsky.embed.external#view",
        "external": { "uri": "https://example.com", "title": "t", "description": "d" },
    });
    assert_eq!(embed(1)["media"], link_view);
    assert_eq!(embed(1)["record"], embed(3));
    assert_eq!(embed(2)["record"]["$type"], "app.bsky.embed.record#viewNotFound");
    assert_eq!(
        embed(3)["record"],
        json!({
            "$type": "app.bsky.embed.record#viewRecord", "uri": other, "cid": "c",
            "author": { "did": "did:plc:other" }, "value": { "text": "hi" }, "indexedAt": "2026",
            "embeds": [{ "$type": "e" }], "labels": [],
        })
    );
    assert_eq!(embed(4), link_view);

    // Where the AppView cannot say what is quoted, its own answer goes out.
    let rev = bench.first.rev.clone();
    bench.view.answers(move |asked| match asked.method() {
        "app.bsky.feed.getTimeline" => {
            Told::ok(&json!({ "feed": [] })).header("atproto-repo-rev", rev.clone())
        }
        _ => Told::error(500, "Broken", "oops"),
    });
    let answer = bench.get("app.bsky.feed.getTimeline", "").await;
    assert_eq!(answer.ok(), json!({ "feed": [] }));
    assert!(!answer.headers.contains_key("atproto-upstream-lag"));
}

#[tokio::test]
async fn threads_show_own_replies_at_once() {
    let bench = Bench::new().await;
    let root = bench.first.uri.clone();
    let second = bench.write(reply("second", &root, &root)).await;
    let third = bench.write(reply("third", &root, &second.uri)).await;
    bench
        .write(reply(
            "elsewhere",
            "at://did:plc:other/app.bsky.feed.post/1",
            "at://did:plc:other/app.bsky.feed.post/1",
        ))
        .await;
    let view = "app.bsky.feed.defs#threadViewPost";
    bench
        .behind(json!({ "thread": { "$type": view, "post": { "uri": root, "record": {} }, "replies": [] } }));
    let body = bench.get("app.bsky.feed.getPostThread", &format!("uri={root}")).await.ok();
    let answer = &body["thread"]["replies"][0];
    assert_eq!(answer["post"]["uri"], second.uri);
    assert_eq!(answer["replies"][0]["post"]["uri"], third.uri);
    assert_eq!(body["thread"]["replies"].as_array().map(Vec::len), Some(1));
    bench.behind(json!({ "thread": { "$type": "app.bsky.feed.defs#blockedPost" } }));
    let blocked = bench.get("app.bsky.feed.getPostThread", &format!("uri={root}")).await.ok();
    assert_eq!(blocked["thread"]["$type"], "app.bsky.feed.defs#blockedPost");
}

#[tokio::test]
async fn threads_of_posts_that_the_app_view_lacks_are_made_here() {
    let bench = Bench::new().await;
    let root = bench.first.uri.clone();
    let second = bench.write(reply("second", &root, &root)).await;
    let third = bench.write(reply("third", &root, &second.uri)).await;
    let rev = bench.first.rev.clone();
    let known = root.clone();
    bench.view.answers(move |asked| {
        if asked.path().contains("depth=0") {
            return Told::ok(&json!({ "thread": { "post": { "uri": known } } }));
        }
        Told::error(400, "NotFound", "Post not found").header("atproto-repo-rev", rev.clone())
    });
    let by_handle = second.uri.replace(bench.alice.did.as_str(), "alice.test");
    for uri in [&second.uri, &by_handle] {
        let answer = bench.get("app.bsky.feed.getPostThread", &format!("uri={uri}&parentHeight=5")).await;
        let body = answer.ok();
        assert_eq!(body["thread"]["post"]["uri"], second.uri);
        assert_eq!(body["thread"]["replies"][0]["post"]["uri"], third.uri);
        assert_eq!(body["thread"]["parent"]["post"]["uri"], root);
        assert_eq!(answer.headers["atproto-upstream-lag"], "2000");
        let asked = bench.view.asked();
        let path = asked[1].path();
        assert!(path.ends_with("&parentHeight=5&depth=0"), "{path}");
    }
    for uri in ["at://did:plc:other/app.bsky.feed.post/1", &second.uri[..second.uri.len() - 1]] {
        let answer = bench.get("app.bsky.feed.getPostThread", &format!("uri={uri}")).await;
        assert_eq!(answer.error(), (400, "NotFound".to_owned()));
        assert_eq!(answer.message(), "Post not found");
    }
}

#[tokio::test]
async fn answers_too_large_to_be_changed_pass_through() {
    let bench = Bench::new().await;
    bench.write(post("second")).await;
    let bytes = format!("{{\"feed\":[],\"rest\":\"{}\"}}", "x".repeat(3 * 1024 * 1024));
    let (rev, told) = (bench.first.rev.clone(), bytes.clone());
    bench.view.answers(move |_| {
        Told::bytes(200, told.clone())
            .header("content-type", "application/json")
            .header("atproto-repo-rev", rev.clone())
    });
    let answer = bench.get("app.bsky.feed.getTimeline", "").await;
    assert_eq!(answer.body, bytes);
    assert_eq!(answer.headers["content-length"], bytes.len().to_string());
    assert!(!answer.headers.contains_key("atproto-upstream-lag"));
}
