//! What becomes of apps when something happens to the account.

use std::time::Duration;

use hostplant::account::activity::{self, Act};
use hostplant::store::StorageError;

use super::*;
use crate::server::As;

async fn take_down(server: &TestServer, account: &TestAccount, applied: bool) {
    let subject = json!({ "$type": "com.atproto.admin.defs#repoRef", "did": account.did });
    let body = json!({ "subject": subject, "takedown": { "applied": applied } });
    server.post(&As::Admin, "com.atproto.admin.updateSubjectStatus", body).await.ok();
}

#[tokio::test]
async fn t16_takedown_ends_all() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    take_down(&server, &alice, true).await;
    let refused = app.call(GET_SESSION, &held.access).await;
    assert_eq!(refused.status, 401);
    assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_grant");
    take_down(&server, &alice, false).await;
    assert!(!app.works(&held.access).await, "it does not come back");
}

#[tokio::test]
async fn t16_a_takedown_between_consent_and_code() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let redirect = app.approve(id, &alice, browser()).await;
    take_down(&server, &alice, true).await;
    assert_refused(
        &app.exchange(redirect.param("code").expect("a code"), &verifier).await,
        400,
        "invalid_grant",
    );
}

#[tokio::test]
async fn t16_deactivation_over_xrpc_ends_nothing() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    server.post(&alice.owner, "com.atproto.server.deactivateAccount", json!({})).await.ok();
    assert!(app.works(&held.access).await);
    let held = Held::of(&app.refresh(&held.refresh).await.ok());
    assert!(app.works(&held.access).await);
}

#[tokio::test]
async fn t16_a_new_password_ends_no_app() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    let body = json!({ "did": alice.did, "password": "another password" });
    server.post(&As::Admin, "com.atproto.admin.updateAccountPassword", body).await.ok();
    assert!(app.works(&held.access).await);
}

#[tokio::test]
async fn t16_deletion_ends_all() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    server.post(&As::Admin, "com.atproto.admin.deleteAccount", json!({ "did": alice.did })).await.ok();
    assert!(!app.works(&held.access).await);
    assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_grant");
}

#[tokio::test]
async fn owners_read_of_apps_in_the_log() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    app.post("/oauth/revoke", &[("token", &held.refresh)]).await.ok();
    let aid = aid(&server, &alice).await;
    let read = move |db: &hostplant::store::Snapshot| -> Result<_, StorageError> {
        activity::list(db, aid, None, 10)
    };
    let page = server.app().store.read(read).await.expect("a read");
    let acts: Vec<Act> = page.entries.iter().map(|activity| activity.entry.act).collect();
    assert_eq!(acts[..2], [Act::AppRevoked, Act::AppGranted]);
    assert!(page.entries[..2].iter().all(|activity| activity.entry.detail.as_deref() == Some(&app.id[..])));
}

#[tokio::test]
async fn what_nobody_uses_any_more_is_removed() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    app.sign_in(&alice).await;
    let aid = aid(&server, &alice).await;
    let chore = hostplant::jobs::CHORES.iter().find(|chore| chore.name.contains("grants")).expect("a chore");
    let rows = async || {
        let read = move |db: &hostplant::store::Snapshot| hostplant::store::rows::oauth::of_account(db, aid);
        server.app().store.read(read).await.expect("a read").len()
    };
    (chore.run)(server.app()).await.expect("a chore");
    assert_eq!(rows().await, 1);
    server.advance(Duration::from_secs(15 * 24 * 60 * 60));
    (chore.run)(server.app()).await.expect("a chore");
    assert_eq!(rows().await, 0);
}
