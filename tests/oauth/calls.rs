//! Calls that apps make: what is passed on to other services, and files.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::scopes::assert_missing;
use super::*;

const VIEW: &str = "did:web:view.test";
const THING: &str = "app.bsky.unspecced.getThing";
/// The first bytes of a picture.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

/// How long a server that waits for what never comes is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server whose AppView is `view`.
async fn server_with(view: &FakeService) -> TestServer {
    TestServer::with(&[&format!("appview.url={}", view.url()), &format!("appview.did={VIEW}")]).await
}

impl App<'_> {
    /// Calls with a token and headers of the test's, once more with a nonce when it had none.
    async fn ask(
        &self,
        method: Method,
        nsid: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let (path, authorization) = (format!("/xrpc/{nsid}"), format!("DPoP {token}"));
        for _ in 0..2 {
            let proof = self.proof(method.as_str(), &path, Some(token));
            let mut all = vec![("authorization", authorization.as_str()), ("dpop", proof.as_str())];
            all.extend(headers);
            let answer = self.server.send(method.clone(), &path, &all, body.to_vec()).await;
            self.learn(&answer);
            if answer.status != 401 || answer.json()["error"] != "use_dpop_nonce" {
                return answer;
            }
        }
        panic!("the nonce is not taken");
    }

    /// Calls a query, at the service `to` when one is named.
    async fn ask_service(&self, nsid: &str, token: &str, to: &str) -> Answer {
        let headers = [("atproto-proxy", to)];
        self.ask(Method::GET, nsid, token, if to.is_empty() { &[] } else { &headers }, b"").await
    }

    async fn upload(&self, token: &str, mime: &str, bytes: &[u8]) -> Answer {
        let headers = [("content-type", mime)];
        self.ask(Method::POST, "com.atproto.repo.uploadBlob", token, &headers, bytes).await
    }
}

/// Audience and method of the token that a service was shown.
fn shown(service: &FakeService) -> (String, String) {
    let asked = service.asked_once();
    let header = asked.headers()["authorization"].to_str().expect("text");
    let token = jwt::parse(header.strip_prefix("Bearer ").expect("a bearer token")).expect("a token");
    assert!(!asked.headers().contains_key("dpop"), "a proof is for this server");
    let text = |name: &str| token.claim_text(name).expect("a claim").to_owned();
    (text("aud"), text("lxm"))
}

#[tokio::test]
async fn t14_calls_are_passed_on_to_the_service_and_by_the_method_of_the_scope() {
    let view = FakeService::start().await;
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    let scope = format!("atproto rpc:{THING}?aud={VIEW}%23bsky_appview");
    let app = App::asking(&server, &scope);
    let token = app.sign_in_for(&alice, &scope, Lifetime::UntilRevoked).await.access;

    let answer = app.ask_service(THING, &token, "").await;
    assert!(answer.headers.contains_key("dpop-nonce"));
    answer.ok();
    assert_eq!(shown(&view), (VIEW.to_owned(), THING.to_owned()));
    app.ask_service(THING, &token, &format!("{VIEW}#bsky_appview")).await.ok();
    assert_eq!(shown(&view).0, VIEW);

    let missing = app.ask_service("app.bsky.unspecced.getOther", &token, "").await;
    assert_missing(&missing, &format!("rpc:app.bsky.unspecced.getOther?aud={VIEW}%23bsky_appview"));
    for other in [format!("{VIEW}#bsky_chat"), "did:web:other.test#bsky_appview".to_owned()] {
        let missing = app.ask_service(THING, &token, &other).await;
        assert_missing(&missing, &format!("rpc:{THING}?aud={}", other.replace('#', "%23")));
    }
    // A method of this server's own does not become another service's by naming one.
    let body = json!({ "repo": alice.did, "collection": "com.example.note", "record": {} }).to_string();
    let to_view = format!("{VIEW}#bsky_appview");
    let headers = [("atproto-proxy", to_view.as_str()), ("content-type", "application/json")];
    for own in ["com.atproto.repo.createRecord", "com.atproto.server.createAppPassword"] {
        let refused = app.ask(Method::POST, own, &token, &headers, body.as_bytes()).await;
        assert!(refused.status.is_client_error(), "{own}: {}", refused.status);
    }
    assert!(view.asked().is_empty(), "what is refused is not passed on");
}

