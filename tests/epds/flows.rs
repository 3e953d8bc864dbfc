//! The two ways in, for people with and without an account.

use super::*;

/// Flow 1: the app gives the address, and the code is on its way when the page is there. Once, however often the page
/// is fetched.
#[tokio::test]
async fn flow_1_for_somebody_with_an_account() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (verifier, challenge) = pkce();
    let address = "alice@example.test";
    let id = app.pushed(&challenge, &[("login_hint", address)]).await;
    let page = visitor.follow(&authorize_with(&app, id, address)).await;
    assert_eq!(page.status, 200, "{}", page.html);
    assert!(page.html.contains("Enter your code") && !page.html.contains(address), "{}", page.html);
    visitor.follow(&authorize_with(&app, id, address)).await;
    visitor.open(&format!("{CODE}?request={id}")).await;
    assert_eq!(letters(&server, address).await, 1);
    let code = digits(&letter(&server, address).await);
    let left = enter(&visitor, &page, Some(id), &code).await;
    assert!(left.leads_to().starts_with("http://127.0.0.1/cb?"), "{}", left.leads_to());
    assert_eq!(param(&left, "state").as_deref(), Some("the state"));
    let tokens = app.exchange(&param(&left, "code").expect("a code"), &verifier).await.ok();
    assert_eq!(tokens["sub"], alice.did.as_str());
}

/// Flow 2: the page asks for the address. Somebody new chooses a handle, and the directory knows the identity before
/// the app gets its answer.
#[tokio::test]
async fn flow_2_for_somebody_new() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let request = id.to_string();
    let first = visitor.follow(&authorize(&app, id)).await;
    let fields = [("request", request.as_str()), ("email", "Carol@Example.test")];
    let sent = visitor.submit(&first, SEND, &fields).await;
    let page = visitor.follow(sent.leads_to()).await;
    let letter = letter(&server, "carol@example.test").await;
    let chosen = enter(&visitor, &page, Some(id), &digits(&letter)).await;
    assert!(chosen.leads_to().starts_with(HANDLE), "{}", chosen.leads_to());
    assert!(!has_account(&server, "carol@example.test").await, "nothing is made before a handle is chosen");
    let picker = visitor.follow(chosen.leads_to()).await;
    assert!(!picker.html.contains("carol"), "nothing of the address is in what is suggested");
    for (name, fault) in [
        ("abcd", "At least 5"),
        ("abcdefghijklmnopqrstu", "At most 20"),
        ("xn--abcd", "id=\"handle-fault\""),
        ("with.dot", "id=\"handle-fault\""),
        ("-edge-", "id=\"handle-fault\""),
        ("admin", "id=\"handle-fault\""),
    ] {
        let fields = [("request", request.as_str()), ("handle", name)];
        let again = visitor.submit(&picker, HANDLE, &fields).await;
        assert!(again.status == 422 && again.html.contains(fault), "{name}: {}", again.html);
    }
    let fields = [("request", request.as_str()), ("handle", "carol-garden"), ("check", "1")];
    let free = visitor.submit(&picker, HANDLE, &fields).await;
    assert!(free.status == 200 && free.html.contains("carol-garden.test"), "{}", free.html);
    let fields = [("request", request.as_str()), ("handle", "carol-garden")];
    let left = visitor.submit(&picker, HANDLE, &fields).await;
    let tokens = app.exchange(&param(&left, "code").expect("a code"), &verifier).await.ok();
    let did = tokens["sub"].as_str().expect("a DID");
    let answer = server.fetch(&format!("{}/{did}/data", server.directory())).await;
    assert_eq!(answer.ok()["alsoKnownAs"][0], "at://carol-garden.test");
    let read = |db: &Snapshot| rows::accounts::by_email(db, "carol@example.test");
    let (_, account) = server.app().store.read(read).await.expect("a read").expect("an account");
    assert!(account.password.is_none() && account.email_confirmed_at.is_some());
}

/// Flow 1 for somebody new, and flow 2 for somebody known.
#[tokio::test]
async fn the_other_two() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let app = App::loopback(&server);
    let visitor = Visitor::new(&server);
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[("login_hint", "dave@example.test")]).await;
    let page = visitor.follow(&authorize_with(&app, id, "dave@example.test")).await;
    let code = digits(&letter(&server, "dave@example.test").await);
    let chosen = enter(&visitor, &page, Some(id), &code).await;
    let picker = visitor.follow(chosen.leads_to()).await;
    let request = id.to_string();
    let fields = [("request", request.as_str()), ("handle", "dave-tulip-42")];
    let left = visitor.submit(&picker, HANDLE, &fields).await;
    app.exchange(&param(&left, "code").expect("a code"), &verifier).await.ok();

    let visitor = Visitor::new(&server);
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let first = visitor.follow(&authorize(&app, id)).await;
    let request = id.to_string();
    let fields = [("request", request.as_str()), ("email", "alice@example.test")];
    let sent = visitor.submit(&first, SEND, &fields).await;
    let page = visitor.follow(sent.leads_to()).await;
    let code = digits(&letter(&server, "alice@example.test").await);
    let left = enter(&visitor, &page, Some(id), &code).await;
    let tokens = app.exchange(&param(&left, "code").expect("a code"), &verifier).await.ok();
    assert_eq!(tokens["sub"], alice.did.as_str());
}

/// The account pages, where no app asks.
#[tokio::test]
async fn to_the_account_pages() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let visitor = Visitor::new(&server);
    let sign_in = visitor.open("/account/sign-in").await;
    let fields = [("username", "alice@example.test"), ("mail", "1"), ("remember", "on")];
    let sent = visitor.submit(&sign_in, "/account/sign-in", &fields).await;
    assert_eq!(sent.leads_to(), CODE);
    let page = visitor.open(CODE).await;
    let code = digits(&letter(&server, "alice@example.test").await);
    assert_eq!(enter(&visitor, &page, None, &wrong(&code)).await.status, 422);
    let entered = enter(&visitor, &page, None, &code).await;
    assert_eq!(entered.leads_to(), "/account");
    let home = visitor.follow("/account").await;
    assert!(home.html.contains(&alice.handle), "{}", home.html);
    // A name that is no address gets no code.
    let other = Visitor::new(&server);
    let sign_in = other.open("/account/sign-in").await;
    let fields = [("username", "alice"), ("mail", "1")];
    assert_eq!(other.submit(&sign_in, "/account/sign-in", &fields).await.status, 422);
}
