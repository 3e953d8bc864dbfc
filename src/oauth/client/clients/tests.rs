//! Documents fetched from a host on loopback that answers as it is told to, and from hosts that must not be asked.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::crypto::{Curve, SigningKey, jwt};
use crate::mail::Designs;
use crate::net::{self, BodyError, FixedNames, Names};
use crate::oauth::client::{BrandingFor, FetchError, InvalidClientId, InvalidMetadata};
use crate::oauth::{ErrorCode, jwk};
use crate::store::StoreConfig;

const ISSUER: &str = "https://pds.demo.social";
const ID: &str = "https://app.demo.social/client.json";
const KEYS: &str = "https://app.demo.social/keys.json";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

/// What the host answers to a path.
#[derive(Clone)]
struct Reply {
    head: String,
    body: String,
    /// Whether the body is announced longer than it is, and the connection stays open.
    stalls: bool,
}

impl Reply {
    fn json(body: &Value) -> Self {
        Self::of("200 OK", "content-type: application/json\r\n", &body.to_string())
    }

    fn of(status: &str, headers: &str, body: &str) -> Self {
        Self { head: format!("{status}\r\n{headers}"), body: body.to_owned(), stalls: false }
    }
}

/// A host in development, and the clients of a server that knows it.
struct Bench {
    clients: Clients,
    clock: Clock,
    store: Store,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<String>>>,
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let replies: Arc<Mutex<HashMap<String, Reply>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let address = serve(Arc::clone(&replies), Arc::clone(&asked)).await;
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_800_000_000));
        let store = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(store, clock.clone(), Box::new(|_| {})).expect("a store");
        let clients = clients(&store, &clock, Some(address));
        Self { clients, clock, store, replies, asked, address, _folder: folder }
    }

    fn publish(&self, path: &str, reply: Reply) {
        self.replies.lock().expect("not poisoned").insert(path.to_owned(), reply);
    }

    fn withdraw(&self, path: &str) {
        self.replies.lock().expect("not poisoned").remove(path);
    }

    /// How often the path was asked for.
    fn asked(&self, path: &str) -> usize {
        self.asked.lock().expect("not poisoned").iter().filter(|known| *known == path).count()
    }

    async fn get(&self) -> Result<Arc<Client>, ClientError> {
        self.clients.get(&id(ID)).await
    }

    async fn authenticate(&self, key: &SigningKey, kid: &str) -> Result<ClientAuth, ClientError> {
        let client = self.get().await?;
        let token = self.assertion(key, kid);
        self.clients.authenticate(&client, Some(ASSERTION), Some(&token)).await
    }

    fn assertion(&self, key: &SigningKey, kid: &str) -> String {
        let jti = data_encoding::HEXLOWER.encode(&crate::base::random_bytes::<8>());
        let claims = json!({"iss": ID, "sub": ID, "aud": ISSUER, "iat": self.clock.now().secs(), "jti": jti});
        jwt::sign(key, "JWT", Some(kid), &claims)
    }

    /// The server after a restart: what is not in the store is forgotten.
    fn restart(&mut self) {
        self.clients = clients(&self.store, &self.clock, Some(self.address));
    }
}

fn clients(store: &Store, clock: &Clock, development: Option<SocketAddr>) -> Clients {
    let hosts = development.map(|address| format!("app.demo.social={address}").parse().expect("a host"));
    let config = ClientsConfig {
        issuer: ISSUER.to_owned(),
        trusted: vec![id("https://app.demo.social/trusted.json")],
        branding: BrandingFor::Trusted,
        template_hosts: vec![],
        development_hosts: hosts.into_iter().collect(),
    };
    let network = Network::new(Names::fixed(FixedNames::default()), false);
    Clients::new(config, &network, store.clone(), Designs::new(clock.clone()), clock.clone())
}

