//! What owners change of their access: address, password, app passwords, sessions, handle; and who cannot.

use std::time::Duration;

use hostplant::net::FixedNames;
use hostplant::store::rows::accounts::Account;

use super::proofs::sign_in;
use super::*;
use crate::server::accounts::{self, TestAccount};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const OLD: &str = "alice@example.test";
const NEW: &str = "new@example.test";

async fn row(server: &TestServer, account: &TestAccount) -> Account {
    let id = account.did.as_str().parse().expect("a DID");
    server.app().accounts.find(id).await.expect("a read").expect("an account").account
}

/// Confirms the address, and begins to change it: the page that takes the code and the new one.
async fn begin_change(server: &TestServer, visitor: &Visitor<'_>, base: &str) -> Page {
    let email = format!("{base}/email");
    let page = visitor.open(&email).await;
    visitor.submit(&page, &email, &[]).await.leads_to();
    let code = server.mailed_code(OLD).await;
    let confirmed = visitor.submit(&page, &format!("{email}/confirm"), &[("code", &code)]).await;
    assert_eq!(confirmed.leads_to(), email);
    let begun = visitor.submit(&page, &format!("{email}/begin"), &[]).await;
    assert_eq!(begun.leads_to(), format!("{email}/change"));
    visitor.open(begun.leads_to()).await
}

/// Changes the address to [`NEW`]: the link by which the old one takes that back.
pub(super) async fn change(server: &TestServer, visitor: &Visitor<'_>, base: &str) -> String {
    let page = begin_change(server, visitor, base).await;
    let (action, code) = (format!("{base}/email/change"), server.mailed_code(OLD).await);
    let changed = visitor.submit(&page, &action, &[("code", &code), ("email", NEW)]).await;
    assert_eq!(changed.leads_to(), format!("{base}/email"), "{}", changed.html);
    let letter = server.letter(OLD).await;
    let start = letter.find("/account/undo-email?").expect("a link");
    letter[start..].split_whitespace().next().expect("a link").to_owned()
}

/// The fields of the form behind such a link.
pub(super) fn undo_fields(link: &str) -> Vec<(&str, &str)> {
    let query = link.split_once('?').expect("a query").1;
    query.split('&').map(|pair| pair.split_once('=').expect("a pair")).collect()
}

#[tokio::test]
async fn an_address_is_confirmed_by_its_code_alone() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let visitor = Visitor::new(&server);
    sign_in(&visitor, &alice).await;
    let email = format!("/account/u/{}/email", alice.handle);
    let action = format!("{email}/confirm");
    let page = visitor.open(&email).await;
    assert_eq!(visitor.submit(&page, &email, &[]).await.leads_to(), email);
    let first = server.mailed_code(OLD).await;
    server.advance(Duration::from_secs(29));
    assert_eq!(visitor.submit(&page, &email, &[]).await.leads_to(), email);
    assert!(visitor.open(&email).await.html.contains("mailed a moment ago"));
    assert_eq!(server.mailed_code(OLD).await, first, "the first stays good");

    let confirm = async |code: &str| visitor.submit(&page, &action, &[("code", code)]).await;
    for code in ["", "AAAAA-BBBBB"] {
        assert_eq!(confirm(code).await.status, 422, "{code}");
    }
    server.advance(15 * MINUTE);
    assert_eq!(confirm(&first).await.status, 422, "its time is over");
    visitor.submit(&page, &email, &[]).await.leads_to();
    let second = server.mailed_code(OLD).await;
    assert_ne!(second, first);
    assert_eq!(confirm(&first).await.status, 422);
    assert!(row(&server, &alice).await.email_confirmed_at.is_none());
    assert_eq!(confirm(&second).await.leads_to(), email);
    assert!(row(&server, &alice).await.email_confirmed_at.is_some());
}

#[tokio::test]
async fn another_address_needs_the_code_that_the_present_one_got() {
    let server = TestServer::start().await;
    let (alice, _) = (server.account("alice").await, server.account("bob").await);
    let visitor = Visitor::new(&server);
    sign_in(&visitor, &alice).await;
    let base = format!("/account/u/{}", alice.handle);
    let page = begin_change(&server, &visitor, &base).await;
    let code = server.mailed_code(OLD).await;
    let change = async |code: &str, email: &str| {
        visitor.submit(&page, &format!("{base}/email/change"), &[("code", code), ("email", email)]).await
    };
    for (code, email) in
        [("", NEW), ("AAAAA-BBBBB", NEW), (code.as_str(), "no address"), (code.as_str(), "bob@example.test")]
    {
        assert_eq!(change(code, email).await.status, 422, "{code} {email}");
    }
    assert_eq!(row(&server, &alice).await.email.as_deref(), Some(OLD));
    change(&code, NEW).await.leads_to();
    let changed = row(&server, &alice).await;
    assert_eq!((changed.email.as_deref(), changed.email_confirmed_at), (Some(NEW), None));
    let code = server.mailed_code(NEW).await;
    let page = visitor.open(&format!("{base}/email")).await;
    visitor.submit(&page, &format!("{base}/email/confirm"), &[("code", &code)]).await.leads_to();
    assert!(row(&server, &alice).await.email_confirmed_at.is_some());
}

