//! What nobody learns, and what nobody can do.

use super::*;

/// Row 4 of the security list: the same words for known and unknown addresses, on the page and when letters run out.
#[tokio::test]
async fn known_and_unknown_addresses_look_alike() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let app = App::loopback(&server);
    let mut seen = Vec::new();
    for address in ["alice@example.test", "arvid@example.test"] {
        let mut pages = Vec::new();
        for _ in 0..4 {
            let visitor = Visitor::new(&server);
            let (_, challenge) = pkce();
            let encoded = address.replace('@', "%40").replace('.', "%2E");
            let id = app.pushed(&challenge, &[("login_hint", address)]).await;
            let page = visitor.follow(&authorize_with(&app, id, address)).await;
            let words = page.html.replace(&id.to_string(), "").replace(address, "").replace(&encoded, "");
            let (status, code) = (page.status, page.html.contains(CODE));
            pages.push((status, code, stable(&words)));
        }
        assert!(!pages[3].1, "the fourth letter in a quarter of an hour is refused");
        seen.push(pages);
    }
    assert_eq!(seen[0], seen[1]);
}

/// A page without its tokens and challenges.
fn stable(html: &str) -> String {
    let mut html = html.to_owned();
    for mark in ["name=\"csrf\" value=\"", "data-options=\""] {
        let mut parts = html.split(mark);
        let mut cut = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            cut.push_str(part.split_once("\">").map_or(part, |(_, rest)| rest));
        }
        html = cut;
    }
    html
}

/// Rows 1, 2 and 6: the code works in its own browser only, and stands in no address.
#[tokio::test]
async fn a_code_is_of_no_use_elsewhere() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (alice, eve) = (Visitor::new(&server), Visitor::new(&server));
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[("login_hint", "alice@example.test")]).await;
    let page = alice.follow(&authorize_with(&app, id, "alice@example.test")).await;
    let code = digits(&letter(&server, "alice@example.test").await);
    assert!(!page.html.contains(&code));
    let filled = alice.open(&format!("{CODE}?request={id}&code={code}")).await;
    assert!(
        filled.status == 200 && !filled.html.contains(&format!("value=\"{code}\"")),
        "nothing is taken from an address"
    );
    let (_, challenge) = pkce();
    let own = app.pushed(&challenge, &[("login_hint", "eve@example.test")]).await;
    let own_page = eve.follow(&authorize_with(&app, own, "eve@example.test")).await;
    assert_eq!(enter(&eve, &own_page, Some(own), &code).await.status, 422);
}

/// Row 5: no form is taken without its token, or from elsewhere.
#[tokio::test]
async fn forms_come_from_our_own_pages() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    visitor.open("/account/sign-in").await;
    let origin = server.app().oauth.issuer().to_owned();
    for path in [SEND, CODE, HANDLE, "/account/not-me"] {
        let fields = [("email", "alice@example.test"), ("code", "12345678")];
        let forged = visitor.forge(path, &[("origin", &origin)], &fields).await;
        assert_eq!(forged.status, 403, "{path}");
        let cross = visitor.forge(path, &[("origin", "https://evil.example")], &fields).await;
        assert_eq!(cross.status, 403, "{path}");
    }
    assert_eq!(letters(&server, "alice@example.test").await, 0);
}

/// Row 13: the letter names the app, our host, the time and the device, and ends so that browsers find the code.
#[tokio::test]
async fn the_letter_says_who_asks_and_how_to_have_no_more() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (_, challenge) = pkce();
    let address = "carol@example.test";
    let id = app.pushed(&challenge, &[("login_hint", address)]).await;
    visitor.follow(&authorize_with(&app, id, address)).await;
    let letter = letter(&server, address).await;
    let (code, text) = (digits(&letter), letter["text"].as_str().expect("a text"));
    let last = text.trim_end().lines().last().expect("a line");
    assert!(last.starts_with('@') && last.ends_with(&format!("#{code}")), "{last}");
    assert!(text.contains("127.0.0.1") && text.contains("will ever ask"), "{text}");
    let start = text.find("/account/not-me?").expect("a link");
    let link = text[start..].split_whitespace().next().expect("a link");
    // Opening it does nothing: programs that read mail open links too.
    let page = visitor.open(link).await;
    let (_, challenge) = pkce();
    let again = app.pushed(&challenge, &[("login_hint", address)]).await;
    Visitor::new(&server).follow(&authorize_with(&app, again, address)).await;
    assert_eq!(letters(&server, address).await, 2);
    let (_, sealed) = link.split_once("link=").expect("a link");
    let done = visitor.submit(&page, "/account/not-me", &[("link", sealed)]).await;
    assert_eq!(done.status, 200);
    let third = app.pushed(&challenge, &[("login_hint", address)]).await;
    let page = Visitor::new(&server).follow(&authorize_with(&app, third, address)).await;
    assert!(page.html.contains(CODE), "the page is the same");
    assert_eq!(letters(&server, address).await, 2, "and no letter");
}

/// Row 14: who has tried too much has tried too much after a restart as well; see the tests of the counts. Row 10: a
/// sign-in gives the browser a new secret.
#[tokio::test]
async fn a_sign_in_gives_the_browser_a_new_secret() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let visitor = Visitor::new(&server);
    let sign_in = visitor.open("/account/sign-in").await;
    let fields = [("username", "alice@example.test"), ("mail", "1")];
    visitor.submit(&sign_in, "/account/sign-in", &fields).await;
    let page = visitor.open(CODE).await;
    let code = digits(&letter(&server, "alice@example.test").await);
    let entered = enter(&visitor, &page, None, &code).await;
    assert!(entered.headers.get_all("set-cookie").iter().count() > 0, "{:?}", entered.headers);
}

/// Row 15: without mail there are no codes, and the other ways stay.
#[tokio::test]
async fn without_codes_the_other_ways_stay() {
    let server = TestServer::with(&["mail.codes_per_minute=0"]).await;
    server.account("alice").await;
    let visitor = Visitor::new(&server);
    let sign_in = visitor.open("/account/sign-in").await;
    assert!(!sign_in.html.contains("name=\"mail\""), "{}", sign_in.html);
    let password = crate::server::accounts::PASSWORD;
    let fields = [("username", "alice"), ("password", password)];
    assert_eq!(visitor.submit(&sign_in, "/account/sign-in", &fields).await.leads_to(), "/account");
}
