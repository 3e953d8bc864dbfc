//! Pushed authorization requests.

use super::*;

#[tokio::test]
async fn t02_a_first_request_lacks_the_nonce() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let app = App::loopback(&server);
    let fields = |app: &App<'_>| {
        let (_, challenge) = pkce();
        let mut fields = vec![("client_id", app.id.clone()), ("response_type", "code".to_owned())];
        fields.push(("scope", "atproto".to_owned()));
        fields.push(("redirect_uri", app.redirect_uri.clone()));
        fields.push(("code_challenge", challenge));
        fields.push(("code_challenge_method", "S256".to_owned()));
        fields
    };
    let send = async |app: &App<'_>| {
        let fields = fields(app);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.send("/oauth/par", &fields).await
    };
    let first = send(&app).await;
    assert_refused(&first, 400, "use_dpop_nonce");
    assert!(first.headers.contains_key("dpop-nonce"));
    let second = send(&app).await;
    assert_eq!(second.status, 201);
    assert_eq!(second.json()["expires_in"], 600);
    let uri = second.json()["request_uri"].as_str().expect("an address").to_owned();
    assert!(uri.starts_with("urn:ietf:params:oauth:request_uri:req-"), "{uri}");
    assert_eq!(second.headers["cache-control"], "no-store");
    // A missing nonce costs nothing, however often; what is taken costs one of sixty.
    for _ in 0..80 {
        assert_refused(&send(&App::loopback(&server)).await, 400, "use_dpop_nonce");
    }
    for _ in 0..59 {
        assert_eq!(send(&app).await.status, 201);
    }
    let beyond = send(&app).await;
    assert_refused(&beyond, 429, "too_many_requests");
    assert!(beyond.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn t03_redirect_uris() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (_, challenge) = pkce();
    for wrong in [
        "http://127.0.0.1/other",
        "http://localhost/cb",
        "https://127.0.0.1/cb",
        "https://evil.social/cb",
        "javascript:alert(1)",
        "http://127.0.0.1@evil.social/cb",
        "http://127.0.0.1/cb#x",
        "/cb",
    ] {
        assert_refused(&app.push(&challenge, &[("redirect_uri", wrong)]).await, 400, "invalid_request");
    }
    assert_eq!(app.push(&challenge, &[("redirect_uri", "")]).await.status, 201, "the only one");
}

#[tokio::test]
async fn t04_scopes() {
    let (server, host) = with_published(&[]).await;
    publish(&host, public());
    let app = App::published(&server, None);
    let (_, challenge) = pkce();
    for scope in ["", "transition:generic", "atproto openid", "atproto  transition:generic", " atproto"] {
        assert_refused(&app.push(&challenge, &[("scope", scope)]).await, 400, "invalid_scope");
    }
    // What the client has not published, it cannot ask for, whatever it means.
    for scope in
        ["atproto transition:chat.bsky", "atproto repo:*", "atproto repo?collection=com.example.thing"]
    {
        assert_refused(&app.push(&challenge, &[("scope", scope)]).await, 400, "invalid_scope");
    }
    // What it has published and nobody knows falls away.
    let id = app.pushed(&challenge, &[("scope", "atproto unheard:of repo:com.example.thing")]).await;
    let request = server.app().oauth.open(id, None, browser()).expect("a request");
    assert_eq!(request.scope.to_string(), "atproto repo:com.example.thing");
}

#[tokio::test]
async fn t05_pkce() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (verifier, challenge) = pkce();
    for changes in [
        [("code_challenge", ""), ("code_challenge_method", "")],
        [("code_challenge", ""), ("code_challenge_method", "S256")],
        [("code_challenge", challenge.as_str()), ("code_challenge_method", "plain")],
        [("code_challenge", challenge.as_str()), ("code_challenge_method", "")],
        [("code_challenge", &verifier[..42]), ("code_challenge_method", "S256")],
        [
            ("code_challenge", "not base64url at all, but of 43 characters!"),
            ("code_challenge_method", "S256"),
        ],
    ] {
        assert_refused(&app.push(&challenge, &changes).await, 400, "invalid_request");
    }
}

