//! Accounts that come from elsewhere, and service tokens.

use hostplant::crypto::{PublicKey, jwt};

use super::super::START;
use super::*;

const CREATE: &str = "com.atproto.server.createAccount";
const SERVICE: &str = "did:web:localhost";

async fn move_in(server: &TestServer, who: &As, did: &Did, name: &str) -> super::super::Answer {
    let mut body = wanted(name);
    body["did"] = did.as_str().into();
    server.post(who, CREATE, body).await
}

#[tokio::test]
async fn an_account_moves_in_step_by_step() {
    let server = TestServer::start().await;
    let mover = Stranger::publish(&server, "mover.test").await;
    let reserve = json!({ "did": mover.did });
    let reserved =
        server.post(&As::Nobody, "com.atproto.server.reserveSigningKey", reserve.clone()).await.ok();
    let again = server.post(&As::Nobody, "com.atproto.server.reserveSigningKey", reserve).await.ok();
    assert_eq!(reserved, again);

    let made = move_in(&server, &mover.token(SERVICE, CREATE, START), &mover.did, "mover").await.ok();
    assert_eq!(made["did"], mover.did.as_str());
    let account = TestAccount::of(&made);
    let session = server.log_in(mover.did.as_str(), "mover-password").await.ok();
    assert_eq!((&session["active"], &session["status"]), (&json!(false), &json!("deactivated")));
    let status = server.get(&account.access, "com.atproto.server.checkAccountStatus", "").await.ok();
    assert_eq!((&status["activated"], &status["validDid"]), (&json!(false), &json!(false)));

    // Not before the DID points here.
    let activate =
        async || server.post(&account.access, "com.atproto.server.activateAccount", Value::Null).await;
    assert_eq!(activate().await.message(), "Server rotation key not included in PLC DID data");
    let config = server.app().accounts.config().clone();
    let update = async |prev: &Operation, change: &dyn Fn(&mut PlcData)| {
        let mut data = prev.data().expect("not a tombstone");
        change(&mut data);
        let operation = Operation::sign(data, Some(prev.cid()), &mover.key);
        mover.submit(&server, &operation).await;
        operation
    };
    let server_key = config.rotation_key.public().did_key();
    let first = update(&mover.operation, &|data| data.rotation_keys.push(server_key.clone())).await;
    assert_eq!(
        activate().await.message(),
        "DID document atproto_pds service endpoint does not match PDS public url"
    );
    let second = update(&first, &|data| data.set_pds(&config.public_url)).await;
    assert_eq!(
        activate().await.message(),
        "DID document verification method does not match expected signing key"
    );
    let key = PublicKey::from_did_key(reserved["signingKey"].as_str().expect("a key")).expect("a did:key");
    update(&second, &|data| data.set_signing_key(&key)).await;
    activate().await.ok();
    let session = server.get(&account.access, "com.atproto.server.getSession", "").await.ok();
    assert_eq!(session["active"], true);
}

#[tokio::test]
async fn an_account_that_moves_in_is_not_held_up_by_limits() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let mover = Stranger::publish(&server, "mover.test").await;
    let made = move_in(&server, &mover.token(SERVICE, CREATE, START), &mover.did, "mover").await.ok();
    let account = TestAccount::of(&made);
    let ask =
        async || server.post(&account.access, "com.atproto.server.requestAccountDelete", Value::Null).await;
    for _ in 0..6 {
        assert_eq!(ask().await.status, 200);
    }
    server.advance(std::time::Duration::from_secs(7 * 24 * 60 * 60));
    let account = TestAccount::of(&server.log_in("mover.test", "mover-password").await.ok());
    for _ in 0..5 {
        server.post(&account.access, "com.atproto.server.requestAccountDelete", Value::Null).await.ok();
    }
    let limited = server.post(&account.access, "com.atproto.server.requestAccountDelete", Value::Null).await;
    assert_eq!(limited.error(), (429, "RateLimitExceeded".to_owned()));
}

#[tokio::test]
async fn the_did_must_be_proven_and_the_proof_works_once() {
    let server = TestServer::start().await;
    let mover = Stranger::publish(&server, "mover.test").await;
    let other = Stranger::publish(&server, "other.test").await;
    let unauthenticated = (401, "AuthenticationRequired".to_owned());
    assert_eq!(move_in(&server, &As::Nobody, &mover.did, "mover").await.error(), unauthenticated);
    let stolen = other.token(SERVICE, CREATE, START);
    assert_eq!(move_in(&server, &stolen, &mover.did, "mover").await.error(), unauthenticated);

    let token = mover.token(SERVICE, CREATE, START);
    let refused = move_in(&server, &token, &mover.did, "admin").await;
    assert_eq!(refused.error(), (400, "HandleNotAvailable".to_owned()));
    move_in(&server, &token, &mover.did, "mover").await.ok();
    let replayed = move_in(&server, &token, &mover.did, "mover").await;
    assert_eq!(
        (replayed.error(), replayed.message().as_str()),
        ((401, "BadJwt".to_owned()), "jwt was used before")
    );

    // A fresh proof takes up a move that was interrupted.
    let again = mover.token(&format!("{SERVICE}#atproto_pds"), CREATE, START);
    move_in(&server, &again, &mover.did, "mover").await.ok();
    server.sign_up("alice").await;
    let alice = server.app().accounts.find("alice.test".parse().expect("a handle")).await.expect("a read");
    let alice = alice.expect("an account").account.did;
    let taken = move_in(&server, &mover.token(SERVICE, CREATE, START), &alice, "alice").await;
    assert_eq!(taken.error(), (400, "AlreadyExists".to_owned()));
}

