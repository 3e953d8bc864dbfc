//! What is no form of ours is not acted on.

use super::*;
use crate::server::accounts;

const SIGN_IN: &str = "/account/sign-in";

#[tokio::test]
async fn a_token_holds_for_its_browser_and_its_form() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let (ann, eve) = (Visitor::new(&server), Visitor::new(&server));
    let own = ann.open(SIGN_IN).await.token(SIGN_IN);
    let foreign = eve.open(SIGN_IN).await.token(SIGN_IN);
    let reset = "/account/reset-password";
    let other_form = ann.open(reset).await.token(reset);
    let attempt = async |token: &str| {
        let fields = [("username", alice.handle.as_str()), ("password", accounts::PASSWORD), ("csrf", token)];
        let page = ann.forge(SIGN_IN, &[], &fields).await;
        (page.status, page.location)
    };
    for token in ["", "x", &foreign, &other_form] {
        assert_eq!(attempt(token).await, (403, None), "{token}");
    }
    assert_eq!(ann.open("/account").await.leads_to(), SIGN_IN, "nobody is signed in");
    assert_eq!(attempt(&own).await, (303, Some("/account".to_owned())));
    // A token from before the sign-in is one that somebody else may have planted.
    assert_eq!(attempt(&own).await, (403, None));
}

#[tokio::test]
async fn a_browser_without_its_cookie_sends_no_forms() {
    let server = TestServer::start().await;
    let token = Visitor::new(&server).open(SIGN_IN).await.token(SIGN_IN);
    let bare = Visitor::new(&server);
    assert_eq!(bare.forge(SIGN_IN, &[], &[("csrf", &token)]).await.status, 403);
}

#[tokio::test]
async fn forms_come_from_our_own_pages() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let own = server.app().oauth.issuer().to_owned();
    let visitor = Visitor::new(&server);
    let token = visitor.open(SIGN_IN).await.token(SIGN_IN);
    let fields =
        [("username", alice.handle.as_str()), ("password", accounts::PASSWORD), ("csrf", token.as_str())];
    let status = async |headers: &[(&str, &str)]| visitor.forge(SIGN_IN, headers, &fields).await.status;
    // Each of the two is enough to refuse a form: not every browser sends both.
    for origin in ["null", "https://evil.social", "http://alice.test", &own.replace("http", "https")] {
        assert_eq!(status(&[("origin", origin)]).await, 403, "{origin}");
        assert_eq!(status(&[("origin", origin), ("sec-fetch-site", "same-origin")]).await, 403, "{origin}");
    }
    for site in ["cross-site", "same-site", ""] {
        assert_eq!(status(&[("sec-fetch-site", site)]).await, 403, "{site}");
        assert_eq!(status(&[("origin", &own), ("sec-fetch-site", site)]).await, 403, "{site}");
    }
    assert_eq!(status(&[("origin", &own), ("sec-fetch-site", "same-origin")]).await, 303);
}

#[tokio::test]
async fn pages_are_shown_in_no_frame() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    for path in ["/", SIGN_IN, "/account/sign-up", "/account/reset-password", "/oauth/authorize", "/nowhere"]
    {
        let page = visitor.ask(Method::GET, path, &[("accept", "text/html")], String::new()).await;
        assert_eq!(page.headers["x-frame-options"], "DENY", "{path}");
        let policy = page.headers["content-security-policy"].to_str().expect("text");
        for directive in ["frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"] {
            assert!(policy.split(';').any(|own| own.trim() == directive), "{path}: {policy}");
        }
    }
}

#[tokio::test]
async fn fields_that_come_twice_and_other_formats_are_refused() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let visitor = Visitor::new(&server);
    let token = visitor.open(SIGN_IN).await.token(SIGN_IN);
    let good = [("csrf", token.as_str()), ("username", &alice.handle), ("password", accounts::PASSWORD)];
    let mut twice = good.to_vec();
    twice.push(("username", "eve.test"));
    assert_eq!(visitor.forge(SIGN_IN, &[], &twice).await.status, 400);
    let json = format!("{{\"csrf\":\"{token}\"}}");
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
        let sent = visitor.ask(Method::POST, SIGN_IN, &[("content-type", kind)], json.clone()).await;
        assert_eq!(sent.status, 400, "{kind}");
    }
    assert_eq!(visitor.open(&format!("{SIGN_IN}?next=/a&next=/b")).await.status, 400);
    assert_eq!(visitor.forge(SIGN_IN, &[], &good).await.status, 303);
}

#[tokio::test]
async fn large_forms_are_refused() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let token = visitor.open(SIGN_IN).await.token(SIGN_IN);
    let status = async |bytes: usize| {
        let filler = "x".repeat(bytes);
        let fields = [("csrf", token.as_str()), ("username", &filler)];
        visitor.forge(SIGN_IN, &[], &fields).await.status
    };
    assert_eq!(status(1_000).await, 422);
    assert_eq!(status(64 * 1024).await, 413);
    let many: Vec<_> = (0..300).map(|n| n.to_string()).collect();
    let fields: Vec<_> = many.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(visitor.forge(SIGN_IN, &[], &fields).await.status, 400);
}

#[tokio::test]
async fn nothing_that_is_sent_gets_into_headers() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    for next in [
        "/a\r\nset-cookie: evil=1",
        "/a%0d%0aset-cookie:%20evil=1",
        "/a\nlocation: https://evil.social",
        "/ä",
    ] {
        let visitor = Visitor::new(&server);
        let page = visitor.open(SIGN_IN).await;
        let fields = [("username", alice.handle.as_str()), ("password", accounts::PASSWORD), ("next", next)];
        let arrived = visitor.submit(&page, SIGN_IN, &fields).await;
        assert_eq!(arrived.status, 303, "{next}");
        let cookies: Vec<_> = arrived.headers.get_all("set-cookie").iter().collect();
        assert!(cookies.iter().all(|cookie| !cookie.to_str().expect("text").contains("evil")), "{next}");
        let location = arrived.leads_to();
        assert!(location == "/account" || location == next, "{location}");
        assert!(location.is_ascii() && !location.contains(['\r', '\n']), "{location}");
    }
    let language = Visitor::new(&server);
    let page = language.open(SIGN_IN).await;
    let fields = [("language", "de\r\nx: y"), ("next", "//evil.social")];
    let sent = language.submit(&page, "/account/language", &fields).await;
    assert_eq!(sent.leads_to(), "/account");
    assert!(sent.headers.get("x").is_none());
}
