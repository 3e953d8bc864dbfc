//! What apps may do: the scopes of a grant on real calls.

use super::*;
use crate::server::START;

impl<'s> App<'s> {
    /// An app in development that may ask for these.
    pub(super) fn asking(server: &'s TestServer, scope: &str) -> Self {
        let redirect_uri = "http://127.0.0.1/cb".to_owned();
        let query = form(&[("redirect_uri", &redirect_uri), ("scope", scope)]);
        Self::named(server, format!("http://localhost?{query}"), redirect_uri, None)
    }

    /// Calls a procedure with JSON.
    async fn write(&self, nsid: &str, token: &str, body: &Value) -> Answer {
        let path = format!("/xrpc/{nsid}");
        let authorization = format!("DPoP {token}");
        for _ in 0..2 {
            let proof = self.proof("POST", &path, Some(token));
            let headers = [
                ("authorization", authorization.as_str()),
                ("dpop", proof.as_str()),
                ("content-type", "application/json"),
            ];
            let answer = self.server.send(Method::POST, &path, &headers, body.to_string()).await;
            self.learn(&answer);
            if answer.status != 401 || answer.json()["error"] != "use_dpop_nonce" {
                return answer;
            }
        }
        panic!("the nonce is not taken");
    }
}

pub(super) fn assert_missing(answer: &Answer, scope: &str) {
    assert_eq!(answer.error(), (403, "ScopeMissingError".to_owned()));
    assert_eq!(answer.message(), format!("Missing required scope \"{scope}\""));
    let challenge = format!("DPoP error=\"insufficient_scope\", scope=\"{scope}\"");
    assert_eq!(answer.headers["www-authenticate"], challenge.as_str());
}

#[tokio::test]
async fn t14_writes_need_their_scope() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let scope = "atproto repo:com.example.note?action=create&action=delete repo:com.example.draft";
    let app = App::asking(&server, scope);
    let token = app.sign_in_for(&alice, scope, Lifetime::UntilRevoked).await.access;
    let record =
        |collection: &str| json!({ "repo": alice.did, "collection": collection, "rkey": "a", "record": {} });
    let place = |collection: &str| json!({ "repo": alice.did, "collection": collection, "rkey": "a" });
    let (create, put, delete) =
        ("com.atproto.repo.createRecord", "com.atproto.repo.putRecord", "com.atproto.repo.deleteRecord");
    app.write(create, &token, &record("com.example.note")).await.ok();
    app.write(put, &token, &record("com.example.draft")).await.ok();
    let missing = app.write(put, &token, &record("com.example.note")).await;
    assert_missing(&missing, "repo:com.example.note?action=update");
    let missing = app.write(create, &token, &record("com.example.other")).await;
    assert_missing(&missing, "repo:com.example.other?action=create");
    let batch = json!({ "repo": alice.did, "writes": [
        { "$type": "com.atproto.repo.applyWrites#delete", "collection": "com.example.note", "rkey": "a" },
        { "$type": "com.atproto.repo.applyWrites#delete", "collection": "app.bsky.feed.post", "rkey": "a" },
    ] });
    let missing = app.write("com.atproto.repo.applyWrites", &token, &batch).await;
    assert_missing(&missing, "repo:app.bsky.feed.post?action=delete");
    app.write(delete, &token, &place("com.example.note")).await.ok();

    // What it wrote is known, and can be taken back.
    let (aid, app_state) = (aid(&server, &alice).await, server.app());
    let now = app_state.clock.now();
    let counts =
        app_state.store.read(move |db| hostplant::records::write_counts(db, aid, now)).await.expect("counts");
    let count = counts.get(&app.id).expect("the app wrote");
    assert_eq!((count.created, count.updated, count.deleted), (2, 0, 1));
    let undone = app_state.repositories.undo(aid, &app.id, START).await.expect("undone");
    assert_eq!((undone.deleted, undone.restored, undone.left_alone, undone.lost), (1, 0, 0, 0));
}

