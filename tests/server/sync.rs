//! `com.atproto.sync.*` as mirrors see it.

use hostplant::account::{Origin, standing};
use hostplant::crypto::sha256;
use hostplant::repo::commit::Signed;
use hostplant::repo::mst;
use hostplant::store::{StorageError, Tx};
use hostplant::syntax::Cid;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::accounts::TestAccount;
use super::stream::read_car;
use super::{Answer, As, TestServer};

const THING: &str = "com.example.thing";

impl TestServer {
    async fn sync(&self, who: &As, method: &str, query: &str) -> Answer {
        self.get(who, &format!("com.atproto.sync.{method}"), query).await
    }

    async fn thing(&self, who: &TestAccount, key: &str, record: Value) -> Value {
        let body = json!({"repo": who.did, "collection": THING, "rkey": key, "record": record});
        self.post(&who.owner, "com.atproto.repo.putRecord", body).await.ok()
    }

    async fn change_standing(
        &self,
        who: &TestAccount,
        change: impl FnOnce(&mut Tx<'_>, hostplant::account::Hosted) -> Result<(), StorageError> + Send + 'static,
    ) {
        let did = who.did.clone();
        let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
            let hosted = hostplant::account::Hosted::by_did(tx, &did)?.expect("an account");
            change(tx, hosted)
        };
        self.app().store.write(job).await.expect("a change");
    }
}

fn nobody() -> As {
    As::Nobody
}

#[tokio::test]
async fn a_repository_leaves_whole_and_can_be_built_again() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let did = format!("did={}", alice.did);
    let empty = server.sync(&nobody(), "getRepo", &did).await;
    let (_, blocks) = read_car(&empty.body);
    assert_eq!(blocks.len(), 2, "a commit and an empty tree");

    // Enough for several pieces, with records that share a block.
    for n in 0..40 {
        server.thing(&alice, &format!("k{n:03}"), json!({"text": "x".repeat(20_000 + n / 2)})).await;
    }
    let whole = server.sync(&nobody(), "getRepo", &did).await;
    assert_eq!(whole.status, StatusCode::OK);
    assert_eq!(whole.headers["content-type"], "application/vnd.ipld.car");
    assert!(whole.body.len() > 700_000);
    let (root, blocks) = read_car(&whole.body);
    let latest = server.sync(&nobody(), "getLatestCommit", &did).await.ok();
    assert_eq!(latest["cid"], root.to_string());
    let commit = Signed::parse(blocks[&root].clone()).expect("a commit");
    assert!(commit.verify(&server.signing_key(&alice.did).await));
    assert_eq!(latest["rev"], commit.content().rev.to_string());

    let listed = server
        .get(
            &nobody(),
            "com.atproto.repo.listRecords",
            &format!("repo={}&collection={THING}&limit=100", alice.did),
        )
        .await
        .ok();
    let mut records: Vec<(String, Cid)> = Vec::new();
    for record in listed["records"].as_array().expect("a list") {
        let uri = record["uri"].as_str().expect("a URI");
        let cid: Cid = record["cid"].as_str().expect("a CID").parse().expect("a CID");
        records.push((format!("{THING}/{}", uri.rsplit('/').next().expect("a key")), cid));
        assert!(blocks.contains_key(&cid));
    }
    records.sort();
    assert_eq!(records.len(), 40);
    let root = mst::root_of(
        records.iter().map(|(path, cid)| Ok::<_, std::convert::Infallible>((path.as_str(), *cid))),
    )
    .expect("a tree");
    assert_eq!(root.cid, commit.content().data);

    // The same bytes by the old name, and compressed.
    assert_eq!(server.sync(&nobody(), "getCheckout", &did).await.body, whole.body);
    let head = server.sync(&nobody(), "getHead", &did).await.ok();
    assert_eq!(head["root"], latest["cid"]);
}

#[tokio::test]
async fn the_order_is_that_of_a_walk_over_the_tree() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    for n in 0..60 {
        server.thing(&alice, &format!("k{n:03}"), json!({"n": n})).await;
    }
    let whole = server.sync(&nobody(), "getRepo", &format!("did={}", alice.did)).await;
    let reader =
        hostplant::repo::car::Reader::new(&whole.body[..], hostplant::repo::car::Limits::total(u64::MAX));
    let blocks: Vec<_> = reader.expect("an archive").map(|block| block.expect("a block")).collect();
    // A reader that knows only links it has met never meets an unknown block.
    let commit = Signed::parse(blocks[0].1.clone()).expect("the commit comes first");
    let mut expected = vec![commit.content().data];
    for (cid, bytes) in &blocks[1..] {
        assert_eq!(expected.pop(), Some(*cid), "preorder");
        if let Ok(node) = mst::Node::decode(bytes) {
            let mut links: Vec<Cid> = node.left.into_iter().collect();
            for entry in &node.entries {
                links.push(entry.value);
                links.extend(entry.right);
            }
            expected.extend(links.into_iter().rev());
        }
    }
    assert_eq!(expected, []);
}

