//! Sets as published by strangers: what is read of them, who is believed, and what serves when nobody answers.

use std::net::Ipv4Addr;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::json;

use super::*;
use crate::cbor::Value;
use crate::crypto::{Curve, SigningKey, sha256};
use crate::identity::IdentityConfig;
use crate::net::{FixedNames, Names};
use crate::repo::car;
use crate::repo::commit::Unsigned;
use crate::repo::mst::Builder;
use crate::store::StoreConfig;
use crate::syntax::{Cid, Did, Tid};

const NAME: &str = "com.example.cal.authBasic";
const HOUR: Duration = Duration::from_secs(3_600);

fn nsid(text: &str) -> Nsid {
    text.parse().expect("an NSID")
}

fn include(text: &str) -> Include {
    match text.parse() {
        Ok(Scope::Include(include)) => include,
        other => panic!("{text} is an include: {other:?}"),
    }
}

/// A lexicon with these permissions.
fn lexicon(name: &str, permissions: serde_json::Value) -> Value {
    value(&json!({
        "$type": "com.atproto.lexicon.schema",
        "lexicon": 1,
        "id": name,
        "defs": { "main": {
            "type": "permission-set",
            "title": "Calendar",
            "title:lang": { "de": "Kalender", "pt-BR": "Agenda" },
            "detail": "Reads and writes events.",
            "permissions": permissions,
        } },
    }))
}

fn value(json: &serde_json::Value) -> Value {
    crate::json::decode(json.to_string().as_bytes()).expect("a value")
}

fn granted(permissions: serde_json::Value, asked: &str) -> Vec<String> {
    let include = include(asked);
    let set =
        PermissionSet::read(&include.nsid, &lexicon(include.nsid.as_str(), permissions)).expect("a set");
    set.permissions(&include).iter().map(ToString::to_string).collect()
}

#[test]
fn sets_grant_what_their_publisher_may_speak_of() {
    let asked = "include:com.example.cal.authBasic?aud=did:web:cal.example.com%23cal";
    let rows = [
        (
            json!({"resource": "repo", "collection": ["com.example.cal.event", "com.example.cal.rsvp.reply"]}),
            Some("repo?collection=com.example.cal.event&collection=com.example.cal.rsvp.reply"),
        ),
        (
            json!({"resource": "repo", "collection": ["com.example.cal.event"], "action": ["create"]}),
            Some("repo:com.example.cal.event?action=create"),
        ),
        (
            json!({"resource": "rpc", "lxm": ["com.example.cal.list"], "aud": "*"}),
            Some("rpc:com.example.cal.list?aud=*"),
        ),
        (
            json!({"resource": "rpc", "lxm": ["com.example.cal.list"], "inheritAud": true}),
            Some("rpc:com.example.cal.list?aud=did:web:cal.example.com%23cal"),
        ),
        (json!({"resource": "repo", "collection": ["*"]}), None),
        (json!({"resource": "repo", "collection": []}), None),
        (json!({"resource": "repo", "collection": "com.example.cal.event"}), None),
        (json!({"resource": "repo", "collection": ["com.example.cal.event", "app.bsky.feed.post"]}), None),
        (json!({"resource": "repo", "collection": ["com.example.calendar.event"]}), None),
        (json!({"resource": "repo", "collection": ["com.example.cal"]}), None),
        (json!({"resource": "repo", "collection": ["com.example.cal.event"], "action": ["read"]}), None),
        (json!({"resource": "repo", "collection": ["com.example.cal.event"], "action": []}), None),
        (json!({"resource": "repo", "collection": ["com.example.cal.event"], "only": "mine"}), None),
        (json!({"resource": "repo"}), None),
        (json!({"resource": "rpc", "lxm": ["*"], "inheritAud": true}), None),
        (json!({"resource": "rpc", "lxm": ["com.example.cal.list"]}), None),
        (json!({"resource": "rpc", "lxm": ["com.example.cal.list"], "aud": "did:web:evil.com#x"}), None),
        (json!({"resource": "rpc", "lxm": ["com.example.cal.list"], "aud": "*", "inheritAud": true}), None),
        (json!({"resource": "rpc", "lxm": ["chat.bsky.convo.sendMessage"], "aud": "*"}), None),
        (json!({"resource": "blob", "accept": ["image/*"]}), None),
        (json!({"resource": "account", "attr": "email"}), None),
        (json!({"resource": "identity", "attr": "*"}), None),
        (json!({"resource": "include", "nsid": "com.example.cal.other"}), None),
    ];
    for (mut entry, expected) in rows {
        entry["type"] = "permission".into();
        let found = granted(json!([entry]), asked);
        assert_eq!(found, Vec::from_iter(expected.map(str::to_owned)), "{entry}");
    }
    let untyped = json!([{"resource": "repo", "collection": ["com.example.cal.event"]}]);
    assert!(granted(untyped, asked).is_empty());
    let inherits = json!([{
        "type": "permission", "resource": "rpc", "lxm": ["com.example.cal.list"], "inheritAud": true,
    }]);
    assert!(granted(inherits, "include:com.example.cal.authBasic").is_empty(), "no service to inherit");
}

