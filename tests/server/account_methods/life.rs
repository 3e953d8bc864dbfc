//! Switching off and on, and the end.

use std::time::Duration;

use super::*;

const DAY: u64 = 24 * 60 * 60;

async fn post(server: &TestServer, who: &As, method: &str, body: Value) -> super::super::Answer {
    server.post(who, &format!("com.atproto.server.{method}"), body).await
}

#[tokio::test]
async fn a_deactivated_account_still_logs_in_and_comes_back() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    post(&server, &alice.access, "deactivateAccount", json!({})).await.ok();
    let session = server.log_in("alice.test", "alice-password").await.ok();
    assert_eq!((&session["active"], &session["status"]), (&json!(false), &json!("deactivated")));
    let status = server.get(&alice.access, "com.atproto.server.checkAccountStatus", "").await.ok();
    assert_eq!(status["activated"], false);
    let with_body = post(&server, &alice.access, "activateAccount", json!({})).await;
    assert_eq!(with_body.status, 400);
    for _ in 0..2 {
        post(&server, &alice.access, "activateAccount", Value::Null).await.ok();
    }
    let session = server.get(&alice.access, "com.atproto.server.getSession", "").await.ok();
    assert_eq!((&session["active"], &session["status"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn a_deactivated_account_is_deleted_on_its_date() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    let refused =
        post(&server, &alice.access, "deactivateAccount", json!({ "deleteAfter": "tomorrow" })).await;
    assert_eq!(refused.error(), (400, "InvalidRequest".to_owned()));
    let date = super::super::START.after(Duration::from_secs(10 * DAY)).to_string();
    post(&server, &alice.access, "deactivateAccount", json!({ "deleteAfter": date })).await.ok();
    server.log_in("alice.test", "alice-password").await.ok();
    // Tasks are done by a worker that wakes by itself.
    let wait = async || tokio::time::sleep(Duration::from_millis(20)).await;
    server.advance(Duration::from_secs(3 * DAY + 1));
    while server.app().mail.sink().expect("a sink").messages().is_empty() {
        wait().await;
    }
    assert!(server.letter("alice@example.com").await.contains("2026-01-11 it will be deleted for good"));
    server.log_in("alice.test", "alice-password").await.ok();
    server.advance(Duration::from_secs(7 * DAY));
    while server.app().accounts.find(alice.did.parse().expect("a DID")).await.expect("a read").is_some() {
        wait().await;
    }
}

#[tokio::test]
async fn deletion_needs_password_and_code() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    post(&server, &alice.access, "requestAccountDelete", Value::Null).await.ok();
    let code = server.mailed_code("alice@example.com").await;
    let delete = async |did: &str, password: &str, code: &str| {
        let body = json!({ "did": did, "password": password, "token": code });
        post(&server, &As::Nobody, "deleteAccount", body).await
    };
    let stranger = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    assert_eq!(delete(stranger, "alice-password", &code).await.message(), "account not found");
    let wrong = delete(&alice.did, "wrong", &code).await;
    let expected = ((401, "AuthenticationRequired".to_owned()), "Invalid did or password".to_owned());
    assert_eq!((wrong.error(), wrong.message()), expected);
    assert_eq!(delete(&alice.did, "alice-password", "x").await.error(), (400, "InvalidToken".to_owned()));
    delete(&alice.did, "alice-password", &code).await.ok();
    assert_eq!(server.log_in("alice.test", "alice-password").await.status, 401);
    let gone = server.get(&alice.access, "com.atproto.server.getSession", "").await;
    assert_eq!(gone.error(), (403, "AccountNotFound".to_owned()));
    assert_eq!(delete(&alice.did, "alice-password", &code).await.message(), "account not found");
    server.sign_up("alice").await;
}
