//! Requests between the push and the code.

use std::time::Duration;

use hostplant::oauth::{DecideError, ErrorCode, OpenError};

use super::*;

#[tokio::test]
async fn t06_a_request_belongs_to_one_browser() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let oauth = &server.app().oauth;
    let (own, other) = (browser(), browser());
    assert!(oauth.open(id, Some(&app.id), own).is_ok() && oauth.open(id, Some(&app.id), own).is_ok());
    let Err(OpenError::Refused(redirect)) = oauth.open(id, Some(&app.id), other) else { panic!("opened") };
    assert_eq!(redirect.param("error"), Some("access_denied"));
    assert_eq!(redirect.param("state"), Some("the state"));
    // Neither browser can go on.
    assert!(matches!(oauth.open(id, None, own), Err(OpenError::Unknown)));
    let id = app.pushed(&challenge, &[]).await;
    oauth.open(id, None, own).expect("a request");
    let consenting = Consenting {
        aid: aid(&server, &alice).await,
        device: other,
        granted: ScopeSet::default(),
        lifetime: Lifetime::Day,
        origin: Origin::default(),
    };
    assert!(matches!(oauth.approve(id, consenting).await, Err(DecideError::Refused(_))));
    let id = app.pushed(&challenge, &[]).await;
    oauth.open(id, None, own).expect("a request");
    assert!(matches!(oauth.deny(id, other, ErrorCode::AccessDenied, ""), Err(DecideError::Unknown)));
    let Err(OpenError::Refused(redirect)) = oauth.open(id, Some("http://localhost"), own) else {
        panic!("another client's request was opened")
    };
    assert_eq!(redirect.param("error"), Some("access_denied"));
}

#[tokio::test]
async fn t07_answers_in_each_mode() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    for (mode, before) in [
        ("query", Some("http://127.0.0.1/cb?")),
        ("fragment", Some("http://127.0.0.1/cb#")),
        ("form_post", None),
    ] {
        let (_, challenge) = pkce();
        let id = app.pushed(&challenge, &[("response_mode", mode), ("state", "a state&more")]).await;
        let redirect = app.approve(id, &alice, browser()).await;
        let code = redirect.param("code").expect("a code");
        assert!(code.starts_with("cod-"));
        assert_eq!(redirect.param("iss"), Some(app.issuer()));
        assert_eq!(redirect.param("state"), Some("a state&more"));
        let location = redirect.location();
        assert_eq!(location.is_some(), before.is_some());
        if let (Some(location), Some(before)) = (location, before) {
            let answer = location.strip_prefix(before).expect("the address of the client");
            let pairs: Vec<_> = url::form_urlencoded::parse(answer.as_bytes()).into_owned().collect();
            let params: Vec<_> =
                redirect.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            assert_eq!(pairs, params);
        }
    }
}

#[tokio::test]
async fn t08_denial() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let (oauth, device) = (&server.app().oauth, browser());
    oauth.open(id, Some(&app.id), device).expect("a request");
    let deny = || oauth.deny(id, device, ErrorCode::AccessDenied, "The user refused");
    let redirect = deny().expect("an answer");
    assert_eq!(redirect.param("error"), Some("access_denied"));
    assert_eq!(redirect.param("iss"), Some(app.issuer()));
    assert_eq!(redirect.param("state"), Some("the state"));
    assert!(redirect.param("code").is_none());
    assert_eq!(deny().expect("the same answer"), redirect);
    assert!(matches!(oauth.open(id, None, device), Err(OpenError::AlreadyDone(_))));
}

#[tokio::test]
async fn t22_a_button_that_is_pressed_twice() {
    let server = TestServer::start().await;
    let (app, alice, bob) =
        (App::loopback(&server), server.account("alice").await, server.account("bob").await);
    let (verifier, challenge) = pkce();
    let (id, device) = (app.pushed(&challenge, &[]).await, browser());
    let first = app.approve(id, &alice, device).await;
    let again = async |account| {
        let consenting = Consenting {
            aid: aid(&server, account).await,
            device,
            granted: ScopeSet::parse_lenient(SCOPE).expect("scopes"),
            lifetime: Lifetime::Day,
            origin: Origin::default(),
        };
        server.app().oauth.approve(id, consenting).await
    };
    assert_eq!(again(&alice).await.expect("an answer"), first, "the same code");
    assert!(
        matches!(again(&bob).await, Err(DecideError::AlreadyDone)),
        "another account is another decision"
    );
    let denied = server.app().oauth.deny(id, device, ErrorCode::AccessDenied, "");
    assert!(matches!(denied, Err(DecideError::AlreadyDone)));
    app.exchange(first.param("code").expect("a code"), &verifier).await.ok();
    assert!(matches!(again(&alice).await, Err(DecideError::AlreadyDone)), "no used code goes out again");
}