/// Answers what it has been told, and 404 to the rest.
async fn serve(replies: Arc<Mutex<HashMap<String, Reply>>>, asked: Arc<Mutex<Vec<String>>>) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (replies, asked) = (Arc::clone(&replies), Arc::clone(&asked));
            tokio::spawn(async move {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let mut piece = [0; 1_024];
                    match stream.read(&mut piece).await {
                        Ok(len @ 1..) => request.extend_from_slice(&piece[..len]),
                        _ => return,
                    }
                }
                let request = String::from_utf8_lossy(&request).to_ascii_lowercase();
                assert!(request.contains("\r\nhost: app.demo.social\r\n"), "{request}");
                let path = request.split(' ').nth(1).expect("a path").to_owned();
                let kind = if path.ends_with(".html") { "text/html" } else { "application/json" };
                assert!(request.contains(&format!("\r\naccept: {kind}\r\n")), "{request}");
                let reply = replies.lock().expect("not poisoned").get(&path).cloned();
                asked.lock().expect("not poisoned").push(path);
                let reply = reply.unwrap_or_else(|| Reply::of("404 Not Found", "", ""));
                let len = reply.body.len() + usize::from(reply.stalls);
                let text = format!("HTTP/1.1 {}content-length: {len}\r\n\r\n{}", reply.head, reply.body);
                let _ = stream.write_all(text.as_bytes()).await;
                if reply.stalls {
                    std::future::pending::<()>().await;
                }
            });
        }
    });
    address
}

fn id(text: &str) -> ClientId {
    text.parse().expect("a client")
}

fn public() -> Value {
    json!({
        "client_id": ID,
        "redirect_uris": ["https://app.demo.social/callback"],
        "scope": "atproto",
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": true,
    })
}

fn key(curve: Curve) -> SigningKey {
    SigningKey::generate(curve)
}

fn key_set(keys: &[(&SigningKey, &str)]) -> Value {
    let keys: Vec<Value> = keys
        .iter()
        .map(|(key, kid)| {
            let mut jwk = jwk::of_public_key(key.public());
            jwk["kid"] = (*kid).into();
            jwk
        })
        .collect();
    json!({ "keys": keys })
}

fn confidential(member: &str, keys: Value) -> Value {
    let mut document = public();
    document["token_endpoint_auth_method"] = "private_key_jwt".into();
    document["token_endpoint_auth_signing_alg"] = "ES256".into();
    document[member] = keys;
    document
}

