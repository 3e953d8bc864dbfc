//! `com.atproto.repo.*` as clients see it.

use hostplant::account::{Hosted, Origin, standing};
use hostplant::store::keys::{AccountRecord, BlobKey, Digest};
use hostplant::store::rows::moderation::Takedown;
use hostplant::store::tables::{BlobTakedowns, RecordTakedowns};
use hostplant::store::{StorageError, Tx};
use hostplant::syntax::Cid;
use hyper::Method;
use serde_json::{Value, json};

use super::accounts::TestAccount;
use super::{Answer, As, TestServer};

const POST: &str = "app.bsky.feed.post";
const CREATED: &str = "2026-01-01T00:00:00Z";

fn post(text: &str) -> Value {
    json!({"$type": POST, "text": text, "createdAt": CREATED})
}

impl TestServer {
    async fn repo(&self, who: &As, method: &str, body: Value) -> Answer {
        self.post(who, &format!("com.atproto.repo.{method}"), body).await
    }

    /// Writes a record and gives its URI and CID.
    async fn put(&self, who: &TestAccount, collection: &str, rkey: &str, record: Value) -> (String, String) {
        let body = json!({"repo": who.did, "collection": collection, "rkey": rkey, "record": record});
        let made = self.repo(&who.owner, "putRecord", body).await.ok();
        (text(&made["uri"]), text(&made["cid"]))
    }

    async fn upload(&self, who: &As, content_type: &str, bytes: impl Into<bytes::Bytes>) -> Answer {
        let credentials = super::credentials(who).unwrap_or_default();
        let headers = [("authorization", credentials.as_str()), ("content-type", content_type)];
        self.send(Method::POST, "/xrpc/com.atproto.repo.uploadBlob", &headers, bytes).await
    }

    async fn import(&self, who: &As, archive: Vec<u8>) -> Answer {
        let credentials = super::credentials(who).unwrap_or_default();
        let headers = [("authorization", credentials.as_str()), ("content-type", "application/vnd.ipld.car")];
        self.send(Method::POST, "/xrpc/com.atproto.repo.importRepo", &headers, archive).await
    }

    async fn hosted(&self, who: &TestAccount) -> Hosted {
        let id = who.did.as_str().parse().expect("a DID");
        self.app().accounts.find(id).await.expect("a read").expect("an account")
    }

