//! `com.atproto.sync.subscribeRepos` as relays see it.

use std::collections::HashMap;
use std::time::Duration;

use hostplant::firehose::{CrawlConfig, CrawlError, Crawlers};
use hostplant::net::{FixedNames, Names, Network};
use hyper::StatusCode;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::accounts::{PASSWORD, TestAccount};
use super::stream::{Frame, Known};
use super::upstream::{FakeService, Told};
use super::{As, TestServer};

const THING: &str = "com.example.thing";

impl TestServer {
    async fn write(&self, who: &TestAccount, writes: Value) {
        let body = json!({"repo": who.did, "writes": writes});
        self.post(&who.owner, "com.atproto.repo.applyWrites", body).await.ok();
    }

    async fn create(&self, who: &TestAccount, value: Value) -> String {
        let body = json!({"repo": who.did, "collection": THING, "record": value});
        let made = self.post(&who.owner, "com.atproto.repo.createRecord", body).await.ok();
        made["uri"].as_str().expect("a URI").rsplit('/').next().expect("a key").to_owned()
    }
}

fn kinds(frames: &[Frame]) -> Vec<&str> {
    frames.iter().map(|frame| frame.kind.as_str()).collect()
}

#[tokio::test]
async fn a_new_account_announces_itself_in_order() {
    let server = TestServer::start().await;
    let mut follower = server.follow(None).await;
    let alice = server.account("alice").await;
    let frames = follower.frames(4).await;
    assert_eq!(kinds(&frames), ["#identity", "#account", "#commit", "#sync"]);
    assert_eq!((frames[0].text("did"), frames[0].text("handle")), (alice.did.as_str(), "alice.test"));
    assert_eq!(frames[1].payload.get("active").and_then(hostplant::cbor::Value::as_bool), Some(true));
    assert_eq!(frames[1].payload.text("status"), None);
    let key = server.signing_key(&alice.did).await;
    let first = frames[2].verify(&key, None);
    assert_eq!(frames[3].verify(&key, Some(&first)), first);
    assert!(frames.is_sorted_by(|a, b| a.seq() < b.seq()));
}

#[tokio::test]
async fn every_commit_can_be_verified_from_the_one_before() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let mut follower = server.follow(Some(0)).await;
    let key = server.signing_key(&alice.did).await;

    let mut keys = Vec::new();
    for n in 0..60 {
        keys.push(server.create(&alice, json!({"n": n})).await);
    }
    let create = |key: &str, n: u32| json!({"$type": "com.atproto.repo.applyWrites#create", "collection": THING, "rkey": key, "value": {"n": n}});
    let update = |key: &str, n: u32| json!({"$type": "com.atproto.repo.applyWrites#update", "collection": THING, "rkey": key, "value": {"n": n}});
    let delete =
        |key: &str| json!({"$type": "com.atproto.repo.applyWrites#delete", "collection": THING, "rkey": key});
    let many: Vec<Value> = (0..150).map(|n| create(&format!("many-{n}"), n)).collect();
    server.write(&alice, Value::Array(many)).await;
    server
        .write(&alice, json!([create("a", 1), delete(&keys[0]), update(&keys[1], 1_000), delete("many-7")]))
        .await;
    // Several writes to one path are one operation in the end.
    server
        .write(&alice, json!([create("b", 1), update("b", 2), delete(&keys[2]), create(&keys[2], 3)]))
        .await;
    for key in &keys[3..] {
        server.write(&alice, json!([delete(key)])).await;
    }

    let mut known: Option<Known> = None;
    let mut commits = 0;
    let last =
        server.get(&As::Nobody, "com.atproto.sync.getLatestCommit", &format!("did={}", alice.did)).await.ok();
    while known.as_ref().is_none_or(|known| known.rev != last["rev"].as_str().expect("a revision")) {
        let frame = follower.frame().await;
        if frame.kind == "#commit" {
            commits += 1;
            known = Some(frame.verify(&key, known.as_ref()));
            assert_eq!(frame.payload.get("blobs"), Some(&hostplant::cbor::Value::List(vec![])));
        }
    }
    assert_eq!(commits, 1 + 60 + 3 + 57);
    assert_eq!(known.expect("a state").records, 2 + 149 + 2);
}

