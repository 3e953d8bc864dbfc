//! What happens beside the straight way.

use serde_json::json;

use super::*;
use crate::server::As;

/// From the app to the page of the code, which was mailed on the way.
pub(super) async fn begin(visitor: &Visitor<'_>, app: &App<'_>, address: &str) -> (RequestId, Page) {
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[("login_hint", address)]).await;
    let page = visitor.follow(&authorize_with(app, id, address)).await;
    assert_eq!(page.status, 200, "{}", page.html);
    (id, page)
}

/// The code in the newest letter to an address, once all letters were sent that wait.
pub(super) async fn newest(server: &TestServer, to: &str) -> String {
    letters(server, to).await;
    digits(&letter(server, to).await)
}

async fn account_of(server: &TestServer, address: &'static str) -> rows::accounts::Account {
    let read = move |db: &Snapshot| rows::accounts::by_email(db, address);
    server.app().store.read(read).await.expect("a read").expect("an account").1
}

/// Chooses the handle after a right code.
async fn choose(visitor: &Visitor<'_>, page: &Page, id: RequestId, name: &str) -> Page {
    let picker = visitor.open(page.leads_to()).await;
    visitor.submit(&picker, HANDLE, &[("request", &id.to_string()), ("handle", name)]).await
}

#[tokio::test]
async fn existing_account_that_is_deactivated() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    server.post(&alice.owner, "com.atproto.server.deactivateAccount", json!({})).await.ok();
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "alice@example.test").await;
    let entered = enter(&visitor, &page, Some(id), &newest(&server, "alice@example.test").await).await;
    let next = visitor.follow(entered.leads_to()).await;
    assert!(
        entered.leads_to().contains("/oauth/authorize/reactivate") || next.html.contains("reactivate"),
        "{}",
        next.html
    );
    let account = account_of(&server, "alice@example.test").await;
    assert!(account.deactivated_at.is_some(), "not without being asked");
}

#[tokio::test]
async fn code_of_an_earlier_letter() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let old = newest(&server, "carol@example.test").await;
    server.advance(Duration::from_secs(60));
    let request = id.to_string();
    let fields = [("request", request.as_str()), ("mail", "1")];
    assert_eq!(visitor.submit(&page, CODE, &fields).await.status, 303);
    let new = newest(&server, "carol@example.test").await;
    assert_ne!(old, new);
    assert_eq!(enter(&visitor, &page, Some(id), &old).await.status, 422);
    assert!(enter(&visitor, &page, Some(id), &new).await.leads_to().starts_with(HANDLE));
}

#[tokio::test]
async fn expired_request_is_no_dead_end() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let right = newest(&server, "carol@example.test").await;
    server.advance(Duration::from_secs(60) * 90);
    let late = enter(&visitor, &page, Some(id), &right).await;
    let over = visitor.follow(&authorize(&app, id)).await;
    for page in [late, over] {
        let leads_on = page.location.is_some() || page.html.contains("<a ");
        assert!(leads_on && page.location.as_deref().is_none_or(|to| !to.contains("code=")), "{}", page.html);
    }
}

#[tokio::test]
async fn handle_sent_twice() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let entered = enter(&visitor, &page, Some(id), &newest(&server, "carol@example.test").await).await;
    let picker = visitor.open(entered.leads_to()).await;
    let request = id.to_string();
    let fields = [("request", request.as_str()), ("handle", "carol-sails")];
    let press = async || {
        let answer = visitor.submit(&picker, HANDLE, &fields).await;
        match answer.location {
            Some(to) if to.starts_with('/') => visitor.follow(&to).await,
            _ => answer,
        }
    };
    let (first, second) = tokio::join!(press(), press());
    assert!(
        [&first, &second].iter().any(|page| page.location.as_deref().is_some_and(|to| to.contains("code=")))
    );
    let account = account_of(&server, "carol@example.test").await;
    assert_eq!(account.handle.map(|handle| handle.to_string()).as_deref(), Some("carol-sails.test"));
    assert!(account.password.is_none() && account.email_confirmed_at.is_some());
}

#[tokio::test]
async fn mail_client_that_opens_links() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    begin(&visitor, &app, "carol@example.test").await;
    let found = letter(&server, "carol@example.test").await;
    let text = found["text"].as_str().expect("a text");
    let link = text.split_whitespace().find(|word| word.contains("/account/not-me?")).expect("a link");
    let path = link.strip_prefix(server.app().oauth.issuer()).expect("ours");
    let scanner = Visitor::new(&server);
    assert_eq!(scanner.open(path).await.status, 200);
    begin(&Visitor::new(&server), &app, "carol@example.test").await;
    assert_eq!(letters(&server, "carol@example.test").await, 2, "looking is not refusing");
    // Who presses the button gets no more of that app's.
    let page = scanner.open(path).await;
    let link = page.html.split("name=\"link\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let fields = [("link", link.expect("a value"))];
    assert_eq!(scanner.submit(&page, "/account/not-me", &fields).await.status, 200);
    let (_, page) = begin(&Visitor::new(&server), &app, "carol@example.test").await;
    assert!(page.html.contains("c•••@e•••.test"), "whoever asks sees the same");
    assert_eq!(letters(&server, "carol@example.test").await, 2);
}

#[tokio::test]
async fn new_person_who_wants_no_handle() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let entered = enter(&visitor, &page, Some(id), &newest(&server, "carol@example.test").await).await;
    let picker = visitor.open(entered.leads_to()).await;
    let left = visitor.submit(&picker, "/oauth/authorize/cancel", &[("request", &id.to_string())]).await;
    assert!(left.leads_to().contains("error=access_denied"));
    assert!(!has_account(&server, "carol@example.test").await);
}

#[tokio::test]
async fn addresses_with_a_plus_are_their_own() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "alice+notes@example.test").await;
    let entered = enter(&visitor, &page, Some(id), &newest(&server, "alice+notes@example.test").await).await;
    assert!(entered.leads_to().starts_with(HANDLE), "somebody new");
    assert!(letters(&server, "alice@example.test").await == 0);
}

#[tokio::test]
async fn another_letter_after_success() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    enter(&visitor, &page, Some(id), &newest(&server, "carol@example.test").await).await;
    server.advance(Duration::from_secs(60));
    let request = id.to_string();
    let fields = [("request", request.as_str()), ("mail", "1")];
    visitor.submit(&page, CODE, &fields).await;
    assert_eq!(letters(&server, "carol@example.test").await, 1);
}

#[tokio::test]
async fn account_without_a_password() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let entered = enter(&visitor, &page, Some(id), &newest(&server, "carol@example.test").await).await;
    // As long as a name may be.
    let name = "carol-sails-far-away";
    assert!(param(&choose(&visitor, &entered, id, name).await, "code").is_some());
    for password in ["", "a password"] {
        let input = json!({"identifier": format!("{name}.test"), "password": password});
        let refused = server.post(&As::Nobody, "com.atproto.server.createSession", input).await;
        assert_eq!(refused.error().0, 401, "{password}");
    }
}