    /// The repository of an account as an archive.
    async fn archive(&self, who: &TestAccount) -> Vec<u8> {
        let query = format!("did={}", who.did);
        let answer = self.get(&As::Nobody, "com.atproto.sync.getRepo", &query).await;
        assert_eq!(answer.status, hyper::StatusCode::OK);
        answer.body.to_vec()
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

#[tokio::test]
async fn a_record_lives() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let by_handle = json!({"repo": alice.handle, "collection": POST, "record": post("one")});
    let made = server.repo(&alice.owner, "createRecord", by_handle).await.ok();
    assert_eq!(made["validationStatus"], "valid");
    let uri = text(&made["uri"]);
    let rkey = uri.rsplit('/').next().expect("a key").to_owned();
    assert!(uri.starts_with(&format!("at://{}/{POST}/", alice.did)));

    let query = format!("repo={}&collection={POST}&rkey={rkey}", alice.did);
    let found = server.get(&As::Nobody, "com.atproto.repo.getRecord", &query).await.ok();
    assert_eq!(found, json!({"uri": uri, "cid": made["cid"], "value": post("one")}));
    let by_cid = format!("{query}&cid={}", text(&made["cid"]));
    server.get(&As::Nobody, "com.atproto.repo.getRecord", &by_cid).await.ok();

    // The same again changes nothing, and says so by leaving the commit out.
    let same = json!({"repo": alice.did, "collection": POST, "rkey": rkey, "record": post("one")});
    let same = server.repo(&alice.owner, "putRecord", same).await.ok();
    assert_eq!((&same["cid"], same.get("commit")), (&made["cid"], None));
    let (_, cid) = server.put(&alice, POST, &rkey, post("two")).await;
    assert_ne!(cid, made["cid"]);
    let gone = server.get(&As::Nobody, "com.atproto.repo.getRecord", &by_cid).await;
    assert_eq!(gone.error(), (400, "RecordNotFound".to_owned()));

    let delete = json!({"repo": alice.did, "collection": POST, "rkey": rkey});
    let deleted = server.repo(&alice.owner, "deleteRecord", delete.clone()).await.ok();
    assert!(deleted["commit"]["rev"].as_str() > same["commit"]["rev"].as_str());
    assert_eq!(server.repo(&alice.owner, "deleteRecord", delete).await.ok(), json!({}));
    let gone = server.get(&As::Nobody, "com.atproto.repo.getRecord", &query).await;
    assert_eq!(gone.message(), format!("Could not locate record: {uri}"));
}

#[tokio::test]
async fn records_are_listed_in_pages() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    for key in ["a", "b", "c", "d", "e"] {
        server.put(&alice, "com.example.thing", key, json!({"key": key})).await;
    }
    server.put(&alice, "com.example.other", "x", json!({})).await;
    let list = async |more: &str| {
        let query = format!("repo={}&collection=com.example.thing&{more}", alice.handle);
        let listed = server.get(&As::Nobody, "com.atproto.repo.listRecords", &query).await.ok();
        let keys: Vec<String> = listed["records"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| text(&one["value"]["key"]))
            .collect();
        (keys.concat(), listed["cursor"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(list("limit=2").await, ("ed".to_owned(), "d".to_owned()));
    assert_eq!(list("limit=2&cursor=d").await, ("cb".to_owned(), "b".to_owned()));
    assert_eq!(list("limit=2&cursor=a").await, (String::new(), String::new()));
    assert_eq!(list("reverse=true&limit=3").await, ("abc".to_owned(), "c".to_owned()));
    assert_eq!(list("reverse=true&cursor=c").await, ("de".to_owned(), "e".to_owned()));

    // What the administrator withholds is not there.
    let aid = server.hosted(&alice).await.aid;
    let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        let key = AccountRecord { aid, path: "com.example.thing/c".parse().expect("a path") };
        let takedown = Takedown { reference: "x".to_owned(), at: tx.now() };
        tx.put::<RecordTakedowns>(&key, &takedown)
    };
    server.app().store.write(job).await.expect("a write");
    assert_eq!(list("").await.0, "edba");
    let query = format!("repo={}&collection=com.example.thing&rkey=c", alice.did);
    let hidden = server.get(&As::Nobody, "com.atproto.repo.getRecord", &query).await;
    assert_eq!(hidden.error(), (400, "RecordNotFound".to_owned()));

    let query = format!("repo={}", alice.did);
    let described = server.get(&As::Nobody, "com.atproto.repo.describeRepo", &query).await.ok();
    assert_eq!(described["collections"], json!(["com.example.other", "com.example.thing"]));
    assert_eq!((&described["handle"], &described["handleIsCorrect"]), (&json!(alice.handle), &json!(true)));
    assert_eq!(described["didDoc"]["id"], json!(alice.did));
}

#[tokio::test]
async fn bad_writes_say_what_is_wrong() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let bob = server.account("bob").await;
    let create = |body: Value| server.repo(&alice.owner, "createRecord", body);
    let good = json!({"repo": alice.did, "collection": POST, "record": post("x")});
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };

