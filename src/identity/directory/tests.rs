//! The directory through its paths, and the client of directories against it over HTTP.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};

use super::Directory;
use crate::base::{Clock, Timestamp};
use crate::crypto::{Curve, SigningKey};
use crate::identity::plc::{Operation, PlcData, PlcError, RECOVERY_WINDOW};
use crate::identity::{HandleError, IdentityConfig, Refresh, ResolveError, Resolver};
use crate::net::{FixedNames, Names, Network};
use crate::store::{Store, StoreConfig};
use crate::syntax::{Did, Handle};

struct Bench {
    directory: Directory,
    store: Store,
    clock: Clock,
    keys: [SigningKey; 2],
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_700_000_000));
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(config, clock.clone(), Box::new(|_| {})).expect("a store");
        let keys = [Curve::P256, Curve::K256].map(SigningKey::generate);
        Self { directory: Directory::new(store.clone()), store, clock, keys, _folder: folder }
    }

    fn data(&self, handle: &str) -> PlcData {
        let handle: Handle = handle.parse().expect("a handle");
        let rotation = self.keys.iter().map(|key| key.public().did_key());
        PlcData::hosted(&handle, "https://pds.test", self.keys[0].public(), rotation)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let answer = self.directory.answer(&Method::GET, path, b"").await;
        (answer.status.as_u16(), serde_json::from_str(&answer.body).expect("JSON"))
    }

    async fn post(&self, did: &Did, operation: &Operation) -> (u16, String) {
        let body = operation.to_json().to_string();
        let answer = self.directory.answer(&Method::POST, &format!("/{did}"), body.as_bytes()).await;
        (answer.status.as_u16(), answer.body)
    }

    async fn register(&self, handle: &str) -> Did {
        let genesis = Operation::sign(self.data(handle), None, &self.keys[0]);
        let did = genesis.new_did();
        assert_eq!(self.post(&did, &genesis).await.0, 200);
        did
    }

    /// Serves the directory on loopback.
    async fn listen(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let directory = self.directory.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let directory = directory.clone();
                let service = service_fn(move |request: Request<Incoming>| {
                    let directory = directory.clone();
                    async move {
                        let (head, body) = request.into_parts();
                        let body = body.collect().await.expect("a body").to_bytes();
                        let answer = directory.answer(&head.method, head.uri.path(), &body).await;
                        let mut response = Response::new(Full::new(Bytes::from(answer.body)));
                        *response.status_mut() = answer.status;
                        Ok::<_, Infallible>(response)
                    }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        address
    }

    fn resolver(&self, address: SocketAddr, names: FixedNames) -> Resolver {
        let config = IdentityConfig { plc_url: format!("http://{address}"), ..IdentityConfig::default() };
        let network = Network::new(Names::fixed(names), false);
        Resolver::new(network, config, self.clock.clone())
    }
}

#[tokio::test]
async fn subjects_are_registered_changed_and_ended() {
    let bench = Bench::new();
    let did = bench.register("one.test").await;
    let (status, document) = bench.get(&format!("/{did}")).await;
    assert_eq!(status, 200);
    assert_eq!(document["id"], json!(did));
    assert_eq!(document["alsoKnownAs"], json!(["at://one.test"]));
    assert_eq!(document["verificationMethod"][0]["type"], "Multikey");
    assert_eq!(document["service"][0]["serviceEndpoint"], "https://pds.test");

    let first = bench.directory.log(&did).await.expect("a log")[0].cid;
    let by_weak = Operation::sign(bench.data("two.test"), Some(first), &bench.keys[1]);
    assert_eq!(bench.post(&did, &by_weak).await.0, 200);
    assert_eq!(bench.get(&format!("/{did}/data")).await.1["alsoKnownAs"], json!(["at://two.test"]));
    let by_strong = Operation::sign(bench.data("mine.test"), Some(first), &bench.keys[0]);
    bench.clock.advance(RECOVERY_WINDOW);
    assert_eq!(bench.post(&did, &by_strong).await.0, 200);
    let (_, audit) = bench.get(&format!("/{did}/log/audit")).await;
    let nullified: Vec<_> =
        audit.as_array().expect("a list").iter().map(|entry| entry["nullified"].clone()).collect();
    assert_eq!(nullified, [false, true, false]);
    assert_eq!(audit[0]["createdAt"], "2023-11-14T22:13:20.000Z");
    assert_eq!(bench.get(&format!("/{did}/log")).await.1.as_array().map(Vec::len), Some(2));
    assert_eq!(bench.get(&format!("/{did}/log/last")).await.1, by_strong.to_json());

    let end = Operation::sign_tombstone(by_strong.cid(), &bench.keys[1]);
    assert_eq!(bench.post(&did, &end).await.0, 200);
    assert_eq!(bench.get(&format!("/{did}")).await.0, 410);
    assert_eq!(bench.get(&format!("/{did}/data")).await.0, 410);
    assert_eq!(bench.get(&format!("/{did}/log/last")).await.1, end.to_json());
}

#[tokio::test]
async fn bad_requests_are_refused() {
    let bench = Bench::new();
    let unknown = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
    assert_eq!(
        bench.get(&format!("/{unknown}")).await,
        (404, json!({ "message": format!("DID not registered: {unknown}") }))
    );
    assert_eq!(bench.get("/did:web:pds.test").await.0, 404);
    assert_eq!(bench.get("/").await.0, 404);
    assert_eq!(bench.get("/_health").await.0, 200);
    let did: Did = unknown.parse().unwrap();
    let genesis = Operation::sign(bench.data("one.test"), None, &bench.keys[0]);
    let (status, message) = bench.post(&did, &genesis).await;
    assert_eq!(status, 400);
    assert!(message.contains("Hash of genesis operation does not match"), "{message}");
    let answer = bench.directory.answer(&Method::POST, &format!("/{did}"), b"{}").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn changes_are_limited_in_number() {
    let bench = Bench::new();
    let did = bench.register("one.test").await;
    let mut prev = bench.directory.log(&did).await.expect("a log")[0].cid;
    for nth in 1..=10 {
        let operation = Operation::sign(bench.data(&format!("n{nth}.test")), Some(prev), &bench.keys[0]);
        let (status, message) = bench.post(&did, &operation).await;
        if nth < 10 {
            assert_eq!(status, 200);
            prev = operation.cid();
        } else {
            assert_eq!(status, 400);
            assert!(message.contains("Too many operations within last hour (max 10)"), "{message}");
            bench.clock.advance(Duration::from_secs(3_600));
            assert_eq!(bench.post(&did, &operation).await.0, 200);
        }
    }
}

#[tokio::test]
async fn the_client_reads_and_changes_a_directory() {
    let bench = Bench::new();
    let resolver = bench.resolver(bench.listen().await, FixedNames::default());
    let plc = resolver.plc();
    let genesis = Operation::sign(bench.data("one.test"), None, &bench.keys[0]);
    let did = genesis.new_did();
    assert!(matches!(plc.data(&did).await, Err(PlcError::NotFound)));
    plc.submit(&did, &genesis).await.expect("accepted");
    let two: Handle = "two.test".parse().unwrap();
    plc.update(&did, &bench.keys[1], |data| data.set_handle(&two)).await.expect("accepted");
    assert_eq!(plc.data(&did).await.expect("a state"), bench.data("two.test"));
    assert_eq!(plc.audit(&did).await.expect("a log").len(), 2);
    let document = plc.document(&did).await.expect("a document");
    assert_eq!(document.handle(), Some(two.clone()));
    assert!(document.has_handle(&two));
    assert_eq!(document.signing_key().as_ref(), Some(bench.keys[0].public()));
    assert_eq!(document.pds_endpoint(), Some("https://pds.test"));
    let stranger = SigningKey::generate(Curve::P256);
    match plc.update(&did, &stranger, |_| {}).await {
        Err(PlcError::Refused(Some(message))) => assert_eq!(message, "Invalid signature on op"),
        other => panic!("{other:?}"),
    }
    let last = plc.last(&did).await.expect("an operation").cid();
    plc.submit(&did, &Operation::sign_tombstone(last, &bench.keys[0])).await.expect("accepted");
    assert!(matches!(plc.update(&did, &bench.keys[0], |_| {}).await, Err(PlcError::Tombstoned)));
    assert!(matches!(resolver.document(&did, Refresh::Cached).await, Err(ResolveError::Deactivated)));
}

#[tokio::test]
async fn documents_are_remembered_and_served_stale() {
    let bench = Bench::new();
    let did = bench.register("one.test").await;
    let resolver = bench.resolver(bench.listen().await, FixedNames::default());
    let handle = async |refresh| {
        let document = resolver.document(&did, refresh).await.expect("a document");
        document.handle().expect("a handle").to_string()
    };
    assert_eq!(handle(Refresh::Cached).await, "one.test");
    let two: Handle = "two.test".parse().unwrap();
    resolver.plc().update(&did, &bench.keys[0], |data| data.set_handle(&two)).await.expect("accepted");
    assert_eq!(handle(Refresh::Cached).await, "one.test");
    assert_eq!(handle(Refresh::Force).await, "two.test");
    resolver
        .plc()
        .update(&did, &bench.keys[0], |data| data.set_pds("https://b.test"))
        .await
        .expect("accepted");
    bench.clock.advance(Duration::from_secs(2 * 3_600));
    let stale = resolver.document(&did, Refresh::Cached).await.expect("a document");
    assert_eq!(stale.pds_endpoint(), Some("https://pds.test"));
    // The newer document arrives behind the caller's back.
    loop {
        let document = resolver.document(&did, Refresh::Cached).await.expect("a document");
        if document.pds_endpoint() == Some("https://b.test") {
            break;
        }
        tokio::task::yield_now().await;
    }
    resolver.forget(&did);
    bench.store.close().await;
    assert!(matches!(resolver.document(&did, Refresh::Cached).await, Err(ResolveError::Unreachable(_))));
}

#[tokio::test]
async fn did_web_and_handles_resolve_over_the_network() {
    let bench = Bench::new();
    let address = bench.listen().await;
    let did: Did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa".parse().unwrap();
    let names = FixedNames::default()
        .txt("_atproto.dns.example.com", &format!("did={did}"))
        .failing("_atproto.broken.example.com");
    let resolver = bench.resolver(address, names);
    let handle = async |text: &str| resolver.handle(&text.parse().unwrap(), Refresh::Cached).await;
    assert_eq!(handle("dns.example.com").await.expect("a DID"), did);
    assert!(matches!(handle("nobody.example.com").await, Err(HandleError::NotFound)));
    assert!(matches!(handle("broken.example.com").await, Err(HandleError::Unreachable(_))));
    assert!(matches!(handle("me.invalid").await, Err(HandleError::NotFound)));

    let document = async |text: &str| resolver.document(&text.parse().unwrap(), Refresh::Cached).await;
    // The directory has nothing at that path, and says so.
    let web = format!("did:web:localhost%3A{}", address.port());
    assert!(matches!(document(&web).await, Err(ResolveError::NotFound(_))));
    assert!(matches!(document("did:web:nowhere.example.com").await, Err(ResolveError::Unreachable(_))));
    assert!(matches!(document("did:web:example.com:user").await, Err(ResolveError::UnsupportedMethod)));
    assert!(matches!(document("did:key:z6Mk").await, Err(ResolveError::UnsupportedMethod)));
}