fn fetch_error(error: &ClientError) -> &FetchError {
    match error {
        ClientError::Unavailable(error) | ClientError::KeysUnavailable(error) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn documents_are_fetched_once_in_ten_minutes() {
    let bench = Bench::new().await;
    bench.publish("/client.json", Reply::json(&public()));
    let client = bench.get().await.expect("a client");
    assert!(!client.trusted && !client.is_confidential() && !client.is_loopback());
    bench.clock.advance(9 * MINUTE);
    bench.get().await.expect("a client");
    assert_eq!(bench.asked("/client.json"), 1);
    let mut changed = public();
    changed["scope"] = "atproto transition:generic".into();
    bench.publish("/client.json", Reply::json(&changed));
    bench.clock.advance(MINUTE);
    assert!(bench.get().await.expect("a client").declares("transition:generic"));
    assert_eq!(bench.asked("/client.json"), 2);
}

#[tokio::test]
async fn the_operator_decides_who_is_trusted() {
    let bench = Bench::new().await;
    let trusted = "https://app.demo.social/trusted.json";
    let mut document = public();
    document["client_id"] = trusted.into();
    bench.publish("/trusted.json", Reply::json(&document));
    assert!(bench.clients.get(&id(trusted)).await.expect("a client").trusted);
}

/// A client that the operator vouches for, with wishes for its letters.
async fn branded(bench: &Bench, wishes: &Value) -> Arc<Client> {
    let trusted = "https://app.demo.social/trusted.json";
    let mut document = public();
    document["client_id"] = trusted.into();
    document["client_name"] = "Demo".into();
    for (name, value) in wishes.as_object().expect("an object") {
        document[name] = value.clone();
    }
    bench.publish("/trusted.json", Reply::json(&document));
    bench.clients.get(&id(trusted)).await.expect("a client")
}

#[tokio::test]
async fn letters_look_as_apps_wish_that_the_operator_vouches_for() {
    let bench = Bench::new().await;
    let wishes = json!({
        "email_template_uri": "https://app.demo.social/mail.html",
        "email_subject_template": "{{code}} for {{app_name}}",
        "logo_uri": "https://app.demo.social/logo.png",
    });
    let html = "content-type: text/html; charset=utf-8\r\n";
    bench.publish("/mail.html", Reply::of("200 OK", html, "<b onclick=x>{{code}}</b>"));
    let client = branded(&bench, &wishes).await;
    let look = bench.clients.look(&client).await.expect("a look");
    assert_eq!(
        (look.app_name.as_str(), look.subject("123", false).as_deref()),
        ("Demo", Some("123 for Demo"))
    );
    let design = bench.clients.0.designs.get(look.design.as_deref().expect("a design")).expect("kept");
    assert_eq!(design.fill(&look.values("123", false)), "<b>123</b>");
    bench.clients.look(&client).await.expect("a look");
    assert_eq!(bench.asked("/mail.html"), 1);

    // Ten minutes later it is fetched anew; what cannot be had then is the last known one.
    bench.clock.advance(10 * MINUTE);
    bench.publish("/mail.html", Reply::of("500 Internal Server Error", html, ""));
    assert!(bench.clients.look(&client).await.expect("a look").design.is_some());
    assert_eq!(bench.asked("/mail.html"), 2);

    // What is no template is none at once, and the rest of the wishes stay.
    for reply in [
        Reply::of("200 OK", html, "<b>no code</b>"),
        Reply::of("200 OK", "content-type: application/json\r\n", "{{code}}"),
        Reply::of("302 Found", "location: https://app.demo.social/other.html\r\n", ""),
        Reply::of("200 OK", html, &format!("{{{{code}}}}{}", " ".repeat(100 * 1024))),
    ] {
        bench.publish("/mail.html", reply);
        bench.clients.forget_all();
        bench.clock.advance(10 * MINUTE);
        let look = bench.clients.look(&client).await.expect("a look");
        assert!(look.design.is_none() && look.subject.is_some());
    }

    // A template elsewhere is not even asked for, unless the operator has named its host.
    let elsewhere = json!({ "email_template_uri": "https://letters.example/mail.html" });
    bench.clients.forget_all();
    let client = branded(&bench, &elsewhere).await;
    let look = bench.clients.look(&client).await.expect("a look");
    assert!(look.design.is_none());

    bench.publish("/client.json", Reply::json(&public()));
    let stranger = bench.get().await.expect("a client");
    assert_eq!(bench.clients.look(&stranger).await, None);
}

#[tokio::test]
async fn clients_in_development_need_no_document() {
    let bench = Bench::new().await;
    let client = bench.clients.get(&id("http://localhost?scope=atproto")).await.expect("a client");
    assert!(client.is_loopback() && !client.may_be_silent() && !client.trusted);
    assert!(client.redirect_uri(Some("http://127.0.0.1:5173/")).is_ok());
    let error =
        bench.clients.get(&id("http://localhost?client_name=a")).await.expect_err("an unknown parameter");
    assert_eq!(error.code(), ErrorCode::InvalidClientMetadata);
    let error = bench.clients.get(&id("http://localhost?redirect_uri=https://evil.social")).await;
    assert_eq!(error.expect_err("not loopback").code(), ErrorCode::InvalidRedirectUri);
    bench.clients.remember(&client).await.expect("nothing to do");
}

#[tokio::test]
async fn requests_at_once_share_one_fetch() {
    let bench = Bench::new().await;
    bench.publish("/client.json", Reply::json(&public()));
    let all = futures_util::future::join_all((0..16).map(|_| bench.get())).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(bench.asked("/client.json"), 1);
}

#[tokio::test]
async fn answers_that_are_no_documents_are_refused() {
    let bench = Bench::new().await;
    let document = public().to_string();
    let json = "content-type: application/json\r\n";
    let elsewhere = format!("location: https://app.demo.social/other.json\r\n{json}");
    bench.publish("/other.json", Reply::json(&public()));
    let huge = format!("{document}{}", " ".repeat(64 * 1024));
    for (reply, expected) in [
        (Reply::of("200 OK", "content-type: text/html\r\n", &document), "type"),
        (Reply::of("200 OK", "content-type: application/jsonp\r\n", &document), "type"),
        (Reply::of("200 OK", "", &document), "type"),
        (Reply::of("302 Found", &elsewhere, &document), "status"),
        (Reply::of("201 Created", json, &document), "status"),
        (Reply::of("500 Internal Server Error", json, &document), "status"),
        (Reply::of("200 OK", json, &huge), "too large"),
        (Reply::of("200 OK", json, "<html>"), "metadata"),
    ] {
        bench.publish("/client.json", reply);
        let error = bench.get().await.expect_err(expected);
        let found = match &error {
            ClientError::Metadata(InvalidMetadata::NotAnObject) => "metadata",
            other => match fetch_error(other) {
                FetchError::ContentType(_) => "type",
                FetchError::Status(_) => "status",
                FetchError::Request(net::Error::Body(BodyError::TooLarge)) => "too large",
                FetchError::Request(error) => panic!("{error:?}"),
            },
        };
        assert_eq!(found, expected, "{error}");
        assert_eq!(error.code(), ErrorCode::InvalidClientMetadata);
        bench.clock.advance(MINUTE);
    }
    assert_eq!(bench.asked("/other.json"), 0, "redirects lead nowhere");
    bench.publish(
        "/client.json",
        Reply::of("200 OK", "content-type: Application/JSON; charset=utf-8\r\n", &document),
    );
    bench.get().await.expect("a document");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let bench = Bench::new().await;
    let mut reply = Reply::json(&public());
    reply.stalls = true;
    bench.publish("/client.json", reply);
    // Time stands still while there is work, and jumps when all wait: the fetch ends by its own deadline.
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    let error = bench.get().await.expect_err("a body that stalls");
    assert!(matches!(
        fetch_error(&error),
        FetchError::Request(net::Error::Timeout | net::Error::Body(BodyError::Timeout))
    ));
    assert!(started.elapsed() <= Duration::from_secs(6));
}

#[tokio::test]
async fn failures_are_not_tried_again_for_a_minute() {
    let bench = Bench::new().await;
    for _ in 0..5 {
        assert!(matches!(fetch_error(&bench.get().await.expect_err("nothing there")), FetchError::Status(_)));
    }
    assert_eq!(bench.asked("/client.json"), 1);
    bench.publish("/client.json", Reply::json(&public()));
    assert!(bench.get().await.is_err(), "not even now");
    bench.clock.advance(MINUTE);
    bench.get().await.expect("a client");
    assert_eq!(bench.asked("/client.json"), 2);
}

/// Too much to do here is no fault of the client, and nothing to hold against it.
#[tokio::test]
async fn a_fetch_that_found_no_place_may_be_tried_again_at_once() {
    let bench = Bench::new().await;
    let name = |n: usize| format!("https://app.demo.social/{n}.json");
    let document = |n: usize, stalls: bool| {
        let mut document = public();
        document["client_id"] = name(n).into();
        bench.publish(&format!("/{n}.json"), Reply { stalls, ..Reply::json(&document) });
    };
    let many = 0..40;
    many.clone().for_each(|n| document(n, true));
    tokio::time::pause();
    let ids: Vec<ClientId> = many.map(|n| id(&name(n))).collect();
    let results = futures_util::future::join_all(ids.iter().map(|id| bench.clients.get(id))).await;
    let is_busy = |result: &Result<_, ClientError>| matches!(result, Err(error) if error.code() == ErrorCode::TemporarilyUnavailable);
    let refused: Vec<usize> =
        (0..).zip(&results).filter(|(_, result)| is_busy(result)).map(|(n, _)| n).collect();
    assert!(!refused.is_empty());
    tokio::time::resume();
    for n in refused {
        document(n, false);
        bench.clients.get(&id(&name(n))).await.expect("a client");
    }
}

#[tokio::test]
async fn memory_can_be_given_back() {
    let bench = Bench::new().await;
    bench.publish("/client.json", Reply::json(&public()));
    bench.get().await.expect("a client");
    bench.clients.forget_all();
    bench.get().await.expect("a client");
    assert_eq!(bench.asked("/client.json"), 2);
}

#[tokio::test]
async fn the_last_document_serves_for_a_day_when_the_host_cannot_answer() {
    let mut bench = Bench::new().await;
    bench.publish("/client.json", Reply::json(&public()));
    let client = bench.get().await.expect("a client");
    bench.clients.remember(&client).await.expect("kept");
    bench.publish("/client.json", Reply::of("503 Service Unavailable", "", ""));
    bench.clock.advance(23 * HOUR);
    bench.get().await.expect("from memory");
    assert_eq!(bench.asked("/client.json"), 2, "it was asked");
    bench.restart();
    bench.get().await.expect("from the store");
    bench.clock.advance(HOUR);
    assert!(bench.get().await.is_err(), "a day is over");
    bench.restart();
    assert!(bench.get().await.is_err());
}

#[tokio::test]
async fn a_client_that_says_it_is_gone_is_gone() {
    let bench = Bench::new().await;
    bench.publish("/client.json", Reply::json(&public()));
    let client = bench.get().await.expect("a client");
    bench.clients.remember(&client).await.expect("kept");
    bench.clock.advance(10 * MINUTE);
    bench.withdraw("/client.json");
    assert!(bench.get().await.is_err());
    bench.clock.advance(MINUTE);
    let mut broken = public();
    broken["dpop_bound_access_tokens"] = false.into();
    bench.publish("/client.json", Reply::json(&broken));
    let error = bench.get().await.expect_err("broken rules count at once");
    assert!(matches!(error, ClientError::Metadata(_)));
}

#[tokio::test]
async fn public_clients_prove_nothing_whatever_they_send() {
    let bench = Bench::new().await;
    bench.publish("/client.json", Reply::json(&public()));
    let client = bench.get().await.expect("a client");
    for (kind, assertion) in [(None, None), (Some(""), Some("")), (Some(ASSERTION), Some("nonsense"))] {
        let auth = bench.clients.authenticate(&client, kind, assertion).await;
        assert_eq!(auth.expect("a public client"), ClientAuth::None);
    }
}

#[tokio::test]
async fn confidential_clients_sign_with_a_key_that_they_publish() {
    let bench = Bench::new().await;
    let (own, foreign) = (key(Curve::P256), key(Curve::P256));
    bench.publish("/client.json", Reply::json(&confidential("jwks_uri", KEYS.into())));
    bench.publish("/keys.json", Reply::of("200 OK", "", &key_set(&[(&own, "one")]).to_string()));
    let ClientAuth::PrivateKeyJwt { kid, .. } = bench.authenticate(&own, "one").await.expect("its key")
    else {
        panic!("a key");
    };
    assert_eq!(kid, "one");
    let error = bench.authenticate(&foreign, "one").await.expect_err("another key");
    assert!(matches!(error, ClientError::Assertion(AssertionError::Signature(JwkError::Signature))));
    assert_eq!(error.code(), ErrorCode::InvalidClient);
    let client = bench.get().await.expect("a client");
    let error = bench.clients.authenticate(&client, Some(""), Some("")).await.expect_err("no proof");
    assert_eq!(error.code(), ErrorCode::InvalidRequest);
    let token = bench.assertion(&own, "one");
    let present = || bench.clients.authenticate(&client, Some(ASSERTION), Some(&token));
    present().await.expect("fresh");
    assert!(matches!(present().await, Err(ClientError::Assertion(AssertionError::Replayed))));
    assert_eq!(bench.asked("/keys.json"), 1);
}

#[tokio::test]
async fn an_unknown_key_is_looked_for_once_a_minute() {
    for place in ["jwks", "jwks_uri"] {
        let bench = Bench::new().await;
        let (old, new) = (key(Curve::P256), key(Curve::K256));
        let publish = |keys: Value| {
            let member = if place == "jwks" { keys.clone() } else { KEYS.into() };
            bench.publish("/client.json", Reply::json(&confidential(place, member)));
            bench.publish("/keys.json", Reply::json(&keys));
        };
        let path = if place == "jwks" { "/client.json" } else { "/keys.json" };
        publish(key_set(&[(&old, "old")]));
        bench.authenticate(&old, "old").await.expect("its key");
        publish(key_set(&[(&new, "new")]));
        for _ in 0..3 {
            let error = bench.authenticate(&new, "new").await.expect_err("too early to look again");
            assert!(matches!(error, ClientError::Assertion(AssertionError::UnknownKey)));
        }
        assert_eq!(bench.asked(path), 1, "{place}");
        bench.clock.advance(MINUTE);
        bench.authenticate(&new, "new").await.expect("the new key");
        assert_eq!(bench.asked(path), 2, "{place}");
        let error = bench.authenticate(&old, "old").await.expect_err("withdrawn");
        assert!(matches!(error, ClientError::Assertion(AssertionError::UnknownKey)));
        assert_eq!(bench.asked(path), 2, "{place}");
    }
}

#[tokio::test]
async fn keys_serve_on_when_their_host_cannot_answer() {
    let mut bench = Bench::new().await;
    let own = key(Curve::P256);
    bench.publish("/client.json", Reply::json(&confidential("jwks_uri", KEYS.into())));
    bench.publish("/keys.json", Reply::json(&key_set(&[(&own, "one")])));
    bench.authenticate(&own, "one").await.expect("its key");
    let client = bench.get().await.expect("a client");
    bench.clients.remember(&client).await.expect("kept");
    bench.clients.remember(&client).await.expect("kept already");
    for path in ["/client.json", "/keys.json"] {
        bench.publish(path, Reply::of("502 Bad Gateway", "", ""));
    }
    bench.clock.advance(HOUR);
    bench.authenticate(&own, "one").await.expect("from memory");
    bench.restart();
    bench.authenticate(&own, "one").await.expect("from the store");
    bench.clock.advance(23 * HOUR);
    bench.restart();
    assert!(bench.authenticate(&own, "one").await.is_err(), "a day is over");
}

#[tokio::test]
async fn key_sets_with_private_keys_are_refused() {
    let bench = Bench::new().await;
    let own = key(Curve::P256);
    let mut keys = key_set(&[(&own, "one")]);
    keys["keys"][0]["d"] = "AA".into();
    bench.publish("/client.json", Reply::json(&confidential("jwks_uri", KEYS.into())));
    bench.publish("/keys.json", Reply::json(&keys));
    let error = bench.authenticate(&own, "one").await.expect_err("given away");
    assert!(matches!(error, ClientError::Keys(JwkError::Private)));
}

/// What a server on the public internet asks for, whoever names it.
#[tokio::test]
async fn hosts_inside_are_never_asked() {
    let bench = Bench::new().await;
    let inside: [(&str, &[&str]); 8] = [
        ("loopback.social", &["127.0.0.1"]),
        ("six.social", &["::1"]),
        ("home.social", &["192.168.1.1", "10.0.0.1"]),
        ("mapped.social", &["::ffff:10.0.0.1"]),
        ("metadata.social", &["169.254.169.254"]),
        ("carrier.social", &["100.64.0.1"]),
        ("unique.social", &["fd12::1"]),
        ("multicast.social", &["224.0.0.1"]),
    ];
    let mut names = FixedNames::default();
    for (name, addresses) in inside {
        let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().expect("an address")).collect();
        names = names.address(name, &addresses);
    }
    // A development host is of no use to a guarded server: it would be asked in plain HTTP.
    let config = ClientsConfig {
        issuer: ISSUER.to_owned(),
        trusted: Vec::new(),
        branding: BrandingFor::Trusted,
        template_hosts: vec![],
        development_hosts: vec![format!("app.demo.social={}", bench.address).parse().expect("a host")],
    };
    let network = Network::new(Names::fixed(names), true);
    let clients = Clients::new(
        config,
        &network,
        bench.store.clone(),
        Designs::new(bench.clock.clone()),
        bench.clock.clone(),
    );
    for (name, _) in inside {
        let error = clients.get(&id(&format!("https://{name}/client.json"))).await.expect_err(name);
        assert!(
            matches!(fetch_error(&error), FetchError::Request(net::Error::NotPublic)),
            "{name}: {error:?}"
        );
    }
    bench.publish("/client.json", Reply::json(&public()));
    let error = clients.get(&id(ID)).await.expect_err("plain HTTP");
    assert!(matches!(fetch_error(&error), FetchError::Request(net::Error::Url)));
    assert_eq!(bench.asked("/client.json"), 0);
    for literal in
        ["https://127.0.0.1/client.json", "https://[::ffff:10.0.0.1]/client.json", "https://localhost/c"]
    {
        assert_eq!(literal.parse::<ClientId>(), Err(InvalidClientId::NotPublic), "{literal}");
    }
}

/// A client's document may name an address for its keys: that is judged like its own.
#[tokio::test]
async fn key_sets_inside_are_never_asked_for() {
    let bench = Bench::new().await;
    let own = key(Curve::P256);
    for address in
        ["https://10.0.0.1/keys", "https://router/keys", "http://127.0.0.1/keys", "file:///etc/passwd"]
    {
        bench.publish("/client.json", Reply::json(&confidential("jwks_uri", address.into())));
        assert!(matches!(bench.get().await, Err(ClientError::Metadata(_))), "{address}");
        bench.clock.advance(MINUTE);
    }
    let names = FixedNames::default().address("keys.social", &["10.0.0.1".parse().expect("an address")]);
    let network = Network::new(Names::fixed(names), true);
    let config = ClientsConfig {
        issuer: ISSUER.to_owned(),
        trusted: vec![],
        branding: BrandingFor::Trusted,
        template_hosts: vec![],
        development_hosts: vec![],
    };
    let clients = Clients::new(
        config,
        &network,
        bench.store.clone(),
        Designs::new(bench.clock.clone()),
        bench.clock.clone(),
    );
    let document = confidential("jwks_uri", "https://keys.social/keys".into());
    let client = Client::for_tests(&document, false);
    let token = bench.assertion(&own, "one");
    let error = clients.authenticate(&client, Some(ASSERTION), Some(&token)).await.expect_err("inside");
    assert!(matches!(fetch_error(&error), FetchError::Request(net::Error::NotPublic)));
}