    for (body, status, name) in [
        (with("repo", json!(bob.did)), 401, "AuthenticationRequired"),
        (with("repo", json!("nobody.test")), 403, "AccountNotFound"),
        (with("repo", json!("nobody")), 400, "InvalidRequest"),
        (with("collection", json!("post")), 400, "InvalidRequest"),
        (with("rkey", json!("a/b")), 400, "InvalidRequest"),
        (with("rkey", json!("self")), 400, "InvalidRequest"),
        (with("record", json!([])), 400, "InvalidRequest"),
        (with("record", Value::Null), 400, "InvalidRequest"),
        (with("swapCommit", json!("bafy")), 400, "InvalidRequest"),
        (json!({"repo": alice.did, "collection": POST}), 400, "InvalidRequest"),
    ] {
        assert_eq!(create(body.clone()).await.error(), (status, name.to_owned()), "{body}");
    }
    for (record, message) in [
        (json!({"$type": "com.example.x"}), "Invalid $type: expected app.bsky.feed.post, got com.example.x"),
        (
            json!({"text": "x"}),
            "Invalid app.bsky.feed.post record: Missing required key \"createdAt\" at $.record",
        ),
        (
            json!({"text": "x", "createdAt": CREATED, "embed": {"cid": "x"}}),
            "Invalid app.bsky.feed.post record: Expected an object which includes the \"$type\" property value type \
             (got object) at $.record.embed",
        ),
    ] {
        assert_eq!(create(with("record", record)).await.message(), message);
    }
    for (number, taken) in [("1.5", false), ("9007199254740992", false), ("-9007199254740991", true)] {
        let record = format!(r#"{{"createdAt":"{CREATED}","text":"x","x":{number}}}"#);
        let raw = format!(r#"{{"repo":"{}","collection":"{POST}","record":{record}}}"#, alice.did);
        let credentials = super::credentials(&alice.owner).expect("a token");
        let headers = [("authorization", credentials.as_str()), ("content-type", "application/json")];
        let answer = server.send(Method::POST, "/xrpc/com.atproto.repo.createRecord", &headers, raw).await;
        match taken {
            true => drop(answer.ok()),
            false => assert_eq!(answer.error(), (400, "InvalidRequest".to_owned()), "{number}"),
        }
    }
    let large = with("record", post(&"x".repeat(1_000_000)));
    assert_eq!(create(large).await.error(), (413, "PayloadTooLargeError".to_owned()));

    let unknown = json!({"repo": alice.did, "collection": "com.example.thing", "record": {}});
    let required = {
        let mut body = unknown.clone();
        body["validate"] = json!(true);
        body
    };
    assert_eq!(create(required).await.message(), "Unknown lexicon type: com.example.thing");
    assert_eq!(create(unknown).await.ok()["validationStatus"], "unknown");
    let unchecked = json!({"repo": alice.did, "collection": POST, "record": {}, "validate": false});
    assert_eq!(create(unchecked).await.ok().get("validationStatus"), None);
    assert_eq!(server.repo(&As::Nobody, "createRecord", good).await.error(), (401, "AuthMissing".to_owned()));
}

#[tokio::test]
async fn swaps_hold() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let (_, first) = server.put(&alice, POST, "3kznmn7xqxl22", post("one")).await;
    let put = |more: Value| {
        let mut body =
            json!({"repo": alice.did, "collection": POST, "rkey": "3kznmn7xqxl22", "record": post("two")});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        server.repo(&alice.owner, "putRecord", body)
    };
    let was = format!("Record was at {first}");
    for (more, message) in [
        (json!({"swapRecord": null}), was.as_str()),
        (json!({"swapRecord": "bafyreieagt52rb3ncrc3heb66t5tdmbqtanypy3smrrdswoy4mnmaes66a"}), was.as_str()),
        (json!({"swapCommit": first}), "Commit was at"),
    ] {
        let refused = put(more).await;
        assert_eq!(refused.error(), (400, "InvalidSwap".to_owned()));
        assert!(refused.message().starts_with(message), "{}", refused.message());
    }
    let commit = put(json!({"swapRecord": first})).await.ok()["commit"]["cid"].clone();
    let delete = |swap: Value| {
        let body =
            json!({"repo": alice.did, "collection": POST, "rkey": "3kznmn7xqxl22", "swapCommit": swap});
        server.repo(&alice.owner, "deleteRecord", body)
    };
    assert_eq!(delete(json!(first)).await.error(), (400, "InvalidSwap".to_owned()));
    delete(commit).await.ok();
}

#[tokio::test]
async fn writes_are_applied_together() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let apply = |writes: Value| {
        server.repo(&alice.owner, "applyWrites", json!({"repo": alice.did, "writes": writes}))
    };
    let name = |kind: &str| format!("com.atproto.repo.applyWrites#{kind}");
    let thing = |kind: &str, rkey: &str, value: Value| json!({"$type": name(kind), "collection": "com.example.thing", "rkey": rkey, "value": value});
    let mut unnamed = thing("create", "", json!({}));
    unnamed.as_object_mut().expect("an object").remove("rkey");
    let done =
        apply(json!([thing("create", "a", json!({})), thing("create", "b", json!({})), unnamed])).await.ok();
    let results = done["results"].as_array().expect("a list");
    assert_eq!(results.len(), 3);
    assert!(
        results
            .iter()
            .all(|one| one["$type"] == name("createResult") && one["validationStatus"] == "unknown")
    );

