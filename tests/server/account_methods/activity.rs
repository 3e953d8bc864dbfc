//! What an account's log tells afterwards.

use hyper::Method;

use super::*;

const NSID: &str = "local.hostplant.admin.listActivity";

impl TestServer {
    /// The log of an account, newest first.
    async fn activity(&self, did: &str) -> Vec<Value> {
        let log = self.get(&As::Admin, NSID, &format!("did={did}")).await.ok();
        log["activity"].as_array().expect("a list").clone()
    }
}

/// What was done and by whom, oldest first.
fn acts(log: &[Value]) -> Vec<(&str, &str)> {
    log.iter()
        .rev()
        .map(|entry| (entry["act"].as_str().expect("a word"), entry["actor"].as_str().expect("a word")))
        .collect()
}

#[tokio::test]
async fn what_owners_do_is_told_with_its_place() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    let post = async |method: &str, body: Value| {
        server.post(&alice.access, &format!("com.atproto.server.{method}"), body).await.ok()
    };
    let made = post("createAppPassword", json!({ "name": "phone" })).await;
    let login = json!({ "identifier": "alice.test", "password": made["password"] });
    let headers = [("content-type", "application/json"), ("user-agent", "Phone/1.0")];
    for _ in 0..2 {
        let path = "/xrpc/com.atproto.server.createSession";
        server.send(Method::POST, path, &headers, login.to_string()).await.ok();
    }
    assert_eq!(server.log_in("alice.test", "wrong").await.status, 401);
    post("revokeAppPassword", json!({ "name": "phone" })).await;
    post("revokeAppPassword", json!({ "name": "phone" })).await;
    post("updateEmail", json!({ "email": "new@example.com" })).await;
    post("requestEmailConfirmation", Value::Null).await;
    let code = server.mailed_code("new@example.com").await;
    post("confirmEmail", json!({ "email": "new@example.com", "token": code })).await;
    for handle in ["alicia.test", "alicia.test"] {
        let body = json!({ "handle": handle });
        server.post(&alice.access, "com.atproto.identity.updateHandle", body).await.ok();
    }
    post("deactivateAccount", json!({ "deleteAfter": "2030-01-03T00:00:00.000Z" })).await;
    post("activateAccount", Value::Null).await;
    post("requestAccountDelete", Value::Null).await;
    server.post(&alice.refresh, "com.atproto.server.deleteSession", Value::Null).await.ok();

    let log = server.activity(&alice.did).await;
    let expected = [
        "account-made",
        "app-password-made",
        "signed-in",
        "app-password-revoked",
        "email-changed",
        "email-confirmed",
        "handle-changed",
        "deactivated",
        "activated",
        "deletion-requested",
        "signed-out",
    ];
    assert_eq!(acts(&log), expected.map(|act| (act, "owner")));
    let sign_in = &log[log.len() - 3];
    assert_eq!(
        (&sign_in["detail"], &sign_in["agent"], &sign_in["address"], &sign_in["times"]),
        (&json!("phone"), &json!("Phone/1.0"), &json!("127.0.0.1"), &json!(2)),
    );
    assert_eq!(log[log.len() - 5]["detail"], "new@example.com");
    assert_eq!(log[log.len() - 7]["detail"], "alicia.test");
    assert_eq!(log[log.len() - 8]["detail"], "2030-01-03T00:00:00.000Z");

    let first = server.get(&As::Admin, NSID, &format!("did={}&limit=10", alice.did)).await.ok();
    let cursor = first["cursor"].as_str().expect("a cursor");
    let rest = server.get(&As::Admin, NSID, &format!("did={}&cursor={cursor}", alice.did)).await.ok();
    assert_eq!(first["activity"].as_array().map(Vec::len), Some(10));
    assert_eq!((&rest["activity"][0]["act"], &rest["cursor"]), (&json!("account-made"), &Value::Null));
    let unknown = server.get(&As::Admin, NSID, &format!("did={}&cursor=x", alice.did)).await;
    assert_eq!(unknown.message(), "not a cursor");
    assert_eq!(server.get(&alice.access, NSID, &format!("did={}", alice.did)).await.status, 401);
}

#[tokio::test]
async fn what_operators_do_is_told_as_theirs() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    let admin = async |method: &str, body: Value| {
        server.post(&As::Admin, &format!("com.atproto.admin.{method}"), body).await.ok()
    };
    admin("updateAccountPassword", json!({ "did": alice.did, "password": "another" })).await;
    admin("updateAccountEmail", json!({ "account": alice.did, "email": "new@example.com" })).await;
    admin("updateAccountHandle", json!({ "did": alice.did, "handle": "alicia.test" })).await;
    let subject = json!({ "$type": "com.atproto.admin.defs#repoRef", "did": alice.did });
    for takedown in [json!({ "applied": true, "ref": "case 7" }), json!({ "applied": false })] {
        admin("updateSubjectStatus", json!({ "subject": subject, "takedown": takedown })).await;
    }
    let log = server.activity(&alice.did).await;
    let expected = [
        ("account-made", "owner"),
        ("password-changed", "operator"),
        ("sessions-ended", "operator"),
        ("email-changed", "operator"),
        ("handle-changed", "operator"),
        ("taken-down", "operator"),
        ("restored", "operator"),
    ];
    assert_eq!(acts(&log), expected);
    assert_eq!((&log[1]["detail"], &log[1]["address"]), (&json!("case 7"), &Value::Null));
    assert_eq!(log[4]["detail"], "1", "one session was ended");
}

#[tokio::test]
async fn a_password_that_was_reset_and_operations_that_were_signed_are_told() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    server.post(&alice.access, "com.atproto.identity.requestPlcOperationSignature", Value::Null).await.ok();
    let token = server.mailed_code("alice@example.com").await;
    let sign = server.post(&alice.access, "com.atproto.identity.signPlcOperation", json!({ "token": token }));
    let operation = sign.await.ok()["operation"].clone();
    let body = json!({ "operation": operation });
    server.post(&alice.access, "com.atproto.identity.submitPlcOperation", body).await.ok();
    let body = json!({ "email": "alice@example.com" });
    server.post(&As::Nobody, "com.atproto.server.requestPasswordReset", body).await.ok();
    let code = server.mailed_code("alice@example.com").await;
    let body = json!({ "token": code, "password": "another" });
    server.post(&As::Nobody, "com.atproto.server.resetPassword", body).await.ok();
    let log = server.activity(&alice.did).await;
    let expected = [
        "account-made",
        "plc-operation-signed",
        "plc-operation-submitted",
        "password-reset",
        "sessions-ended",
    ];
    assert_eq!(acts(&log), expected.map(|act| (act, "owner")));
}
