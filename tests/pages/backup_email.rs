//! Further addresses: who gets one, what it opens, and who hears of it.

use std::time::Duration;

use hostplant::store::Snapshot;
use hostplant::store::rows::backup_emails;
use hyper::Method;

use super::proofs::sign_in;
use super::*;
use crate::epds::enter;
use crate::oauth::visitor::authorize;
use crate::oauth::{App, pkce};
use crate::server::As;
use crate::server::accounts::TestAccount;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const SECOND: &str = "alice@second.example";

/// Names an address on the page, and gives the page back.
async fn name<'a>(visitor: &Visitor<'a>, base: &str, email: &str) -> Page {
    let path = format!("{base}/email/backup");
    let page = visitor.open(&path).await;
    visitor.submit(&page, &path, &[("email", email)]).await
}

/// Enters the code that was mailed to an address.
async fn confirm(server: &TestServer, visitor: &Visitor<'_>, base: &str, email: &str) -> Page {
    let path = format!("{base}/email/backup");
    let page = visitor.open(&path).await;
    let code = code(&letter(server, email).await);
    visitor.submit(&page, &format!("{path}/confirm"), &[("code", &code)]).await
}

/// An account whose owner is signed in and has `SECOND` as a further address.
async fn with_backup<'a>(server: &'a TestServer, visitor: &Visitor<'a>) -> TestAccount {
    let alice = server.account("alice").await;
    sign_in(visitor, &alice).await;
    let base = format!("/account/u/{}", alice.handle);
    assert_eq!(name(visitor, &base, SECOND).await.status, 303);
    assert_eq!(confirm(server, visitor, &base, SECOND).await.status, 303);
    alice
}

async fn confirmed(server: &TestServer, account: &TestAccount) -> Vec<String> {
    let did = account.did.as_str().parse().expect("a DID");
    let aid = server.app().accounts.find(did).await.expect("a read").expect("an account").aid;
    let read = move |db: &Snapshot| backup_emails::get(db, aid);
    let row = server.app().store.read(read).await.expect("a read");
    row.confirmed.into_iter().map(|one| one.email).collect()
}

async fn subjects(server: &TestServer, to: &str) -> Vec<String> {
    tokio::time::sleep(Duration::from_millis(150)).await;
    let letters = server.send(Method::GET, "/dev/mail.json", &[], "").await.json();
    let letters = letters.as_array().expect("letters").iter().filter(|letter| letter["to"] == to);
    letters.map(|letter| letter["subject"].as_str().expect("a subject").to_owned()).collect()
}

#[tokio::test]
async fn a_further_address_counts_once_its_code_came_back() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let alice = server.account("alice").await;
    sign_in(&visitor, &alice).await;
    let base = format!("/account/u/{}", alice.handle);
    let path = format!("{base}/email/backup");
    for (email, fault) in
        [("no address", "cannot be used"), ("ALICE@example.test", "has the address already")]
    {
        let refused = name(&visitor, &base, email).await;
        assert!(refused.status == 422 && refused.html.contains(fault), "{email}: {}", refused.html);
    }
    assert_eq!(name(&visitor, &base, SECOND).await.leads_to(), path);
    assert!(confirmed(&server, &alice).await.is_empty(), "naming one is not enough");
    let page = visitor.open(&path).await;
    assert!(page.html.contains(SECOND), "{}", page.html);
    let wrong = visitor.submit(&page, &format!("{path}/confirm"), &[("code", "AAAAA-AAAAA")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(confirm(&server, &visitor, &base, SECOND).await.leads_to(), path);
    assert_eq!(confirmed(&server, &alice).await, [SECOND]);
    let told = subjects(&server, "alice@example.test").await;
    assert!(told.iter().any(|subject| subject.contains("A way to sign in was added")), "{told:?}");
    let log = visitor.open(&format!("{base}/activity")).await;
    assert!(log.html.contains("A backup address was added"), "{}", log.html);

    let page = visitor.open(&path).await;
    let removed = visitor.submit(&page, &format!("{path}/remove"), &[("email", SECOND)]).await;
    assert_eq!(removed.leads_to(), path);
    assert!(confirmed(&server, &alice).await.is_empty());
    let told = subjects(&server, "alice@example.test").await;
    assert!(told.iter().any(|subject| subject.contains("was removed")), "{told:?}");
}

#[tokio::test]
async fn a_code_for_a_further_address_lasts_a_quarter_of_an_hour_and_the_address_waits_a_day() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let alice = server.account("alice").await;
    sign_in(&visitor, &alice).await;
    let base = format!("/account/u/{}", alice.handle);
    let path = format!("{base}/email/backup");
    name(&visitor, &base, SECOND).await.leads_to();
    letter(&server, SECOND).await;
    server.advance(15 * MINUTE + Duration::from_secs(1));
    let late = confirm(&server, &visitor, &base, SECOND).await;
    assert!(late.status == 422 && confirmed(&server, &alice).await.is_empty(), "{}", late.html);
    assert!(visitor.open(&path).await.html.contains(SECOND), "it still waits");
    server.advance(24 * HOUR);
    assert!(!visitor.open(&path).await.html.contains(SECOND), "and is forgotten");
}

