//! Calls that other services answer.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use hostplant::account::Origin;
use hostplant::crypto::{LowS, jwt};
use hyper::Method;
use serde_json::json;

use super::accounts::TestAccount;
use super::upstream::{Asked, FakeService, Told};
use super::{As, TestServer};

const VIEW: &str = "did:web:view.test";

/// A server whose AppView, moderation and report service is `view`.
async fn server_with(view: &FakeService) -> TestServer {
    let url = view.url();
    TestServer::with(&[
        &format!("appview.url={url}"),
        &format!("appview.did={VIEW}"),
        &format!("moderation.url={url}"),
        "moderation.did=did:web:mod.test",
    ])
    .await
}

/// Checks the token that a service was shown, and tells its audience and method.
async fn audience(server: &TestServer, account: &TestAccount, asked: &Asked) -> (String, String) {
    let header = asked.headers()["authorization"].to_str().expect("text");
    let token = jwt::parse(header.strip_prefix("Bearer ").expect("a bearer token")).expect("a token");
    let document = server.app().identity.document(&account.did, hostplant::identity::Refresh::Cached).await;
    let key = document.expect("a document").signing_key().expect("a key");
    assert!(token.verify(&key, LowS::Required), "signed by the account");
    assert_eq!(token.claim_text("iss"), Some(account.did.as_str()));
    assert_eq!(token.claim_time("exp"), token.claim_time("iat").map(|iat| iat + 60));
    let text = |name: &str| token.claim_text(name).expect("a claim").to_owned();
    (text("aud"), text("lxm"))
}

fn bearer(who: &As) -> String {
    match who {
        As::Bearer(token) => format!("Bearer {token}"),
        _ => unreachable!("test accounts have tokens"),
    }
}

#[tokio::test]
async fn calls_go_to_the_app_view_with_a_token_of_the_account() {
    let view = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    view.answers(|_| {
        Told::bytes(200, "not even JSON")
            .header("content-type", "text/x-answer")
            .header("content-language", "de")
            .header("atproto-content-labelers", "did:web:labels.test")
            .header("set-cookie", "a=b")
            .header("x-internal", "secret")
    });
    let token = bearer(&alice.owner);
    let headers = [
        ("authorization", token.as_str()),
        ("accept-language", "de, en"),
        ("atproto-accept-labelers", "did:web:labels.test"),
        ("x-bsky-topics", "birds"),
        ("accept-encoding", "br"),
        ("cookie", "session=1"),
        ("user-agent", "client"),
    ];
    let path = "/xrpc/app.bsky.unspecced.getThing?b=2&a=%2B1&a=%20";
    let answer = server.send(Method::GET, path, &headers, "").await;
    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"not even JSON"[..]));
    assert_eq!(answer.headers["content-type"], "text/x-answer");
    assert_eq!(answer.headers["content-language"], "de");
    assert_eq!(answer.headers["atproto-content-labelers"], "did:web:labels.test");
    assert_eq!(answer.headers["cache-control"], "private");
    assert!(!answer.headers.contains_key("set-cookie") && !answer.headers.contains_key("x-internal"));

    let asked = view.asked_once();
    assert_eq!(asked.path(), path);
    assert_eq!(asked.headers()["accept-language"], "de, en");
    assert_eq!(asked.headers()["atproto-accept-labelers"], "did:web:labels.test");
    assert_eq!(asked.headers()["x-bsky-topics"], "birds");
    assert_eq!(asked.headers()["accept-encoding"], "br");
    assert!(!asked.headers().contains_key("cookie"));
    assert_ne!(asked.headers()["user-agent"], "client");
    let shown = audience(&server, &alice, &asked).await;
    assert_eq!(shown, (VIEW.to_owned(), "app.bsky.unspecced.getThing".to_owned()));

    // Without an Accept-Encoding the answer must be plain.
    server.get(&alice.owner, "app.bsky.unspecced.getThing", "").await;
    assert_eq!(view.asked_once().headers()["accept-encoding"], "identity");
}

