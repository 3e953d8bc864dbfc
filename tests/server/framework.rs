//! What holds for every method and every connection, over real sockets.

use std::net::IpAddr;
use std::time::Duration;

use hostplant::api;
use hostplant::base::{Clock, Timestamp};
use hostplant::xrpc::{BodyRule, Verb, limits};
use hyper::{Method, StatusCode};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{As, START, TestServer};

#[tokio::test]
async fn health_robots_and_the_landing_page_answer() {
    let server = TestServer::start().await;
    let health = server.send(Method::GET, "/xrpc/_health", &[], "").await;
    assert_eq!(health.ok()["version"], env!("CARGO_PKG_VERSION"));
    assert!(health.headers.contains_key("x-request-id"));
    let robots = server.send(Method::GET, "/robots.txt", &[], "").await;
    assert!(robots.body.starts_with(b"#"));
    let landing = server.send(Method::GET, "/", &[], "").await;
    assert!(String::from_utf8_lossy(&landing.body).contains("Personal Data Server"));
    assert_eq!(server.send(Method::GET, "/nothing", &[], "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.send(Method::POST, "/", &[], "").await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_embedded_directory_answers() {
    let server = TestServer::start().await;
    let directory = server.directory();
    assert_eq!(server.fetch(&format!("{directory}/_health")).await.status, StatusCode::OK);
    let unknown = server.fetch(&format!("{directory}/did:plc:abcdefghijklmnopqrstuvwx")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.json()["message"].as_str().expect("a message").starts_with("DID not registered"));
}

#[tokio::test]
async fn unknown_methods_say_that_no_service_is_configured() {
    let server = TestServer::start().await;
    let answer = server.get(&As::Nobody, "com.example.nothing", "").await;
    assert!(matches!(answer.error().0, 400 | 401), "{:?}", answer.error());
    assert_eq!(server.get(&As::Nobody, "nothing", "").await.message(), "invalid xrpc path");
}

/// Every row refuses the wrong verb, callers without credentials, and bodies over its limit.
#[tokio::test]
async fn every_row_keeps_its_columns() {
    let server = TestServer::start().await;
    for row in api::table().rows() {
        let path = format!("/xrpc/{}", row.nsid);
        let wrong = if row.verb == Verb::Procedure { Method::GET } else { Method::POST };
        let answer = server.send(wrong.clone(), &path, &[], "").await;
        let expected = format!("Incorrect HTTP method ({wrong}) expected {}", row.verb.method());
        assert_eq!(answer.message(), expected, "{}", row.nsid);

        if row.auth_required && row.verb == Verb::Procedure {
            let answer = server.send(Method::POST, &path, &[], "").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", row.nsid);
            assert_eq!(answer.headers["cache-control"], "private", "{}", row.nsid);
            let names = ["AuthenticationRequired", "AuthMissing", "MissingJwt"];
            assert!(names.contains(&answer.error().1.as_str()), "{} {:?}", row.nsid, answer.error());
        }
        if let (BodyRule::Json { max }, false) = (row.body, row.auth_required) {
            let long = format!("\"{}\"", "x".repeat(usize::try_from(max).expect("a length")));
            let headers = [("content-type", "application/json")];
            let answer = server.send(Method::POST, &path, &headers, long).await;
            assert_eq!(answer.error(), (413, "PayloadTooLargeError".to_owned()), "{}", row.nsid);
        }
        assert!(row.limits.iter().all(|limit| !limit.rule().windows.is_empty()), "{}", row.nsid);
    }
}

#[tokio::test]
async fn numbers_are_served_apart() {
    let server = TestServer::with(&["metrics.listen=127.0.0.1:0"]).await;
    server.get(&As::Nobody, "com.atproto.server.describeServer", "").await.ok();
    server.get(&As::Nobody, "com.atproto.server.getSession", "").await.error();
    let address = server.server().metrics_address().expect("a listener");
    let answer = server.fetch(&format!("http://{address}/metrics")).await;
    let text = String::from_utf8_lossy(&answer.body);
    let call = "hostplant_calls_total{method=\"com.atproto.server.describeServer\",outcome=\"ok\"} 1";
    assert!(text.contains(call), "{text}");
    assert!(text.contains("method=\"com.atproto.server.getSession\",outcome=\"refused\"} 1"), "{text}");
    assert!(text.contains("hostplant_store_syncs_total") && text.ends_with("# EOF\n"));
    let documentation = include_str!("../../docs/metrics.md");
    let names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# HELP hostplant_")?.split_once(' '))
        .map(|(name, _)| name)
        .collect();
    assert!(names.contains(&"healthy") && names.contains(&"disk_free_bytes"), "{names:?}");
    for name in names {
        assert!(documentation.contains(&format!("`{name}`")), "docs/metrics.md does not tell of {name}");
    }
    let elsewhere = server.send(Method::GET, "/metrics", &[], "").await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_global_limit_counts_by_forwarded_address() {
    let server = TestServer::with(&["limits.enabled=true", "limits.bypass_key=open sesame"]).await;
    let call = async |client: &str, key: &str| {
        let headers = [("x-forwarded-for", client), ("x-ratelimit-bypass", key)];
        server.send(Method::GET, "/xrpc/com.example.nothing", &headers, "").await
    };
    let first = call("198.51.100.1", "").await;
    assert_eq!(first.headers["ratelimit-policy"], "3000;w=300");
    assert_eq!(first.headers["ratelimit-remaining"], "2999");
    assert_eq!(call("198.51.100.1", "").await.headers["ratelimit-remaining"], "2998");
    assert_eq!(call("198.51.100.2", "").await.headers["ratelimit-remaining"], "2999");
    assert!(!call("198.51.100.1", "open sesame").await.headers.contains_key("ratelimit-limit"));
    server.advance(Duration::from_secs(300));
    assert_eq!(call("198.51.100.1", "").await.headers["ratelimit-remaining"], "2999");
}

#[tokio::test]
async fn the_global_limit_holds_for_every_row_that_counts() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let address: IpAddr = "198.51.100.9".parse().expect("an address");
    let limits_of = &server.app().limits;
    let mut meter = limits_of.meter(address, None);
    let all = limits::GLOBAL.windows[0].points;
    limits_of.charge(&mut meter, &limits::GLOBAL, limits::subject_of(address), all).expect("room");
    for row in api::table().rows() {
        let headers = [("x-forwarded-for", "198.51.100.9")];
        let path = format!("/xrpc/{}", row.nsid);
        let answer = server.send(row.verb.method(), &path, &headers, "").await;
        if row.counts_globally() {
            assert_eq!(answer.error(), (429, "RateLimitExceeded".to_owned()), "{}", row.nsid);
            assert!(answer.headers.contains_key("retry-after"), "{}", row.nsid);
        } else {
            assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{}", row.nsid);
        }
    }
    assert_eq!(
        server.send(Method::GET, "/xrpc/_health", &[("x-forwarded-for", "198.51.100.9")], "").await.status,
        200
    );
}

/// Clients that send everything before they read must still get the refusal.
#[tokio::test]
async fn a_refusal_reaches_clients_that_send_on() {
    let server = TestServer::with(&["blobs.upload_limit=1 MiB"]).await;
    let alice = server.account("alice").await;
    let As::Bearer(token) = &alice.owner else { panic!("a session") };
    let mut socket = TcpStream::connect(server.address()).await.expect("connected");
    let length = 8 * 1024 * 1024;
    let head = format!(
        "POST /xrpc/com.atproto.repo.uploadBlob HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-type: text/plain\r\ncontent-length: {length}\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.expect("sent");
    socket.write_all(&vec![b'x'; length]).await.expect("all of it is taken");
    let mut buffer = vec![0; 4_096];
    let read = socket.read(&mut buffer).await.expect("an answer");
    assert!(buffer[..read].starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&buffer[..read]));
}

#[tokio::test]
async fn one_address_has_only_so_many_connections() {
    let limits = ["http.trusted_proxies=192.0.2.1", "http.max_connections_per_address=2"];
    let server = TestServer::with(&limits).await;
    let request = b"GET /robots.txt HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let mut buffer = vec![0; 1_024];
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut socket = TcpStream::connect(server.address()).await.expect("connected");
        socket.write_all(request).await.expect("sent");
        assert!(socket.read(&mut buffer).await.expect("an answer") > 0);
        open.push(socket);
    }
    let mut third = TcpStream::connect(server.address()).await.expect("connected");
    // Closed at once: the end of the stream, or a reset if the request was on its way.
    let sent = third.write_all(request).await;
    assert!(sent.is_err() || !matches!(third.read(&mut buffer).await, Ok(read) if read > 0));
}

#[tokio::test]
async fn one_connection_serves_requests_until_the_server_stops() {
    let server = TestServer::start().await;
    let mut socket = TcpStream::connect(server.address()).await.expect("connected");
    let mut buffer = vec![0; 4_096];
    for _ in 0..3 {
        socket.write_all(b"GET /robots.txt HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("sent");
        let read = socket.read(&mut buffer).await.expect("an answer");
        assert!(buffer[..read].starts_with(b"HTTP/1.1 200 OK"));
    }
    server.stop().await;
    assert_eq!(socket.read(&mut buffer).await.expect("the end"), 0);
}

#[tokio::test]
async fn before_the_clock_is_set_what_is_there_can_be_read_by_anybody() {
    let mut server = TestServer::start().await;
    let alice = server.account("alice").await;
    let post = json!({
        "repo": alice.did, "collection": "app.bsky.feed.post",
        "record": { "$type": "app.bsky.feed.post", "text": "hi", "createdAt": "2026-11-01T00:00:00Z" },
    });
    server.post(&alice.owner, "com.atproto.repo.createRecord", post.clone()).await.ok();
    let woken = Timestamp::from_secs(5);
    server.restart_with(Clock::manual(woken)).await;
    let repo = format!("repo={}&collection=app.bsky.feed.post", alice.did);
    let listed = server.get(&As::Nobody, "com.atproto.repo.listRecords", &repo).await;
    assert_eq!(listed.ok()["records"].as_array().map(Vec::len), Some(1));
    let did = format!("did={}", alice.did);
    for method in ["com.atproto.sync.getRepo", "com.atproto.sync.getLatestCommit"] {
        assert_eq!(server.get(&As::Nobody, method, &did).await.status, 200, "{method}");
    }
    // Who says who it is, writes, or asks for what depends on age has to wait.
    for refused in [
        server.get(&alice.owner, "com.atproto.repo.listRecords", &repo).await,
        server.get(&alice.owner, "com.atproto.server.getSession", "").await,
        server.get(&As::Nobody, "com.atproto.server.getSession", "").await,
        server.get(&As::Nobody, "com.atproto.sync.subscribeRepos", "").await,
        server.get(&As::Nobody, "app.bsky.feed.getTimeline", "").await,
        server.post(&alice.owner, "com.atproto.repo.createRecord", post.clone()).await,
        server.post(&As::Nobody, "com.atproto.server.createSession", json!({})).await,
    ] {
        assert_eq!(refused.status, 503, "{}", String::from_utf8_lossy(&refused.body));
        assert!(refused.headers.contains_key("retry-after"));
    }
    server.advance(START.since(woken));
    assert_eq!(server.get(&As::Nobody, "com.atproto.server.getSession", "").await.status, 401);
}