#[tokio::test]
async fn a_part_of_a_repository_holds_what_came_since() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    for n in 0..30 {
        server.thing(&alice, &format!("k{n:03}"), json!({"n": n})).await;
    }
    let before = server.sync(&nobody(), "getLatestCommit", &format!("did={}", alice.did)).await.ok();
    let since = before["rev"].as_str().expect("a revision").to_owned();
    let made = server.thing(&alice, "k015x", json!({"n": "new"})).await;
    let query = format!("did={}&since={since}", alice.did);
    let (root, blocks) = read_car(&server.sync(&nobody(), "getRepo", &query).await.body);
    let new: Cid = made["cid"].as_str().expect("a CID").parse().expect("a CID");
    assert!(blocks.contains_key(&root) && blocks.contains_key(&new));
    assert!(blocks.len() < 10, "{} blocks", blocks.len());

    let latest = server.sync(&nobody(), "getLatestCommit", &format!("did={}", alice.did)).await.ok();
    let query = format!("did={}&since={}", alice.did, latest["rev"].as_str().expect("a revision"));
    let (same_root, none) = read_car(&server.sync(&nobody(), "getRepo", &query).await.body);
    assert_eq!((same_root, none.len()), (root, 0));
    let wrong = server.sync(&nobody(), "getRepo", &format!("did={}&since=yesterday", alice.did)).await;
    assert_eq!(wrong.error(), (400, "InvalidRequest".to_owned()));
}

#[tokio::test]
async fn records_come_with_proofs_and_so_does_their_absence() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    for n in 0..50 {
        server.thing(&alice, &format!("k{n:03}"), json!({"n": n})).await;
    }
    for (key, there) in [("k007", true), ("k049", true), ("k0075", false), ("zzz", false), ("a", false)] {
        let query = format!("did={}&collection={THING}&rkey={key}", alice.did);
        let answer = server.sync(&nobody(), "getRecord", &query).await;
        assert_eq!(answer.status, StatusCode::OK);
        let (root, blocks) = read_car(&answer.body);
        let commit = Signed::parse(blocks[&root].clone()).expect("a commit");
        // Follows the path through the nodes that came along, and no others.
        let path = format!("{THING}/{key}");
        let mut at = Some(commit.content().data);
        let mut found = None;
        let mut used = 1;
        while let Some(cid) = at {
            used += 1;
            let node = mst::Node::decode(&blocks[&cid]).expect("a node");
            let below = node.entries.iter().rev().find(|entry| *entry.key <= *path);
            match below {
                Some(entry) if *entry.key == *path => {
                    found = Some(entry.value);
                    break;
                }
                Some(entry) => at = entry.right,
                None => at = node.left,
            }
        }
        assert_eq!(found.is_some(), there, "{key}");
        if let Some(record) = found {
            used += 1;
            assert!(blocks.contains_key(&record));
        }
        assert_eq!(blocks.len(), used, "nothing else comes along");
    }
}

#[tokio::test]
async fn blocks_are_found_by_hash() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    for n in 0..20 {
        server.thing(&alice, &format!("k{n:03}"), json!({"n": n})).await;
    }
    let did = format!("did={}", alice.did);
    let (_, all) = read_car(&server.sync(&nobody(), "getRepo", &did).await.body);
    let query = all.keys().fold(did.clone(), |query, cid| format!("{query}&cids={cid}"));
    let answer = server.sync(&nobody(), "getBlocks", &query).await;
    assert_eq!(read_car(&answer.body).1, all);
    let missing = Cid::dag_cbor(sha256(b"nothing"));
    let answer = server.sync(&nobody(), "getBlocks", &format!("{query}&cids={missing}")).await;
    assert_eq!((answer.status.as_u16(), answer.message()), (400, format!("Could not find cids: {missing}")));
    let answer = server.sync(&nobody(), "getBlocks", &did).await;
    assert_eq!(answer.message(), "Params must have the property \"cids\"");
}

#[tokio::test]
async fn blobs_are_served_as_downloads_once_a_record_refers_to_them() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let credentials = super::credentials(&alice.owner).expect("a token");
    let headers = [("authorization", credentials.as_str()), ("content-type", "text/html")];
    let content = b"<script>alert(1)</script>".repeat(10_000);
    let uploaded =
        server.send(Method::POST, "/xrpc/com.atproto.repo.uploadBlob", &headers, content.clone()).await.ok();
    let cid = uploaded["blob"]["ref"]["$link"].as_str().expect("a CID").to_owned();
    let query = format!("did={}&cid={cid}", alice.did);
    let early = server.sync(&nobody(), "getBlob", &query).await;
    assert_eq!(
        (early.error(), early.message()),
        ((400, "BlobNotFound".to_owned()), "Blob not found".to_owned())
    );

    server.thing(&alice, "with-blob", json!({"file": uploaded["blob"]})).await;
    let served = server.sync(&nobody(), "getBlob", &query).await;
    assert_eq!(served.status, StatusCode::OK);
    assert_eq!(served.body, content);
    for (name, value) in [
        ("content-length", content.len().to_string()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("content-disposition", format!("attachment; filename=\"{cid}\"")),
        ("content-security-policy", "default-src 'none'; sandbox".to_owned()),
    ] {
        assert_eq!(served.headers[name], value.as_str(), "{name}");
    }

    let before = server.sync(&nobody(), "getLatestCommit", &format!("did={}", alice.did)).await.ok();
    let list = async |more: &str| {
        server.sync(&nobody(), "listBlobs", &format!("did={}{more}", alice.did)).await.ok()
    };
    assert_eq!(list("").await, json!({"cids": [cid], "cursor": cid}));
    assert_eq!(list(&format!("&cursor={cid}")).await, json!({"cids": []}));
    let since = before["rev"].as_str().expect("a revision");
    assert_eq!(list(&format!("&since={since}")).await, json!({"cids": []}));
}

