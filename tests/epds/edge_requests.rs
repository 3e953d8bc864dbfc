//! Edge cases of the way: requests, codes and letters. One test for each row.

use serde_json::json;

use super::*;
use crate::server::As;

async fn account_of(server: &TestServer, address: &'static str) -> rows::accounts::Account {
    let read = move |db: &Snapshot| rows::accounts::by_email(db, address);
    server.app().store.read(read).await.expect("a read").expect("an account").1
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

/// Row "app opens mail link on other device": letters hold a code and no link that signs anybody in.
#[tokio::test]
async fn letters_hold_no_link_that_signs_in() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, _) = begin(&visitor, &app, "alice@example.test").await;
    let letter = letter(&server, "alice@example.test").await;
    let (code, text) = (digits(&letter), letter["text"].as_str().expect("a text"));
    let links: Vec<&str> = text.split_whitespace().filter(|word| word.contains("://")).collect();
    assert!(links.iter().all(|link| !link.contains(&code) && !link.contains(&id.to_string())), "{links:?}");
    let elsewhere = Visitor::new(&server);
    for link in links {
        let path = link.strip_prefix(server.app().oauth.issuer()).expect("our own");
        elsewhere.open(path).await;
    }
    let pages = elsewhere.open("/account").await;
    assert!(pages.leads_to().starts_with("/account/sign-in"), "nobody is signed in there");
}

/// Row "in-app browser closes": who opens the request again on the same device goes on where they were, and no second
/// letter leaves; on another device it is begun anew.
#[tokio::test]
async fn request_that_is_opened_again() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, _) = begin(&visitor, &app, "carol@example.test").await;
    let code = newest(&server, "carol@example.test").await;
    server.advance(Duration::from_secs(240));
    let page = visitor.follow(&authorize_with(&app, id, "carol@example.test")).await;
    assert!(page.status == 200 && page.html.contains("Enter your code"), "{}", page.html);
    assert_eq!(letters(&server, "carol@example.test").await, 1);
    let entered = enter(&visitor, &page, Some(id), &code).await;
    assert!(entered.leads_to().starts_with(HANDLE));
    // Closed once more, before a handle was chosen.
    let picker = visitor.follow(&authorize_with(&app, id, "carol@example.test")).await;
    assert!(picker.html.contains(&format!("action=\"{HANDLE}\"")), "{}", picker.html);
    let other = Visitor::new(&server).follow(&authorize_with(&app, id, "carol@example.test")).await;
    assert!(!other.html.contains(&format!("action=\"{HANDLE}\"")), "nothing of it on another device");
}

/// Row "non-ASCII e-mail": a clear message where the mail server takes none; the address as it is where it does.
#[tokio::test]
async fn address_with_letters_beyond_ascii() {
    for (setting, sends) in [("mail.international=false", false), ("mail.international=true", true)] {
        let server = TestServer::with(&[setting]).await;
        let visitor = Visitor::new(&server);
        let page = visitor.open("/account/sign-in").await;
        let fields = [("username", "zoë@example.test"), ("mail", "1")];
        let answer = visitor.submit(&page, "/account/sign-in", &fields).await;
        if sends {
            assert_eq!(answer.leads_to(), CODE);
            assert_eq!(letters(&server, "zoë@example.test").await, 1);
        } else {
            let told = visitor.follow(answer.location.as_deref().unwrap_or("/account/sign-in")).await;
            let words = "letters other than a to z before the @";
            assert!(answer.html.contains(words) || told.html.contains(words), "{}", told.html);
        }
    }
    // A domain with such letters is written as mail servers know it.
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let page = visitor.open("/account/sign-in").await;
    visitor.submit(&page, "/account/sign-in", &[("username", "ann@bücher.test"), ("mail", "1")]).await;
    assert_eq!(letters(&server, "ann@xn--bcher-kva.test").await, 1);
}

/// Row "duplicate addresses": there cannot be any; one address is one account, whatever case it is written in and
/// however the account came.
#[tokio::test]
async fn one_address_is_one_account() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let bob = server.account("bob").await;
    let body = json!({ "account": bob.did, "email": "ALICE@example.test" });
    let refused = server.post(&As::Admin, "com.atproto.admin.updateAccountEmail", body).await;
    assert_eq!(refused.error().0, 400);
    let body = json!({ "handle": "carol.test", "email": "Alice@Example.test", "password": "a password" });
    let refused = server.post(&As::Nobody, "com.atproto.server.createAccount", body).await;
    assert_eq!(refused.error().0, 400);
}

/// Row "two tabs": both show the same state, and what one does the other follows.
#[tokio::test]
async fn two_tabs_of_one_request() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let other = visitor.open(&format!("{CODE}?request={id}")).await;
    assert!(other.html.contains("c•••@e•••.test"));
    let entered = enter(&visitor, &page, Some(id), &newest(&server, "carol@example.test").await).await;
    let followed = visitor.open(&format!("{CODE}?request={id}")).await;
    assert_eq!(followed.leads_to(), entered.leads_to());
}
