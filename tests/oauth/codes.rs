//! Codes and what becomes of them.

use std::time::Duration;

use hostplant::account::devices::Stay;

use super::*;

/// A code for [`SCOPE`] and the secret behind its challenge.
async fn code(app: &App<'_>, account: &TestAccount) -> (String, String) {
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let redirect = app.approve(id, account, browser()).await;
    (redirect.param("code").expect("a code").to_owned(), verifier)
}

#[tokio::test]
async fn tokens_for_a_code() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (code, verifier) = code(&app, &alice).await;
    let answer = app.exchange(&code, &verifier).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers["pragma"], "no-cache");
    let body = answer.ok();
    assert_eq!(body["scope"], SCOPE);
    assert_eq!(body["expires_in"], 900);
    assert_eq!(body["sub"], alice.did.as_str());
    let held = Held::of(&body);
    assert!(held.refresh.starts_with("ref-"));
    let claims = jwt::parse(&held.access).expect("a token").claims;
    assert_eq!(claims["iss"], app.issuer());
    assert_eq!(claims["aud"], "did:web:localhost");
    assert_eq!(claims["client_id"], app.id);
    assert!(claims["jti"].as_str().expect("a name").starts_with("tok-"));
    assert!(!claims.contains_key("scope"));
    let session = app.call(GET_SESSION, &held.access).await;
    assert!(session.headers.contains_key("dpop-nonce"), "on every answer to an app");
    assert_eq!(session.headers["cache-control"], "private");
    assert_eq!(session.ok()["did"], alice.did.as_str());
}

#[tokio::test]
async fn t09_a_code_that_is_used_twice_ends_the_session() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    // A browser that remembers two accounts, of which one lets the app in.
    let devices = server.app().accounts.devices();
    let mut device = devices.open(None, &Origin::default()).await.expect("a browser");
    let aids = [aid(&server, &alice).await, aid(&server, &server.account("bob").await).await];
    for aid in aids {
        devices.sign_in(&mut device, aid, Stay::Remembered, &Origin::default()).await.expect("a sign-in");
    }
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let redirect = app.approve(id, &alice, *device.id()).await;
    let code = redirect.param("code").expect("a code").to_owned();
    let held = Held::of(&app.exchange(&code, &verifier).await.ok());
    assert!(app.works(&held.access).await);
    assert_refused(&app.elsewhere().exchange(&code, &verifier).await, 400, "invalid_grant");
    assert!(!app.works(&held.access).await);
    assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_grant");
    assert!(server.app().oauth.grants(aids[0]).await.expect("a read").is_empty());
    let browsers = [devices.devices_of(aids[0]).await, devices.devices_of(aids[1]).await];
    let browsers = browsers.map(|browsers| browsers.expect("a read").len());
    assert_eq!(browsers, [0, 1], "whoever let the app in signs in again, and nobody else");
}

#[tokio::test]
async fn t10_everything_must_fit_and_is_tried_once() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (other_verifier, _) = pkce();
    for wrong in ["verifier", "short verifier", "no verifier", "redirect", "no redirect", "client", "key"] {
        let (code, verifier) = code(&app, &alice).await;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", &app.redirect_uri),
            ("code_verifier", &verifier),
        ];
        let other_id = format!(
            "http://localhost?{}",
            form(&[("redirect_uri", &app.redirect_uri), ("scope", "atproto")])
        );
        let elsewhere = app.elsewhere();
        let sender = if wrong == "key" { &elsewhere } else { &app };
        match wrong {
            "verifier" => fields[3].1 = &other_verifier,
            "short verifier" => fields[3].1 = &verifier[..42],
            "no verifier" => fields.truncate(3),
            "redirect" => fields[2].1 = "http://127.0.0.1:1/cb",
            "no redirect" => drop(fields.remove(2)),
            "client" => fields.push(("client_id", &other_id)),
            _ => {}
        }
        let refused = sender.post("/oauth/token", &fields).await;
        assert_eq!(oauth_error(&refused), (400, "invalid_grant".to_owned()), "{wrong}");
        // The first attempt was the last.
        let (status, _) = oauth_error(&app.exchange(&code, &verifier).await);
        assert_eq!(status, 400, "{wrong}");
    }
    assert!(server.app().oauth.grants(aid(&server, &alice).await).await.expect("a read").is_empty());
}