#[tokio::test]
async fn what_is_withheld_is_shown_to_its_owner_and_the_operator() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let bob = server.account("bob").await;
    server.thing(&alice, "one", json!({"n": 1})).await;
    let did = format!("did={}", alice.did);
    let record = format!("{did}&collection={THING}&rkey=one");
    let methods = [
        ("getRepo", &did),
        ("getRecord", &record),
        ("getLatestCommit", &did),
        ("getHead", &did),
        ("getCheckout", &did),
        ("listBlobs", &did),
    ];

    server
        .change_standing(&alice, |tx, hosted| {
            standing::deactivate(tx, hosted.aid, hosted.account, None, &Origin::default())
        })
        .await;
    for (method, query) in methods {
        for who in [&As::Nobody, &bob.owner] {
            let answer = server.sync(who, method, query).await;
            assert_eq!(answer.error(), (400, "RepoDeactivated".to_owned()), "{method}");
            assert_eq!(answer.message(), format!("Repo has been deactivated: {}", alice.did));
        }
        for who in [&As::Admin, &alice.owner] {
            assert_eq!(server.sync(who, method, query).await.status, StatusCode::OK, "{method} as {who:?}");
        }
    }
    let status = server.sync(&nobody(), "getRepoStatus", &did).await.ok();
    assert_eq!(status, json!({"did": alice.did, "active": false, "status": "deactivated"}));

    server
        .change_standing(&alice, |tx, hosted| {
            standing::set_takedown(tx, hosted.aid, hosted.account, Some("ref".to_owned()), &Origin::default())
        })
        .await;
    let answer = server.sync(&nobody(), "getRepo", &did).await;
    assert_eq!(answer.error(), (400, "RepoTakendown".to_owned()));
    assert_eq!(server.sync(&As::Admin, "getRepo", &did).await.status, StatusCode::OK);
    let status = server.sync(&nobody(), "getRepoStatus", &did).await.ok();
    assert_eq!(status, json!({"did": alice.did, "active": false, "status": "takendown"}));

    let unknown = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
    for method in ["getRepo", "getLatestCommit", "getRepoStatus", "listBlobs"] {
        let answer = server.sync(&nobody(), method, &format!("did={unknown}")).await;
        assert_eq!(answer.error(), (400, "RepoNotFound".to_owned()), "{method}");
        assert_eq!(answer.message(), format!("Could not find repo for DID: {unknown}"));
    }
}

#[tokio::test]
async fn repositories_are_listed_in_pages_with_their_standing() {
    let server = TestServer::start().await;
    let mut made = Vec::new();
    for name in ["alice", "bobby", "carol", "diana", "erika"] {
        made.push(server.account(name).await);
        server.advance(std::time::Duration::from_secs(1));
    }
    server
        .change_standing(&made[1], |tx, hosted| {
            standing::deactivate(tx, hosted.aid, hosted.account, None, &Origin::default())
        })
        .await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = server.sync(&nobody(), "listRepos", &format!("limit=2{cursor}")).await.ok();
        seen.extend(page["repos"].as_array().expect("a list").clone());
        let Some(next) = page["cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let dids: Vec<&str> = seen.iter().map(|repo| repo["did"].as_str().expect("a DID")).collect();
    assert_eq!(dids, made.iter().map(|account| account.did.as_str()).collect::<Vec<_>>());
    for (repo, account) in seen.iter().zip(&made) {
        let latest = server.sync(&As::Admin, "getLatestCommit", &format!("did={}", account.did)).await.ok();
        assert_eq!((&repo["head"], &repo["rev"]), (&latest["cid"], &latest["rev"]));
        assert_eq!(repo["active"], account.handle != "bobby.test");
    }
    assert_eq!(seen[1]["status"], "deactivated");
    // A cursor whose account is gone still stands for its time.
    let gone = format!("limit=10&cursor={}::did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", super::START.millis() + 1_500);
    let rest = server.sync(&nobody(), "listRepos", &gone).await.ok();
    assert_eq!(rest["repos"].as_array().map(Vec::len), Some(3));
    for wrong in ["nonsense", "12", "x::did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"] {
        let answer = server.sync(&nobody(), "listRepos", &format!("cursor={wrong}")).await;
        assert_eq!(answer.error(), (400, "InvalidRequest".to_owned()));
    }
}
