//! Edge cases of people: who they are, what they have already, what they change their mind about. One test for each row.

use hostplant::store::rows::accounts::{Account, Stage};
use hostplant::store::{StorageError, Tx};

use super::*;

/// Row "prefetch": whoever only looks ahead has nothing sent; a hint in the address alone sends nothing either.
#[tokio::test]
async fn only_a_person_who_is_there_has_a_code_sent() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let address = "alice@example.test";
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[("login_hint", address)]).await;
    let visitor = Visitor::new(&server);
    let path = authorize_with(&app, id, address);
    for (method, name, value) in [
        (Method::HEAD, "accept-language", "en"),
        (Method::GET, "sec-purpose", "prefetch;prerender"),
        (Method::GET, "purpose", "prefetch"),
    ] {
        visitor.ask(method, &path, &[(name, value)], String::new()).await;
    }
    assert_eq!(letters(&server, address).await, 0);
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let page = visitor.follow(&authorize_with(&app, id, address)).await;
    assert!(page.html.contains(address), "it is filled in: {}", page.html);
    let id = app.pushed(&challenge, &[("login_hint", "bob@example.test")]).await;
    let page = visitor.follow(&authorize_with(&app, id, address)).await;
    assert!(page.html.contains(address) && !page.html.contains("bob@"), "{}", page.html);
    assert_eq!(letters(&server, address).await + letters(&server, "bob@example.test").await, 0);
}

/// Row "wrong address typed": another address keeps the request and voids the code.
#[tokio::test]
async fn another_address_keeps_the_request() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "typo@example.test").await;
    let code = digits(&letter(&server, "typo@example.test").await);
    let request = id.to_string();
    let other = visitor.submit(&page, CODE, &[("request", &request), ("other", "1")]).await;
    let sign_in = visitor.follow(other.leads_to()).await;
    assert_eq!(sign_in.status, 200);
    assert_eq!(enter(&visitor, &page, Some(id), &code).await.status, 422, "the code is void");
    let fields = [("request", request.as_str()), ("username", "right@example.test"), ("mail", "1")];
    let sent = visitor.submit(&sign_in, "/oauth/authorize/sign-in", &fields).await;
    let page = visitor.follow(sent.leads_to()).await;
    let code = digits(&letter(&server, "right@example.test").await);
    let entered = enter(&visitor, &page, Some(id), &code).await;
    assert!(entered.leads_to().starts_with(HANDLE), "{}", entered.leads_to());
}

/// Rows "double submit of code" and "two tabs": the first wins, the second follows.
#[tokio::test]
async fn a_second_press_follows_the_first() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let code = digits(&letter(&server, "carol@example.test").await);
    let first = enter(&visitor, &page, Some(id), &code).await;
    let second = enter(&visitor, &page, Some(id), &code).await;
    assert_eq!(first.leads_to(), second.leads_to());
    let picker = visitor.follow(first.leads_to()).await;
    // Row "double submit of handle": one account, and both lead to the app.
    let request = id.to_string();
    let fields = [("request", request.as_str()), ("handle", "carol-again")];
    let press = || visitor.submit(&picker, HANDLE, &fields);
    let (one, other) = tokio::join!(press(), press());
    let waits = format!("/account/code/wait?request={id}");
    let ends = [one.leads_to(), other.leads_to()];
    assert!(ends.iter().any(|end| end.contains("code=cod-")), "{ends:?}");
    assert!(ends.iter().all(|end| end.contains("/cb?") || *end == waits), "{ends:?}");
    let late = visitor.open(&waits).await;
    assert!(late.status == 200 && late.location.is_none(), "the request was answered: {}", late.status);
    assert!(has_account(&server, "carol@example.test").await);
}

/// Row "user already has a live session with that e-mail": no code, the page of consent.
#[tokio::test]
async fn who_is_signed_in_needs_no_code() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let sign_in = visitor.open("/account/sign-in").await;
    let password = crate::server::accounts::PASSWORD;
    let fields = [("username", "alice"), ("password", password), ("remember", "on")];
    visitor.submit(&sign_in, "/account/sign-in", &fields).await;
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[("login_hint", "alice@example.test")]).await;
    let page = visitor.follow(&authorize_with(&app, id, "alice@example.test")).await;
    assert!(page.html.contains("/oauth/authorize/consent"), "{}", page.html);
    // Row "hint differs from the signed-in account": both are offered, and nothing is sent unasked.
    let id = app.pushed(&challenge, &[("login_hint", "bob@example.test")]).await;
    let page = visitor.follow(&authorize_with(&app, id, "bob@example.test")).await;
    assert!(page.html.contains("alice.test") && page.html.contains(SEND), "{}", page.html);
    assert_eq!(letters(&server, "bob@example.test").await, 0);
    let request = id.to_string();
    let sent = visitor.submit(&page, SEND, &[("request", &request), ("hinted", "1")]).await;
    assert!(sent.leads_to().starts_with(CODE));
    assert_eq!(letters(&server, "bob@example.test").await, 1);
}

/// Row "cookie blocked": a page that explains.
#[tokio::test]
async fn without_cookies_a_page_explains() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[("login_hint", "carol@example.test")]).await;
    let answer = server.send(Method::GET, &format!("{CODE}?request={id}"), &[], "").await;
    assert_eq!(answer.status, 400);
    assert!(String::from_utf8_lossy(&answer.body).contains("keeps no cookies"));
}

