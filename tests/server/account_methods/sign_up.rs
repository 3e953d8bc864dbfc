//! Making accounts.

use super::*;

#[tokio::test]
async fn a_new_account_can_be_used_at_once() {
    let server = TestServer::start().await;
    let answer = server.post(&As::Nobody, "com.atproto.server.createAccount", wanted("alice")).await.ok();
    assert_eq!(answer["handle"], "alice.test");
    assert_eq!(answer["didDoc"]["id"], answer["did"]);
    let alice = TestAccount::of(&answer);

    let session = server.get(&alice.access, "com.atproto.server.getSession", "").await.ok();
    let expected = json!({
        "did": alice.did, "handle": "alice.test", "email": "alice@example.com", "emailConfirmed": false,
        "emailAuthFactor": false, "active": true,
    });
    assert_eq!(session, expected);

    let status = server.get(&alice.access, "com.atproto.server.checkAccountStatus", "").await.ok();
    assert!(status["repoCommit"].as_str().is_some() && status["repoRev"].as_str().is_some());
    let numbers = json!({
        "activated": true, "validDid": true, "repoBlocks": 2, "indexedRecords": 0, "privateStateValues": 0,
        "expectedBlobs": 0, "importedBlobs": 0,
    });
    for (name, value) in numbers.as_object().expect("an object") {
        assert_eq!(&status[name], value, "{name}");
    }
    let queue = server.get(&alice.access, "com.atproto.temp.checkSignupQueue", "").await.ok();
    assert_eq!(queue, json!({ "activated": true }));
}

#[tokio::test]
async fn the_server_describes_itself() {
    let server = TestServer::with(&[
        "accounts.invite_required=true",
        "service.contact_email=ops@example.com",
        "service.privacy_policy_url=https://example.com/privacy",
    ])
    .await;
    let described = server.get(&As::Nobody, "com.atproto.server.describeServer", "").await.ok();
    let expected = json!({
        "did": "did:web:localhost",
        "availableUserDomains": [".test"],
        "inviteCodeRequired": true,
        "blobUploadLimit": 100 * 1024 * 1024,
        "links": { "privacyPolicy": "https://example.com/privacy" },
        "contact": { "email": "ops@example.com" },
    });
    assert_eq!(described, expected);
}

#[tokio::test]
async fn bad_requests_change_nothing() {
    let server = TestServer::start().await;
    server.sign_up("alice").await;
    let refused = async |changes: Value| {
        let mut body = wanted("bob");
        for (name, value) in changes.as_object().expect("an object") {
            body[name] = value.clone();
        }
        let answer = server.post(&As::Nobody, "com.atproto.server.createAccount", body).await;
        (answer.error(), answer.message())
    };
    let invalid = |message: &str| ((400, "InvalidRequest".to_owned()), message.to_owned());
    let named = |name: &str, message: &str| ((400, name.to_owned()), message.to_owned());
    assert_eq!(refused(json!({ "plcOp": {} })).await, invalid("Unsupported input: \"plcOp\""));
    assert_eq!(
        refused(json!({ "password": "x".repeat(257) })).await,
        invalid("Password too long. Maximum length is 256 characters.")
    );
    assert_eq!(refused(json!({ "email": null })).await, invalid("Email is required"));
    assert_eq!(
        refused(json!({ "email": "bob@mailinator.com" })).await,
        invalid("This email address is not supported, please use a different email.")
    );
    assert_eq!(refused(json!({ "handle": "bob" })).await.0, (400, "InvalidHandle".to_owned()));
    assert_eq!(refused(json!({ "handle": "b.test" })).await, named("InvalidHandle", "Handle too short"));
    assert_eq!(
        refused(json!({ "handle": "abcdefghijklmnopqrs.test" })).await,
        named("InvalidHandle", "Handle too long")
    );
    assert_eq!(
        refused(json!({ "handle": "bob.jones.test" })).await,
        named("InvalidHandle", "Invalid characters in handle")
    );
    assert_eq!(
        refused(json!({ "handle": "admin.test" })).await,
        named("HandleNotAvailable", "Reserved handle")
    );
    assert_eq!(
        refused(json!({ "handle": "bob.example.com" })).await,
        named("UnsupportedDomain", "Not a supported handle domain")
    );
    assert_eq!(refused(json!({ "handle": "Alice.test" })).await, invalid("Handle already taken: alice.test"));
    assert_eq!(
        refused(json!({ "email": "Alice@example.com" })).await,
        invalid("Email already taken: alice@example.com")
    );
    let did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
    assert_eq!(
        refused(json!({ "did": did })).await,
        (
            (401, "AuthenticationRequired".to_owned()),
            format!("Missing auth to create account with did: {did}")
        )
    );
    server.sign_up("bob").await;
}
