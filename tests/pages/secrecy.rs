//! Pages say the same whether there is such an account or not.

use super::*;

#[tokio::test]
async fn a_reset_says_the_same_to_everybody() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let mut said = Vec::new();
    for name in ["alice.test", "alice@example.test", "nobody.test", "nobody@example.test", "no such name"] {
        let visitor = Visitor::new(&server);
        let page = visitor.open("/account/reset-password").await;
        let sent = visitor.submit(&page, "/account/reset-password", &[("username", name)]).await;
        assert_eq!(sent.status, 303, "{name}");
        let shown = visitor.open(sent.leads_to()).await;
        assert_eq!(shown.status, 200);
        said.push((sent.leads_to().to_owned(), stable(&shown)));
    }
    assert!(said.iter().all(|other| *other == said[0]), "{said:#?}");
    // Nor does a wrong code tell who has one.
    let visitor = Visitor::new(&server);
    let page = visitor.open("/account/reset-password/code").await;
    let fields = [("code", "AAAAA-AAAAA"), ("password", PASSWORD)];
    let wrong = visitor.submit(&page, "/account/reset-password/code", &fields).await;
    assert_eq!(wrong.status, 422);
}

#[tokio::test]
async fn a_sign_up_says_the_same_about_every_address() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let mut said = Vec::new();
    for address in ["alice@example.test", "carol@example.test"] {
        let visitor = Visitor::new(&server);
        let shown = sign_up::begin(&visitor, "carol", address).await;
        let wrong = visitor.submit(&shown, sign_up::CODE, &[("code", "AAAAA-AAAAA")]).await;
        assert_eq!((shown.status, wrong.status), (200, 422));
        let again = visitor.submit(&shown, sign_up::CODE, &[("mail", "1")]).await;
        assert_eq!(again.status, 422, "a letter was just sent");
        said.push([shown, wrong, again].map(|page| stable(&page).replace(address, "ADDRESS")));
    }
    assert_eq!(said[0], said[1]);
    assert_eq!(letter(&server, "alice@example.test").await["subject"], "You have an account already");
}

#[tokio::test]
async fn an_account_that_is_not_signed_in_looks_like_one_that_does_not_exist() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let place = async |name: &str| {
        let page = Visitor::new(&server).open(&format!("/account/u/{name}")).await;
        (page.status, page.leads_to().replace(name, "NAME"))
    };
    assert_eq!(place("alice.test").await, place("nobody.test").await);
}
