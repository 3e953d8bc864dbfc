//! What needs a mailed code: a new password, another address.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn a_forgotten_password_is_set_by_mail() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    let ask = async |email: &str| {
        server.post(&As::Nobody, "com.atproto.server.requestPasswordReset", json!({ "email": email })).await
    };
    assert_eq!(ask("nobody@example.com").await.message(), "account does not have an email address");
    ask("Alice@example.com").await.ok();
    let code = server.mailed_code("alice@example.com").await;
    let made = json!({ "name": "app" });
    let made = server.post(&alice.access, "com.atproto.server.createAppPassword", made).await.ok();
    let app_password = made["password"].as_str().expect("a password").to_owned();
    server.log_in("alice.test", &app_password).await.ok();
    let reset = async |code: &str, password: &str| {
        let body = json!({ "token": code, "password": password });
        server.post(&As::Nobody, "com.atproto.server.resetPassword", body).await
    };
    assert_eq!(reset("AAAAA-AAAAA", "new").await.error(), (400, "InvalidToken".to_owned()));
    assert_eq!(reset(&code, &"x".repeat(257)).await.message(), "Invalid password length.");
    reset(&code.to_lowercase(), "new").await.ok();
    assert_eq!(reset(&code, "newer").await.error(), (400, "InvalidToken".to_owned()));
    server.log_in("alice.test", "new").await.ok();
    assert_eq!(server.log_in("alice.test", &app_password).await.status, 401, "app passwords are revoked too");
    assert_eq!(server.log_in("alice.test", "alice-password").await.status, 401);
    let over = server.post(&alice.refresh, "com.atproto.server.refreshSession", Value::Null).await;
    assert_eq!(over.error(), (400, "ExpiredToken".to_owned()));

    server.advance(Duration::from_secs(1));
    ask("alice@example.com").await.ok();
    let code = server.mailed_code("alice@example.com").await;
    server.advance(Duration::from_secs(15 * 60 + 1));
    assert_eq!(reset(&code, "late").await.error(), (400, "ExpiredToken".to_owned()));
}

#[tokio::test]
async fn addresses_are_confirmed_and_changed() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    server.sign_up("bob").await;
    let post = async |method: &str, body: Value| {
        server.post(&alice.access, &format!("com.atproto.server.{method}"), body).await
    };
    post("requestEmailConfirmation", Value::Null).await.ok();
    let code = server.mailed_code("alice@example.com").await;
    let confirm =
        async |email: &str, code: &str| post("confirmEmail", json!({ "email": email, "token": code })).await;
    assert_eq!(confirm("bob@example.com", &code).await.error(), (400, "InvalidEmail".to_owned()));
    assert_eq!(confirm("alice@example.com", "x").await.error(), (400, "InvalidToken".to_owned()));
    confirm("alice@example.com", &code).await.ok();
    let session = server.get(&alice.access, "com.atproto.server.getSession", "").await.ok();
    assert_eq!(session["emailConfirmed"], true);

    let update = async |body: Value| post("updateEmail", body).await;
    assert_eq!(
        update(json!({ "email": "new@example.com" })).await.error(),
        (400, "TokenRequired".to_owned())
    );
    server.advance(Duration::from_secs(1));
    assert_eq!(post("requestEmailUpdate", Value::Null).await.ok(), json!({ "tokenRequired": true }));
    let code = server.mailed_code("alice@example.com").await;
    let taken = update(json!({ "email": "bob@example.com", "token": code })).await;
    assert_eq!(taken.message(), "This email address is already in use, please use a different email.");
    update(json!({ "email": "new@example.com", "token": code, "emailAuthFactor": false })).await.ok();
    let session = server.get(&alice.access, "com.atproto.server.getSession", "").await.ok();
    assert_eq!((&session["email"], &session["emailConfirmed"]), (&json!("new@example.com"), &json!(false)));
    assert_eq!(post("requestEmailUpdate", Value::Null).await.ok(), json!({ "tokenRequired": false }));
    update(json!({ "email": "newer@example.com" })).await.ok();
}
