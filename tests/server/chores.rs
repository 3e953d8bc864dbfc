//! Tasks whose time has come, and what they leave.

use std::time::Duration;

use hostplant::jobs;
use hostplant::store::tables::{Blobs, DueTasks, Refresh};
use hostplant::store::{Read, Span, StorageError};
use hyper::Method;
use serde_json::json;

use super::{As, TestServer};

const DAY: Duration = Duration::from_secs(24 * 3_600);

impl TestServer {
    /// Does everything that is due, and what that leaves to be done at once.
    async fn run_due(&self) {
        while jobs::run_due(self.app()).await.expect("readable tasks") > 0 {
            self.advance(Duration::from_secs(120));
        }
    }

    async fn counts(&self) -> (u64, u64) {
        let read = self
            .app()
            .store
            .read(|db| Ok::<_, StorageError>((db.count::<Blobs>()?, db.count::<DueTasks>()?)));
        read.await.expect("a readable store")
    }
}

#[tokio::test]
async fn uploads_that_nothing_refers_to_go_after_their_time() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let As::Bearer(token) = &alice.owner else { panic!("a session") };
    let authorization = format!("Bearer {token}");
    let upload = async |bytes: &'static str| {
        let headers = [("content-type", "text/plain"), ("authorization", authorization.as_str())];
        server.send(Method::POST, "/xrpc/com.atproto.repo.uploadBlob", &headers, bytes).await.ok()["blob"]
            .clone()
    };
    let kept = upload("kept").await;
    upload("loose").await;
    let record = json!({ "$type": "com.example.thing", "picture": kept });
    let body = json!({ "repo": alice.did, "collection": "com.example.thing", "record": record });
    server.post(&alice.owner, "com.atproto.repo.createRecord", body).await.ok();
    assert_eq!(server.counts().await.0, 2);
    server.run_due().await;
    assert_eq!(server.counts().await.0, 2, "it is too early");
    server.advance(DAY);
    server.run_due().await;
    assert_eq!(server.counts().await.0, 1);
    let query = format!("did={}&cid={}", alice.did, kept["ref"]["$link"].as_str().expect("a CID"));
    let bytes = server.get(&As::Nobody, "com.atproto.sync.getBlob", &query).await;
    assert_eq!(&bytes.body[..], b"kept");
}

#[tokio::test]
async fn a_deactivated_account_is_deleted_at_its_date_unless_it_comes_back() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.account("alice").await, server.account("bob").await);
    for who in [&alice, &bob] {
        let body = json!({ "deleteAfter": "2026-01-03T00:00:00.000Z" });
        server.post(&who.owner, "com.atproto.server.deactivateAccount", body).await.ok();
    }
    let status = async |did: &str| {
        server.get(&As::Nobody, "com.atproto.sync.getRepoStatus", &format!("did={did}")).await
    };
    assert_eq!(status(alice.did.as_str()).await.ok()["status"], "deactivated");
    server.post(&bob.owner, "com.atproto.server.activateAccount", serde_json::Value::Null).await.ok();
    server.advance(DAY * 3);
    server.run_due().await;
    assert_eq!(status(alice.did.as_str()).await.error().1, "RepoNotFound");
    assert_eq!(status(bob.did.as_str()).await.ok()["active"], true);
}

#[tokio::test]
async fn refresh_tokens_go_when_they_have_run_out() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let count = async || {
        let read =
            server.app().store.read(|db| Ok::<_, StorageError>(db.range::<Refresh>(Span::all())?.count()));
        read.await.expect("a readable store")
    };
    assert_eq!(count().await, 1);
    let chore = jobs::CHORES.iter().find(|chore| chore.name == "drop expired tokens").expect("the chore");
    (chore.run)(server.app()).await.expect("done");
    assert_eq!(count().await, 1);
    server.advance(DAY * 91);
    (chore.run)(server.app()).await.expect("done");
    assert_eq!(count().await, 0);
}

#[tokio::test]
async fn every_chore_can_be_done() {
    let server = TestServer::start().await;
    server.account("alice").await;
    for chore in jobs::CHORES {
        (chore.run)(server.app()).await.expect(chore.name);
    }
}
