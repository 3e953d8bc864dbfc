//! Who gets in, from where, how often they may guess, and what they must show again.

use hostplant::web;

use super::*;
use crate::server::accounts::PASSWORD;

/// All pages for the administrator alone.
fn paths(account: &TestAccount) -> Vec<String> {
    let table = web::table();
    let own =
        table.rows().map(|row| row.path).filter(|path| *path == "/admin" || path.starts_with("/admin/"));
    own.filter(|path| !path.starts_with("/admin/sign-"))
        .map(|path| path.replace("{who}", account.did.as_str()))
        .collect()
}

#[tokio::test]
async fn no_page_is_seen_without_the_password() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    appliance::install(&server, "1.0.0");
    let visitor = Visitor::new(&server);
    let sign_in = visitor.open("/account/sign-in").await;
    let fields = [("username", alice.handle.as_str()), ("password", PASSWORD), ("remember", "on")];
    assert_eq!(visitor.submit(&sign_in, "/account/sign-in", &fields).await.leads_to(), "/account");
    let paths = paths(&alice);
    assert!(paths.len() > 9, "{paths:?}");
    for path in &paths {
        // An account's owner, in whatever way they are signed in, is nobody here.
        let page = visitor.open(path).await;
        assert!(page.leads_to().starts_with("/admin/sign-in?next="), "{path}");
        for cookie in ["hp_admin=", "hp_admin=AAAA", "hp_admin=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let page = visitor.ask(Method::GET, path, &[("cookie", cookie)], String::new()).await;
            assert!(page.leads_to().starts_with("/admin/sign-in?next="), "{path} {cookie}");
        }
    }
    // The other way round as well: who runs the server is not signed in to accounts.
    let admin = administrator(&server).await;
    assert!(admin.open("/account").await.leads_to().starts_with("/account/sign-in"));
    for path in &paths {
        assert_eq!(admin.open(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn forms_are_sent_by_our_own_pages_and_by_a_session_that_lasts() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let admin = administrator(&server).await;
    let path = path_of(&alice);
    let page = admin.open(&path).await;
    let token = page.token(&path);
    let fields = [("csrf", token.as_str()), ("act", "takedown")];
    let elsewhere = [("origin", "https://alice.test"), ("sec-fetch-site", "same-site")];
    assert_eq!(admin.forge(&path, &[], &[("act", "takedown")]).await.status, 403, "no token");
    assert_eq!(admin.forge(&path, &elsewhere, &fields).await.status, 403, "another origin");
    let invites = admin.open("/admin/invites").await.token("/admin/invites");
    assert_eq!(
        admin.forge(&path, &[], &[("csrf", &invites), ("act", "takedown")]).await.status,
        403,
        "another form"
    );
    let stranger = Visitor::new(&server);
    assert_eq!(stranger.forge(&path, &[], &fields).await.status, 403, "another browser");
    // The token is still good, the session is over.
    assert_eq!(admin.submit(&page, "/admin/sign-out", &[]).await.leads_to(), SIGN_IN);
    let late = admin.forge(&path, &[], &fields).await;
    assert!(late.leads_to().starts_with("/admin/sign-in?next="));
    server.get(&As::Nobody, "com.atproto.repo.describeRepo", &format!("repo={}", alice.did)).await.ok();
}

#[tokio::test]
async fn sign_in_leads_back_and_nowhere_else() {
    let server = TestServer::start().await;
    for (next, led) in
        [("/admin/mail", "/admin/mail"), ("https://evil.test", "/admin"), ("//evil.test", "/admin")]
    {
        let visitor = Visitor::new(&server);
        let page = visitor.open(SIGN_IN).await;
        let fields = [("password", ADMIN_PASSWORD), ("next", next)];
        let sent = visitor.submit(&page, SIGN_IN, &fields).await;
        assert_eq!(sent.leads_to(), led);
        let cookies = sent.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        let own: Vec<_> = cookies.filter(|cookie| cookie.contains("hp_admin=")).collect();
        assert_eq!(own.len(), 1);
        assert!(own[0].contains("HttpOnly") && own[0].contains("SameSite=Lax"), "{own:?}");
        assert!(!own[0].contains("Max-Age"), "it ends with the browser");
    }
}

#[tokio::test]
async fn guesses_are_few_and_hold_up_nobody_else() {
    let server = TestServer::start().await;
    let eve = Visitor::at(&server, "203.0.113.7");
    let attempt = async |visitor: &Visitor<'_>, password: &str| {
        let page = visitor.open(SIGN_IN).await;
        visitor.submit(&page, SIGN_IN, &[("password", password)]).await.status
    };
    for _ in 0..5 {
        assert_eq!(attempt(&eve, "a guess").await, 422);
    }
    assert_eq!(attempt(&eve, ADMIN_PASSWORD).await, 429, "even the right one waits");
    // Somebody with another cookie at the same address is no other.
    assert_eq!(attempt(&Visitor::at(&server, "203.0.113.7"), ADMIN_PASSWORD).await, 429);
    assert_eq!(attempt(&Visitor::at(&server, "198.51.100.1"), ADMIN_PASSWORD).await, 303);
    server.advance(Duration::from_secs(61));
    assert_eq!(attempt(&eve, ADMIN_PASSWORD).await, 303);
}

#[tokio::test]
async fn the_waits_survive_a_restart() {
    let mut server = TestServer::start().await;
    {
        let eve = Visitor::at(&server, "203.0.113.7");
        for _ in 0..5 {
            let page = eve.open(SIGN_IN).await;
            eve.submit(&page, SIGN_IN, &[("password", "a guess")]).await;
        }
    }
    server.restart().await;
    let eve = Visitor::at(&server, "203.0.113.7");
    let page = eve.open(SIGN_IN).await;
    assert_eq!(eve.submit(&page, SIGN_IN, &[("password", ADMIN_PASSWORD)]).await.status, 429);
}

#[tokio::test]
async fn dangerous_acts_ask_for_the_password_again() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let admin = administrator(&server).await;
    let path = path_of(&alice);
    let deletion = format!("{path}/delete");
    server.advance(Duration::from_secs(15 * 60));
    assert_eq!(admin.open("/admin").await.status, 200, "looking needs nothing more");
    let page = admin.open(&path).await;
    let held = admin.submit(&page, &path, &[("act", "takedown")]).await;
    assert!(held.leads_to().starts_with("/admin/confirm?next="), "{}", held.leads_to());
    assert!(admin.open(&deletion).await.leads_to().starts_with("/admin/confirm?next="));
    let settings = admin.open("/admin/settings").await;
    for act in ["save", "password", "restart"] {
        let held = admin.submit(&settings, "/admin/settings", &[("act", act)]).await;
        assert!(held.leads_to().starts_with("/admin/confirm?next="), "{act}");
    }
    server.get(&As::Nobody, "com.atproto.repo.describeRepo", &format!("repo={}", alice.did)).await.ok();

    let asked = admin.open(held.leads_to()).await;
    assert_eq!(admin.submit(&asked, CONFIRM, &[("password", "a guess"), ("next", &path)]).await.status, 422);
    let confirmed = admin.submit(&asked, CONFIRM, &[("password", ADMIN_PASSWORD), ("next", &path)]).await;
    assert_eq!(confirmed.leads_to(), path);
    assert_eq!(admin.open(&deletion).await.status, 200);
}