#[test]
fn other_lexicons_are_no_sets() {
    let name = nsid(NAME);
    let good = lexicon(NAME, json!([]));
    assert!(PermissionSet::read(&name, &good).is_ok());
    assert_eq!(PermissionSet::read(&nsid("com.example.cal.other"), &good), Err(InvalidSet));
    let many = vec![json!({"type": "permission", "resource": "blob"}); 300];
    assert_eq!(PermissionSet::read(&name, &lexicon(NAME, many.into())), Err(InvalidSet));
    for broken in [
        json!({}),
        json!({"lexicon": 1, "id": NAME, "defs": {}}),
        json!({"lexicon": 1, "id": NAME, "defs": {"main": {"type": "record"}}}),
        json!({"lexicon": 2, "id": NAME, "defs": {"main": {"type": "permission-set", "permissions": []}}}),
        json!({"lexicon": 1, "id": NAME, "defs": {"main": {"type": "permission-set"}}}),
    ] {
        assert_eq!(PermissionSet::read(&name, &value(&broken)), Err(InvalidSet), "{broken}");
    }
}

#[test]
fn titles_come_in_the_reader_s_language() {
    let set = PermissionSet::read(&nsid(NAME), &lexicon(NAME, json!([]))).expect("a set");
    for (language, title) in [
        ("de", "Kalender"),
        ("de-AT", "Kalender"),
        ("PT-br", "Agenda"),
        ("pt", "Calendar"),
        ("en", "Calendar"),
    ] {
        assert_eq!(set.title.get(language), Some(title), "{language}");
    }
    assert_eq!(set.detail.get("ja"), Some("Reads and writes events."));
}

/// What a publisher's server does.
#[derive(Clone)]
struct Publisher {
    key: SigningKey,
    signs_as: Option<Did>,
    record: Option<Value>,
    damage: Damage,
    asked: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Damage {
    None,
    ForeignKey,
    NoNode,
    OtherRecord,
    Status,
}

impl Publisher {
    /// An archive with a commit, the tree and the record.
    fn proof(&self, did: &Did) -> Vec<u8> {
        let record = cbor::encode(self.record.as_ref().unwrap_or(&Value::Null));
        let cid = Cid::dag_cbor(sha256(&record));
        let own = format!("com.atproto.lexicon.schema/{NAME}");
        let mut keys: Vec<String> = (0..200).map(|n| format!("com.example.note/{n:04}")).collect();
        if self.record.is_some() {
            keys.push(own);
        }
        keys.sort_unstable();
        let mut nodes = Vec::new();
        let mut builder = Builder::new(|_, cid, bytes| {
            nodes.push((cid, bytes));
            Ok::<_, std::convert::Infallible>(())
        });
        for key in &keys {
            builder.push(key, cid).expect("in order");
        }
        let root = builder.finish().expect("a tree");
        let signer = self.signs_as.clone().unwrap_or_else(|| did.clone());
        let unsigned =
            Unsigned { did: signer, data: root.cid, rev: "3jzfcijpj2z2a".parse::<Tid>().expect("a TID") };
        let other = SigningKey::generate(Curve::P256);
        let commit = unsigned.sign(if self.damage == Damage::ForeignKey { &other } else { &self.key });
        if self.damage == Damage::NoNode {
            nodes.retain(|(cid, _)| *cid == root.cid);
        }
        let altered = cbor::encode(&Value::from("something else"));
        let record = if self.damage == Damage::OtherRecord {
            (Cid::dag_cbor(sha256(&altered)), altered)
        } else {
            (cid, record)
        };
        let commit = commit.into_block();
        let blocks = std::iter::once(&commit).chain(&nodes).chain(std::iter::once(&record));
        car::archive(Some(&commit.0), blocks.map(|(cid, bytes)| (cid, bytes.as_slice())))
    }
}

struct World {
    sets: PermissionSets,
    resolver: Resolver,
    network: Network,
    publisher: Arc<Mutex<Publisher>>,
    clock: Clock,
    store: Store,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let calendar = lexicon(
            NAME,
            json!([
                {"type": "permission", "resource": "repo", "collection": ["com.example.cal.event"]},
                {"type": "permission", "resource": "rpc", "lxm": ["com.example.cal.list"], "inheritAud": true},
            ]),
        );
        let publisher = Arc::new(Mutex::new(Publisher {
            key: SigningKey::generate(Curve::P256),
            signs_as: None,
            record: Some(calendar),
            damage: Damage::None,
            asked: 0,
        }));
        let did = serve(Arc::clone(&publisher)).await;
        let names = FixedNames::default()
            .txt("_lexicon.cal.example.com", &format!("did={did}"))
            .txt("_lexicon.two.example.com", &format!("did={did}"))
            .txt("_lexicon.two.example.com", "did=did:web:example.com");
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(config, clock.clone(), Box::new(|_| {})).expect("a store");
        let network = Network::new(Names::fixed(names), false);
        let resolver = Resolver::new(network.clone(), IdentityConfig::default(), clock.clone());
        let sets = PermissionSets::new(resolver.clone(), &network, store.clone(), clock.clone());
        Self { sets, resolver, network, publisher, clock, store, _folder: folder }
    }

