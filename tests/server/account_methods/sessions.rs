//! Logging in, refreshing, logging out.

use std::time::Duration;

use super::*;

const HOURS: Duration = Duration::from_secs(60 * 60);

#[tokio::test]
async fn log_in_by_handle_did_or_address() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    for identifier in ["alice.test", "ALICE.TEST", "alice@example.com", &alice.did] {
        let session = server.log_in(identifier, "alice-password").await.ok();
        assert_eq!(session["did"], alice.did.as_str());
        assert_eq!((&session["active"], &session["status"]), (&json!(true), &Value::Null));
    }
    let failure = (401, "AuthenticationRequired".to_owned());
    for (identifier, password) in [("alice.test", "wrong"), ("nobody.test", "alice-password"), ("", "")] {
        let answer = server.log_in(identifier, password).await;
        assert_eq!(
            (answer.error(), answer.message().as_str()),
            (failure.clone(), "Invalid identifier or password")
        );
    }
    assert_eq!(server.log_in("alice.test", &"x".repeat(513)).await.error(), failure);
}

#[tokio::test]
async fn attempts_are_limited_by_name_and_address() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    for _ in 0..30 {
        let answer = server.log_in("x".repeat(30).as_str(), &"x".repeat(513)).await;
        assert_eq!(answer.status, 401);
    }
    assert_eq!(
        server.log_in("x".repeat(30).as_str(), "x").await.error(),
        (429, "RateLimitExceeded".to_owned())
    );
    assert_eq!(server.log_in("y", &"x".repeat(513)).await.status, 401, "another name is counted by itself");
}

#[tokio::test]
async fn access_tokens_expire_and_refresh_tokens_rotate() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    server.advance(2 * HOURS);
    let expired = server.get(&alice.access, "com.atproto.server.getSession", "").await;
    assert_eq!(expired.error(), (400, "ExpiredToken".to_owned()));

    let refresh =
        async |token: &As| server.post(token, "com.atproto.server.refreshSession", Value::Null).await;
    let session = refresh(&alice.refresh).await.ok();
    assert_eq!((&session["handle"], &session["emailConfirmed"]), (&json!("alice.test"), &json!(false)));
    let next = TestAccount::of(&session);
    server.get(&next.access, "com.atproto.server.getSession", "").await.ok();
    refresh(&alice.refresh).await.ok();
    server.advance(2 * HOURS);
    let late = refresh(&alice.refresh).await;
    assert_eq!(
        (late.error(), late.message().as_str()),
        ((400, "ExpiredToken".to_owned()), "Token has been revoked")
    );
    refresh(&next.refresh).await.ok();

    let wrong_kind = refresh(&next.access).await;
    assert_eq!(wrong_kind.error(), (400, "InvalidToken".to_owned()));
    let wrong_kind = server.get(&next.refresh, "com.atproto.server.getSession", "").await;
    assert_eq!(wrong_kind.message(), "Token could not be verified");
    let with_body = server.post(&next.refresh, "com.atproto.server.refreshSession", json!({})).await;
    assert_eq!(with_body.message(), "A request body was provided when none was expected");
}

#[tokio::test]
async fn logging_out_is_final_and_can_be_repeated() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    let log_out = async || server.post(&alice.refresh, "com.atproto.server.deleteSession", Value::Null).await;
    log_out().await.ok();
    log_out().await.ok();
    let gone = server.post(&alice.refresh, "com.atproto.server.refreshSession", Value::Null).await;
    assert_eq!(gone.error(), (400, "ExpiredToken".to_owned()));
    server.advance(91 * 24 * HOURS);
    log_out().await.ok();
}

#[tokio::test]
async fn a_session_shows_the_document_where_the_operator_wants_it() {
    let server = TestServer::with(&["accounts.did_doc_with_session=true"]).await;
    let alice = server.sign_up("alice").await;
    let session = server.get(&alice.access, "com.atproto.server.getSession", "").await.ok();
    assert_eq!(session["didDoc"]["id"], alice.did.as_str());
    assert_eq!(session["didDoc"]["alsoKnownAs"], json!(["at://alice.test"]));
}
