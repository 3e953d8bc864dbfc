//! Refresh tokens.

use std::time::Duration;

use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn t12_tokens_rotate() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let first = app.sign_in(&alice).await;
    server.advance(Duration::from_secs(60));
    let second = Held::of(&app.refresh(&first.refresh).await.ok());
    assert_ne!((&first.access, &first.refresh), (&second.access, &second.refresh));
    assert_eq!(second.scope, SCOPE);
    // Calls that were on their way are let through, for a moment.
    assert!(app.works(&second.access).await && app.works(&first.access).await);
    server.advance(Duration::from_secs(11));
    assert!(app.works(&second.access).await && !app.works(&first.access).await);
}

#[tokio::test]
async fn t12_a_replayed_token_ends_the_session() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let first = app.sign_in(&alice).await;
    let second = Held::of(&app.refresh(&first.refresh).await.ok());
    server.advance(Duration::from_secs(11));
    assert_refused(&app.refresh(&first.refresh).await, 400, "invalid_grant");
    assert!(!app.works(&second.access).await);
    assert_refused(&app.refresh(&second.refresh).await, 400, "invalid_grant");
}

#[tokio::test]
async fn t12_a_lost_answer_is_given_again() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let first = app.sign_in(&alice).await;
    let second = Held::of(&app.refresh(&first.refresh).await.ok());
    server.advance(Duration::from_secs(9));
    let again = Held::of(&app.refresh(&first.refresh).await.ok());
    assert_eq!((again.access, again.refresh), (second.access.clone(), second.refresh.clone()));
    // But to the same key only: a stolen token ends the session, the moment notwithstanding.
    assert_refused(&app.elsewhere().refresh(&first.refresh).await, 400, "invalid_grant");
    assert!(!app.works(&second.access).await);
}

#[tokio::test]
async fn t12_parallel_refreshes() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let first = app.sign_in(&alice).await;
    let answers = futures_util::future::join_all((0..8).map(|_| app.refresh(&first.refresh))).await;
    let held: Vec<Held> = answers.iter().map(|answer| Held::of(&answer.ok())).collect();
    assert!(held.iter().all(|other| other.refresh == held[0].refresh), "all got the same pair");
    assert!(app.works(&held[0].access).await);
    server.advance(Duration::from_secs(60));
    Held::of(&app.refresh(&held[0].refresh).await.ok());
}

#[tokio::test]
async fn t12_another_key_or_client_ends_the_session() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    assert_refused(&app.elsewhere().refresh(&held.refresh).await, 400, "invalid_grant");
    assert!(!app.works(&held.access).await);
    let held = app.sign_in(&alice).await;
    let other = format!("http://localhost?{}", form(&[("scope", "atproto")]));
    let fields =
        [("grant_type", "refresh_token"), ("refresh_token", held.refresh.as_str()), ("client_id", &other)];
    assert_refused(&app.post("/oauth/token", &fields).await, 400, "invalid_grant");
    assert!(!app.works(&held.access).await);
    // What is no token ends nothing.
    let held = app.sign_in(&alice).await;
    for token in ["x", "ref-", "ref-AAAA", held.access.as_str()] {
        assert_refused(&app.refresh(token).await, 400, "invalid_grant");
    }
    assert!(app.works(&held.access).await);
}

#[tokio::test]
async fn t12_sessions_of_public_clients_end_after_two_weeks() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let mut held = app.sign_in(&alice).await;
    for _ in 0..13 {
        server.advance(DAY);
        held = Held::of(&app.refresh(&held.refresh).await.ok());
    }
    server.advance(DAY);
    assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_grant");
}

#[tokio::test]
async fn t12_sessions_of_confidential_clients() {
    let (server, host) = with_published(&[]).await;
    let own = SigningKey::generate(Curve::P256);
    publish(&host, confidential(&[(KID, &own)]));
    let (app, alice) = (App::published(&server, Some(own)), server.account("alice").await);
    let aid = aid(&server, &alice).await;
    let mut held = app.sign_in(&alice).await;
    let began = app.now();
    let view = server.app().oauth.grants(aid).await.expect("a read").remove(0);
    assert_eq!(view.ends_at.since(began).as_secs(), 63_115_200, "two years");
    assert!(view.is_confidential && view.client == CLIENT_ID);
    // Eight times almost a quarter of a year, then the two years are over.
    for _ in 0..8 {
        server.advance(90 * DAY);
        held = Held::of(&app.refresh(&held.refresh).await.ok());
    }
    server.advance(11 * DAY);
    assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_grant");
    // A quarter of a year without a refresh is too long as well.
    let held = app.sign_in(&alice).await;
    server.advance(92 * DAY);
    assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_grant");
}

#[tokio::test]
async fn owners_choose_how_long() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in_for(&alice, SCOPE, Lifetime::Day).await;
    server.advance(DAY - Duration::from_secs(60));
    let answer = app.refresh(&held.refresh).await.ok();
    assert_eq!(answer["expires_in"], 60);
    let held = Held::of(&answer);
    server.advance(Duration::from_secs(60));
    assert!(!app.works(&held.access).await);
    assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_grant");
}

#[tokio::test]
async fn t13_sessions_go_on_with_the_key_that_they_began_with() {
    let (server, host) = with_published(&[]).await;
    let [own, next] = [(); 2].map(|()| SigningKey::generate(Curve::P256));
    publish(&host, confidential(&[(KID, &own)]));
    let (app, alice) = (App::published(&server, Some(own.clone())), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    // The app replaces its key, also under the same name: its sessions end with it.
    publish(&host, confidential(&[(KID, &next)]));
    server.advance(Duration::from_secs(11 * 60));
    let moved = App { own_key: Some(next), key: app.key.clone(), nonce: Mutex::default(), ..app.elsewhere() };
    assert_refused(&moved.refresh(&held.refresh).await, 400, "invalid_grant");
    assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_client");
}

#[tokio::test]
async fn clients_without_refresh_tokens() {
    let (server, host) = with_published(&[]).await;
    let mut metadata = public();
    metadata["grant_types"] = json!(["authorization_code"]);
    publish(&host, metadata);
    let (app, alice) = (App::published(&server, None), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    assert!(held.refresh.is_empty());
    assert!(app.works(&held.access).await);
    assert_refused(&app.refresh("ref-x").await, 400, "unauthorized_client");
}

#[tokio::test]
async fn a_client_that_becomes_confidential_keeps_its_sessions() {
    let (server, host) = with_published(&[]).await;
    publish(&host, public());
    let (app, alice) = (App::published(&server, None), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    let own = SigningKey::generate(Curve::P256);
    publish(&host, confidential(&[(KID, &own)]));
    server.advance(Duration::from_secs(11 * 60));
    let grown = App { own_key: Some(own), key: app.key.clone(), nonce: Mutex::default(), ..app.elsewhere() };
    let held = Held::of(&grown.refresh(&held.refresh).await.ok());
    // It does not go back.
    publish(&host, public());
    server.advance(Duration::from_secs(11 * 60));
    assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_grant");
}
