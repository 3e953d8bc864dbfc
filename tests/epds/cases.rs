//! What else can happen on the way.

use super::*;

/// The page of a code that an app's request has led to.
async fn begin(visitor: &Visitor<'_>, app: &App<'_>, address: &str) -> (RequestId, Page) {
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[("login_hint", address)]).await;
    let page = visitor.follow(&authorize_with(app, id, address)).await;
    assert!(page.html.contains(CODE), "{}", page.html);
    (id, page)
}

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
