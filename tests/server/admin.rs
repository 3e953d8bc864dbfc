//! What the operator does over XRPC, and what comes of it.

use std::time::Duration;

use hostplant::jobs;
use hyper::Method;
use serde_json::{Value, json};

use super::accounts::{PASSWORD, TestAccount};
use super::{Answer, As, TestServer};

impl TestServer {
    async fn admin(&self, method: &str, body: Value) -> Answer {
        self.post(&As::Admin, &format!("com.atproto.admin.{method}"), body).await
    }

    async fn ask_admin(&self, method: &str, query: &str) -> Answer {
        self.get(&As::Admin, &format!("com.atproto.admin.{method}"), query).await
    }

    async fn sign_in(&self, who: &TestAccount, password: &str) -> Answer {
        let body = json!({ "identifier": who.handle, "password": password });
        self.post(&As::Nobody, "com.atproto.server.createSession", body).await
    }
}

fn account_ref(who: &TestAccount) -> Value {
    json!({ "$type": "com.atproto.admin.defs#repoRef", "did": who.did })
}

#[tokio::test]
async fn accounts_are_shown_and_searched() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.account("alice").await, server.account("bob").await);
    let info = server.ask_admin("getAccountInfo", &format!("did={}", alice.did)).await.ok();
    assert_eq!(info["handle"], "alice.test");
    assert_eq!(info["email"], "alice@example.test");
    assert_eq!(info["invites"], json!([]));
    assert_eq!(info["invitesDisabled"], false);
    assert!(info["indexedAt"].as_str().is_some_and(|at| at.ends_with('Z')));
    let gone = server.ask_admin("getAccountInfo", "did=did:plc:gone").await;
    assert_eq!(gone.error(), (400, "NotFound".to_owned()));
    let query = format!("dids={}&dids=did:plc:gone&dids={}", bob.did, alice.did);
    let infos = server.ask_admin("getAccountInfos", &query).await.ok();
    assert_eq!(infos["infos"].as_array().map(Vec::len), Some(2));
    assert_eq!(infos["infos"][0]["handle"], "bob.test");

    let first = server.ask_admin("searchAccounts", "limit=1").await.ok();
    assert_eq!(first["accounts"][0]["handle"], "alice.test");
    let cursor = first["cursor"].as_str().expect("a cursor");
    let second = server.ask_admin("searchAccounts", &format!("limit=5&cursor={cursor}")).await.ok();
    assert_eq!(second["accounts"].as_array().map(Vec::len), Some(1));
    assert!(second["cursor"].is_null());
    let found = server.ask_admin("searchAccounts", "email=BOB@example.test").await.ok();
    assert_eq!(found["accounts"][0]["did"], bob.did.as_str());
    let nobody = server.get(&alice.owner, "com.atproto.admin.searchAccounts", "").await;
    assert_eq!(nobody.status, 401, "no account is an operator");
}