#[tokio::test]
async fn t23_the_back_button_keeps_the_code() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (verifier, challenge) = pkce();
    let (id, device) = (app.pushed(&challenge, &[]).await, browser());
    let redirect = app.approve(id, &alice, device).await;
    let oauth = &server.app().oauth;
    let Err(OpenError::AlreadyDone(request)) = oauth.open(id, Some(&app.id), device) else {
        panic!("opened")
    };
    assert_eq!(request.client.id.as_str(), app.id);
    // Whoever else looks learns nothing and breaks nothing.
    assert!(matches!(oauth.open(id, Some(&app.id), browser()), Err(OpenError::Unknown)));
    app.exchange(redirect.param("code").expect("a code"), &verifier).await.ok();
    assert!(matches!(oauth.open(id, Some(&app.id), device), Err(OpenError::AlreadyDone(_))));
}

#[tokio::test]
async fn requests_end() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let oauth = &server.app().oauth;
    let (_, challenge) = pkce();
    let (unopened, opened, device) =
        (app.pushed(&challenge, &[]).await, app.pushed(&challenge, &[]).await, browser());
    oauth.open(opened, None, device).expect("a request");
    server.advance(Duration::from_secs(300));
    oauth.open(opened, None, device).expect("a request");
    server.advance(Duration::from_secs(301));
    let Err(OpenError::Refused(redirect)) = oauth.open(unopened, None, device) else { panic!("opened") };
    assert_eq!(redirect.param("error"), Some("access_denied"));
    // Each look gives it ten minutes more, for an hour in all.
    for _ in 0..5 {
        oauth.open(opened, None, device).expect("a request");
        server.advance(Duration::from_secs(540));
    }
    assert!(oauth.open(opened, None, device).is_ok());
    server.advance(Duration::from_secs(301));
    assert!(matches!(oauth.open(opened, None, device), Err(OpenError::Refused(_))));
    assert!(matches!(oauth.open(opened, None, device), Err(OpenError::Unknown)));
}

#[tokio::test]
async fn t16_an_account_that_is_switched_off_lets_nobody_in() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    server.post(&alice.owner, "com.atproto.server.deactivateAccount", json!({})).await.ok();
    let (verifier, challenge) = pkce();
    let (id, device) = (app.pushed(&challenge, &[]).await, browser());
    let oauth = &server.app().oauth;
    oauth.open(id, None, device).expect("a request");
    let consenting = Consenting {
        aid: aid(&server, &alice).await,
        device,
        granted: ScopeSet::parse_lenient(SCOPE).expect("scopes"),
        lifetime: Lifetime::UntilRevoked,
        origin: Origin::default(),
    };
    let refused = oauth.approve(id, consenting.clone()).await;
    assert!(matches!(refused, Err(DecideError::Deactivated)));
    // Its owner switches it on and goes on with the same request.
    server.post(&alice.owner, "com.atproto.server.activateAccount", Value::Null).await.ok();
    let redirect = oauth.approve(id, consenting).await.expect("an answer");
    app.exchange(redirect.param("code").expect("a code"), &verifier).await.ok();
}

#[tokio::test]
async fn what_is_remembered_is_what_was_given() {
    let (server, host) = with_published(&[]).await;
    let own = SigningKey::generate(Curve::P256);
    publish(&host, confidential(&[(KID, &own)]));
    let (app, alice) = (App::published(&server, Some(own)), server.account("alice").await);
    let oauth = &server.app().oauth;
    let aid = aid(&server, &alice).await;
    let asked = "atproto transition:generic transition:email";
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[("scope", asked), ("prompt", "login")]).await;
    let device = browser();
    let request = oauth.open(id, None, device).expect("a request");
    assert!(oauth.remembered(aid, &request.client).await.expect("a read").is_none());
    let redirect = app.approve_some(id, &alice, device, "transition:generic", Lifetime::Month).await;
    let held = Held::of(&app.exchange(redirect.param("code").expect("a code"), &verifier).await.ok());
    assert_eq!(held.scope, "atproto transition:generic", "the refused scope is missing, atproto is not");
    let remembered = oauth.remembered(aid, &request.client).await.expect("a read").expect("a decision");
    assert_eq!(remembered.granted.to_string(), "atproto transition:generic");
    assert_eq!(remembered.refused.to_string(), "transition:email");
    assert_eq!(remembered.lifetime, Lifetime::Month);
    assert!(!remembered.covers(&request.scope), "the refused scope is asked for again");
    assert!(remembered.covers(&ScopeSet::parse_lenient("atproto").expect("scopes")));
    // The choice of thirty days holds for the memory too.
    server.advance(Duration::from_secs(31 * 24 * 60 * 60));
    assert!(oauth.remembered(aid, &request.client).await.expect("a read").is_none());
}

#[tokio::test]
async fn public_clients_are_never_remembered() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    app.sign_in(&alice).await;
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let request = server.app().oauth.open(id, None, browser()).expect("a request");
    assert_eq!(request.prompt, Some(hostplant::oauth::Prompt::Consent), "whatever it asked for");
    let remembered = server.app().oauth.remembered(aid(&server, &alice).await, &request.client).await;
    assert!(remembered.expect("a read").is_none());
}
