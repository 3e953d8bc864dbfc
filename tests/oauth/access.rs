//! Access tokens at the resource server.

use std::time::Duration;

use super::*;
use crate::server::START;

const PATH: &str = "/xrpc/com.atproto.server.getSession";

/// A proof with changed claims.
fn changed_proof(app: &App<'_>, token: &str, changes: &Value) -> String {
    let good = jwt::parse(&app.proof("GET", PATH, Some(token))).expect("a proof");
    let mut claims = good.claims;
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            drop(claims.remove(name))
        } else {
            drop(claims.insert(name.clone(), value.clone()))
        }
    }
    jwt::sign_under(&app.key, &good.header, &claims)
}

#[tokio::test]
async fn t11_proofs() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let token = app.sign_in(&alice).await.access;
    assert!(app.works(&token).await);
    let now = app.now().secs();
    let other_hash = BASE64URL_NOPAD.encode(&sha256(b"another token"));
    for changes in [
        json!({"ath": null}),
        json!({"ath": other_hash}),
        json!({"htm": "POST"}),
        json!({"htm": "get"}),
        json!({"htu": format!("{}/xrpc/com.atproto.server.describeServer", app.issuer())}),
        json!({"htu": format!("https://other.test{PATH}")}),
        json!({"htu": null}),
        json!({"iat": now - 191}),
        json!({"iat": now + 181}),
        json!({"iat": null}),
        json!({"jti": ""}),
    ] {
        let refused = app.call_with(PATH, &token, &changed_proof(&app, &token, &changes)).await;
        assert_eq!(refused.error(), (401, "invalid_dpop_proof".to_owned()), "{changes}");
        let challenge = refused.headers["www-authenticate"].to_str().expect("text");
        assert!(challenge.starts_with("DPoP algs=\"ES256 "), "{challenge}");
    }
    for changes in [
        json!({"iat": now - 185}),
        json!({"iat": now + 175}),
        json!({"htu": format!("{}{PATH}?a=b#c", app.issuer())}),
    ] {
        let proof = changed_proof(&app, &token, &changes);
        app.call_with(PATH, &token, &proof).await.ok();
    }
    let proof = app.proof("GET", PATH, Some(&token));
    app.call_with(PATH, &token, &proof).await.ok();
    let replayed = app.call_with(PATH, &token, &proof).await;
    assert_eq!(replayed.error(), (401, "invalid_dpop_proof".to_owned()));
}

#[tokio::test]
async fn t11_nonces() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let token = app.sign_in(&alice).await.access;
    for nonce in [Value::Null, "made up".into()] {
        let refused =
            app.call_with(PATH, &token, &changed_proof(&app, &token, &json!({"nonce": nonce}))).await;
        assert_eq!(refused.error(), (401, "use_dpop_nonce".to_owned()));
        let challenge = refused.headers["www-authenticate"].to_str().expect("text").to_owned();
        assert!(
            challenge.starts_with("DPoP ") && challenge.contains(r#"error="use_dpop_nonce""#),
            "{challenge}"
        );
        let exposed =
            refused.headers["access-control-expose-headers"].to_str().expect("text").to_ascii_lowercase();
        assert!(exposed.contains("dpop-nonce") && exposed.contains("www-authenticate"));
    }
    let call = async || app.call_with(PATH, &token, &app.proof("GET", PATH, Some(&token))).await;
    // The nonce of an answer is good for a while, and then its successor is at hand.
    call().await.ok();
    server.advance(Duration::from_secs(45));
    call().await.ok();
    server.advance(Duration::from_secs(400));
    assert_eq!(call().await.error(), (401, "use_dpop_nonce".to_owned()));
    call().await.ok();
}

#[tokio::test]
async fn t11_a_token_needs_its_key_and_its_scheme() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let token = app.sign_in(&alice).await.access;
    let show = async |authorization: String, proofs: &[&str]| {
        let mut headers = vec![("authorization", authorization.as_str())];
        headers.extend(proofs.iter().map(|proof| ("dpop", *proof)));
        let answer = server.send(Method::GET, PATH, &headers, "").await;
        (answer.error(), answer.headers["www-authenticate"].to_str().expect("text").starts_with("DPoP "))
    };
    let invalid = |name: &str| ((401, name.to_owned()), true);
    let proof = || app.proof("GET", PATH, Some(&token));
    assert_eq!(show(format!("Bearer {token}"), &[]).await, invalid("invalid_token"));
    assert_eq!(show(format!("Bearer {token}"), &[&proof()]).await, invalid("invalid_token"));
    assert_eq!(show(format!("DPoP {token}"), &[]).await, invalid("invalid_dpop_proof"));
    assert_eq!(show(format!("DPoP {token}"), &[&proof(), &proof()]).await, invalid("invalid_dpop_proof"));
    let thief = app.elsewhere();
    assert_eq!(thief.call(GET_SESSION, &token).await.error(), (401, "invalid_token".to_owned()));
    // A password session's token is no token of an app.
    let crate::server::As::Bearer(password_token) = &alice.owner else { panic!("a token") };
    assert_eq!(app.call(GET_SESSION, password_token).await.error(), (401, "invalid_token".to_owned()));
    assert_eq!(app.call(GET_SESSION, "x.y.z").await.error(), (401, "invalid_token".to_owned()));
}

#[tokio::test]
async fn tokens_end_after_a_quarter_of_an_hour() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    server.advance(Duration::from_secs(899));
    assert!(app.works(&held.access).await);
    server.advance(Duration::from_secs(1));
    assert!(!app.works(&held.access).await);
    // The session itself goes on.
    let held = Held::of(&app.refresh(&held.refresh).await.ok());
    assert!(app.works(&held.access).await);
}

#[tokio::test]
async fn apps_are_not_owners() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let token = app.sign_in(&alice).await.access;
    app.works(&token).await;
    let refused = app.call("com.atproto.server.getAccountInviteCodes", &token).await;
    assert!(refused.status.is_client_error());
}

#[tokio::test]
async fn the_clock_must_be_set() {
    let start = hostplant::base::Timestamp::from_secs(5);
    let server = TestServer::with_clock(&[], hostplant::net::FixedNames::default(), start).await;
    let app = App::loopback(&server);
    let (_, challenge) = pkce();
    for answer in [app.push(&challenge, &[]).await, app.refresh("ref-x").await] {
        assert_refused(&answer, 503, "temporarily_unavailable");
        assert!(answer.headers.contains_key("retry-after"));
    }
    assert_eq!(app.call(GET_SESSION, "x").await.status, 503);
    server.advance(START.since(start));
    app.pushed(&challenge, &[]).await;
}