#[tokio::test]
async fn followers_that_come_and_go_miss_nothing_while_others_write() {
    const WRITES: usize = 40;
    let server = TestServer::start().await;
    let accounts =
        [server.account("alice").await, server.account("bob").await, server.account("carol").await];
    let mut all = server.follow(Some(0)).await;
    let writers = async {
        let write = async |who: &TestAccount| {
            for n in 0..WRITES {
                // Large enough that the ring does not hold everything.
                server
                    .create(who, json!({"n": n, "text": "x".repeat(if n % 4 == 0 { 100_000 } else { 10 })}))
                    .await;
            }
        };
        tokio::join!(write(&accounts[0]), write(&accounts[1]), write(&accounts[2]));
    };
    let restless = async {
        // Reads a few, leaves, and comes back with the last place seen.
        let (mut seen, mut cursor) = (Vec::new(), 0);
        while seen.len() < 12 + 3 * WRITES {
            let mut follower = server.follow(Some(cursor)).await;
            for frame in follower.frames((12 + 3 * WRITES - seen.len()).min(9)).await {
                cursor = frame.seq();
                seen.push(frame.bytes);
            }
        }
        seen
    };
    let steady = async { all.frames(12 + 3 * WRITES).await };
    let ((), restless, steady) = tokio::join!(writers, restless, steady);
    let steady_bytes: Vec<_> = steady.iter().map(|frame| frame.bytes.clone()).collect();
    assert_eq!(restless.len(), steady_bytes.len());
    assert!(restless == steady_bytes, "the same events in the same order");

    let mut known: HashMap<String, Known> = HashMap::new();
    for frame in steady.iter().filter(|frame| frame.kind == "#commit") {
        let repo = frame.text("repo").to_owned();
        let key = server.signing_key(&repo.parse().expect("a DID")).await;
        let next = frame.verify(&key, known.get(&repo));
        known.insert(repo, next);
    }
    assert!(known.values().all(|known| known.records == WRITES) && known.len() == 3);
}

#[tokio::test]
async fn cursors_are_answered_as_the_protocol_says() {
    let server = TestServer::start().await;
    let mut alice = server.account("alice").await;
    let newest = server.follow(Some(0)).await.frames(4).await.pop().expect("a frame").seq();

    let mut future = server.follow(Some(newest + 1_000)).await;
    let refusal = future.frame().await;
    assert_eq!((refusal.kind.as_str(), refusal.text("error")), ("error", "FutureCursor"));
    assert_eq!(future.closed().await, "FutureCursor");

    for wrong in ["cursor=abc", "cursor=1.5", "cursor=99999999999999999999"] {
        match server.try_follow(wrong).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), StatusCode::BAD_REQUEST),
            other => panic!("{wrong}: {:?}", other.err()),
        }
    }

    // Past the window everything is too old; the newest event is served when it comes.
    server.advance(Duration::from_secs(4 * 24 * 3_600));
    let mut late = server.follow(Some(1)).await;
    let info = late.frame().await;
    assert_eq!((info.kind.as_str(), info.text("name")), ("#info", "OutdatedCursor"));
    let mut up_to_date = server.follow(Some(newest)).await;
    let login = json!({"identifier": alice.handle, "password": PASSWORD});
    let session = server.post(&As::Nobody, "com.atproto.server.createSession", login).await.ok();
    alice.owner = As::Bearer(session["accessJwt"].as_str().expect("a token").to_owned());
    server.create(&alice, json!({"after": "a pause"})).await;
    let commit = late.frame().await;
    assert_eq!(commit.kind, "#commit");
    assert_eq!(up_to_date.frame().await.bytes, commit.bytes);
    assert!(commit.seq() > newest);
}

#[tokio::test]
async fn followers_only_listen() {
    let server = TestServer::start().await;
    for message in [Message::text("hello"), Message::binary(vec![1])] {
        let mut follower = server.follow(None).await;
        follower.say(message).await;
        assert_eq!(follower.closed().await, "this stream takes no messages");
    }
    let plain = server.get(&As::Nobody, "com.atproto.sync.subscribeRepos", "").await;
    assert_eq!(plain.status, StatusCode::UPGRADE_REQUIRED);
}

