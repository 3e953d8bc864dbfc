//! Making an account without a script, where a code that is mailed takes the place of the browser's work.

use hostplant::store::{Snapshot, rows};
use serde_json::json;

use super::*;
use crate::server::As;

/// Where the code is entered.
pub const CODE: &str = "/account/sign-up/code";
const DETAILS: &str = "/account/sign-up/details";

/// Chooses a handle and gives an address; the page that answers.
pub async fn begin(visitor: &Visitor<'_>, name: &str, address: &str) -> Page {
    let handle = visitor.open("/account/sign-up").await;
    let chosen = visitor.submit(&handle, "/account/sign-up", &[("handle", name), ("domain", "")]).await;
    assert_eq!(chosen.leads_to(), DETAILS);
    let details = visitor.open(DETAILS).await;
    let fields = [("email", address), ("password", PASSWORD)];
    let sent = visitor.submit(&details, DETAILS, &fields).await;
    match &sent.location {
        Some(next) => visitor.open(next).await,
        None => sent,
    }
}

async fn confirmed(server: &TestServer, address: &'static str) -> Option<bool> {
    let read = move |db: &Snapshot| rows::accounts::by_email(db, address);
    let found = server.app().store.read(read).await.expect("a read");
    found.map(|(_, account)| account.email_confirmed_at.is_some())
}

#[tokio::test]
async fn a_mailed_code_makes_the_account() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let page = begin(&visitor, "carol", "Carol@Example.test").await;
    let address = "carol@example.test";
    assert_eq!(confirmed(&server, address).await, None, "there is no account yet");
    let code = code(&letter(&server, address).await);
    // It is good for the browser that asked for it.
    let eve = Visitor::new(&server);
    let other = begin(&eve, "eve", "eve@example.test").await;
    assert_eq!(eve.submit(&other, CODE, &[("code", &code)]).await.status, 422);
    let made = visitor.submit(&page, CODE, &[("code", &format!(" {} ", code.to_lowercase()))]).await;
    assert_eq!(made.leads_to(), "/account");
    assert_eq!(confirmed(&server, address).await, Some(true));
    let home = visitor.follow("/account").await;
    assert!(home.html.contains("carol.test") && !home.html.contains("sent you a code"), "{}", home.html);
    // What was waited for is over.
    assert_eq!(visitor.open(CODE).await.leads_to(), "/account/sign-up");
    let input = json!({ "identifier": "carol.test", "password": PASSWORD });
    server.post(&As::Nobody, "com.atproto.server.createSession", input).await.ok();
}

#[tokio::test]
async fn codes_end_and_tries_are_few() {
    let server = TestServer::start().await;
    let visitor = Visitor::new(&server);
    let page = begin(&visitor, "carol", "carol@example.test").await;
    let right = code(&letter(&server, "carol@example.test").await);
    let attempt = async |code: &str| {
        let answer = visitor.submit(&page, CODE, &[("code", code)]).await;
        let fault = answer.html.split("id=\"code-fault\">").nth(1).and_then(|rest| rest.split('<').next());
        (answer.status, fault.unwrap_or_default().to_owned())
    };
    for _ in 0..5 {
        assert!(attempt("AAAAA-AAAAA").await.1.contains("is wrong"));
    }
    assert!(attempt(&right).await.1.contains("Too many wrong codes"));
    server.advance(Duration::from_secs(61));
    let again = visitor.submit(&page, CODE, &[("mail", "1")]).await;
    assert_eq!(again.leads_to(), CODE);
    server.advance(Duration::from_secs(10 * 60));
    assert!(attempt(&right).await.1.contains("expired"));
    assert_eq!(confirmed(&server, "carol@example.test").await, None);
}

#[tokio::test]
async fn letters_to_one_address_are_few() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let mut last = 0;
    for n in 0..6 {
        let visitor = Visitor::new(&server);
        last = begin(&visitor, &format!("carol{n}"), "carol@example.test").await.status;
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn operators_may_want_addresses_verified_first() {
    let server = TestServer::with(&["accounts.email_verification=before"]).await;
    let visitor = Visitor::new(&server);
    let page = begin(&visitor, "carol", "carol@example.test").await;
    assert!(page.html.contains("Step 3 of 3"), "{}", page.html);
    let input = json!({ "handle": "dave.test", "email": "dave@example.test", "password": PASSWORD });
    let refused = server.post(&As::Nobody, "com.atproto.server.createAccount", input).await;
    assert!(refused.message().contains("/account/sign-up"), "{}", refused.message());
    let code = code(&letter(&server, "carol@example.test").await);
    visitor.submit(&page, CODE, &[("code", &code)]).await;
    assert_eq!(confirmed(&server, "carol@example.test").await, Some(true));
}

#[tokio::test]
async fn operators_may_not_care() {
    let settings = ["accounts.email_verification=off", "accounts.sign_up_work=0"];
    let server = TestServer::with(&settings).await;
    let visitor = Visitor::new(&server);
    let landed = begin(&visitor, "carol", "carol@example.test").await;
    assert_eq!(landed.leads_to(), "/account/u/carol.test");
    assert_eq!(confirmed(&server, "carol@example.test").await, Some(false));
    let letters = server.send(Method::GET, "/dev/mail.json", &[], "").await.json();
    assert_eq!(letters.as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn nobody_is_written_to_without_an_invite_that_is_good() {
    let settings = ["accounts.invite_required=true", "accounts.sign_up_work=18"];
    let server = TestServer::with(&settings).await;
    let made = server.post(&As::Admin, "com.atproto.server.createInviteCode", json!({ "useCount": 1 })).await;
    let good = made.ok()["code"].as_str().expect("a code").to_owned();
    let visitor = Visitor::new(&server);
    let handle = visitor.open("/account/sign-up").await;
    visitor.submit(&handle, "/account/sign-up", &[("handle", "carol"), ("domain", "")]).await;
    let details = visitor.open(DETAILS).await;
    let give = async |invite: &str| {
        let fields = [("email", "carol@example.test"), ("password", PASSWORD), ("inviteCode", invite)];
        visitor.submit(&details, DETAILS, &fields).await
    };
    for invite in ["", "localhost-aaaaa-aaaaa"] {
        assert_eq!(give(invite).await.status, 422, "{invite}");
    }
    let letters = server.send(Method::GET, "/dev/mail.json", &[], "").await.json();
    assert_eq!(letters.as_array().map(Vec::len), Some(0));
    let asked = give(&good).await;
    assert_eq!(asked.leads_to(), CODE);
    let page = visitor.open(CODE).await;
    let code = code(&letter(&server, "carol@example.test").await);
    visitor.submit(&page, CODE, &[("code", &code)]).await;
    assert_eq!(confirmed(&server, "carol@example.test").await, Some(true));
}
