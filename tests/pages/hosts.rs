//! The names under which the server is reached, and the cookies of its own.

use super::*;
use crate::server::accounts;

#[tokio::test]
async fn pages_are_at_the_services_own_name_only() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let origin = server.app().service.public_url.clone();
    let headers = [("host", "Alice.test:8080"), ("accept", "text/html")];
    for path in ["/", "/account", "/account/sign-in?next=/account/about", "/oauth/authorize?client_id=x"] {
        let led = server.send(Method::GET, path, &headers, "").await;
        assert_eq!(led.status, 303, "{path}");
        assert_eq!(led.headers["location"].to_str().expect("text"), format!("{origin}{path}"));
        assert!(!led.headers.contains_key("set-cookie"), "{path}");
    }
    let forged = server.send(Method::POST, "/account/sign-in", &headers, "").await;
    assert_eq!(forged.status, 403);
    // What programs ask for at a handle is there.
    let did = server.send(Method::GET, "/.well-known/atproto-did", &[("host", "alice.test")], "").await;
    assert_eq!((did.status.as_u16(), &did.body[..]), (200, alice.did.as_str().as_bytes()));
    let own = server.send(Method::GET, "/account/sign-in", &[("host", "localhost")], "").await;
    assert_eq!(own.status, 200);
}

#[tokio::test]
async fn cookies_are_for_this_host_and_no_script() {
    let server = TestServer::with(&["service.hostname=pds.demo.social"]).await;
    server.account_under("alice", "pds.demo.social").await;
    let visitor = Visitor::new(&server);
    let page = visitor.open("/account/sign-in").await;
    let brief = page.headers["set-cookie"].to_str().expect("text").to_owned();
    let fields = [("username", "alice"), ("password", accounts::PASSWORD), ("remember", "on"), ("csrf", "")];
    let token = page.token("/account/sign-in");
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| (*name, if *name == "csrf" { &token } else { *value })).collect();
    let arrived = visitor.forge("/account/sign-in", &[], &fields).await;
    let lasting: Vec<_> =
        arrived.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text")).collect();
    let device = lasting.iter().find(|cookie| cookie.contains("device=")).expect("a new secret");
    for cookie in [brief.as_str(), device] {
        assert!(cookie.starts_with("__Host-device="), "{cookie}");
        for needed in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
            assert!(cookie.contains(needed), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    assert!(!brief.contains("Max-Age") && device.contains("; Max-Age=34560000"), "{device}");
    let value = |cookie: &str| cookie.split([';', '=']).nth(1).map(str::to_owned);
    assert_ne!(value(&brief), value(device), "signing in changes the secret");
    assert!(arrived.headers["strict-transport-security"].to_str().expect("text").contains("max-age"));
}

#[tokio::test]
async fn who_is_signed_in_once_is_led_to_their_page() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    for (name, picker) in [("alice", false), ("bob", true)] {
        let account = server.account(name).await;
        let page = visitor.open("/account/sign-in").await;
        let fields =
            [("username", account.handle.as_str()), ("password", accounts::PASSWORD), ("remember", "on")];
        visitor.submit(&page, "/account/sign-in", &fields).await;
        let landed = visitor.open("/account").await;
        assert_eq!(landed.status, if picker { 200 } else { 303 });
        if !picker {
            assert_eq!(landed.leads_to(), "/account/u/alice.test");
        }
        assert!(visitor.open("/account?all").await.html.contains(&account.handle));
    }
}