#[tokio::test]
async fn bodies_are_passed_on_unread() {
    let view = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    let token = bearer(&alice.owner);
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/x-thing"),
        ("content-encoding", "x-own"),
        ("content-language", "de"),
    ];
    let body = vec![7; 300_000];
    let answer = server.send(Method::POST, "/xrpc/app.bsky.unspecced.doThing", &headers, body.clone()).await;
    assert_eq!(answer.ok(), json!({}));
    let asked = view.asked_once();
    assert_eq!(asked.head.method, Method::POST);
    assert_eq!(asked.body, body);
    assert_eq!(asked.headers()["content-type"], "application/x-thing");
    assert_eq!(asked.headers()["content-encoding"], "x-own");
    assert_eq!(asked.headers()["content-length"], "300000");
    assert!(!asked.headers().contains_key("content-language"));

    let head = server.send(Method::HEAD, "/xrpc/app.bsky.unspecced.getThing", &headers[..1], "").await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(view.asked_once().head.method, Method::HEAD);
    let put = server.send(Method::PUT, "/xrpc/app.bsky.unspecced.getThing", &headers[..1], "").await;
    assert_eq!(put.error(), (400, "InvalidRequest".to_owned()));
}

#[tokio::test]
async fn the_header_names_another_service() {
    let view = FakeService::start().await;
    let chat = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    let document = chat.document("bsky_chat");
    chat.answers(move |asked| match asked.head.uri.path() {
        "/.well-known/did.json" => Told::ok(&document),
        _ => Told::ok(&json!({ "chat": true })),
    });
    let token = bearer(&alice.owner);
    let call = async |target: &str| {
        let headers = [("authorization", token.as_str()), ("atproto-proxy", target)];
        server.send(Method::GET, "/xrpc/chat.bsky.convo.listConvos", &headers, "").await
    };
    let did = chat.did();
    assert_eq!(call(&format!("{did}#bsky_chat")).await.ok(), json!({ "chat": true }));
    let asked = chat.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(
        audience(&server, &alice, &asked[1]).await,
        (did.clone(), "chat.bsky.convo.listConvos".into())
    );
    assert!(!asked[1].headers().contains_key("atproto-proxy"));
    for (target, message) in [
        ("#bsky_chat", "no did specified in proxy header"),
        (did.as_str(), "no service id specified in proxy header"),
        ("did:web:a#b#c", "invalid proxy header format"),
        ("did:web:a#b c", "proxy header cannot contain spaces"),
        ("nonsense#bsky_chat", "could not resolve proxy did"),
        ("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa#bsky_chat", "could not resolve proxy did"),
        (&format!("{did}#bsky_other"), "could not resolve proxy did service url"),
    ] {
        let answer = call(target).await;
        assert_eq!(answer.error(), (400, "InvalidRequest".to_owned()), "{target}");
        assert_eq!(answer.message(), message, "{target}");
    }
    assert_eq!(call(&format!("{VIEW}#bsky_appview")).await.ok(), json!({}));
    assert_eq!(view.asked().len(), 1);
}

#[tokio::test]
async fn some_calls_are_not_forwarded() {
    let view = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    let anonymous = server.get(&As::Nobody, "app.bsky.unspecced.getThing", "").await;
    assert_eq!(anonymous.error(), (401, "AuthMissing".to_owned()));
    let protected = server.get(&alice.owner, "com.atproto.server.GetSession", "").await;
    assert_eq!(protected.error(), (400, "InvalidToken".to_owned()));
    assert_eq!(protected.message(), "Bad token method");

    let aid = server.app().accounts.find(hostplant::syntax::AtIdentifier::Did(alice.did.clone())).await;
    let aid = aid.expect("a store").expect("an account").aid;
    for (name, privileged, allowed) in [("plain", false, false), ("privileged", true, true)] {
        let password =
            server.app().accounts.create_app_password(aid, name.into(), privileged, Origin::default()).await;
        let (password, _) = password.expect("an app password");
        let by_app = server.session(&alice.handle, password.expose()).await;
        assert_eq!(server.get(&by_app, "app.bsky.unspecced.getThing", "").await.ok(), json!({}));
        let message = server.get(&by_app, "chat.bsky.convo.addReaction", "").await;
        if allowed {
            assert_eq!(message.ok(), json!({}));
        } else {
            assert_eq!(message.error(), (400, "InvalidToken".to_owned()));
        }
    }
    let bare = TestServer::start().await;
    let carol = bare.account("carol").await;
    let nowhere = bare.get(&carol.owner, "app.bsky.unspecced.getThing", "").await;
    assert_eq!(nowhere.message(), "No service configured for app.bsky.unspecced.getThing");
}