    let mut delete = thing("delete", "b", Value::Null);
    delete.as_object_mut().expect("an object").remove("value");
    let done = apply(json!([thing("update", "a", json!({"n": 2})), delete])).await.ok();
    assert_eq!(done["results"][0]["$type"], json!(name("updateResult")));
    assert_eq!(done["results"][1], json!({"$type": name("deleteResult")}));

    for (bad, message) in [
        (json!([thing("create", "a", json!({}))]), "Record already exists: com.example.thing/a"),
        (json!([thing("update", "z", json!({}))]), "Record does not exist: com.example.thing/z"),
        (json!([delete]), "Record does not exist: com.example.thing/b"),
    ] {
        let refused = apply(bad).await;
        assert_eq!((refused.error().0, refused.message().as_str()), (400, message));
    }
    let like = json!({"$type": name("create"), "collection": "app.bsky.feed.like", "value": {}});
    let message = apply(json!([thing("create", "c", json!({})), like])).await.message();
    assert!(message.ends_with("at $.writes[1].value"), "{message}");
    let stream_end = server.newest_event().await;
    assert_eq!(apply(json!([])).await.ok(), json!({"results": []}));
    let came_and_went = json!([thing("create", "d", json!({})), {
        "$type": name("delete"), "collection": "com.example.thing", "rkey": "d",
    }]);
    assert!(apply(came_and_went).await.ok()["commit"].is_null());
    assert_eq!(server.newest_event().await, stream_end, "what changes nothing is no commit");
    let swap = json!({"repo": alice.did, "writes": [], "swapCommit": results[0]["cid"]});
    let stale = server.repo(&alice.owner, "applyWrites", swap).await;
    assert_eq!(stale.error(), (400, "InvalidSwap".to_owned()));
    let unknown = json!([{"$type": name("replace"), "collection": "com.example.thing", "rkey": "a"}]);
    assert_eq!(apply(unknown).await.error().0, 400);
    let many: Vec<Value> = (0..201).map(|n| thing("create", &format!("n{n}"), json!({}))).collect();
    assert_eq!(apply(json!(many)).await.message(), "Too many writes. Max: 200");
    assert_eq!(apply(json!([])).await.ok().get("commit"), None);
}

#[tokio::test]
async fn a_subject_is_liked_once() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let (uri, cid) = server.put(&alice, POST, "3kznmn7xqxl22", post("x")).await;
    let like = json!({"repo": alice.did, "collection": "app.bsky.feed.like",
        "record": {"subject": {"uri": uri, "cid": cid}, "createdAt": CREATED}});
    let first = server.repo(&alice.owner, "createRecord", like.clone()).await.ok();
    let second = server.repo(&alice.owner, "createRecord", like).await.ok();
    let query = format!("repo={}&collection=app.bsky.feed.like", alice.did);
    let listed = server.get(&As::Nobody, "com.atproto.repo.listRecords", &query).await.ok();
    assert_eq!(listed["records"].as_array().expect("a list").len(), 1);
    assert_eq!(listed["records"][0]["uri"], second["uri"]);
    assert_ne!(first["uri"], second["uri"]);
}

