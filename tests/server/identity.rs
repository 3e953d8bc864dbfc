//! `com.atproto.identity.*` and the well-known places, against the embedded directory.

use hostplant::account::{Origin, mail_codes, standing};
use hostplant::identity::plc::{Operation, PlcData};
use hostplant::mail::Purpose;
use hostplant::net::FixedNames;
use hostplant::store::{Seq, StorageError, Tx};
use hyper::Method;
use serde_json::{Value, json};

use super::accounts::TestAccount;
use super::upstream::{FakeService, Told};
use super::{Answer, As, TestServer};

/// A handle under somebody else's domain.
const OWN_DOMAIN: &str = "alice.example.com";

impl TestServer {
    async fn identity(&self, who: &As, method: &str, body: Value) -> Answer {
        self.post(who, &format!("com.atproto.identity.{method}"), body).await
    }

    async fn ask_identity(&self, who: &As, method: &str, query: &str) -> Answer {
        self.get(who, &format!("com.atproto.identity.{method}"), query).await
    }

    async fn plc_data(&self, account: &TestAccount) -> PlcData {
        self.app().identity.plc().data(&account.did).await.expect("a state")
    }

    async fn plc_code(&self, account: &TestAccount) -> String {
        let id = account.did.as_str().parse().expect("a DID");
        let aid = self.app().accounts.find(id).await.expect("a read").expect("an account").aid;
        let job = move |tx: &mut Tx<'_>| mail_codes::issue(tx, aid, Purpose::PlcOperation);
        self.app().store.write(job).await.expect("a code").expose().clone()
    }

    /// Kinds of the events after `seq`.
    async fn events_after(&self, seq: Option<Seq>) -> Vec<String> {
        let after = seq.unwrap_or(Seq::from_u64(0));
        let read =
            self.app().store.read(move |db| hostplant::store::Read::events_after(db, after, 100, usize::MAX));
        let events = read.await.map_err(|error: StorageError| error).expect("events");
        events.iter().map(|event| format!("{:?}", event.kind)).collect()
    }
}

#[tokio::test]
async fn handles_and_dids_resolve() {
    let view = FakeService::start().await;
    let names = FixedNames::default().txt("_atproto.web.example.com", &format!("did={}", view.did()));
    let server = TestServer::with_names(&[], names).await;
    let alice = server.account("alice").await;
    let resolve = async |handle: &str| {
        server.ask_identity(&As::Nobody, "resolveHandle", &format!("handle={handle}")).await
    };
    assert_eq!(resolve("ALICE.test").await.ok(), json!({ "did": alice.did }));
    assert_eq!(resolve("web.example.com").await.ok(), json!({ "did": view.did() }));
    assert_eq!(resolve("nobody.test").await.error(), (400, "HandleNotFound".to_owned()));
    assert_eq!(resolve("test").await.error().0, 400);
    let unknown = resolve("nobody.example.com").await;
    assert_eq!(unknown.error(), (400, "InvalidRequest".to_owned()));
    assert_eq!(unknown.message(), "Unable to resolve handle");
    assert_eq!(resolve("not+a+handle").await.error(), (400, "InvalidRequest".to_owned()));

    let document = server.ask_identity(&As::Nobody, "resolveDid", &format!("did={}", alice.did)).await.ok();
    assert_eq!(document["didDoc"]["id"], json!(alice.did));
    let missing =
        server.ask_identity(&As::Nobody, "resolveDid", "did=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa").await;
    assert_eq!(missing.error(), (400, "DidNotFound".to_owned()));

    // A handle counts only when the document names it back.
    let (did, document) = (view.did(), view.document("x"));
    let with = |alias: &str| {
        let mut document = document.clone();
        document["alsoKnownAs"] = json!([alias]);
        document
    };
    let [false_claim, true_claim] = ["at://alice.test", "at://web.example.com"].map(with);
    view.answers(move |_| Told::ok(&false_claim));
    let identity = async |identifier: &str| {
        let query = format!("identifier={}", identifier.replace('%', "%25"));
        server.ask_identity(&As::Nobody, "resolveIdentity", &query).await.ok()
    };
    assert_eq!(identity(&did).await["handle"], "handle.invalid");
    view.answers(move |_| Told::ok(&true_claim));
    assert_eq!(identity(&did).await["handle"], "handle.invalid", "remembered");
    let body = json!({ "identifier": did });
    let refreshed = server.identity(&alice.owner, "refreshIdentity", body.clone()).await.ok();
    assert_eq!(refreshed["handle"], "web.example.com");
    assert_eq!(identity("web.example.com").await["did"], json!(did));
    assert_eq!(identity("alice.test").await["handle"], "alice.test");
    assert_eq!(server.identity(&As::Nobody, "refreshIdentity", body).await.status, 401);
    let nobody = server.ask_identity(&As::Nobody, "resolveIdentity", "identifier=nobody.test").await;
    assert_eq!(nobody.error(), (400, "HandleNotFound".to_owned()));
}