#[tokio::test]
async fn an_account_is_taken_down_and_given_back() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let status = |query: String| async move { query };
    let query = status(format!("did={}", alice.did)).await;
    let before = server.ask_admin("getSubjectStatus", &query).await.ok();
    assert_eq!(before["takedown"], json!({ "applied": false }));
    assert_eq!(before["deactivated"], json!({ "applied": false }));
    let body = json!({ "subject": account_ref(&alice), "takedown": { "applied": true, "ref": "case 7" } });
    assert_eq!(server.admin("updateSubjectStatus", body).await.ok()["subject"], account_ref(&alice));
    let after = server.ask_admin("getSubjectStatus", &query).await.ok();
    assert_eq!(after["takedown"], json!({ "applied": true, "ref": "case 7" }));
    assert_eq!(server.sign_in(&alice, PASSWORD).await.error(), (401, "AccountTakedown".to_owned()));
    let body = json!({ "subject": account_ref(&alice), "takedown": { "applied": false } });
    server.admin("updateSubjectStatus", body).await.ok();
    server.sign_in(&alice, PASSWORD).await.ok();
    let found = server.get(&As::Admin, "local.hostplant.admin.findAccount", "account=alice.test").await.ok();
    assert_eq!(found["did"], alice.did.as_str());

    let both = json!({
        "subject": account_ref(&alice),
        "takedown": { "applied": true },
        "deactivated": { "applied": false },
    });
    let refused = server.admin("updateSubjectStatus", both).await;
    assert_eq!(refused.message(), "Cannot activate and takedown an account at the same time");
    let body = json!({ "subject": account_ref(&alice), "deactivated": { "applied": true } });
    server.admin("updateSubjectStatus", body).await.ok();
    let off = server.ask_admin("getSubjectStatus", &query).await.ok();
    assert_eq!(off["deactivated"], json!({ "applied": true }));
    let none = json!({ "subject": account_ref(&alice) });
    server.admin("updateSubjectStatus", none).await.ok();
    let nothing = server.ask_admin("getSubjectStatus", "").await;
    assert_eq!(nothing.message(), "No provided subject");
    let gone = server.ask_admin("getSubjectStatus", "did=did:plc:gone").await;
    assert_eq!(gone.error(), (400, "NotFound".to_owned()));
}

#[tokio::test]
async fn records_and_blobs_are_withheld_and_given_back() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let headers = [("content-type", "text/plain")];
    let As::Bearer(token) = &alice.owner else { panic!("a session") };
    let authorization = format!("Bearer {token}");
    let headers = [headers[0], ("authorization", authorization.as_str())];
    let upload =
        async || server.send(Method::POST, "/xrpc/com.atproto.repo.uploadBlob", &headers, "hello").await;
    let blob = upload().await.ok()["blob"].clone();
    let cid = blob["ref"]["$link"].as_str().expect("a CID").to_owned();
    let record = json!({
        "$type": "com.example.thing",
        "picture": blob,
    });
    let body =
        json!({ "repo": alice.did, "collection": "com.example.thing", "rkey": "one", "record": record });
    let made = server.post(&alice.owner, "com.atproto.repo.createRecord", body).await.ok();

    let record_ref = json!({ "$type": "com.atproto.repo.strongRef", "uri": made["uri"], "cid": made["cid"] });
    let blob_ref = json!({ "$type": "com.atproto.admin.defs#repoBlobRef", "did": alice.did, "cid": cid });
    let take =
        |subject: &Value, applied: bool| json!({ "subject": subject, "takedown": { "applied": applied } });
    let read = format!("repo={}&collection=com.example.thing&rkey=one", alice.did);
    let uri = format!("uri={}", made["uri"].as_str().expect("a URI"));
    let blob_query = format!("did={}&blob={cid}", alice.did);

    server.admin("updateSubjectStatus", take(&record_ref, true)).await.ok();
    let hidden = server.get(&As::Nobody, "com.atproto.repo.getRecord", &read).await;
    assert_eq!(hidden.error(), (400, "RecordNotFound".to_owned()));
    let status = server.ask_admin("getSubjectStatus", &uri).await.ok();
    assert_eq!(status["takedown"]["applied"], true);
    assert_eq!(status["subject"]["cid"], made["cid"]);
    server.admin("updateSubjectStatus", take(&record_ref, false)).await.ok();
    server.get(&As::Nobody, "com.atproto.repo.getRecord", &read).await.ok();

    server.admin("updateSubjectStatus", take(&blob_ref, true)).await.ok();
    assert_eq!(server.ask_admin("getSubjectStatus", &blob_query).await.ok()["takedown"]["applied"], true);
    assert_eq!(upload().await.status, 400, "what is withheld cannot be uploaded again");
    server.admin("updateSubjectStatus", take(&blob_ref, false)).await.ok();
    assert_eq!(server.ask_admin("getSubjectStatus", &blob_query).await.ok()["takedown"]["applied"], false);
    upload().await.ok();

    let alone = server.ask_admin("getSubjectStatus", &format!("blob={cid}")).await;
    assert_eq!(alone.message(), "Must provide a did to request blob state");
    let odd = json!({ "subject": { "$type": "com.example.thing" } });
    assert_eq!(server.admin("updateSubjectStatus", odd).await.error(), (400, "InvalidRequest".to_owned()));
}