#[tokio::test]
async fn service_tokens_are_refused_by_the_first_fault() {
    let server = TestServer::start().await;
    let mover = Stranger::publish(&server, "mover.test").await;
    let now = START.secs();
    let claims = |changes: Value| {
        let mut claims = json!({
            "iss": mover.did, "aud": SERVICE, "lxm": CREATE, "iat": now, "exp": now + 60, "jti": "x",
        });
        for (name, value) in changes.as_object().expect("an object") {
            claims[name] = value.clone();
        }
        claims
    };
    let name = async |token: String| {
        let (status, name) = move_in(&server, &As::Bearer(token), &mover.did, "mover").await.error();
        assert_eq!(status, 401, "{name}");
        name
    };
    let signed = |typ: &str, changes: Value| jwt::sign(&mover.key, typ, None, &claims(changes));
    assert_eq!(name("not.a.token".to_owned()).await, "BadJwt");
    assert_eq!(name(signed("JWT", json!({ "iss": null }))).await, "BadJwt");
    for typ in ["at+jwt", "refresh+jwt", "dpop+jwt"] {
        assert_eq!(name(signed(typ, json!({ "exp": 1 }))).await, "BadJwtType");
    }
    assert_eq!(name(signed("JWT", json!({ "exp": now - 1, "lxm": "com.example.x" }))).await, "JwtExpired");
    let wrong_method = json!({ "lxm": "com.example.x", "aud": "did:web:other.test" });
    assert_eq!(name(signed("JWT", wrong_method)).await, "BadJwtLexiconMethod");
    let mut no_method = claims(json!({}));
    no_method.as_object_mut().expect("an object").remove("lxm");
    assert_eq!(name(jwt::sign(&mover.key, "JWT", None, &no_method)).await, "BadJwtLexiconMethod");
    assert_eq!(name(signed("JWT", json!({ "iss": "mover" }))).await, "BadJwtIss");
    assert_eq!(name(signed("JWT", json!({ "iss": format!("{}#", mover.did) }))).await, "BadJwtIss");
    let unknown = json!({ "iss": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa" });
    assert_eq!(name(signed("JWT", unknown)).await, "AuthenticationRequired");
    let forged = jwt::sign(&SigningKey::generate(Curve::K256), "JWT", None, &claims(json!({ "aud": "x" })));
    assert_eq!(name(forged).await, "BadJwtSignature");
    assert_eq!(name(signed("JWT", json!({ "aud": "did:web:other.test" }))).await, "BadJwtAudience");
    assert_eq!(name(signed("JWT", json!({ "aud": format!("{SERVICE}#other") }))).await, "BadJwtAudience");
}

#[tokio::test]
async fn service_tokens_are_made_within_bounds() {
    let server = TestServer::start().await;
    let alice = server.sign_up("alice").await;
    let ask = async |query: &str| server.get(&alice.access, "com.atproto.server.getServiceAuth", query).await;
    let made = ask("aud=did:web:video.example.com&lxm=com.atproto.repo.uploadBlob").await.ok();
    let token = jwt::parse(made["token"].as_str().expect("a token")).expect("well formed");
    assert_eq!(token.claim_text("iss"), Some(alice.did.as_str()));
    assert_eq!(token.claim_text("aud"), Some("did:web:video.example.com"));
    assert_eq!(token.claim_time("exp"), Some(START.secs() + 60));
    ask("aud=did:plc:ewvi7nxzyoun6zhxrhs64oiz%23bsky_appview").await.ok();

    let exp = |seconds: u64| START.secs() + seconds;
    ask(&format!("aud=did:web:a.com&exp={}&lxm=com.example.x", exp(3_600))).await.ok();
    ask(&format!("aud=did:web:a.com&exp={}", exp(60))).await.ok();
    for query in [
        format!("aud=did:web:a.com&exp={}&lxm=com.example.x", exp(3_601)),
        format!("aud=did:web:a.com&exp={}", exp(61)),
        format!("aud=did:web:a.com&exp={}", START.secs() - 1),
    ] {
        assert_eq!(ask(&query).await.error(), (400, "BadExpiration".to_owned()), "{query}");
    }
    for query in [
        "aud=video.example.com",
        "aud=did:web:a.com%23",
        "aud=did:key:z6Mk",
        "",
        "aud=did:web:a.com&lxm=x",
        "aud=did:web:a.com&lxm=com.atproto.server.updateEmail",
    ] {
        assert_eq!(ask(query).await.error(), (400, "InvalidRequest".to_owned()), "{query}");
    }
}