/// Row "taken down": a page that explains, after the code; the way out tells the app.
#[tokio::test]
async fn a_withheld_account_is_told_after_the_code() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let body = serde_json::json!({
        "subject": { "$type": "com.atproto.admin.defs#repoRef", "did": alice.did },
        "takedown": { "applied": true },
    });
    server.post(&crate::server::As::Admin, "com.atproto.admin.updateSubjectStatus", body).await.ok();
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "alice@example.test").await;
    let code = digits(&letter(&server, "alice@example.test").await);
    let told = enter(&visitor, &page, Some(id), &code).await;
    assert_eq!(told.status, 422);
    let request = id.to_string();
    let left = visitor.submit(&told, "/oauth/authorize/cancel", &[("request", &request)]).await;
    assert_eq!(param(&left, "error").as_deref(), Some("access_denied"));
}

/// An account without a password: apps cannot sign in with one, and dangerous acts ask for another code.
#[tokio::test]
async fn an_account_without_a_password_is_proven_by_mail() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let code_from = async |page: &Page| {
        let fields =
            [("username", "carol@example.test"), ("mail", "1"), ("remember", "on"), ("next", "/account/x")];
        let sent = visitor.submit(page, "/account/sign-in", &fields).await;
        assert_eq!(sent.leads_to(), CODE);
        let page = visitor.open(CODE).await;
        enter(&visitor, &page, None, &digits(&letter(&server, "carol@example.test").await)).await
    };
    let chosen = code_from(&visitor.open("/account/sign-in").await).await;
    let picker = visitor.follow(chosen.leads_to()).await;
    let made = visitor.submit(&picker, HANDLE, &[("handle", "carol-garden")]).await;
    assert_eq!(made.leads_to(), "/account/x");
    for password in ["", "a password"] {
        let input = serde_json::json!({ "identifier": "carol-garden.test", "password": password });
        let answer = server.post(&crate::server::As::Nobody, "com.atproto.server.createSession", input).await;
        assert_eq!(answer.error(), (401, "AuthenticationRequired".to_owned()));
    }
    server.advance(Duration::from_secs(3_600));
    let confirm = visitor.open("/account/u/carol-garden.test/confirm?next=/account").await;
    assert!(
        confirm.leads_to().starts_with("/account/sign-in?next=/account&hint=did:plc:"),
        "{}",
        confirm.leads_to()
    );
    let page = visitor.open(confirm.leads_to()).await;
    let fields = [("username", "carol-garden.test"), ("locked", "1"), ("mail", "1"), ("next", "/account")];
    let sent = visitor.submit(&page, "/account/sign-in", &fields).await;
    assert_eq!(sent.leads_to(), CODE, "the account's own address counts");
    assert_eq!(letters(&server, "carol@example.test").await, 2);
}

/// Row "directory down": what is under way is waited for on a page that looks again; an identity that the directory
/// never took is made anew, and the app gets its answer.
#[tokio::test]
async fn a_page_waits_for_the_directory() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let code = digits(&letter(&server, "carol@example.test").await);
    let chosen = enter(&visitor, &page, Some(id), &code).await;
    let picker = visitor.follow(chosen.leads_to()).await;
    // As an attempt leaves it that the directory did not answer.
    let half_made = |tx: &mut Tx<'_>| {
        let (aid, now) = (tx.next_aid()?, tx.now());
        let did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa".parse().expect("a DID");
        let account = Account {
            handle: Some("carol-garden.test".parse().expect("a handle")),
            email: Some("carol@example.test".to_owned()),
            stage: Stage::Creating,
            ..Account::new(did, now)
        };
        rows::accounts::put(tx, aid, &account).expect("a row");
        Ok::<_, StorageError>(())
    };
    server.app().store.write(half_made).await.expect("a write");
    let request = id.to_string();
    let fields = [("request", request.as_str()), ("handle", "carol-meadow")];
    let waits = visitor.submit(&picker, HANDLE, &fields).await;
    let waiting = visitor.open(waits.leads_to()).await;
    assert!(waiting.status == 200 && waiting.html.contains("Almost there"), "{}", waiting.html);
    assert_eq!(waiting.headers["refresh"], "5");
    server.advance(Duration::from_secs(40));
    let left = visitor.open(waits.leads_to()).await;
    assert!(param(&left, "code").is_some());
    let read = |db: &Snapshot| rows::accounts::by_email(db, "carol@example.test");
    let (_, account) = server.app().store.read(read).await.expect("a read").expect("an account");
    assert_eq!(account.handle.expect("a handle").as_str(), "carol-meadow.test");
}

/// Row "invite required": asked for on the page of the handle, after the code.
#[tokio::test]
async fn an_invite_is_asked_for_after_the_code() {
    let server = TestServer::with(&["accounts.invite_required=true"]).await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    assert!(!page.html.contains("inviteCode"));
    let code = digits(&letter(&server, "carol@example.test").await);
    let chosen = enter(&visitor, &page, Some(id), &code).await;
    let picker = visitor.follow(chosen.leads_to()).await;
    let request = id.to_string();
    let fields = [("request", request.as_str()), ("handle", "carol-garden"), ("inviteCode", "")];
    let refused = visitor.submit(&picker, HANDLE, &fields).await;
    assert!(refused.status == 422 && refused.html.contains("id=\"inviteCode-fault\""), "{}", refused.html);
    assert!(!has_account(&server, "carol@example.test").await);
    let body = serde_json::json!({ "useCount": 1 });
    let made = server.post(&crate::server::As::Admin, "com.atproto.server.createInviteCode", body).await.ok();
    let invite = made["code"].as_str().expect("a code");
    let fields = [("request", request.as_str()), ("handle", "carol-garden"), ("inviteCode", invite)];
    let left = visitor.submit(&picker, HANDLE, &fields).await;
    assert!(param(&left, "code").is_some());
}
