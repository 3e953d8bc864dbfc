//! App passwords and what they open.

use super::*;

#[tokio::test]
async fn app_passwords_are_made_listed_used_and_revoked() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    let create =
        async |body: Value| server.post(&alice.access, "com.atproto.server.createAppPassword", body).await;
    let made = create(json!({ "name": "phone" })).await.ok();
    assert_eq!((&made["name"], &made["privileged"]), (&json!("phone"), &json!(false)));
    let password = made["password"].as_str().expect("a password").to_owned();
    assert_eq!(password.len(), 19);
    assert_eq!(create(json!({ "name": "phone" })).await.error(), (400, "InvalidRequest".to_owned()));
    let privileged = create(json!({ "name": "chat", "privileged": true })).await.ok();

    let session = TestAccount::of(&server.log_in("alice.test", &password).await.ok());
    let listed = server.get(&session.access, "com.atproto.server.listAppPasswords", "").await.ok();
    assert_eq!(listed["passwords"].as_array().map(Vec::len), Some(2));
    assert!(listed["passwords"][0]["password"].is_null());
    let more =
        server.post(&session.access, "com.atproto.server.createAppPassword", json!({ "name": "x" })).await;
    assert_eq!(
        (more.error(), more.message().as_str()),
        ((400, "InvalidToken".to_owned()), "Bad token scope")
    );

    // Direct messages and moving away need more than a plain app password.
    let chat = TestAccount::of(
        &server.log_in("alice.test", privileged["password"].as_str().expect("a password")).await.ok(),
    );
    for method in ["chat.bsky.convo.getLog", "com.atproto.server.createAccount"] {
        let query = format!("aud=did:web:api.bsky.chat&lxm={method}");
        let refused = server.get(&session.access, "com.atproto.server.getServiceAuth", &query).await;
        assert!(refused.message().starts_with("insufficient access"), "{method}");
        server.get(&chat.access, "com.atproto.server.getServiceAuth", &query).await.ok();
        server.get(&alice.access, "com.atproto.server.getServiceAuth", &query).await.ok();
    }

    let revoke = async |name: &str| {
        let body = json!({ "name": name });
        server.post(&alice.access, "com.atproto.server.revokeAppPassword", body).await
    };
    revoke("phone").await.ok();
    revoke("phone").await.ok();
    assert_eq!(server.log_in("alice.test", &password).await.status, 401);
    let gone = server.post(&session.refresh, "com.atproto.server.refreshSession", Value::Null).await;
    assert_eq!(gone.error(), (400, "ExpiredToken".to_owned()));
    server.post(&chat.refresh, "com.atproto.server.refreshSession", Value::Null).await.ok();
}