#[tokio::test]
async fn errors_of_services_are_told_as_they_are() {
    let view = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    let call = async || server.get(&alice.owner, "app.bsky.unspecced.getThing", "").await;
    view.answers(|_| Told::error(429, "SlowDown", "later").header("retry-after", "17").header("x-own", "1"));
    let answer = call().await;
    assert_eq!(answer.error(), (429, "SlowDown".to_owned()));
    assert_eq!(answer.message(), "later");
    assert_eq!(answer.headers["retry-after"], "17");
    assert!(!answer.headers.contains_key("x-own"));
    view.answers(|_| Told::error(500, "Broken", "oops"));
    assert_eq!(call().await.error(), (502, "Broken".to_owned()));
    view.answers(|_| Told::bytes(503, "<html>").header("content-type", "text/html"));
    assert_eq!(call().await.error(), (503, "NotEnoughResources".to_owned()));
    view.answers(|_| {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(br#"{"error":"Packed","message":"in gzip"}"#).expect("memory");
        Told::bytes(400, gzip.finish().expect("memory"))
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
    });
    assert_eq!(call().await.error(), (400, "Packed".to_owned()));

    let gone = TestServer::with(&["appview.url=http://127.0.0.1:1", &format!("appview.did={VIEW}")]).await;
    let dave = gone.account("dave").await;
    let answer = gone.get(&dave.owner, "app.bsky.unspecced.getThing", "").await;
    assert_eq!(answer.error(), (502, "UpstreamFailure".to_owned()));
    assert_eq!(answer.message(), "Upstream service unreachable");
}

#[tokio::test]
async fn feeds_are_asked_for_with_a_token_for_their_own_service() {
    let view = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    view.answers(|asked| match asked.method() {
        "com.atproto.repo.getRecord" if asked.path().contains("rkey=good") => {
            Told::ok(&json!({ "uri": "at://x", "value": { "did": "did:web:feeds.test" } }))
        }
        "com.atproto.repo.getRecord" => Told::ok(&json!({ "uri": "at://x", "value": {} })),
        _ => Told::ok(&json!({ "feed": [] })),
    });
    let feed = |rkey: &str| format!("feed=at://did:plc:aaaa/app.bsky.feed.generator/{rkey}&limit=3");
    let answer = server.get(&alice.owner, "app.bsky.feed.getFeed", &feed("good")).await;
    assert_eq!(answer.ok(), json!({ "feed": [] }));
    let asked = view.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(
        asked[0].path(),
        "/xrpc/com.atproto.repo.getRecord?repo=did:plc:aaaa&collection=app.bsky.feed.generator&rkey=good"
    );
    assert!(!asked[0].headers().contains_key("authorization"));
    assert_eq!(asked[1].path(), format!("/xrpc/app.bsky.feed.getFeed?{}", feed("good")));
    let shown = audience(&server, &alice, &asked[1]).await;
    assert_eq!(shown, ("did:web:feeds.test".to_owned(), "app.bsky.feed.getFeedSkeleton".to_owned()));
    let unknown = server.get(&alice.owner, "app.bsky.feed.getFeed", &feed("bad")).await;
    assert_eq!(unknown.error(), (400, "UnknownFeed".to_owned()));
}

#[tokio::test]
async fn push_registrations_go_to_the_notification_service() {
    let view = FakeService::start().await;
    let other = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    let document = other.document("bsky_notif");
    other.answers(move |asked| match asked.head.uri.path() {
        "/.well-known/did.json" => Told::ok(&document),
        _ => Told::bytes(200, ""),
    });
    let register = async |method: &str, service: &str| {
        let body = json!({
            "serviceDid": service, "token": "t", "platform": "ios", "appId": "app", "ageRestricted": true,
        });
        server.post(&alice.owner, method, body).await
    };
    for method in ["app.bsky.notification.registerPush", "app.bsky.notification.unregisterPush"] {
        register(method, VIEW).await.ok();
        let asked = view.asked_once();
        assert_eq!(asked.method(), method);
        let sent: serde_json::Value = serde_json::from_slice(&asked.body).expect("JSON");
        assert_eq!(sent["ageRestricted"], true);
        assert_eq!(sent["token"], "t");
        assert_eq!(audience(&server, &alice, &asked).await, (VIEW.to_owned(), method.to_owned()));
        register(method, &other.did()).await.ok();
        let asked = other.asked().pop().expect("a call");
        assert_eq!(audience(&server, &alice, &asked).await, (other.did(), method.to_owned()));
        let unknown = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
        let message = register(method, unknown).await.message();
        assert_eq!(message, format!("could not resolve did document: {unknown}"));
    }
}

#[tokio::test]
async fn reports_go_to_the_report_service() {
    let view = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    view.answers(|_| Told::ok(&json!({ "id": 5 })));
    let report = json!({
        "reasonType": "com.atproto.moderation.defs#reasonSpam",
        "subject": { "$type": "com.atproto.admin.defs#repoRef", "did": "did:plc:aaaa" },
        "reason": "rude",
    });
    let answer = server.post(&alice.owner, "com.atproto.moderation.createReport", report.clone()).await;
    assert_eq!(answer.ok(), json!({ "id": 5 }));
    let asked = view.asked_once();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&asked.body).expect("JSON"), report);
    let shown = audience(&server, &alice, &asked).await;
    assert_eq!(shown, ("did:web:mod.test".to_owned(), "com.atproto.moderation.createReport".to_owned()));
    let bad = server.post(&alice.owner, "com.atproto.moderation.createReport", json!({})).await;
    assert_eq!(bad.error(), (400, "InvalidRequest".to_owned()));
}

