//! Invite codes.

use std::time::Duration;

use super::*;

async fn sign_up_with(server: &TestServer, name: &str, code: Option<&str>) -> super::super::Answer {
    let mut body = wanted(name);
    if let Some(code) = code {
        body["inviteCode"] = code.into();
    }
    server.post(&As::Nobody, "com.atproto.server.createAccount", body).await
}

#[tokio::test]
async fn invites_let_in_as_often_as_they_say() {
    let server = TestServer::with(&["accounts.invite_required=true"]).await;
    let refused = (400, "InvalidInviteCode".to_owned());
    let answer = sign_up_with(&server, "alice", None).await;
    assert_eq!((answer.error(), answer.message().as_str()), (refused.clone(), "No invite code provided"));
    assert_eq!(sign_up_with(&server, "alice", Some("made-up")).await.error(), refused);

    let made =
        server.post(&As::Admin, "com.atproto.server.createInviteCode", json!({ "useCount": 2 })).await.ok();
    let code = made["code"].as_str().expect("a code").to_owned();
    assert!(code.starts_with("localhost-"), "{code}");
    let alice = TestAccount::of(&sign_up_with(&server, "alice", Some(&code)).await.ok());
    sign_up_with(&server, "bob", Some(&code)).await.ok();
    assert_eq!(sign_up_with(&server, "carol", Some(&code)).await.error(), refused);

    let body = json!({ "codeCount": 2, "useCount": 1, "forAccounts": [alice.did] });
    let made = server.post(&As::Admin, "com.atproto.server.createInviteCodes", body).await.ok();
    assert_eq!(made["codes"][0]["account"], alice.did.as_str());
    let gift = made["codes"][0]["codes"][0].as_str().expect("a code").to_owned();
    let carol = TestAccount::of(&sign_up_with(&server, "carol", Some(&gift)).await.ok());
    let codes = async |query: &str| {
        server.get(&alice.access, "com.atproto.server.getAccountInviteCodes", query).await.ok()["codes"]
            .clone()
    };
    assert_eq!(codes("").await.as_array().map(Vec::len), Some(2));
    assert_eq!(codes("includeUsed=false").await.as_array().map(Vec::len), Some(1));
    let all = codes("").await;
    let used = all.as_array().expect("a list").iter().find(|code| code["code"] == gift).expect("the gift");
    assert_eq!(used["uses"][0]["usedBy"], carol.did.as_str());
    let rest = json!({ "available": 1, "disabled": false, "forAccount": alice.did, "createdBy": "admin" });
    for (name, value) in rest.as_object().expect("an object") {
        assert_eq!(&used[name], value, "{name}");
    }

    let too_many = json!({ "codeCount": 501, "useCount": 1 });
    let answer = server.post(&As::Admin, "com.atproto.server.createInviteCodes", too_many).await;
    assert_eq!(answer.error(), (400, "InvalidRequest".to_owned()));
    let not_admin =
        server.post(&alice.access, "com.atproto.server.createInviteCode", json!({ "useCount": 1 })).await;
    assert_eq!(not_admin.error(), (401, "AuthenticationRequired".to_owned()));
}

#[tokio::test]
async fn accounts_earn_invites_as_time_goes_by() {
    let server = TestServer::with(&["accounts.invite_required=true", "accounts.invite_interval=24h"]).await;
    let made =
        server.post(&As::Admin, "com.atproto.server.createInviteCode", json!({ "useCount": 1 })).await.ok();
    let code = made["code"].as_str().expect("a code").to_owned();
    sign_up_with(&server, "alice", Some(&code)).await.ok();
    let earned = async || {
        let alice = TestAccount::of(&server.log_in("alice.test", "alice-password").await.ok());
        let codes = server.get(&alice.access, "com.atproto.server.getAccountInviteCodes", "").await.ok();
        codes["codes"].as_array().map(Vec::len)
    };
    assert_eq!(earned().await, Some(0));
    server.advance(Duration::from_secs(2 * 24 * 60 * 60));
    assert_eq!(earned().await, Some(2));
    server.advance(Duration::from_secs(20 * 24 * 60 * 60));
    assert_eq!(earned().await, Some(5));
    assert_eq!(earned().await, Some(5));
}