#[tokio::test]
async fn a_session_rests_for_half_a_day() {
    let server = TestServer::start().await;
    let admin = administrator(&server).await;
    server.advance(Duration::from_secs(11 * 60 * 60));
    assert_eq!(admin.open("/admin").await.status, 200);
    server.advance(Duration::from_secs(12 * 60 * 60));
    assert!(admin.open("/admin").await.leads_to().starts_with(SIGN_IN));
}

#[tokio::test]
async fn they_can_be_kept_in_the_own_network() {
    let server = TestServer::with(&["admin.lan_only=true"]).await;
    for (address, status) in [
        ("192.168.1.20", 200),
        ("10.1.2.3", 200),
        ("fd00::1", 200),
        ("203.0.113.7", 404),
        ("2001:db8::1", 404),
    ] {
        let visitor = Visitor::at(&server, address);
        assert_eq!(visitor.open(SIGN_IN).await.status, status, "{address}");
    }
    // Whoever was let in there is not let in elsewhere with the same cookie.
    let near = Visitor::at(&server, "192.168.1.20");
    enter(&near).await;
    assert_eq!(near.open("/admin").await.status, 200);
    let moved = [("x-forwarded-for", "203.0.113.7")];
    assert_eq!(near.ask(Method::GET, "/admin", &moved, String::new()).await.status, 404);
    let page = near.open(SIGN_IN).await;
    assert_eq!(page.leads_to(), "/admin");
}

#[tokio::test]
async fn a_chosen_password_ends_other_sessions() {
    let server = TestServer::start().await;
    let (one, other) = (administrator(&server).await, administrator(&server).await);
    let short = press(&one, "/admin/settings", &[("act", "password"), ("new-password", "short")]).await;
    assert!(short.status == 422 && short.html.contains("8 to 256"), "{}", short.html);
    let done = press(&one, "/admin/settings", &[("act", "password"), ("new-password", "other words")]).await;
    assert!(done.html.contains("password was changed"), "{}", done.html);
    assert_eq!(one.open("/admin").await.status, 200);
    assert!(other.open("/admin").await.leads_to().starts_with(SIGN_IN));
    let page = other.open(SIGN_IN).await;
    assert_eq!(other.submit(&page, SIGN_IN, &[("password", "other words")]).await.leads_to(), "/admin");
}