#[tokio::test]
async fn handles_change_here_and_in_the_directory() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let bob = server.account("bob").await;
    let update =
        async |handle: &str| server.identity(&alice.owner, "updateHandle", json!({ "handle": handle })).await;
    let before = server.newest_event().await;
    update("Alicia.test").await.ok();
    assert_eq!(server.plc_data(&alice).await.also_known_as, ["at://alicia.test"]);
    assert_eq!(server.events_after(before).await, ["Identity"]);
    let session = server.get(&alice.owner, "com.atproto.server.getSession", "").await.ok();
    assert_eq!(session["handle"], "alicia.test");

    let before = server.newest_event().await;
    let operations = server.app().identity.plc().audit(&alice.did).await.expect("a log").len();
    update("alicia.test").await.ok();
    assert_eq!(server.events_after(before).await, ["Identity"], "announced again");
    let same = server.app().identity.plc().audit(&alice.did).await.expect("a log").len();
    assert_eq!(same, operations, "without another operation");

    for (handle, name) in [
        (bob.handle.as_str(), "HandleNotAvailable"),
        ("admin.test", "HandleNotAvailable"),
        ("a.test", "InvalidHandle"),
        ("two.labels.test", "InvalidHandle"),
        ("alice.invalid", "InvalidHandle"),
        ("nonsense", "InvalidHandle"),
        (OWN_DOMAIN, "InvalidRequest"),
    ] {
        assert_eq!(update(handle).await.error(), (400, name.to_owned()), "{handle}");
    }
    assert_eq!(server.plc_data(&alice).await.also_known_as, ["at://alicia.test"]);

    // The directory that does not answer is not the caller's fault, and changes nothing here.
    let gone = TestServer::start().await;
    let carol = gone.account("carol").await;
    let key = hostplant::crypto::SigningKey::generate(hostplant::crypto::Curve::P256);
    let plc = gone.app().identity.plc();
    let stranger = key.public().did_key();
    let rotation = &gone.app().accounts.config().rotation_key;
    plc.update(&carol.did, rotation, |data| data.rotation_keys = vec![stranger]).await.expect("an update");
    let refused = gone.identity(&carol.owner, "updateHandle", json!({ "handle": "caroline.test" })).await;
    assert_eq!(refused.error(), (400, "InvalidRequest".to_owned()));
    assert_eq!(refused.message(), "Invalid signature on op");
    let session = gone.get(&carol.owner, "com.atproto.server.getSession", "").await.ok();
    assert_eq!(session["handle"], "carol.test");
}

#[tokio::test]
async fn handles_under_other_domains_must_point_to_the_account() {
    let names = FixedNames::default().txt(&format!("_atproto.{OWN_DOMAIN}"), "did=did:plc:somebodyelse");
    let server = TestServer::with_names(&[], names).await;
    let alice = server.account("alice").await;
    let answer = server.identity(&alice.owner, "updateHandle", json!({ "handle": OWN_DOMAIN })).await;
    assert_eq!(answer.message(), "External handle did not resolve to DID");
}