#[tokio::test]
async fn blobs_are_uploaded_and_referred_to() {
    let server = TestServer::with(&["blobs.upload_limit=100000"]).await;
    let alice = server.account("alice").await;
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 600]].concat();
    let blob = server.upload(&alice.owner, "image/jpeg", png.clone()).await.ok()["blob"].clone();
    assert_eq!((&blob["mimeType"], &blob["size"]), (&json!("image/png"), &json!(608)));
    assert_eq!(blob["ref"]["$link"], json!(Cid::raw(hostplant::crypto::sha256(&png)).to_string()));
    let text = server.upload(&alice.owner, "text/plain; charset=utf-8", "hello").await.ok();
    assert_eq!(text["blob"]["mimeType"], "text/plain");
    let any = server.upload(&alice.owner, "*/*", "hello again").await.ok();
    assert_eq!(any["blob"]["mimeType"], "application/octet-stream");
    let large = server.upload(&alice.owner, "text/plain", vec![b'x'; 100_001]).await;
    assert_eq!(large.error(), (413, "PayloadTooLarge".to_owned()));
    assert_eq!(server.upload(&As::Nobody, "text/plain", "x").await.error().0, 401);

    let put = |blob: Value| {
        let record = json!({"thing": blob});
        let body =
            json!({"repo": alice.did, "collection": "com.example.thing", "rkey": "a", "record": record});
        server.repo(&alice.owner, "putRecord", body)
    };
    let with = |field: &str, value: Value| {
        let mut blob = blob.clone();
        blob[field] = value;
        blob
    };
    let elsewhere = Cid::raw([5; 32]).to_string();
    assert_eq!(put(with("ref", json!({"$link": elsewhere}))).await.error(), (400, "BlobNotFound".to_owned()));
    assert_eq!(put(with("mimeType", json!("image/gif"))).await.error(), (400, "InvalidMimeType".to_owned()));
    assert_eq!(put(with("size", json!(1))).await.error(), (400, "InvalidSize".to_owned()));
    put(blob.clone()).await.ok();
    // A later upload of the same bytes changes nothing.
    assert_eq!(server.upload(&alice.owner, "image/png", png.clone()).await.ok()["blob"], blob);

    let hosted = server.hosted(&alice).await;
    let digest = Digest(hostplant::crypto::sha256(&png));
    let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        let takedown = Takedown { reference: "x".to_owned(), at: tx.now() };
        tx.put::<BlobTakedowns>(&BlobKey { aid: hosted.aid, digest }, &takedown)
    };
    server.app().store.write(job).await.expect("a write");
    let again = server.upload(&alice.owner, "image/png", png).await;
    assert_eq!(again.message(), "Blob has been takendown, cannot re-upload");
    assert_eq!(put(with("size", json!(608))).await.ok().get("commit"), None);
}

#[tokio::test]
async fn a_repository_is_imported() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let bob = server.account("bob").await;
    let blob = server.upload(&alice.owner, "text/plain", "content").await.ok()["blob"].clone();
    for n in 0..20 {
        server.put(&alice, "com.example.thing", &format!("k{n}"), json!({"n": n})).await;
    }
    let (uri, _) = server.put(&alice, "com.example.thing", "blob", json!({"blob": blob})).await;
    let archive = server.archive(&alice).await;
    server.import(&bob.owner, archive.clone()).await.ok();

    let list = async |who: &TestAccount| {
        let query = format!("repo={}&collection=com.example.thing", who.did);
        let listed = server.get(&As::Nobody, "com.atproto.repo.listRecords", &query).await.ok();
        listed["records"].as_array().expect("a list").iter().map(|one| text(&one["cid"])).collect::<Vec<_>>()
    };
    assert_eq!(list(&alice).await, list(&bob).await);
    let missing = server.get(&bob.owner, "com.atproto.repo.listMissingBlobs", "").await.ok();
    let uri = uri.replace(alice.did.as_str(), bob.did.as_str());
    assert_eq!(missing["blobs"], json!([{"cid": blob["ref"]["$link"], "recordUri": uri}]));
    assert_eq!(missing["cursor"], blob["ref"]["$link"]);
    server.upload(&bob.owner, "text/plain", "content").await.ok();
    let missing = server.get(&bob.owner, "com.atproto.repo.listMissingBlobs", "").await.ok();
    assert_eq!(missing, json!({"blobs": []}));
    // Writing goes on where the archive ended.
    server.put(&bob, "com.example.thing", "k0", json!({"n": "new"})).await;

    let mut damaged = archive.clone();
    *damaged.last_mut().expect("bytes") ^= 1;
    assert_eq!(server.import(&bob.owner, damaged).await.error(), (400, "InvalidRequest".to_owned()));
    assert_eq!(server.import(&bob.owner, b"nonsense".to_vec()).await.error().0, 400);
    assert_eq!(server.import(&As::Nobody, archive).await.error().0, 401);
}

#[tokio::test]
async fn imports_can_be_refused() {
    let server = TestServer::with(&["repos.accept_imports=false"]).await;
    let alice = server.account("alice").await;
    let archive = server.archive(&alice).await;
    let refused = server.import(&alice.owner, archive).await;
    assert_eq!(refused.message(), "Service is not accepting repo imports");

    let server = TestServer::with(&["repos.max_import_size=1000"]).await;
    let alice = server.account("alice").await;
    let large = server.import(&alice.owner, vec![0; 1_001]).await;
    assert_eq!(large.error(), (413, "PayloadTooLarge".to_owned()));
}