#[tokio::test]
async fn addresses_handles_and_passwords_are_changed() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.account("alice").await, server.account("bob").await);
    let set_email = |account: &str, email: &str| json!({ "account": account, "email": email });
    server.admin("updateAccountEmail", set_email("alice.test", "New@Example.test")).await.ok();
    let info = server.ask_admin("getAccountInfo", &format!("did={}", alice.did)).await.ok();
    assert_eq!(info["email"], "new@example.test");
    let taken = server.admin("updateAccountEmail", set_email(bob.did.as_str(), "new@example.test")).await;
    assert_eq!(taken.status, 400);
    let nobody = server.admin("updateAccountEmail", set_email("carol.test", "c@example.test")).await;
    assert_eq!(nobody.message(), "Account does not exist: carol.test");

    let rename = |handle: &str| json!({ "did": alice.did, "handle": handle });
    server.admin("updateAccountHandle", rename("admin.test")).await.ok();
    let info = server.ask_admin("getAccountInfo", &format!("did={}", alice.did)).await.ok();
    assert_eq!(info["handle"], "admin.test", "reserved names are the operator's to give");
    assert_eq!(server.admin("updateAccountHandle", rename("bob.test")).await.status, 400);

    let body = json!({ "did": bob.did, "password": "another password" });
    server.admin("updateAccountPassword", body).await.ok();
    assert_eq!(server.sign_in(&bob, PASSWORD).await.status, 401);
    server.sign_in(&bob, "another password").await.ok();
    let long = json!({ "did": bob.did, "password": "x".repeat(257) });
    assert_eq!(server.admin("updateAccountPassword", long).await.message(), "Invalid password length.");
}

#[tokio::test]
async fn a_deleted_account_goes_with_everything() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let body = json!({ "did": alice.did });
    server.admin("deleteAccount", body.clone()).await.ok();
    assert_eq!(server.admin("deleteAccount", body).await.error(), (400, "NotFound".to_owned()));
    assert_eq!(server.sign_in(&alice, PASSWORD).await.status, 401);
    server.advance(Duration::from_secs(1));
    assert!(jobs::run_due(server.app()).await.expect("tasks") >= 1, "what is left is purged");
    let again = server.account("alice").await;
    assert_ne!(again.did, alice.did);
}