#[tokio::test]
async fn what_is_not_here_is_asked_of_the_app_view() {
    let view = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    view.answers(|asked| match asked.method() {
        "com.atproto.identity.resolveHandle" if asked.path().ends_with("handle=bob.example.com") => {
            Told::ok(&json!({ "did": "did:plc:bbbb" }))
        }
        "com.atproto.repo.getRecord" => Told::ok(&json!({ "uri": "at://there", "value": {} })),
        _ => Told::error(400, "InvalidRequest", "Unable to resolve handle"),
    });
    let resolve = async |handle: &str| {
        server.get(&As::Nobody, "com.atproto.identity.resolveHandle", &format!("handle={handle}")).await
    };
    assert_eq!(resolve(&alice.handle).await.ok(), json!({ "did": alice.did }));
    assert_eq!(resolve("nobody.test").await.error(), (400, "HandleNotFound".to_owned()));
    assert!(view.asked().is_empty());
    assert_eq!(resolve("bob.example.com").await.ok(), json!({ "did": "did:plc:bbbb" }));
    assert_eq!(resolve("carl.example.com").await.error(), (400, "InvalidRequest".to_owned()));
    assert_eq!(view.asked().len(), 2);

    let query = "repo=did:plc:bbbb&collection=app.bsky.feed.post&rkey=1";
    let record = server.get(&As::Nobody, "com.atproto.repo.getRecord", query).await;
    assert_eq!(record.ok()["uri"], "at://there");
    assert!(!view.asked_once().headers().contains_key("authorization"));
}

#[tokio::test]
async fn services_that_do_not_behave_are_cut_off() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    // Mute at first, then breaks the connection, then answers in full, at too great a length, and without end.
    tokio::spawn(async move {
        let mut open = Vec::new();
        for turn in 0.. {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut buffer = [0; 4096];
            let read = stream.read(&mut buffer).await;
            let told: &[u8] = match turn {
                0 => b"",
                1 => {
                    drop((stream, read));
                    continue;
                }
                2 => b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}",
                3 => b"HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n{}",
                _ => b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
            };
            stream.write_all(told).await.expect("a client");
            open.push(stream);
        }
    });
    let server = TestServer::with(&[
        &format!("appview.url={url}"),
        &format!("appview.did={VIEW}"),
        "proxy.head_timeout=200ms",
        "proxy.body_timeout=200ms",
        "proxy.max_response_size=1000",
        "proxy.retries=1",
    ])
    .await;
    let alice = server.account("alice").await;
    let call = async || server.get(&alice.owner, "app.bsky.unspecced.getThing", "").await;
    assert_eq!(call().await.message(), "Upstream service unreachable");
    assert_eq!(call().await.ok(), json!({}), "asked again after the connection broke");
    assert_eq!(call().await.error(), (502, "UpstreamFailure".to_owned()), "too long");
    // The beginning has gone out: all that is left is to cut the connection.
    let credentials = bearer(&alice.owner);
    let mut stream = tokio::net::TcpStream::connect(server.address()).await.expect("a connection");
    let request = format!(
        "GET /xrpc/app.bsky.unspecced.getThing HTTP/1.1\r\nhost: x\r\nauthorization: {credentials}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("a server");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("{}"), "{answer}");
    assert!(!answer.ends_with("0\r\n\r\n"), "the body must not look complete");
}