#[tokio::test]
async fn parameters_that_are_refused() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (_, challenge) = pkce();
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("response_mode", "jwt", "invalid_request"),
        ("claims", "{}", "invalid_request"),
        ("id_token_hint", "x", "invalid_request"),
        ("nonce", "x", "invalid_request"),
        ("request", "x.y.z", "invalid_request"),
        ("request_uri", "https://app.test/request", "invalid_request"),
        ("authorization_details", "[]", "invalid_authorization_details"),
        ("prompt", "nothing", "invalid_request"),
        ("prompt", "none", "invalid_request"),
        ("login_hint", "not a name", "invalid_request"),
        ("max_age", "-1", "invalid_request"),
        ("display", "hologram", "invalid_request"),
        ("ui_locales", "de;en", "invalid_request"),
        ("dpop_jkt", "x", "invalid_request"),
    ] {
        assert_refused(&app.push(&challenge, &[(name, value)]).await, 400, error);
    }
    let other = jwk_thumbprint(&SigningKey::generate(Curve::P256));
    assert_refused(&app.push(&challenge, &[("dpop_jkt", &other)]).await, 401, "invalid_dpop_proof");
    let own = jwk_thumbprint(&app.key);
    assert_eq!(app.push(&challenge, &[("dpop_jkt", &own)]).await.status, 201);
    assert_refused(&app.push(&challenge, &[("state", &"s".repeat(2_049))]).await, 400, "invalid_request");
    assert_eq!(app.push(&challenge, &[("unknown", "ignored"), ("state", "")]).await.status, 201);
}

fn jwk_thumbprint(key: &SigningKey) -> String {
    let value = jwk::of_public_key(key.public());
    jwk::Jwk::from_json(value.as_object().expect("an object")).expect("a key").thumbprint().to_string()
}

#[tokio::test]
async fn a_push_needs_no_proof_but_a_good_one_if_any() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (verifier, challenge) = pkce();
    let fields = [
        ("client_id", app.id.as_str()),
        ("response_type", "code"),
        ("redirect_uri", app.redirect_uri.as_str()),
        ("scope", "atproto"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let pushed = app.send_with("/oauth/par", &fields, &[]).await;
    assert_eq!(pushed.status, 201);
    assert_refused(&app.send_with("/oauth/par", &fields, &[("dpop", "x")]).await, 401, "invalid_dpop_proof");
    // The key is bound when the code is exchanged.
    let id =
        RequestId::from_uri(pushed.json()["request_uri"].as_str().expect("an address")).expect("a request");
    let redirect = app.approve(id, &server.account("alice").await, browser()).await;
    assert!(redirect.param("state").is_none(), "a state that was not sent does not come back");
    let held = Held::of(&app.exchange(redirect.param("code").expect("a code"), &verifier).await.ok());
    assert!(app.works(&held.access).await);
    assert!(!app.elsewhere().works(&held.access).await);
}

#[tokio::test]
async fn t17_ports_of_loopback_addresses() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (verifier, challenge) = pkce();
    let odd = "http://127.0.0.1:53682/cb";
    let id = app.pushed(&challenge, &[("redirect_uri", odd)]).await;
    let redirect = app.approve(id, &server.account("alice").await, browser()).await;
    assert_eq!(redirect.uri.as_str(), odd);
    // The address of the request must be repeated as it was, port and all.
    let code = redirect.param("code").expect("a code");
    assert_refused(&app.exchange(code, &verifier).await, 400, "invalid_grant");
    assert_refused(
        &app.push(&challenge, &[("redirect_uri", "http://[::1]/cb")]).await,
        400,
        "invalid_request",
    );
}

#[tokio::test]
async fn clients_that_are_none() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let (_, challenge) = pkce();
    for id in ["x", "http://app.test/client.json", "https://localhost/client.json", "http://127.0.0.1/"] {
        let (status, _) = oauth_error(&app.push(&challenge, &[("client_id", id)]).await);
        assert_eq!(status, 400, "{id}");
    }
}