#[tokio::test]
async fn operations_are_signed_for_a_mailed_code_and_submitted() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let recommended = server.ask_identity(&alice.owner, "getRecommendedDidCredentials", "").await.ok();
    let now = serde_json::to_value(server.plc_data(&alice).await).expect("JSON");
    assert_eq!(recommended, now);

    server.identity(&alice.owner, "requestPlcOperationSignature", Value::Null).await.ok();
    let sign = async |body: Value| server.identity(&alice.owner, "signPlcOperation", body).await;
    let message = sign(json!({})).await.message();
    assert_eq!(message, "email confirmation token required to sign PLC operations");
    let wrong = sign(json!({ "token": "AAAAA-AAAAA" })).await;
    assert_eq!(wrong.error(), (400, "InvalidToken".to_owned()));
    let own = hostplant::crypto::SigningKey::generate(hostplant::crypto::Curve::K256).public().did_key();
    let mut keys = vec![json!(own)];
    keys.extend(recommended["rotationKeys"].as_array().expect("a list").clone());
    let code = server.plc_code(&alice).await;
    let signed = sign(json!({ "token": code, "rotationKeys": keys })).await.ok()["operation"].clone();
    assert_eq!(sign(json!({ "token": code })).await.error(), (400, "InvalidToken".to_owned()), "used up");
    assert_eq!(signed["rotationKeys"], json!(keys));
    assert_eq!(signed["services"], recommended["services"]);
    assert_eq!(server.plc_data(&alice).await.rotation_keys.len(), 1, "not published");

    let submit = async |operation: &Value| {
        server.identity(&alice.owner, "submitPlcOperation", json!({ "operation": operation })).await
    };
    let with = |name: &str, value: Value| {
        let mut operation = signed.clone();
        operation[name] = value;
        operation
    };
    for (operation, message) in [
        (json!({}), "Invalid operation"),
        (with("rotationKeys", json!([own])), "Rotation keys do not include server's rotation key"),
        (
            with("services", json!({ "atproto_pds": { "type": "Other", "endpoint": "https://x" } })),
            "Incorrect type on atproto_pds service",
        ),
        (
            with(
                "services",
                json!({ "atproto_pds": { "type": "AtprotoPersonalDataServer", "endpoint": "https://x" } }),
            ),
            "Incorrect endpoint on atproto_pds service",
        ),
        (with("verificationMethods", json!({ "atproto": own })), "Incorrect signing key"),
        (with("alsoKnownAs", json!(["at://other.test"])), "Incorrect handle in alsoKnownAs"),
        (with("sig", json!("A".repeat(86))), "Invalid signature on op"),
    ] {
        assert_eq!(submit(&operation).await.message(), message);
    }
    let before = server.newest_event().await;
    submit(&signed).await.ok();
    assert_eq!(server.events_after(before).await, ["Identity"]);
    assert_eq!(server.plc_data(&alice).await.rotation_keys[0], own);
    let last = server.app().identity.plc().last(&alice.did).await.expect("an operation");
    assert_eq!(Operation::from_json(signed), Ok(last));
}

#[tokio::test]
async fn only_the_main_password_signs_operations() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let app = server.app_session(&alice).await;
    for method in ["requestPlcOperationSignature", "signPlcOperation"] {
        let body = if method == "signPlcOperation" { json!({ "token": "x" }) } else { Value::Null };
        let answer = server.identity(&app, method, body).await;
        assert_eq!(answer.error(), (400, "InvalidToken".to_owned()), "{method}");
    }
}

#[tokio::test]
async fn well_known_places_serve_those_who_are_here() {
    let server =
        TestServer::with(&["service.hostname=pds.example.com", "accounts.handle_domains=.example.com"]).await;
    let alice = server.account_under("alice", "example.com").await;
    let get = async |host: &str, path: &str| server.send(Method::GET, path, &[("host", host)], "").await;
    let did = get("ALICE.example.com:443", "/.well-known/atproto-did").await;
    assert_eq!(
        (did.status.as_u16(), String::from_utf8_lossy(&did.body).into_owned()),
        (200, alice.did.to_string())
    );
    assert!(did.headers["content-type"].to_str().expect("text").starts_with("text/plain"));
    for host in ["bob.example.com", "alice.other.com", "example.com", "nonsense"] {
        let missing = get(host, "/.well-known/atproto-did").await;
        assert_eq!((missing.status.as_u16(), &missing.body[..]), (404, &b"User not found"[..]), "{host}");
    }
    let own = get("pds.example.com", "/.well-known/did.json").await.ok();
    assert_eq!(own["id"], "did:web:pds.example.com");
    assert_eq!(own["service"][0]["id"], "#atproto_pds");
    assert_eq!(get("alice.example.com", "/.well-known/did.json").await.status, 404);

    let check = async |query: &str| get("pds.example.com", &format!("/tls-check{query}")).await;
    assert_eq!(check("?domain=pds.example.com").await.ok(), json!({ "success": true }));
    assert_eq!(check("?domain=Alice.example.com").await.ok(), json!({ "success": true }));
    assert_eq!(check("").await.error(), (400, "InvalidRequest".to_owned()));
    assert_eq!(check("?domain=alice.other.com").await.error(), (400, "InvalidRequest".to_owned()));
    assert_eq!(check("?domain=bob.example.com").await.error(), (404, "NotFound".to_owned()));

    let id = alice.did.as_str().parse().expect("a DID");
    let hosted = server.app().accounts.find(id).await.expect("a read").expect("an account");
    let job =
        move |tx: &mut Tx<'_>| standing::deactivate(tx, hosted.aid, hosted.account, None, &Origin::default());
    server.app().store.write(job).await.expect("a write");
    assert_eq!(get("alice.example.com", "/.well-known/atproto-did").await.status, 404);
    assert_eq!(check("?domain=alice.example.com").await.error(), (404, "NotFound".to_owned()));
}