#[tokio::test]
async fn t14_wildcards_hold_for_methods_or_for_services() {
    let (view, other) = (FakeService::start().await, FakeService::start().await);
    let document = other.document("thing");
    other.answers(move |asked| match asked.head.uri.path() {
        "/.well-known/did.json" => Told::ok(&document),
        _ => Told::ok(&json!({})),
    });
    let server = server_with(&view).await;
    let alice = server.account("alice").await;
    let methods = format!("rpc:*?aud={VIEW}%23bsky_appview");
    let services = format!("rpc:{THING}?aud=*");
    let app = App::asking(&server, &format!("atproto {methods} {services} transition:generic"));
    let sign_in = async |scope: &str| {
        app.sign_in_for(&alice, format!("atproto {scope}").trim_end(), Lifetime::UntilRevoked).await.access
    };
    let elsewhere = format!("{}#thing", other.did());

    let token = sign_in(&methods).await;
    for nsid in [THING, "app.bsky.unspecced.getOther", "com.example.anything"] {
        app.ask_service(nsid, &token, &format!("{VIEW}#bsky_appview")).await.ok();
        assert_eq!(shown(&view), (VIEW.to_owned(), nsid.to_owned()));
    }
    assert_eq!(app.ask_service(THING, &token, &elsewhere).await.error().1, "ScopeMissingError");
    assert!(other.asked().is_empty(), "nobody is looked up for an app that may not speak to them");

    let token = sign_in(&services).await;
    app.ask_service(THING, &token, "").await.ok();
    view.asked_once();
    app.ask_service(THING, &token, &elsewhere).await.ok();
    other.asked();
    let refused = app.ask_service("app.bsky.unspecced.getOther", &token, &elsewhere).await;
    assert_eq!(refused.error(), (403, "ScopeMissingError".to_owned()));

    let token = sign_in("transition:generic").await;
    app.ask_service(THING, &token, "").await.ok();
    let chat = format!("{VIEW}#bsky_appview");
    let refused = app.ask_service("chat.bsky.convo.listConvos", &token, &chat).await;
    assert_eq!(refused.error(), (403, "ScopeMissingError".to_owned()));

    let token = sign_in("").await;
    assert_eq!(app.ask_service(THING, &token, "").await.error(), (403, "ScopeMissingError".to_owned()));
    view.asked_once();
}

#[tokio::test]
async fn t14_files_are_of_the_types_that_were_allowed() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let scope = "atproto blob:image/* blob:application/octet-stream";
    let app = App::asking(&server, scope);
    let sign_in = async |scope| app.sign_in_for(&alice, scope, Lifetime::UntilRevoked).await.access;
    let pictures = sign_in("atproto blob:image/*").await;

    let blob = app.upload(&pictures, "image/png", PNG).await.ok();
    assert_eq!(blob["blob"]["mimeType"], "image/png");
    app.upload(&pictures, "Image/PNG; charset=binary", PNG).await.ok();
    // Without a word of the sender's, the bytes alone tell.
    app.upload(&pictures, "*/*", PNG).await.ok();
    assert_missing(&app.upload(&pictures, "*/*", b"words").await, "blob:application/octet-stream");
    // The sender's word is not enough where the bytes tell something else, and the bytes are not without it.
    let page = b"<!DOCTYPE html><script>alert(1)</script>";
    assert_missing(&app.upload(&pictures, "image/png", page).await, "blob:text/html");
    assert_missing(&app.upload(&pictures, "video/mp4", PNG).await, "blob:video/mp4");
    let anything = sign_in("atproto blob:application/octet-stream").await;
    assert_missing(&app.upload(&anything, "application/octet-stream", PNG).await, "blob:image/png");
    app.upload(&anything, "application/octet-stream", b"words").await.ok();
    let none = sign_in("atproto").await;
    assert_missing(&app.upload(&none, "image/png", PNG).await, "blob:image/png");
}

#[tokio::test]
async fn a_file_that_an_app_may_not_send_is_refused_before_it_is_sent() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let scope = "atproto blob:image/*";
    let app = App::asking(&server, scope);
    let token = app.sign_in_for(&alice, scope, Lifetime::UntilRevoked).await.access;
    let path = "/xrpc/com.atproto.repo.uploadBlob";
    let proof = app.proof("POST", path, Some(&token));
    let mut socket = TcpStream::connect(server.address()).await.expect("connected");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: DPoP {token}\r\ndpop: {proof}\r\n\
         content-type: video/mp4\r\ncontent-length: 1048576\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await.expect("sent");
    let mut buffer = vec![0; 4_096];
    let read = tokio::time::timeout(PATIENCE, socket.read(&mut buffer)).await;
    let read = read.expect("an answer to the head alone").expect("an answer");
    let answer = String::from_utf8_lossy(&buffer[..read]);
    assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("ScopeMissingError"), "{answer}");
}