#[tokio::test]
async fn invites_are_listed_and_disabled() {
    let server = TestServer::with(&["accounts.invite_required=true"]).await;
    let body = json!({ "codeCount": 3, "useCount": 2 });
    let made = server.post(&As::Admin, "com.atproto.server.createInviteCodes", body).await.ok();
    let codes: Vec<String> = serde_json::from_value(made["codes"][0]["codes"].clone()).expect("codes");
    let sign_up = |name: &str, code: &str| {
        json!({
            "handle": format!("{name}.test"),
            "email": format!("{name}@example.test"),
            "password": PASSWORD,
            "inviteCode": code,
        })
    };
    let alice =
        server.post(&As::Nobody, "com.atproto.server.createAccount", sign_up("alice", &codes[1])).await.ok();

    let most_used = server.ask_admin("getInviteCodes", "sort=usage&limit=1").await.ok();
    assert_eq!(most_used["codes"][0]["code"], codes[1].as_str());
    assert_eq!(most_used["codes"][0]["uses"][0]["usedBy"], alice["did"]);
    let mut seen = Vec::new();
    let mut query = "limit=2".to_owned();
    loop {
        let page = server.ask_admin("getInviteCodes", &query).await.ok();
        let listed = page["codes"].as_array().expect("codes");
        seen.extend(listed.iter().map(|code| code["code"].as_str().expect("a code").to_owned()));
        let Some(cursor) = page["cursor"].as_str() else { break };
        query = format!("limit=2&cursor={cursor}");
    }
    let mut expected = codes.clone();
    expected.sort();
    seen.sort();
    assert_eq!(seen, expected);
    assert_eq!(server.ask_admin("getInviteCodes", "cursor=x").await.message(), "Malformed cursor");
    assert_eq!(server.ask_admin("getInviteCodes", "sort=age").await.status, 400);

    server.admin("disableInviteCodes", json!({ "codes": [codes[0]] })).await.ok();
    let refused =
        server.post(&As::Nobody, "com.atproto.server.createAccount", sign_up("bob", &codes[0])).await;
    assert_eq!(refused.error(), (400, "InvalidInviteCode".to_owned()));
    let refused = server.admin("disableInviteCodes", json!({ "accounts": ["admin"] })).await;
    assert_eq!(refused.message(), "cannot disable admin invite codes");
    let did = alice["did"].as_str().expect("a DID");
    server.admin("disableAccountInvites", json!({ "account": did })).await.ok();
    let info = server.ask_admin("getAccountInfo", &format!("did={did}")).await.ok();
    assert_eq!(info["invitesDisabled"], true);
    assert_eq!(info["invitedBy"]["code"], codes[1].as_str());
    server.admin("enableAccountInvites", json!({ "account": did })).await.ok();
    let info = server.ask_admin("getAccountInfo", &format!("did={did}")).await.ok();
    assert_eq!(info["invitesDisabled"], false);
}

#[tokio::test]
async fn letters_are_sent_and_what_waits_is_listed() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let body = json!({ "recipientDid": alice.did, "content": "<p>Hello</p>" });
    assert_eq!(server.admin("sendEmail", body).await.ok(), json!({ "sent": true }));
    let gone = server.admin("sendEmail", json!({ "recipientDid": "did:plc:gone", "content": "" })).await;
    assert_eq!(gone.message(), "Recipient not found");
    let sunk = loop {
        let sunk = server.send(Method::GET, "/dev/mail.json", &[], "").await.ok();
        if sunk.as_array().is_some_and(|letters| !letters.is_empty()) {
            break sunk;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(sunk[0]["to"], "alice@example.test");
    let elsewhere = [("x-forwarded-for", "198.51.100.1")];
    assert_eq!(server.send(Method::GET, "/dev/mail", &elsewhere, "").await.status, 404);
    let page = server.send(Method::GET, "/dev/mail", &[], "").await;
    assert!(String::from_utf8_lossy(&page.body).contains("alice@example.test"));
    // A letter leaves the queue once it was handed over.
    while server.get(&As::Admin, "local.hostplant.admin.listLetters", "").await.ok()
        != json!({ "letters": [] })
    {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn codes_that_cannot_be_sent_wait_for_the_operator() {
    // Nobody listens on port 1.
    let mail = ["mail.smtp_url=smtp://127.0.0.1:1", "mail.from=pds@example.test"];
    let server = TestServer::with(&mail).await;
    let alice = server.account("alice").await;
    server.post(&alice.owner, "com.atproto.server.requestEmailConfirmation", Value::Null).await.ok();
    let waiting = server.get(&As::Admin, "local.hostplant.admin.listLetters", "").await.ok();
    let letter = &waiting["letters"][0];
    assert_eq!(letter["to"], "alice@example.test");
    let body = json!({ "email": "alice@example.test", "token": letter["code"] });
    server.post(&alice.owner, "com.atproto.server.confirmEmail", body).await.ok();
    assert_eq!(server.send(Method::GET, "/dev/mail", &[], "").await.status, 404);
}