#[tokio::test]
async fn an_account_has_three_further_addresses_at_most() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let alice = with_backup(&server, &visitor).await;
    let base = format!("/account/u/{}", alice.handle);
    let stale = visitor.open(&format!("{base}/email/backup")).await;
    for email in ["two@second.example", "three@second.example"] {
        server.advance(MINUTE);
        assert_eq!(name(&visitor, &base, email).await.status, 303);
        assert_eq!(confirm(&server, &visitor, &base, email).await.status, 303);
    }
    server.advance(MINUTE);
    let path = format!("{base}/email/backup");
    let fourth = visitor.submit(&stale, &path, &[("email", "four@second.example")]).await;
    assert!(fourth.status == 422 && fourth.html.contains("as many as there can be"), "{}", fourth.html);
    assert_eq!(confirmed(&server, &alice).await.len(), 3);
}

/// Nobody learns, and nobody gains, anything by naming the address of somebody else.
#[tokio::test]
async fn one_address_is_of_one_account() {
    let server = TestServer::start().await;
    let (visitor, other) = (Visitor::new(&server), Visitor::new(&server));
    let alice = with_backup(&server, &visitor).await;
    let bob = server.account("bob").await;
    sign_in(&other, &bob).await;
    let base = format!("/account/u/{}", bob.handle);
    for taken in ["alice@example.test", SECOND] {
        server.advance(MINUTE);
        assert_eq!(name(&other, &base, taken).await.status, 303, "the same answer for {taken}");
        let refused = confirm(&server, &other, &base, taken).await;
        assert!(refused.status == 422 && refused.html.contains("Another account has"), "{}", refused.html);
    }
    assert!(confirmed(&server, &bob).await.is_empty());
    assert_eq!(confirmed(&server, &alice).await, [SECOND]);
    let email = format!("{base}/email");
    let page = other.open(&format!("{email}/change")).await;
    let first = other.submit(&page, &format!("{email}/change"), &[("email", SECOND)]).await;
    assert!(first.status == 422 && first.html.contains("Another account has"), "{}", first.html);
}

/// Epds 7: a code to a further address leads to the account itself, on with the app's own request, and the first
/// address hears of it.
#[tokio::test]
async fn a_code_to_a_further_address_brings_its_owner_into_the_app() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let alice = with_backup(&server, &visitor).await;
    let (app, locked_out) = (App::loopback(&server), Visitor::new(&server));
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let request = id.to_string();
    let first = locked_out.follow(&authorize(&app, id)).await;
    let fields = [("request", request.as_str()), ("email", "Alice@Second.example")];
    let sent = locked_out.submit(&first, "/account/code/send", &fields).await;
    let page = locked_out.follow(sent.leads_to()).await;
    let subject = letter(&server, SECOND).await["subject"].as_str().expect("a subject").to_owned();
    let left = enter(&locked_out, &page, Some(id), &subject[..8]).await;
    let url = url::Url::parse(left.leads_to()).expect("the app's address");
    let code = url.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    let tokens = app.exchange(&code, &verifier).await.ok();
    assert_eq!(tokens["sub"], alice.did.as_str());
    let told = subjects(&server, "alice@example.test").await;
    assert!(told.iter().any(|subject| subject.contains("by your backup address")), "{told:?}");
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_code_to_a_further_address() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let alice = with_backup(&server, &visitor).await;
    let body = serde_json::json!({ "email": SECOND });
    server.post(&As::Nobody, "com.atproto.server.requestPasswordReset", body).await.ok();
    let code = loop {
        let newest = letter(&server, SECOND).await;
        if newest["subject"].as_str().is_some_and(|subject| subject.contains("password")) {
            break code(&newest);
        }
        tokio::task::yield_now().await;
    };
    let body = serde_json::json!({ "token": code, "password": "another password" });
    server.post(&As::Nobody, "com.atproto.server.resetPassword", body).await.ok();
    let body = serde_json::json!({ "identifier": alice.handle, "password": "another password" });
    server.post(&As::Nobody, "com.atproto.server.createSession", body).await.ok();
}

#[tokio::test]
async fn whoever_takes_the_account_back_is_rid_of_addresses_added_since() {
    let server = TestServer::start().await;
    let (thief, owner) = (Visitor::new(&server), Visitor::new(&server));
    let alice = server.account("alice").await;
    sign_in(&thief, &alice).await;
    let base = format!("/account/u/{}", alice.handle);
    let link = super::access::change(&server, &thief, &base).await;
    name(&thief, &base, "thief@second.example").await.leads_to();
    confirm(&server, &thief, &base, "thief@second.example").await.leads_to();
    assert_eq!(confirmed(&server, &alice).await.len(), 1);
    let shown = owner.open(&link).await;
    let fields = super::access::undo_fields(&link);
    owner.submit(&shown, "/account/undo-email", &fields).await.leads_to();
    assert!(confirmed(&server, &alice).await.is_empty());
}

#[tokio::test]
async fn the_addresses_of_a_deleted_account_are_free() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let alice = with_backup(&server, &visitor).await;
    server
        .post(&As::Admin, "com.atproto.admin.deleteAccount", serde_json::json!({ "did": alice.did }))
        .await
        .ok();
    let read = |db: &Snapshot| backup_emails::owner(db, SECOND);
    assert_eq!(server.app().store.read(read).await.expect("a read"), None);
}