    /// As after a restart: nothing in memory.
    fn forgetful(&self) -> PermissionSets {
        PermissionSets::new(self.resolver.clone(), &self.network, self.store.clone(), self.clock.clone())
    }

    fn change(&self, change: impl FnOnce(&mut Publisher)) {
        change(&mut self.publisher.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn asked(&self) -> usize {
        self.publisher.lock().unwrap_or_else(PoisonError::into_inner).asked
    }
}

/// A server of a did:web and its repository.
async fn serve(publisher: Arc<Mutex<Publisher>>) -> Did {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let did: Did = format!("did:web:localhost%3A{port}").parse().expect("a DID");
    let own = did.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (publisher, did) = (Arc::clone(&publisher), own.clone());
            let service = service_fn(move |request: Request<Incoming>| {
                let answer = answer(
                    &mut publisher.lock().unwrap_or_else(PoisonError::into_inner),
                    &did,
                    port,
                    &request,
                );
                async move { Ok::<_, std::convert::Infallible>(answer) }
            });
            tokio::spawn(
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service),
            );
        }
    });
    did
}

fn answer(
    publisher: &mut Publisher,
    did: &Did,
    port: u16,
    request: &Request<Incoming>,
) -> Response<Full<Bytes>> {
    let body = match request.uri().path() {
        "/.well-known/did.json" => json!({
            "id": did,
            "verificationMethod": [{
                "id": format!("{did}#atproto"),
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": publisher.key.public().multibase(),
            }],
            "service": [{
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": format!("http://localhost:{port}"),
            }],
        })
        .to_string()
        .into_bytes(),
        path => {
            publisher.asked += 1;
            assert_eq!(path, "/xrpc/com.atproto.sync.getRecord");
            let expected = format!("did={did}&collection=com.atproto.lexicon.schema&rkey={NAME}");
            assert_eq!(request.uri().query(), Some(expected.as_str()));
            publisher.proof(did)
        }
    };
    let status = if publisher.damage == Damage::Status { 503 } else { 200 };
    Response::builder().status(status).body(Full::new(body.into())).expect("a response")
}

#[tokio::test]
async fn includes_are_opened() {
    let world = World::new().await;
    let asked: ScopeSet = format!("atproto include:{NAME}?aud=did:web:cal.example.com%23cal blob:image/*")
        .parse()
        .expect("scopes");
    let opened = world.sets.open(&asked).await.expect("opened");
    assert_eq!(
        opened.to_string(),
        "atproto blob:image/* repo:com.example.cal.event \
         rpc:com.example.cal.list?aud=did:web:cal.example.com%23cal"
    );
    assert_eq!(world.asked(), 1);
    world.sets.open(&asked).await.expect("opened");
    assert_eq!(world.asked(), 1, "from memory");
    let none: ScopeSet = "atproto transition:generic".parse().expect("scopes");
    assert_eq!(world.sets.open(&none).await.expect("opened"), none);
    let names: Vec<String> = (0..6).map(|n| format!("include:com.example.cal.set{n}")).collect();
    let many: ScopeSet = names.join(" ").parse().expect("scopes");
    assert!(matches!(world.sets.open(&many).await, Err(SetError::TooMany)));
    assert_eq!(world.asked(), 1);
}

