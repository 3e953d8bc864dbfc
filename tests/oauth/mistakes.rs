//! Mistakes that were found in servers of this kind, each with what happens here instead.

use super::visitor::{Visitor, authorize};
use super::*;
use crate::server::As;
use crate::server::accounts::PASSWORD;

#[tokio::test]
async fn a_name_that_contains_localhost_is_no_app_in_development() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (_, challenge) = pkce();
    for id in [
        "http://localhost.evil.social?scope=atproto",
        "http://evil.social?localhost",
        "http://evil.social/localhost/127.0.0.1",
        "http://localhost@evil.social?scope=atproto",
        "http://localhost:8080?scope=atproto",
        "http://127.0.0.1.evil.social/",
        "http://[::1]/",
        "https://localhost?scope=atproto",
        "http://localhost/app?scope=atproto",
        "http://localhost#scope=atproto",
    ] {
        let (status, error) = oauth_error(&app.push(&challenge, &[("client_id", id)]).await);
        assert!(status == 400 && error.starts_with("invalid_"), "{id}: {status} {error}");
    }
}

#[tokio::test]
async fn refreshing_needs_the_client_its_key_and_a_proof_also_in_the_moment_of_grace() {
    let (server, host) = with_published(&[]).await;
    let own = SigningKey::generate(Curve::P256);
    publish(&host, confidential(&[(KID, &own)]));
    let (app, alice) = (App::published(&server, Some(own)), server.account("alice").await);
    let first = app.sign_in(&alice).await;
    let second = Held::of(&app.refresh(&first.refresh).await.ok());
    // A thief of the token alone: without a proof, without an assertion, with one of another key.
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT_ID),
        ("refresh_token", first.refresh.as_str()),
    ];
    let refused = app.send_with("/oauth/token", &fields, &[]).await;
    assert_eq!(refused.error(), (401, "invalid_dpop_proof".to_owned()));
    let silent = App { key: app.key.clone(), ..App::published(&server, None) };
    assert_eq!(silent.refresh(&first.refresh).await.status, 400);
    let other = Some(SigningKey::generate(Curve::P256));
    let pretender = App { key: app.key.clone(), ..App::published(&server, other) };
    assert_refused(&pretender.refresh(&first.refresh).await, 400, "invalid_client");
    assert!(app.works(&second.access).await, "what is not of the client ends nothing");
    let again = Held::of(&app.refresh(&first.refresh).await.ok());
    assert_eq!(again.refresh, second.refresh);
}

#[tokio::test]
async fn answers_join_a_query_that_is_there() {
    let (server, host) = with_published(&[]).await;
    let redirect_uri = format!("{REDIRECT_URI}?tenant=a%26b");
    let mut metadata = public();
    metadata["redirect_uris"] = json!([redirect_uri]);
    publish(&host, metadata);
    let mut app = App::published(&server, None);
    app.redirect_uri = redirect_uri.clone();
    let alice = server.account("alice").await;
    for decision in ["allow", "deny"] {
        let (verifier, challenge) = pkce();
        let id = app.pushed(&challenge, &[]).await;
        let visitor = Visitor::new(&server);
        let page = visitor.consider(&app, id, &alice).await;
        let left = visitor.decide(&page, id, &alice, decision).await;
        let rest = left.leads_to().strip_prefix(&format!("{redirect_uri}&")).expect("the same address");
        let params: Vec<(String, String)> =
            url::form_urlencoded::parse(rest.as_bytes()).into_owned().collect();
        let param =
            |name: &str| params.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        assert_eq!(param("iss").as_deref(), Some(app.issuer()));
        assert_eq!(param("state").as_deref(), Some("the state"));
        match decision {
            "allow" => drop(app.exchange(&param("code").expect("a code"), &verifier).await.ok()),
            _ => assert_eq!(param("error").as_deref(), Some("access_denied")),
        }
    }
}

#[tokio::test]
async fn another_browser_can_neither_agree_nor_refuse_nor_watch() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[("response_mode", "form_post")]).await;
    let owner = Visitor::new(&server);
    let page = owner.consider(&app, id, &alice).await;
    // Somebody else has a browser and forms of their own, and the name of the request.
    let other = Visitor::new(&server);
    let sign_in = other.open("/account/sign-in").await;
    let fields = [("username", alice.handle.as_str()), ("password", PASSWORD)];
    other.submit(&sign_in, "/account/sign-in", &fields).await;
    let left = owner.decide(&page, id, &alice, "allow").await;
    assert_eq!(left.leads_to(), format!("/oauth/authorize/leave?request={id}"));
    let watched = other.open(left.leads_to()).await;
    assert!(watched.status == 410 && !watched.html.contains("cod-"), "{}", watched.html);
    for action in ["/oauth/authorize/consent", "/oauth/authorize/cancel"] {
        let forged = other.decide_with(action, &page, id, &alice).await;
        assert_eq!(forged.status, 403, "{action}: the token is of another browser");
    }
    let shown = owner.open(left.leads_to()).await;
    let code = shown.html.split("value=\"cod-").nth(1).expect("a code").split('"').next().expect("a value");
    app.exchange(&format!("cod-{code}"), &verifier).await.ok();
}