#[tokio::test]
async fn letters_to_addresses_that_are_only_named_are_bounded() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let alice = server.account("alice").await;
    let visitor = Visitor::new(&server);
    sign_in(&visitor, &alice).await;
    let action = format!("/account/u/{}/email/change", alice.handle);
    let page = visitor.open(&action).await;
    let change = async |name: u8| {
        let email = format!("somebody{name}@example.test");
        visitor.submit(&page, &action, &[("email", &email)]).await.status
    };
    for name in 0..5 {
        assert_eq!(change(name).await, 303, "{name}");
    }
    assert_eq!(change(5).await, 429);
    assert_eq!(row(&server, &alice).await.email.as_deref(), Some("somebody4@example.test"));
}

#[tokio::test]
async fn the_old_address_takes_a_change_back() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.account("alice").await, server.account("bob").await);
    let (visitor, owner) = (Visitor::new(&server), Visitor::new(&server));
    sign_in(&visitor, &alice).await;
    server.app_session(&alice).await;
    let base = format!("/account/u/{}", alice.handle);
    let link = change(&server, &visitor, &base).await;
    server.advance(72 * HOUR - Duration::from_secs(1));
    let shown = owner.open(&link).await;
    assert_eq!(shown.status, 200);
    assert!(!shown.html.contains(OLD), "the address is masked");
    assert_eq!(row(&server, &alice).await.email.as_deref(), Some(NEW), "looking changes nothing");

    let undo = async |fields: &[(&str, &str)]| owner.submit(&shown, "/account/undo-email", fields).await;
    let fields = undo_fields(&link);
    let token = fields.iter().find(|(name, _)| *name == "token").expect("a token").1;
    assert_eq!(undo(&[("account", bob.did.as_str()), ("token", token)]).await.status, 410);
    assert_eq!(undo(&[("account", alice.did.as_str()), ("token", "aaaa")]).await.status, 410);
    assert_eq!(undo(&fields).await.leads_to(), format!("/account/reset-password?hint={}", alice.did));
    let back = row(&server, &alice).await;
    assert_eq!(back.email.as_deref(), Some(OLD));
    assert!(back.email_confirmed_at.is_some());
    assert!(visitor.open(&base).await.leads_to().starts_with("/account/sign-in?"), "whoever was in is out");
    assert_eq!(undo(&fields).await.status, 410, "once");
    sign_in(&owner, &alice).await;
    let app_passwords = owner.open(&format!("{base}/app-passwords")).await;
    assert!(app_passwords.html.contains("There are no app passwords."));
}

#[tokio::test]
async fn after_three_days_a_change_stays() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let (visitor, owner) = (Visitor::new(&server), Visitor::new(&server));
    sign_in(&visitor, &alice).await;
    let link = change(&server, &visitor, &format!("/account/u/{}", alice.handle)).await;
    let shown = owner.open(&link).await;
    assert_eq!(shown.status, 200);
    server.advance(72 * HOUR);
    assert_eq!(owner.open(&link).await.status, 410);
    let late = owner.submit(&shown, "/account/undo-email", &undo_fields(&link)).await;
    assert_eq!(late.status, 410);
    assert_eq!(row(&server, &alice).await.email.as_deref(), Some(NEW));
}

#[tokio::test]
async fn changes_of_access_need_a_proof() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let visitor = Visitor::new(&server);
    sign_in(&visitor, &alice).await;
    let base = format!("/account/u/{}", alice.handle);
    let mut pages = Vec::new();
    for page in ["app-passwords", "email", "password", "everywhere", "handle", "handle/own?domain=a.example"]
    {
        let page = visitor.open(&format!("{base}/{page}")).await;
        assert_eq!(page.status, 200);
        pages.push(page);
    }
    let [app_passwords, email, password, everywhere, handle, own] = &pages[..] else { unreachable!() };
    let send = async |page: &Page, action: &str| visitor.submit(page, &format!("{base}/{action}"), &[]).await;
    server.advance(15 * MINUTE);
    for (page, action) in [(app_passwords, "app-passwords"), (email, "email/begin")] {
        assert!(send(page, action).await.leads_to().contains("/confirm?next="), "{action}");
    }
    assert!(visitor.open(&format!("{base}/email/change")).await.leads_to().contains("/confirm?next="));

    server.advance(7 * 24 * HOUR);
    for (page, action) in [
        (app_passwords, "app-passwords"),
        (email, "email"),
        (email, "email/confirm"),
        (email, "email/begin"),
        (password, "password"),
        (everywhere, "everywhere"),
        (handle, "handle"),
        (own, "handle/own"),
    ] {
        assert!(send(page, action).await.leads_to().starts_with("/account/sign-in?"), "{action}");
    }
}