#[tokio::test]
async fn there_are_only_so_many_places() {
    let server = TestServer::with(&["firehose.max_subscribers=2"]).await;
    let (_first, second) = (server.follow(None).await, server.follow(None).await);
    match server.try_follow("").await {
        Err(Error::Http(answer)) => {
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert!(answer.headers().contains_key("retry-after"));
        }
        other => panic!("{:?}", other.err()),
    }
    drop(second);
    while server.app().firehose.subscribers() == 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.follow(None).await;
}

#[tokio::test]
async fn a_server_that_stops_takes_leave() {
    let server = TestServer::start().await;
    let mut follower = server.follow(None).await;
    let stopping = tokio::spawn(server.stop());
    assert_eq!(follower.closed().await, "the server stops");
    drop(follower);
    stopping.await.expect("an orderly end");
}

#[tokio::test]
async fn a_follower_that_does_not_read_costs_little_and_stops_nobody() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let sleeper = server.follow(Some(0)).await;
    let mut awake = server.follow(None).await;
    // Far more than the ring and the kernel's buffers hold.
    for n in 0..120 {
        server.create(&alice, json!({"n": n, "text": "x".repeat(200_000)})).await;
        assert_eq!(awake.frame().await.kind, "#commit");
    }
    assert_eq!(server.app().firehose.subscribers(), 2);
    // It wakes up and finds everything in its place.
    let mut sleeper = sleeper;
    let frames = sleeper.frames(4 + 120).await;
    assert!(frames.is_sorted_by(|a, b| a.seq() < b.seq()));
    assert_eq!(frames.iter().filter(|frame| frame.kind == "#commit").count(), 121);
}

#[tokio::test]
async fn a_deleted_account_leaves_one_event() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.account("alice").await, server.account("bob").await);
    server.create(&alice, json!({"n": 1})).await;
    server.create(&bob, json!({"n": 1})).await;
    let delete = json!({"did": alice.did});
    server.post(&As::Admin, "com.atproto.admin.deleteAccount", delete).await.ok();
    hostplant::jobs::run_due(server.app()).await.expect("done tasks");
    server.create(&bob, json!({"n": 2})).await;
    let mut follower = server.follow(Some(0)).await;
    let frames = follower.frames(4 + 1 + 1 + 1).await;
    assert_eq!(
        kinds(&frames),
        ["#identity", "#account", "#commit", "#sync", "#commit", "#account", "#commit"]
    );
    let of_alice: Vec<&Frame> =
        frames.iter().filter(|frame| frame.payload.text("did") == Some(alice.did.as_str())).collect();
    assert_eq!((of_alice.len(), of_alice[0].text("status")), (1, "deleted"));
    assert!(frames.iter().all(|frame| frame.payload.text("repo") != Some(alice.did.as_str())));
}

#[tokio::test]
async fn relays_are_asked_to_come_when_the_server_starts() {
    let relay = FakeService::start().await;
    let server = TestServer::with(&[&format!("firehose.crawlers={}", relay.url())]).await;
    let mut asked = Vec::new();
    while asked.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        asked = relay.asked();
    }
    assert_eq!(asked[0].path(), "/xrpc/com.atproto.sync.requestCrawl");
    let body: Value = serde_json::from_slice(&asked[0].body).expect("JSON");
    assert_eq!(body, json!({"hostname": format!("localhost:{}", server.address().port())}));
}

#[tokio::test]
async fn what_a_relay_says_is_told() {
    let (good, bad) = (FakeService::start().await, FakeService::start().await);
    bad.answers(|_| Told::error(401, "DomainBan", "the domain is banned"));
    let nobody = "http://127.0.0.1:9".to_owned();
    let network = Network::new(Names::fixed(FixedNames::default()), false);
    let crawlers = vec![good.url(), bad.url() + "/", nobody];
    let config = CrawlConfig { crawlers, hostname: "pds.example".to_owned() };
    let crawlers = Crawlers::new(network.trusted, config);
    let answers = crawlers.request().await;
    assert!(answers[0].1.is_ok());
    match &answers[1].1 {
        Err(CrawlError::Refused { status, reason }) => {
            assert_eq!(*status, StatusCode::UNAUTHORIZED);
            assert!(reason.contains("DomainBan"));
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(answers[2].1, Err(CrawlError::Request(_))));
    assert_eq!(bad.asked_once().path(), "/xrpc/com.atproto.sync.requestCrawl");
}
