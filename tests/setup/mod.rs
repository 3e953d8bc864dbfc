//! The wizard for a new server: who may see it, what it refuses, and that it goes on where it was left.

use std::time::Duration;

use hostplant::base::{EARLIEST, Timestamp};
use hostplant::net::FixedNames;
use hyper::Method;
use serde_json::{Value, json};

use crate::oauth::visitor::{Page, Visitor};
use crate::server::{Answer, As, TestServer};

/// A server without a name, as it comes out of its box.
const NEW: &[&str] = &["setup.enabled=true", "tls.mode=off"];

const ADMINISTRATOR: &str = "words of the administrator";

async fn new_server() -> TestServer {
    TestServer::with(NEW).await
}

fn code(server: &TestServer) -> String {
    let file = std::fs::read_to_string(server.data().join("setup-code")).expect("a code");
    file.trim().to_owned()
}

/// What the terminal sends.
async fn tell(server: &TestServer, code: &str, act: Value) -> Answer {
    let mut body = act;
    body["code"] = code.into();
    let headers = [("content-type", "application/json")];
    server.send(Method::POST, "/setup/terminal", &headers, body.to_string()).await
}

/// Sends a form from the address that the server is reached by, which is not its name.
async fn submit(
    server: &TestServer,
    visitor: &Visitor<'_>,
    page: &Page,
    action: &str,
    fields: &[(&str, &str)],
) -> Page {
    let token = page.token(action);
    let mut all = vec![("csrf", token.as_str())];
    all.extend(fields);
    let scheme = server.app().service.public_url.split(':').next().expect("a scheme");
    let origin = format!("{scheme}://{}", server.address());
    visitor.forge(action, &[("origin", &origin), ("sec-fetch-site", "same-origin")], &all).await
}

async fn enter(server: &TestServer, visitor: &Visitor<'_>, code: &str) -> Page {
    let page = visitor.open("/setup").await;
    assert_eq!(page.status, 200, "{}", page.html);
    submit(server, visitor, &page, "/setup", &[("code", code)]).await
}

#[tokio::test]
async fn without_a_name_there_is_the_wizard_and_nothing_else() {
    let server = new_server().await;
    let (status, name) = server.get(&As::Nobody, "com.atproto.server.describeServer", "").await.error();
    assert_eq!((status, name.as_str()), (503, "SetupPending"));
    assert_eq!(server.send(Method::GET, "/xrpc/_health", &[], "").await.status, 200);
    for path in ["/", "/account", "/account/sign-up", "/oauth/token", "/robots.txt"] {
        let led = server.send(Method::GET, path, &[], "").await;
        assert_eq!(
            (led.status.as_u16(), led.headers["location"].as_bytes()),
            (303, &b"/setup"[..]),
            "{path}"
        );
    }
    let visitor = Visitor::new(&server);
    for step in ["domain", "mail", "account", "done"] {
        assert_eq!(visitor.open(&format!("/setup/{step}")).await.leads_to(), "/setup", "{step}");
    }
    let forged = visitor.forge("/setup/domain", &[], &[("hostname", "pds.example.com")]).await;
    assert_eq!(forged.status, 403);
}

#[tokio::test]
async fn a_server_that_has_its_name_has_a_wizard_only_if_it_is_wanted() {
    let server = TestServer::with(&["service.hostname=pds.example.com"]).await;
    assert_eq!(Visitor::new(&server).open("/setup").await.status, 404);
    assert_eq!(tell(&server, "AAAA-AAAA", json!({})).await.status, 404);
    assert!(!server.data().join("setup-code").exists());
    server.stop().await;

    // It is wanted: the server is there for everybody, and the wizard for whoever has the code.
    let settings =
        ["service.hostname=pds.example.com", "setup.enabled=true", "accounts.invite_required=false"];
    let mut server = TestServer::with(&settings).await;
    server.get(&As::Nobody, "com.atproto.server.describeServer", "").await.ok();
    let right = code(&server);
    {
        let visitor = Visitor::new(&server);
        assert_eq!(visitor.open("/setup/domain").await.leads_to(), "/setup");
        assert_eq!(enter(&server, &visitor, "AAAA-AAAA").await.status, 422);
        assert_eq!(enter(&server, &visitor, &right).await.leads_to(), "/setup");
        let page = visitor.open("/setup/domain").await;
        assert!(page.html.contains("--set"), "who gave the name is told: {}", page.html);
        let changed = json!({ "act": "domain", "hostname": "other.example.com" });
        assert!(tell(&server, &right, changed).await.message().contains("--set"));
    }
    // Somebody made it ready without the wizard.
    let account =
        json!({ "handle": "ann.pds.example.com", "email": "ann@mail.test", "password": "long enough" });
    server.post(&As::Nobody, "com.atproto.server.createAccount", account).await.ok();
    server.restart().await;
    assert_eq!(Visitor::new(&server).open("/setup").await.status, 404);
    assert_eq!(tell(&server, &right, json!({})).await.status, 404);
    assert!(!server.data().join("setup-code").exists());
}