#[tokio::test]
async fn what_is_another_accounts_is_not_there() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.account("alice").await, server.account("bob").await);
    let (visitor, other) = (Visitor::new(&server), Visitor::new(&server));
    sign_in(&visitor, &alice).await;
    sign_in(&other, &bob).await;
    server.app_session(&alice).await;
    let devices = |account: &TestAccount| format!("/account/u/{}/devices", account.handle);
    let page = visitor.open(&devices(&alice)).await;
    let sessions: Vec<&str> = page
        .html
        .split("name=\"session\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().expect("a value"))
        .collect();
    assert_eq!(sessions.len(), 2, "by the password, and by the app password");

    let own = other.open(&devices(&bob)).await;
    assert_eq!(other.submit(&own, &devices(&bob), &[("session", sessions[0])]).await.status, 404);
    let revoke = format!("/account/u/{}/app-passwords/revoke", bob.handle);
    assert_eq!(other.open(&format!("{revoke}?name=app")).await.status, 404);
    for page in
        ["password", "app-passwords", "app-passwords/made", "email", "handle", "everywhere", "devices"]
    {
        let led = other.open(&format!("/account/u/{}/{page}", alice.handle)).await;
        assert!(led.leads_to().starts_with("/account/sign-in?"), "{page}");
    }

    let ended = visitor.submit(&page, &devices(&alice), &[("session", sessions[0])]).await;
    assert_eq!(ended.status, 303);
    let left = visitor.open(&devices(&alice)).await;
    assert!(!left.html.contains(sessions[0]) && left.html.contains(sessions[1]));
    let all = visitor.submit(&left, &devices(&alice), &[("sessions", "1")]).await;
    assert_eq!(all.status, 303);
    assert!(!visitor.open(&devices(&alice)).await.html.contains("name=\"session\""));
    assert!(other.open(&devices(&bob)).await.html.contains("name=\"session\""), "bob's goes on");
}

#[tokio::test]
async fn a_password_is_changed_by_those_who_know_it() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let (visitor, other) = (Visitor::new(&server), Visitor::new(&server));
    sign_in(&visitor, &alice).await;
    sign_in(&other, &alice).await;
    let base = format!("/account/u/{}", alice.handle);
    let action = format!("{base}/password");
    let page = visitor.open(&action).await;
    let send = async |current: &str, new: &str| {
        let fields = [("password", current), ("new-password", new), ("elsewhere", "on")];
        visitor.submit(&page, &action, &fields).await
    };
    for (current, new) in [("", PASSWORD), ("a guess", PASSWORD), (accounts::PASSWORD, "short")] {
        assert_eq!(send(current, new).await.status, 422, "{current}, {new}");
    }
    assert_eq!(other.open(&base).await.status, 200);
    assert_eq!(send(accounts::PASSWORD, PASSWORD).await.leads_to(), format!("{base}/security"));
    server.session(&alice.handle, PASSWORD).await;
    assert!(other.open(&base).await.leads_to().starts_with("/account/sign-in?"), "others are out");
    assert_eq!(visitor.open(&base).await.status, 200, "this browser stays");
}

#[tokio::test]
async fn a_domain_is_taken_when_it_points_to_the_account() {
    let names = FixedNames::default().txt("_atproto.others.example.com", "did=did:plc:somebodyelse");
    let server = TestServer::with_names(&[], names).await;
    let alice = server.account("alice").await;
    let visitor = Visitor::new(&server);
    sign_in(&visitor, &alice).await;
    let action = format!("/account/u/{}/handle/own", alice.handle);
    let domain = "others.example.com";
    let page = visitor.open(&format!("{action}?domain={domain}")).await;
    assert!(page.html.contains(&format!("did={}", alice.did)), "what to publish");
    let checked = visitor.submit(&page, &action, &[("domain", domain)]).await;
    assert_eq!(checked.status, 200);
    assert!(checked.html.contains("points to another account: did:plc:somebodyelse"), "{}", checked.html);
    let taken = visitor.submit(&page, &action, &[("domain", domain), ("change", "1")]).await;
    assert_eq!(taken.status, 422, "nor without the check");
    assert_eq!(row(&server, &alice).await.handle.map(|handle| handle.to_string()), Some(alice.handle));
}