#[tokio::test]
async fn t14_the_address_is_hidden_without_its_scope() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let app = App::asking(&server, "atproto account:email transition:email");
    for (scope, shown) in
        [("atproto", false), ("atproto account:email", true), ("atproto transition:email", true)]
    {
        let token = app.sign_in_for(&alice, scope, Lifetime::UntilRevoked).await.access;
        let session = app.call(GET_SESSION, &token).await.ok();
        assert_eq!(session["did"], alice.did.as_str());
        for field in ["email", "emailConfirmed", "emailAuthFactor"] {
            assert_eq!(session.get(field).is_some(), shown, "{field} for {scope}");
        }
    }
}

#[tokio::test]
async fn t14_accounts_and_identities_need_their_scopes() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let app = App::asking(&server, "atproto transition:generic account:status?action=manage");
    let generic = app.sign_in_for(&alice, SCOPE, Lifetime::UntilRevoked).await.access;
    for (nsid, body, scope) in [
        ("com.atproto.identity.updateHandle", json!({ "handle": "b.test" }), "identity:handle"),
        ("com.atproto.identity.submitPlcOperation", json!({ "operation": {} }), "identity:*"),
        ("com.atproto.server.deactivateAccount", json!({}), "account:status?action=manage"),
        (
            "com.atproto.server.confirmEmail",
            json!({ "email": "a@b.c", "token": "x" }),
            "account:email?action=manage",
        ),
    ] {
        assert_missing(&app.write(nsid, &generic, &body).await, scope);
    }
    let refused = app.write("com.atproto.server.createAppPassword", &generic, &json!({ "name": "x" })).await;
    assert_eq!(refused.error(), (403, "Forbidden".to_owned()));
    // Methods that any app may call.
    app.call("com.atproto.server.checkAccountStatus", &generic).await.ok();

    let manager = "atproto account:status?action=manage";
    let manager = app.sign_in_for(&alice, manager, Lifetime::UntilRevoked).await.access;
    app.write("com.atproto.server.deactivateAccount", &manager, &json!({})).await.ok();
    app.write("com.atproto.server.activateAccount", &manager, &json!(null)).await;
}

#[tokio::test]
async fn t14_calls_of_other_services_need_their_scope() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let one = "rpc:com.example.feed.get?aud=did:web:api.example.com%23feed";
    let chat = "transition:generic transition:chat.bsky";
    let app = App::asking(&server, &format!("atproto {one} {chat}"));
    let narrow = app.sign_in_for(&alice, &format!("atproto {one}"), Lifetime::UntilRevoked).await.access;
    let ask = async |token: &str, query: &str| {
        let path = "/xrpc/com.atproto.server.getServiceAuth";
        let proof = app.proof("GET", path, Some(token));
        app.call_with(&format!("{path}?{query}"), token, &proof).await
    };
    app.works(&narrow).await;
    ask(&narrow, "aud=did:web:api.example.com%23feed&lxm=com.example.feed.get").await.ok();
    let missing = ask(&narrow, "aud=did:web:api.example.com%23feed&lxm=com.example.feed.put").await;
    assert_missing(&missing, "rpc:com.example.feed.put?aud=did:web:api.example.com%23feed");
    assert_missing(
        &ask(&narrow, "aud=did:web:api.example.com&lxm=com.example.feed.get").await,
        "rpc:com.example.feed.get?aud=*",
    );
    // A token for any method would open direct messages as well.
    let generic = app.sign_in_for(&alice, SCOPE, Lifetime::UntilRevoked).await.access;
    ask(&generic, "aud=did:web:api.example.com&lxm=com.example.feed.get").await.ok();
    assert_eq!(ask(&generic, "aud=did:web:api.example.com").await.status, 403);
    assert_eq!(ask(&generic, "aud=did:web:api.example.com&lxm=chat.bsky.convo.getLog").await.status, 403);
    let both = app.sign_in_for(&alice, &format!("atproto {chat}"), Lifetime::UntilRevoked).await.access;
    ask(&both, "aud=did:web:api.example.com").await.ok();
    ask(&both, "aud=did:web:api.example.com&lxm=chat.bsky.convo.getLog").await.ok();
}
