//! Which language pages and letters come in.

use super::*;
use crate::server::accounts;

async fn signed_in<'s>(server: &'s TestServer, handle: &str, accept: &str) -> Visitor<'s> {
    let visitor = Visitor::new(server);
    let page =
        visitor.ask(Method::GET, "/account/sign-in", &[("accept-language", accept)], String::new()).await;
    let token = page.token("/account/sign-in");
    let fields = [
        ("csrf", token.as_str()),
        ("username", handle),
        ("password", accounts::PASSWORD),
        ("remember", "on"),
    ];
    visitor.forge("/account/sign-in", &[("accept-language", accept)], &fields).await;
    visitor
}

fn language(page: &Page) -> &str {
    page.html.split("<html lang=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a language")
}

#[tokio::test]
async fn an_account_remembers_what_its_owner_reads() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let reset = async |accept: &str| {
        let visitor = Visitor::new(&server);
        let page = visitor.open("/account/reset-password").await;
        let token = page.token("/account/reset-password");
        let fields = [("csrf", token.as_str()), ("username", alice.handle.as_str())];
        visitor.forge("/account/reset-password", &[("accept-language", accept)], &fields).await;
        let subject = letter(&server, "alice@example.test").await["subject"].clone();
        subject.as_str().expect("a subject").to_owned()
    };
    // Nobody knows what she reads: the request says it.
    let visitor = signed_in(&server, &alice.handle, "sv, en;q=0.5").await;
    assert_eq!(language(&visitor.follow("/account").await), "sv");
    // Another browser, whose owner never chose a language there, follows the account.
    let other = signed_in(&server, &alice.handle, "ja").await;
    assert_eq!(language(&other.follow("/account").await), "sv");
    assert_eq!(reset("ja").await, "Din kod för ett nytt lösenord");
    let page = other.follow("/account").await;
    let next = "/account/u/alice.test";
    let fields = [("language", "fr"), ("next", next)];
    assert_eq!(other.submit(&page, "/account/language", &fields).await.leads_to(), next);
    assert_eq!(language(&other.open(next).await), "fr");
}

#[tokio::test]
async fn without_any_wish_the_server_has_its_own() {
    let server = TestServer::with(&["service.language=es"]).await;
    let visitor = Visitor::new(&server);
    assert_eq!(language(&visitor.open("/account/sign-in").await), "es");
    let headers = [("accept-language", "de-AT")];
    let german = visitor.ask(Method::GET, "/account/sign-in", &headers, String::new()).await;
    assert_eq!(language(&german), "de");
}