#[tokio::test]
async fn only_the_publisher_is_believed() {
    let world = World::new().await;
    for (damage, is_expected) in [
        (Damage::ForeignKey, (|error| matches!(error, LookupError::Signature)) as fn(&LookupError) -> bool),
        (Damage::NoNode, |error| matches!(error, LookupError::Tree(_))),
        (Damage::OtherRecord, |error| matches!(error, LookupError::Commit)),
        (Damage::Status, |error| matches!(error, LookupError::Status(_))),
    ] {
        world.change(|publisher| publisher.damage = damage);
        match world.forgetful().get(&nsid(NAME)).await {
            Err(SetError::Unresolved(_, Some(error))) => assert!(is_expected(&error), "{error:?}"),
            other => panic!("{other:?}"),
        }
    }
    world.change(|publisher| {
        publisher.damage = Damage::None;
        publisher.signs_as = Some("did:web:somebody.else".parse().expect("a DID"));
    });
    let error = world.forgetful().get(&nsid(NAME)).await.expect_err("another's repository");
    assert!(matches!(error, SetError::Unresolved(_, Some(cause)) if matches!(*cause, LookupError::Commit)));
    for unknown in ["org.nowhere.auth", "com.example.two.auth"] {
        let error = world.forgetful().get(&nsid(unknown)).await.expect_err("nobody publishes it");
        assert!(
            matches!(error, SetError::Unresolved(_, Some(cause)) if matches!(*cause, LookupError::Publisher(_)))
        );
    }
}

#[tokio::test]
async fn a_changed_key_is_looked_for() {
    let world = World::new().await;
    world.sets.get(&nsid(NAME)).await.expect("a set");
    world.change(|publisher| publisher.key = SigningKey::generate(Curve::P256));
    world.forgetful().get(&nsid(NAME)).await.expect("the document is fetched again");
}

#[tokio::test]
async fn failures_are_not_repeated_at_once() {
    let world = World::new().await;
    world.change(|publisher| publisher.damage = Damage::Status);
    for _ in 0..3 {
        world.sets.get(&nsid(NAME)).await.expect_err("no answer");
    }
    // The document could not be had either, so the record was never asked for.
    assert_eq!(world.asked(), 0);
    world.change(|publisher| publisher.damage = Damage::None);
    world.sets.get(&nsid(NAME)).await.expect_err("not asked again yet");
    world.clock.advance(Duration::from_secs(61));
    world.sets.get(&nsid(NAME)).await.expect("asked again");
}

#[tokio::test]
async fn what_was_granted_serves_while_nobody_answers() {
    let world = World::new().await;
    let asked: ScopeSet = format!("atproto include:{NAME}").parse().expect("scopes");
    world.sets.open(&asked).await.expect("opened");
    world.change(|publisher| publisher.damage = Damage::Status);
    world.forgetful().get(&nsid(NAME)).await.expect_err("not remembered before somebody grants it");
    world.sets.remember(&asked).await.expect("written");

    world.clock.advance(23 * HOUR);
    world.forgetful().get(&nsid(NAME)).await.expect("fresh from the store");
    world.clock.advance(2 * HOUR);
    world.forgetful().get(&nsid(NAME)).await.expect("stale, but nobody answers");
    world.sets.get(&nsid(NAME)).await.expect("the same from memory");
    world.clock.advance(89 * 24 * HOUR);
    world.sets.get(&nsid(NAME)).await.expect_err("too old");
    world.forgetful().get(&nsid(NAME)).await.expect_err("too old");
}

#[tokio::test]
async fn sets_are_renewed_daily_and_can_be_taken_back() {
    let world = World::new().await;
    let asked: ScopeSet = format!("atproto include:{NAME}").parse().expect("scopes");
    world.sets.open(&asked).await.expect("opened");
    world.sets.remember(&asked).await.expect("written");
    world.clock.advance(25 * HOUR);
    world.change(|publisher| {
        let narrower =
            json!([{"type": "permission", "resource": "repo", "collection": ["com.example.cal.rsvp"]}]);
        publisher.record = Some(lexicon(NAME, narrower));
    });
    assert_eq!(
        world.sets.open(&asked).await.expect("opened").to_string(),
        "atproto repo:com.example.cal.rsvp"
    );
    world.clock.advance(23 * HOUR);
    let opened = world.forgetful().open(&asked).await.expect("the newer one is in the store");
    assert_eq!(opened.to_string(), "atproto repo:com.example.cal.rsvp");

    world.clock.advance(2 * HOUR);
    world.change(|publisher| publisher.record = None);
    for _ in 0..2 {
        world.sets.open(&asked).await.expect_err("taken back");
    }
    world.forgetful().get(&nsid(NAME)).await.expect_err("taken back");
}