#[tokio::test]
async fn exports_and_imports_wait_while_memory_is_short() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let archive = server.archive(&alice).await;
    server.app().memory.set(true);
    let query = format!("did={}", alice.did);
    let export = server.get(&As::Nobody, "com.atproto.sync.getRepo", &query).await;
    let import = server.import(&alice.owner, archive.clone()).await;
    for answer in [export, import] {
        assert_eq!(
            (answer.status.as_u16(), &answer.headers["retry-after"]),
            (503, &"60".parse().expect("text"))
        );
    }
    server.put(&alice, "com.example.thing", "a", json!({})).await;
    server.app().memory.set(false);
    assert_ne!(server.archive(&alice).await, archive);
}

#[tokio::test]
async fn a_later_part_of_a_repository_can_be_imported() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let bob = server.account("bob").await;
    for n in 0..30 {
        server.put(&alice, "com.example.thing", &format!("k{n}"), json!({"n": n})).await;
    }
    server.import(&bob.owner, server.archive(&alice).await).await.ok();
    let query = format!("did={}", alice.did);
    let latest = server.get(&As::Nobody, "com.atproto.sync.getLatestCommit", &query).await.ok();

    server.put(&alice, "com.example.thing", "k7", json!({"n": "new"})).await;
    server.put(&alice, "com.example.thing", "k99", json!({"n": 99})).await;
    let query = format!("{query}&since={}", text(&latest["rev"]));
    let part = server.get(&As::Nobody, "com.atproto.sync.getRepo", &query).await;
    assert!(part.body.len() < server.archive(&alice).await.len() / 2);
    server.import(&bob.owner, part.body.to_vec()).await.ok();
    let list = async |who: &TestAccount| {
        let query = format!("repo={}&collection=com.example.thing&limit=100", who.did);
        let listed = server.get(&As::Nobody, "com.atproto.repo.listRecords", &query).await.ok();
        listed["records"].as_array().expect("a list").iter().map(|one| text(&one["cid"])).collect::<Vec<_>>()
    };
    assert_eq!(list(&alice).await, list(&bob).await);
}

#[tokio::test]
async fn a_deactivated_account_is_read_by_nobody_and_does_not_write() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let archive = server.archive(&alice).await;
    let hosted = server.hosted(&alice).await;
    let job =
        move |tx: &mut Tx<'_>| standing::deactivate(tx, hosted.aid, hosted.account, None, &Origin::default());
    server.app().store.write(job).await.expect("a write");

    let body = json!({"repo": alice.did, "collection": POST, "record": post("x")});
    let refused = server.repo(&alice.owner, "createRecord", body).await;
    assert_eq!(refused.error(), (401, "AccountDeactivated".to_owned()));
    let query = format!("repo={}&collection={POST}", alice.did);
    let hidden = server.get(&As::Nobody, "com.atproto.repo.listRecords", &query).await;
    assert_eq!(hidden.message(), format!("Could not find repo: {}", alice.did));
    let query = format!("repo={}", alice.did);
    let hidden = server.get(&As::Nobody, "com.atproto.repo.describeRepo", &query).await;
    assert_eq!(hidden.error(), (400, "RepoDeactivated".to_owned()));
    // What moving house needs goes on.
    server.import(&alice.owner, archive).await.ok();
    server.upload(&alice.owner, "text/plain", "x").await.ok();
    let missing = server.get(&alice.owner, "com.atproto.repo.listMissingBlobs", "").await.ok();
    assert_eq!(missing, json!({"blobs": []}));
}

#[tokio::test]
async fn an_old_profile_may_be_sent_back() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 600]].concat();
    let blob = server.upload(&alice.owner, "image/png", png).await.ok()["blob"].clone();
    let legacy = json!({"cid": blob["ref"]["$link"], "mimeType": "image/png"});
    let put = |profile: Value| {
        let body = json!({"repo": alice.did, "collection": "app.bsky.actor.profile", "rkey": "self", "record": profile});
        server.repo(&alice.owner, "putRecord", body)
    };
    assert_eq!(put(json!({"avatar": legacy})).await.error().0, 400);
    put(json!({"displayName": "Alice"})).await.ok();
    put(json!({"displayName": "Alice", "avatar": legacy})).await.ok();
    let query = format!("repo={}&collection=app.bsky.actor.profile&rkey=self", alice.did);
    let found = server.get(&As::Nobody, "com.atproto.repo.getRecord", &query).await.ok();
    assert_eq!(found["value"]["avatar"], blob);
}
