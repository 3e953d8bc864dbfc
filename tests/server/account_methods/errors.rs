//! What is said about credentials that are no good.

use hostplant::crypto::jwt;

use super::super::START;
use super::*;

async fn with_header(server: &TestServer, header: &str) -> super::super::Answer {
    let path = "/xrpc/com.atproto.server.getSession";
    server.send(hyper::Method::GET, path, &[("authorization", header)], "").await
}

#[tokio::test]
async fn headers() {
    let server = TestServer::start().await;
    let nobody = server.get(&As::Nobody, "com.atproto.server.getSession", "").await;
    assert_eq!(nobody.error(), (401, "AuthMissing".to_owned()));
    for (header, message) in [
        ("Bearer", "Malformed authorization header"),
        ("Bearer a b", "Malformed authorization header"),
        ("Digest abc", "Unsupported authorization type: Digest"),
        ("Basic YTpi", "Unexpected authorization type"),
        ("Bearer abc", "Token could not be verified"),
    ] {
        let answer = with_header(&server, header).await;
        let got = (answer.error(), answer.message());
        assert_eq!(got, ((400, "InvalidToken".to_owned()), message.to_owned()), "{header}");
    }
    let app = with_header(&server, "DPoP abc").await;
    assert_eq!(app.error(), (401, "invalid_token".to_owned()));
    let challenge = app.headers["www-authenticate"].to_str().expect("text");
    assert!(challenge.starts_with("DPoP ") && challenge.contains(r#"error="invalid_token""#), "{challenge}");
    assert!(app.headers.contains_key("dpop-nonce") && !nobody.headers.contains_key("dpop-nonce"));
    let alice = server.sign_up("alice").await;
    let As::Bearer(token) = &alice.access else { panic!("a token") };
    with_header(&server, &format!("bEaReR {token}")).await.ok();
    let create = "/xrpc/com.atproto.server.createAccount";
    let body = wanted("bob").to_string();
    let headers = [("authorization", "Basic YTpi"), ("content-type", "application/json")];
    let optional = server.send(hyper::Method::POST, create, &headers, body).await;
    assert_eq!(optional.message(), "Invalid authorization header");
}

#[tokio::test]
async fn tokens_of_our_own_making_that_we_never_made() {
    let server = TestServer::with(&["secrets.jwt_secret=known"]).await;
    let alice = server.sign_up("alice").await;
    let get = async |typ: &str, changes: Value| {
        let mut claims = json!({
            "scope": "com.atproto.access", "aud": "did:web:localhost", "sub": alice.did, "exp": START.secs() + 60,
        });
        for (name, value) in changes.as_object().expect("an object") {
            claims[name] = value.clone();
        }
        let token = jwt::sign_hs256(b"known", typ, &claims);
        server.get(&As::Bearer(token), "com.atproto.server.getSession", "").await
    };
    get("at+jwt", json!({})).await.ok();
    for (typ, changes, name, message) in [
        ("JWT", json!({}), "InvalidToken", "Token could not be verified"),
        ("at+jwt", json!({ "aud": "did:web:other.test" }), "InvalidToken", "Token could not be verified"),
        ("at+jwt", json!({ "exp": START.secs() }), "ExpiredToken", "Token has expired"),
        ("at+jwt", json!({ "lxm": "com.example.x" }), "InvalidToken", "Malformed token"),
        ("at+jwt", json!({ "cnf": {} }), "InvalidToken", "Malformed token"),
        ("at+jwt", json!({ "sub": "alice" }), "InvalidToken", "Malformed token"),
        ("at+jwt", json!({ "scope": "com.atproto.takendown" }), "InvalidToken", "Bad token scope"),
        ("at+jwt", json!({ "scope": "x" }), "InvalidToken", "Bad token scope"),
    ] {
        let answer = get(typ, changes).await;
        assert_eq!((answer.error(), answer.message().as_str()), ((400, name.to_owned()), message));
    }
    get("at+jwt", json!({ "scope": "com.atproto.signupQueued" })).await.ok();
    let gone = get("at+jwt", json!({ "sub": "did:plc:ewvi7nxzyoun6zhxrhs64oiz" })).await;
    assert_eq!(gone.error(), (403, "AccountNotFound".to_owned()));
}

#[tokio::test]
async fn the_moderation_service_is_let_in_by_its_tokens() {
    const METHOD: &str = "com.atproto.admin.getAccountInfo";
    let ozone = Stranger::new("ozone.test");
    let did = format!("moderation.did={}", ozone.did);
    let server = TestServer::with(&["moderation.url=https://ozone.test", &did]).await;
    ozone.submit(&server, &ozone.operation).await;
    let alice = server.sign_up("alice").await;
    let query = format!("did={}", alice.did);
    let ask = async |who: &As| server.get(who, METHOD, &query).await;

    ask(&ozone.token("did:web:localhost", METHOD, START)).await.ok();
    let as_labeler = |service: &str| {
        let claims = json!({
            "iss": format!("{}#{service}", ozone.did), "aud": "did:web:localhost", "lxm": METHOD,
            "exp": START.secs() + 60,
        });
        As::Bearer(jwt::sign(&ozone.key, "JWT", None, &claims))
    };
    ask(&as_labeler("atproto_labeler")).await.ok();
    ask(&as_labeler("atproto_labeler")).await.ok();
    assert_eq!(ask(&as_labeler("other")).await.error(), (401, "UntrustedIss".to_owned()));
    let stranger = Stranger::publish(&server, "stranger.test").await;
    let untrusted = ask(&stranger.token("did:web:localhost", METHOD, START)).await;
    assert_eq!(untrusted.error(), (401, "UntrustedIss".to_owned()));
    ask(&As::Admin).await.ok();
    assert_eq!(ask(&alice.access).await.status, 401);
    assert_eq!(ask(&As::Nobody).await.error(), (401, "AuthenticationRequired".to_owned()));
}
