//! Dangerous acts need a recent proof of the same account.

use std::time::Duration;

use crate::oauth::visitor::Visitor;
use crate::server::TestServer;
use crate::server::accounts::{PASSWORD, TestAccount};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// Pages that change how an owner proves who they are.
const DANGEROUS: [&str; 9] = [
    "/security/authenticator",
    "/security/authenticator/setup",
    "/security/authenticator/remove",
    "/security/recovery-codes",
    "/security/email-codes",
    "/security/app-sign-in",
    "/security/passkeys/new",
    "/security/passkeys/new-key",
    "/security/passkeys/0000000000000000000000000000000000000000000000000000000000000000/remove",
];

/// Signs in and stays so.
pub(super) async fn sign_in(visitor: &Visitor<'_>, account: &TestAccount) {
    let page = visitor.open("/account/sign-in").await;
    let fields = [("username", account.handle.as_str()), ("password", PASSWORD), ("remember", "on")];
    assert_eq!(visitor.submit(&page, "/account/sign-in", &fields).await.leads_to(), "/account");
}

#[tokio::test]
async fn dangerous_acts_ask_for_a_proof_that_is_recent() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let visitor = Visitor::new(&server);
    sign_in(&visitor, &alice).await;
    let base = format!("/account/u/{}", alice.handle);
    let (page, confirm) = (format!("{base}/security/authenticator"), format!("{base}/confirm"));
    server.advance(15 * MINUTE - Duration::from_secs(1));
    let begin = visitor.open(&page).await;
    assert_eq!(begin.status, 200, "a proof that is recent");

    server.advance(Duration::from_secs(1));
    for path in DANGEROUS {
        let led = visitor.open(&format!("{base}{path}")).await;
        let expected = format!("/account/u/{}/confirm?next={base}{path}", alice.did);
        assert_eq!(led.leads_to(), expected, "{path}");
    }
    let late = visitor.submit(&begin, &page, &[]).await;
    assert!(late.leads_to().ends_with(&format!("/confirm?next={page}")), "forms too");
    assert_eq!(visitor.open(&format!("{base}/security")).await.status, 200, "looking is free");

    let asked = visitor.open(&format!("{confirm}?next={page}")).await;
    let answer = |password: &'static str| [("next", page.clone()), ("password", password.to_owned())];
    for (password, status) in [("", 422), ("not the password", 422), (PASSWORD, 303)] {
        let fields = answer(password);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answered = visitor.submit(&asked, &confirm, &fields).await;
        assert_eq!(answered.status, status, "{password}");
    }
    assert_eq!(visitor.open(&page).await.status, 200, "and it is recent again");

    server.advance(7 * DAY);
    let led = visitor.open(&page).await;
    assert!(led.leads_to().starts_with("/account/sign-in?"), "a week later they sign in anew");
    let led = visitor.open(&format!("{confirm}?next={page}")).await;
    assert!(led.leads_to().starts_with("/account/sign-in?"), "nor is a code enough then");
}

#[tokio::test]
async fn a_thief_of_a_session_cannot_guess_the_password() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let visitor = Visitor::new(&server);
    sign_in(&visitor, &alice).await;
    server.advance(20 * MINUTE);
    let confirm = format!("/account/u/{}/confirm", alice.handle);
    let page = visitor.open(&confirm).await;
    for _ in 0..10 {
        assert_eq!(visitor.submit(&page, &confirm, &[("password", "a guess")]).await.status, 422);
    }
    let answered = visitor.submit(&page, &confirm, &[("password", PASSWORD)]).await;
    assert_eq!(answered.status, 422, "the right one has to wait too");
    assert!(answered.html.contains("Too many attempts"), "{}", answered.html);
    server.advance(15 * MINUTE);
    let page = visitor.open(&confirm).await;
    let answered = visitor.submit(&page, &confirm, &[("password", PASSWORD)]).await;
    assert_eq!(answered.status, 303, "but not for ever");
}

#[tokio::test]
async fn a_proof_of_one_account_is_none_of_another() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.account("alice").await, server.account("bob").await);
    let visitor = Visitor::new(&server);
    sign_in(&visitor, &alice).await;
    server.advance(20 * MINUTE);
    sign_in(&visitor, &bob).await;
    let page = |account: &TestAccount| format!("/account/u/{}/security/recovery-codes", account.handle);
    assert_eq!(visitor.open(&page(&bob)).await.status, 200);
    assert!(visitor.open(&page(&alice)).await.leads_to().contains("/confirm?"));
    let stranger = Visitor::new(&server);
    assert!(stranger.open(&page(&alice)).await.leads_to().starts_with("/account/sign-in?"));
}

#[tokio::test]
async fn recovery_codes_are_shown_to_one_browser_for_a_while() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let (visitor, other) = (Visitor::new(&server), Visitor::new(&server));
    sign_in(&visitor, &alice).await;
    sign_in(&other, &alice).await;
    let page = format!("/account/u/{}/security/recovery-codes", alice.handle);
    let asked = visitor.open(&page).await;
    let made = visitor.submit(&asked, &page, &[]).await;
    let shown = format!("{page}/new");
    assert_eq!(made.leads_to(), shown);
    let text = visitor.open(&format!("{shown}/text")).await;
    assert_eq!(text.status, 200);
    assert_eq!(text.headers["cache-control"], "no-store");
    let disposition = text.headers["content-disposition"].to_str().expect("text");
    assert_eq!(disposition, format!("attachment; filename=\"recovery-codes-{}.txt\"", alice.handle));
    let codes: Vec<&str> = text.html.lines().skip(2).collect();
    assert_eq!(codes.len(), 10);
    let first = visitor.open(&shown).await;
    assert!(codes.iter().all(|code| code.len() == 14 && first.html.contains(code)));
    assert_eq!(other.open(&shown).await.leads_to(), page, "not to another browser");
    assert_eq!(other.open(&format!("{shown}/text")).await.status, 410);
    server.advance(15 * MINUTE);
    assert_eq!(visitor.open(&shown).await.leads_to(), page, "nor later");
}