impl Visitor<'_> {
    /// Sends the answer of another browser's page.
    async fn decide_with(
        &self,
        action: &str,
        page: &super::visitor::Page,
        id: RequestId,
        account: &TestAccount,
    ) -> super::visitor::Page {
        let request = id.to_string();
        let stolen = page.html.split("name=\"csrf\" value=\"").nth(1).expect("a token");
        let fields = [
            ("csrf", stolen.split('"').next().expect("a value")),
            ("request", request.as_str()),
            ("account", account.did.as_str()),
            ("decision", "deny"),
        ];
        self.forge(action, &[], &fields).await
    }
}

#[tokio::test]
async fn nothing_in_an_address_decides_where_people_are_sent() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let evil = "https://evil.social/";
    let hop = form(&[("redirect_uri", evil), ("code", "x"), ("iss", app.issuer())]);
    assert_eq!(Visitor::new(&server).open(&format!("/oauth/authorize/redirect?{hop}")).await.status, 404);
    // A request in the address is nobody's, however complete.
    let (_, challenge) = pkce();
    let raw = form(&[
        ("client_id", &app.id),
        ("redirect_uri", &app.redirect_uri),
        ("response_type", "code"),
        ("scope", "atproto"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    let refused = Visitor::new(&server).open(&format!("/oauth/authorize?{raw}")).await;
    assert_eq!((refused.status, refused.location), (410, None));
    for next in [evil, "//evil.social/", "/\\evil.social/", "/\t/evil.social/", "javascript:alert(1)"] {
        let visitor = Visitor::new(&server);
        let page = visitor.open(&format!("/account/sign-in?{}", form(&[("next", next)]))).await;
        let fields = [("username", alice.handle.as_str()), ("password", PASSWORD), ("next", next)];
        let arrived = visitor.submit(&page, "/account/sign-in", &fields).await;
        assert_eq!(arrived.leads_to(), "/account", "{next}");
    }
    // A request that is named with another app's name is over, and that app learns nothing.
    let id = app.pushed(&challenge, &[]).await;
    let other = App::asking(&server, "atproto");
    let left = Visitor::new(&server).open(&authorize(&other, id)).await;
    assert!(
        left.leads_to().starts_with(&app.redirect_uri) && left.leads_to().contains("error=access_denied")
    );
}

#[tokio::test]
async fn pages_show_no_secret_and_no_name_that_anybody_could_take() {
    let (server, host) = with_published(&[]).await;
    let mut metadata = public();
    metadata["client_name"] = "Bluesky Social, the real one".into();
    metadata["logo_uri"] = "https://app.demo.social/logo.png".into();
    publish(&host, metadata);
    let (app, alice) = (App::published(&server, None), server.account("alice").await);
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let visitor = Visitor::new(&server);
    let page = visitor.consider(&app, id, &alice).await;
    assert!(page.html.contains(HOST) && page.html.contains("/oauth/authorize/consent"), "{}", page.html);
    assert!(!page.html.contains("the real one") && !page.html.contains("logo.png"));
    assert!(!page.html.contains("cod-"), "there is no code before the answer");
    let left = visitor.decide(&page, id, &alice, "allow").await;
    let code = url::Url::parse(left.leads_to()).expect("an address");
    let code = code.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    let held = Held::of(&app.exchange(&code, &verifier).await.ok());
    let sign_in = visitor.open("/account/sign-in").await;
    let fields = [("username", alice.handle.as_str()), ("password", PASSWORD)];
    visitor.submit(&sign_in, "/account/sign-in", &fields).await;
    let apps = visitor.follow(&format!("/account/u/{}/apps", alice.did)).await;
    assert!(apps.status == 200 && apps.html.contains(HOST), "{}", apps.html);
    for secret in [&held.access, &held.refresh, &code] {
        assert!(!apps.html.contains(secret.as_str()));
    }
    assert_eq!(apps.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn forms_are_our_own_and_nothing_is_done_by_a_link() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let visitor = Visitor::new(&server);
    let page = visitor.open("/account/sign-in").await;
    let fields = [("username", alice.handle.as_str()), ("password", PASSWORD)];
    let origin = server.app().oauth.issuer().to_owned();
    assert_eq!(visitor.forge("/account/sign-in", &[("origin", &origin)], &fields).await.status, 403);
    let token = page.html.split("name=\"csrf\" value=\"").nth(1).expect("a token").split('"').next();
    let with_token = [fields[0], fields[1], ("csrf", token.expect("a value"))];
    for headers in [
        [("origin", "null"), ("sec-fetch-site", "cross-site")],
        [("origin", "https://alice.localhost"), ("sec-fetch-site", "same-site")],
        [("origin", &origin), ("sec-fetch-site", "cross-site")],
    ] {
        assert_eq!(visitor.forge("/account/sign-in", &headers, &with_token).await.status, 403, "{headers:?}");
    }
    visitor.submit(&page, "/account/sign-in", &fields).await;
    let asked = visitor.open("/account/sign-out").await;
    assert!(asked.status == 200 || asked.status == 303, "it asks or leads on");
    let account = visitor.follow("/account").await;
    assert!(account.html.contains(&alice.handle), "and is still signed in: {}", account.html);
    for (name, expected) in [("x-frame-options", "DENY"), ("referrer-policy", "same-origin")] {
        assert_eq!(account.headers[name], expected);
    }
    assert!(!account.headers.contains_key("access-control-allow-origin"));
    let policy = account.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), "{policy}");
}

#[tokio::test]
async fn what_is_wrong_with_a_sign_in_tells_nothing_and_ends_soon() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let alice = server.account("alice").await;
    let made = server.post(&alice.owner, "com.atproto.server.createAppPassword", json!({ "name": "x" }));
    let app_password = made.await.ok()["password"].as_str().expect("a password").to_owned();
    let visitor = Visitor::new(&server);
    let page = visitor.open("/account/sign-in").await;
    let attempt = async |username: &str, password: &str| {
        let fields = [("username", username), ("password", password)];
        visitor.submit(&page, "/account/sign-in", &fields).await
    };
    // The page says again what was typed; beside that, the answers are the same.
    let fault = |html: &str| {
        html.split("id=\"password-fault\"").nth(1).expect("a fault").split('<').next().map(str::to_owned)
    };
    let mut faults = Vec::new();
    for (username, password) in [
        (alice.handle.as_str(), "wrong"),
        ("nobody.test", "wrong"),
        ("nobody@example.test", "wrong"),
        ("alice@example.test", "wrong"),
        // A password of an app is not its owner's.
        (alice.handle.as_str(), app_password.as_str()),
    ] {
        let refused = attempt(username, password).await;
        assert_eq!(refused.status, 422, "{username}");
        faults.push(fault(&refused.html).expect("a text"));
    }
    assert!(faults.iter().all(|other| *other == faults[0]), "{faults:?}");
    let mut last = 422;
    for n in 0..12 {
        last = attempt(&format!("name{n}.test"), "wrong").await.status;
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn scripts_of_others_read_machines_but_no_pages_and_blobs_are_no_pages() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let As::Bearer(token) = &alice.owner else { panic!("a session") };
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "text/html")];
    let page = "<!DOCTYPE html><html><script>alert(1)</script></html>";
    let blob = server.send(Method::POST, "/xrpc/com.atproto.repo.uploadBlob", &headers, page).await.ok();
    let record =
        json!({ "repo": alice.did, "collection": "com.example.note", "record": { "file": blob["blob"] } });
    server.post(&alice.owner, "com.atproto.repo.createRecord", record).await.ok();
    let cid = blob["blob"]["ref"]["$link"].as_str().expect("a CID");
    let query = form(&[("did", alice.did.as_str()), ("cid", cid)]);
    let answer = server.get(&As::Nobody, "com.atproto.sync.getBlob", &query).await;
    assert_eq!(answer.status, 200);
    let policy = answer.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert!(answer.headers["content-disposition"].to_str().expect("text").starts_with("attachment"));

    let origin = [("origin", "https://evil.social"), ("accept", "text/html")];
    for machine in ["/.well-known/oauth-authorization-server", "/oauth/jwks"] {
        let answer = server.send(Method::GET, machine, &origin, "").await;
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert!(!answer.headers.contains_key("set-cookie"), "{machine}");
    }
    for page in ["/", "/account", "/account/sign-in", "/oauth/authorize"] {
        let answer = server.send(Method::GET, page, &origin, "").await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{page}");
        let preflight = server.send(Method::OPTIONS, page, &origin, "").await;
        assert!(!preflight.headers.contains_key("access-control-allow-origin"), "{page}");
    }
    // There is nowhere to ask what a token of somebody else's is good for.
    for absent in ["/oauth/introspect", "/oauth/userinfo", "/oauth/register"] {
        assert_eq!(server.send(Method::POST, absent, &origin, "").await.status, 404, "{absent}");
    }
}