#[tokio::test]
async fn a_code_opens_it_and_guessing_is_slow() {
    let mut server = new_server().await;
    let right = code(&server);
    {
        let visitor = Visitor::new(&server);
        for _ in 0..5 {
            let page = enter(&server, &visitor, "AAAA-AAAA").await;
            assert_eq!(page.status, 422);
            assert!(page.html.contains("This is not the setup code."), "{}", page.html);
        }
        let page = enter(&server, &visitor, &right).await;
        assert!(page.html.contains("Try again in 1 min."), "the right one is not looked at either");
        let page = enter(&server, &Visitor::at(&server, "192.0.2.7"), &right).await;
        assert_eq!(page.leads_to(), "/setup", "whoever guesses keeps nobody else out");
    }
    server.restart().await;
    assert_eq!(code(&server), right, "the same after a restart");
    let visitor = Visitor::new(&server);
    assert_eq!(enter(&server, &visitor, &right).await.status, 422, "a restart does not forget");
    server.advance(Duration::from_secs(61));
    assert_eq!(enter(&server, &visitor, "wrong").await.status, 422);
    assert_eq!(tell(&server, &right, json!({})).await.status, 503, "the terminal waits too");
    server.advance(Duration::from_secs(121));
    let page = enter(&server, &visitor, &right.to_lowercase().replace('-', " ")).await;
    assert_eq!(page.leads_to(), "/setup");
    assert_eq!(visitor.open("/setup").await.leads_to(), "/setup/domain");
    server.advance(Duration::from_secs(13 * 60 * 60));
    assert_eq!(visitor.open("/setup/domain").await.leads_to(), "/setup", "a session ends");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_kept() {
    let server = new_server().await;
    let code = code(&server);
    for (act, words) in [
        (json!({ "act": "domain", "hostname": "hostplant.local" }), "a name in a domain that you own"),
        (json!({ "act": "domain-seen" }), "Choose a name first."),
        (json!({ "act": "restart" }), "an earlier step"),
        (json!({ "act": "certificate", "from": "acme" }), "accept the terms"),
        (json!({ "act": "certificate", "from": "files", "certificate": "/nowhere" }), "cannot be used"),
        (
            json!({ "act": "mail", "provider": "", "host": "127.0.0.1", "port": "1", "from": "a@b.example",
                    "to": "a@b.example", "letter": ["Hello", "Hello"] }),
            "could not be sent",
        ),
        (
            json!({ "act": "account", "handle": "ann", "email": "ann@mail.test", "password": "12345678" }),
            "an earlier step",
        ),
        (json!({ "act": "finish" }), "an earlier step"),
    ] {
        let answer = tell(&server, &code, act.clone()).await;
        assert!(answer.message().contains(words), "{act}: {}", answer.message());
    }
    assert!(!server.data().join("settings.toml").exists());
}

#[tokio::test]
async fn a_server_is_set_up_on_pages_across_its_restart() {
    let mut server = new_server().await;
    let code = code(&server);
    {
        let visitor = Visitor::new(&server);
        enter(&server, &visitor, &code).await;
        let page = visitor.open("/setup/domain").await;
        let page =
            submit(&server, &visitor, &page, "/setup/domain", &[("hostname", "PDS.Example.com")]).await;
        let page = visitor.follow(page.leads_to()).await;
        assert!(
            page.html.contains("*.pds.example.com") && page.html.contains("no record for"),
            "{}",
            page.html
        );
        let page = submit(&server, &visitor, &page, "/setup/domain", &[("seen", "1")]).await;
        assert_eq!(page.leads_to(), "/setup/reach");
        let page = visitor.open("/setup/certificate").await;
        assert!(page.html.contains("--set"), "the operator gave it: {}", page.html);
        assert_eq!(visitor.open("/setup").await.leads_to(), "/setup/mail", "it goes on where it was left");
        let page = visitor.open("/setup/mail").await;
        let page = submit(&server, &visitor, &page, "/setup/mail", &[("none", "1")]).await;
        assert_eq!(page.leads_to(), "/setup/restart");
        assert_eq!(visitor.open("/setup/account").await.leads_to(), "/setup/restart", "one after the other");
        let page = visitor.open("/setup/restart").await;
        let page = submit(&server, &visitor, &page, "/setup/restart", &[]).await;
        assert!(page.status == 200 && page.html.contains("https://pds.example.com/setup"), "{}", page.html);
    }
    server.server().restart_asked().await;
    server.restart().await;
    assert_eq!(server.app().service.hostname, "pds.example.com");
    server.get(&As::Nobody, "com.atproto.server.describeServer", "").await.ok();
    {
        let visitor = Visitor::new(&server);
        enter(&server, &visitor, &code).await;
        assert_eq!(visitor.open("/setup").await.leads_to(), "/setup/administrator");
        let page = visitor.open("/setup/administrator").await;
        let page = submit(&server, &visitor, &page, "/setup/administrator", &[("password", "short")]).await;
        assert_eq!(page.status, 422, "{}", page.html);
        let fields = [("password", ADMINISTRATOR)];
        let page = submit(&server, &visitor, &page, "/setup/administrator", &fields).await;
        assert_eq!(page.leads_to(), "/setup/account");
        let page = visitor.open("/setup/account").await;
        let fields = [("handle", "ann"), ("email", "ann@mail.test"), ("password", "short")];
        let page = submit(&server, &visitor, &page, "/setup/account", &fields).await;
        assert_eq!(page.status, 422);
        let fields = [("handle", "ann"), ("email", "ann@mail.test"), ("password", "long enough")];
        let page = submit(&server, &visitor, &page, "/setup/account", &fields).await;
        assert_eq!(page.leads_to(), "/setup/network");
        let page = visitor.open("/setup/network").await;
        let page =
            submit(&server, &visitor, &page, "/setup/network", &[("sent", "1"), ("appview", "on")]).await;
        assert_eq!(page.leads_to(), "/setup/hello");
        let page = visitor.open("/setup/hello").await;
        let page = submit(&server, &visitor, &page, "/setup/hello", &[("text", "Hello <world>")]).await;
        assert_eq!(page.leads_to(), "/setup/done");
        let page = visitor.open("/setup/done").await;
        let page = submit(&server, &visitor, &page, "/setup/done", &[]).await;
        assert!(page.status == 200 && page.html.contains("Your server is ready"), "{}", page.html);
        assert_eq!(visitor.open("/setup").await.status, 404, "it is gone");
        assert_eq!(visitor.open("/setup/domain").await.status, 404);
    }
    let query = "repo=ann.pds.example.com&collection=app.bsky.feed.post";
    let posts = server.get(&As::Nobody, "com.atproto.repo.listRecords", query).await.ok();
    assert_eq!(posts["records"][0]["value"]["text"], "Hello <world>");
    server.server().restart_asked().await;
    server.restart().await;
    assert!(!server.data().join("setup-code").exists());
    assert_eq!(tell(&server, &code, json!({})).await.status, 404, "for good");
    let visitor = Visitor::new(&server);
    let page = visitor.open("/admin/sign-in").await;
    let page = visitor.submit(&page, "/admin/sign-in", &[("password", ADMINISTRATOR)]).await;
    assert_eq!(page.leads_to(), "/admin", "the password of the wizard");
    assert_eq!(server.app().saved.get("appview.url").as_deref(), Some("https://api.bsky.app"));
}

#[tokio::test]
async fn without_a_clock_all_is_done_that_signs_nothing() {
    let long_ago = Timestamp::from_secs(1_000_000);
    let server = TestServer::with_clock(NEW, FixedNames::default(), long_ago).await;
    let code = code(&server);
    let visitor = Visitor::new(&server);
    assert_eq!(enter(&server, &visitor, &code).await.leads_to(), "/setup");
    let page = visitor.open("/setup/domain").await;
    let page = submit(&server, &visitor, &page, "/setup/domain", &[("hostname", "pds.example.com")]).await;
    assert_eq!(page.leads_to(), "/setup/domain");
    let account =
        json!({ "act": "account", "handle": "ann", "email": "ann@mail.test", "password": "12345678" });
    let refused = tell(&server, &code, account.clone()).await.message();
    assert!(refused.contains("clock is not set"), "{refused}");
    server.advance(EARLIEST.since(long_ago));
    let refused = tell(&server, &code, account).await.message();
    assert!(refused.contains("an earlier step"), "{refused}");
}
