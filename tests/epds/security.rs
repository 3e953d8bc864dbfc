//! What nobody learns, and what nobody can do: one test for each row of the security list.

use super::*;
use crate::server::upstream::Told;

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

/// Row 10: a sign-in gives the browser a new secret. Row 14 is with the limits.
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

/// Row 3: what is stored is an HMAC with a key of the server's: no plain hash of the code is in any row.
#[tokio::test]
async fn rows_hold_no_hash_that_can_be_guessed() {
    use hostplant::crypto::sha256;
    use hostplant::store::tables::SignInCodes;
    use hostplant::store::{Read, Span, StorageError};

    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, _) = begin(&visitor, &app, "carol@example.test").await;
    let code = newest(&server, "carol@example.test").await;
    let read =
        |db: &Snapshot| db.range::<SignInCodes>(Span::all())?.collect::<Result<Vec<_>, StorageError>>();
    let rows = server.app().store.read(read).await.expect("a read");
    let [(_, row)] = rows.as_slice() else { panic!("{rows:?}") };
    let mac = row.mac.expect("a code under way").0;
    for guess in [code.clone(), format!("{id}{code}"), format!("carol@example.test{code}")] {
        assert_ne!(mac, sha256(guess.as_bytes()));
    }
    assert!(!format!("{row:?}").contains(&code));
}

/// Row 7: the owner hears of a sign-in from a place that was not seen before.
#[tokio::test]
async fn a_sign_in_from_a_new_place_is_told() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let (app, visitor) = (App::loopback(&server), Visitor::at(&server, "203.0.113.77"));
    let (id, page) = begin(&visitor, &app, "alice@example.test").await;
    let code = newest(&server, "alice@example.test").await;
    enter(&visitor, &page, Some(id), &code).await.leads_to();
    letters(&server, "alice@example.test").await;
    let told = letter(&server, "alice@example.test").await;
    assert!(told["subject"].as_str().is_some_and(|line| line.contains("New sign-in")), "{told}");
    assert!(told["text"].as_str().is_some_and(|text| text.contains("203.0.113.77")));
}

/// Row 8: what an app wishes to look like cannot be more than a look.
#[tokio::test]
async fn wishes_of_apps_are_escaped() {
    let (server, host) = crate::oauth::with_published(&["oauth.branding=all"]).await;
    let mut metadata = crate::oauth::public();
    metadata["client_name"] = "<script>alert(1)</script>".into();
    metadata["brand_color"] = "red;}body{background:url(//evil.example)".into();
    metadata["background_color"] = "#10203g".into();
    metadata["email_subject_template"] = "{{code}} hello\r\nBcc: everybody@evil.example".into();
    metadata["email_template_uri"] = format!("https://{}/mail.html", crate::oauth::HOST).into();
    let design = "<p onclick=x()>{{code}} {{app_name}}</p><script>x()</script><img src=https://evil.example/a.png>\
        <form action=https://evil.example><input name=a></form><style>@import url(//evil.example)</style>";
    host.answers(move |asked| match asked.path() {
        "/mail.html" => Told::bytes(200, design).header("content-type", "text/html"),
        _ => Told::ok(&metadata),
    });
    let app = App::published(&server, None);
    let visitor = Visitor::new(&server);
    let (_, page) = begin(&visitor, &app, "carol@example.test").await;
    // Pages are read here without escapes: what stands for a tag would be one.
    assert!(!page.html.contains("evil.example") && !page.html.contains("url("), "{}", page.html);
    let policy = page.headers["content-security-policy"].to_str().expect("text").to_owned();
    assert!(!policy.contains("evil") && policy.contains("default-src 'none'"), "{policy}");
    let letter = letter(&server, "carol@example.test").await;
    let (subject, html) =
        (letter["subject"].as_str().expect("a subject"), letter["html"].as_str().expect("HTML"));
    assert!(!subject.contains(['\r', '\n']), "{subject}");
    for bad in ["onclick", "<script", "evil.example", "<form", "@import"] {
        assert!(!html.contains(bad), "{bad}: {html}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)"), "the name is shown as text: {html}");
}

/// Row 9: documents of apps are fetched through the guard, so that nobody has this server look around at home.
#[tokio::test]
async fn templates_at_private_addresses_are_not_fetched() {
    let server = TestServer::with(&["network.allow_private=false"]).await;
    let app = App::loopback(&server);
    for id in
        ["https://127.0.0.1/client.json", "https://printer.local/client.json", "https://10.0.0.1/c.json"]
    {
        let (_, challenge) = pkce();
        let pushed = app.push(&challenge, &[("client_id", id)]).await;
        assert_eq!(pushed.status, 400, "{id}");
    }
}

/// Row 11: once the code of a new address was right, the request takes no other address.
#[tokio::test]
async fn an_address_that_was_shown_stays() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let entered = enter(&visitor, &page, Some(id), &newest(&server, "carol@example.test").await).await;
    let sign_in = visitor.open(&format!("/oauth/authorize/sign-in?request={id}")).await;
    let request = id.to_string();
    let fields = [("request", request.as_str()), ("username", "victim@example.test"), ("mail", "1")];
    let other = visitor.submit(&sign_in, "/oauth/authorize/sign-in", &fields).await;
    assert_eq!(letters(&server, "victim@example.test").await, 0, "{:?}", other.location);
    let picker = visitor.open(entered.leads_to()).await;
    let fields =
        [("request", request.as_str()), ("handle", "carol-garden"), ("email", "victim@example.test")];
    visitor.submit(&picker, HANDLE, &fields).await.leads_to();
    assert!(has_account(&server, "carol@example.test").await);
    assert!(!has_account(&server, "victim@example.test").await);
}

/// Row 12: the page says what this app asks for, not what apps usually do.
#[tokio::test]
async fn permissions_on_the_page_are_those_that_are_asked_for() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let app = App::loopback(&server);
    let shown = async |scope: &str| {
        let visitor = Visitor::new(&server);
        let (_, challenge) = pkce();
        let changes = [("login_hint", "alice@example.test"), ("scope", scope)];
        let id = app.pushed(&challenge, &changes).await;
        visitor.follow(&authorize_with(&app, id, "alice@example.test")).await.html
    };
    let (little, much) = (shown("atproto").await, shown("atproto transition:email").await);
    assert!(much.contains("e-mail address") || much.contains("e-mail"), "{much}");
    assert_ne!(little.matches("e-mail").count(), much.matches("e-mail").count());
}

/// Row 15: who has nothing but the mailbox is told so on the first page, where another way is one step away.
#[tokio::test]
async fn another_way_in_is_suggested_at_the_first_sign_in() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let page = visitor.open("/account/sign-in").await;
    let fields = [("username", "carol@example.test"), ("mail", "1"), ("remember", "on")];
    visitor.submit(&page, "/account/sign-in", &fields).await;
    let page = visitor.open(CODE).await;
    let chosen = enter(&visitor, &page, None, &newest(&server, "carol@example.test").await).await;
    let picker = visitor.follow(chosen.leads_to()).await;
    visitor.submit(&picker, HANDLE, &[("handle", "carol-garden")]).await.leads_to();
    let home = visitor.follow("/account").await;
    for path in ["/account/u/carol-garden.test/security", "/account/u/carol-garden.test/email"] {
        assert!(home.html.contains(path), "{path}: {}", home.html);
    }
}