#[tokio::test]
async fn codes_end_after_a_minute() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (in_time, verifier) = code(&app, &alice).await;
    server.advance(Duration::from_secs(59));
    app.exchange(&in_time, &verifier).await.ok();
    let (late, verifier) = code(&app, &alice).await;
    server.advance(Duration::from_secs(60));
    assert_refused(&app.exchange(&late, &verifier).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_challenge_works_once() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (verifier, challenge) = pkce();
    let mut answers = Vec::new();
    for _ in 0..2 {
        let id = app.pushed(&challenge, &[]).await;
        let redirect = app.approve(id, &alice, browser()).await;
        answers.push(app.exchange(redirect.param("code").expect("a code"), &verifier).await);
    }
    assert_eq!(answers[0].status, 200);
    assert_refused(&answers[1], 400, "invalid_grant");
}

#[tokio::test]
async fn what_is_no_code() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    let (verifier, _) = pkce();
    for code in ["x", "cod-", "cod-AAAA", &held.refresh, &held.access, &held.refresh.replace("ref-", "cod-")]
    {
        assert_refused(&app.exchange(code, &verifier).await, 400, "invalid_grant");
    }
    assert!(app.works(&held.access).await, "none of it ended the session");
    let unknown = app.post("/oauth/token", &[("grant_type", "password")]).await;
    assert_refused(&unknown, 400, "unsupported_grant_type");
    assert_refused(&app.post("/oauth/token", &[]).await, 400, "invalid_request");
}

#[tokio::test]
async fn t13_assertions() {
    let (server, host) = with_published(&[]).await;
    let own = SigningKey::generate(Curve::P256);
    publish(&host, confidential(&[(KID, &own)]));
    let app = App::published(&server, Some(own.clone()));
    let (_, challenge) = pkce();
    app.pushed(&challenge, &[]).await;
    let now = app.now().secs();
    let attempt = async |claims: Value| {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", "ref-x")];
        oauth_error(&app.post_as("/oauth/token", &fields, &claims).await)
    };
    // With a good assertion only the token is wrong.
    let good = (400, "invalid_grant".to_owned());
    assert_eq!(attempt(json!({})).await, good);
    assert_eq!(attempt(json!({"aud": [app.issuer(), "https://other.test"]})).await, good);
    for claims in [
        json!({"aud": "https://other.test"}),
        json!({"aud": format!("{}/oauth/token", app.issuer())}),
        json!({"iss": "https://other.test/client.json"}),
        json!({"sub": "https://other.test/client.json"}),
        json!({"iat": now - 120}),
        json!({"exp": now - 120}),
    ] {
        assert_eq!(attempt(claims.clone()).await, (400, "invalid_client".to_owned()), "{claims}");
    }
    let once = json!({"jti": "the same"});
    assert_eq!(attempt(once.clone()).await, good);
    assert_eq!(attempt(once).await, (400, "invalid_client".to_owned()));
    // A confidential client that does not say who it is.
    let silent = App::published(&server, None);
    let (status, _) = oauth_error(&silent.push(&challenge, &[]).await);
    assert_eq!(status, 400);
    // Somebody else's key under the published name.
    let thief = App::published(&server, Some(SigningKey::generate(Curve::P256)));
    assert_refused(&thief.push(&challenge, &[]).await, 400, "invalid_client");
    // One key for both purposes.
    let mut lazy = App::published(&server, Some(own.clone()));
    lazy.key = own;
    assert_refused(&lazy.push(&challenge, &[]).await, 400, "invalid_request");
}
