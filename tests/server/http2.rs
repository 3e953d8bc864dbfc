//! HTTP/2, and HTTP/1.1 beside it, over TLS.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::join_all;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, UPGRADE};
use hyper::{Request, StatusCode, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;

const TLS: [&str; 2] = ["tls.mode=self-signed", "tls.listen=127.0.0.1:0"];

/// Shakes hands, offering `protocols`.
async fn shake(server: &TestServer, protocols: &[&[u8]]) -> TlsStream<TcpStream> {
    let file = server.folder().join("tls").join("self-signed.pem");
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file).expect("a certificate")).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let socket = TcpStream::connect(server.address()).await.expect("a connection");
    let name = ServerName::try_from("localhost").expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, socket).await.expect("a handshake")
}

type Sender = http2::SendRequest<Full<Bytes>>;

async fn connect(server: &TestServer) -> Sender {
    let stream = shake(server, &[b"h2", b"http/1.1"]).await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let executor = TokioExecutor::new();
    let (sender, connection) = http2::handshake(executor, TokioIo::new(stream)).await.expect("a connection");
    tokio::spawn(connection);
    sender
}

fn get(path: &str) -> Request<Full<Bytes>> {
    Request::get(format!("https://localhost{path}")).body(Full::default()).expect("a request")
}

async fn ask(sender: &mut Sender, request: Request<Full<Bytes>>) -> (StatusCode, Bytes) {
    let response = sender.send_request(request).await.expect("an answer");
    assert_eq!(response.version(), Version::HTTP_2);
    let status = response.status();
    (status, response.into_body().collect().await.expect("a body").to_bytes())
}

/// Calls a procedure; what it answers.
async fn call(sender: &mut Sender, nsid: &str, token: Option<&str>, kind: &str, body: Bytes) -> (u16, Value) {
    let mut request = Request::post(format!("https://localhost/xrpc/{nsid}")).header(CONTENT_TYPE, kind);
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    let (status, body) = ask(sender, request.body(Full::new(body)).expect("a request")).await;
    (status.as_u16(), serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn requests_share_a_connection() {
    let server = TestServer::with(&TLS).await;
    let mut sender = connect(&server).await;
    // After the first answer the client knows how many requests may be under way.
    assert_eq!(ask(&mut sender, get("/xrpc/_health")).await.0, 200);
    // More than may be under way at once: the rest waits its turn.
    let all = (0..50).map(|_| {
        let mut sender = sender.clone();
        async move { ask(&mut sender, get("/xrpc/com.atproto.server.describeServer")).await }
    });
    for (status, body) in join_all(all).await {
        assert_eq!(status, 200);
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(body["did"], server.app().service.did.as_str());
    }
    // Pages know the host by its other name here.
    let (status, page) = ask(&mut sender, get("/account/sign-in")).await;
    assert!(status == 200 && String::from_utf8_lossy(&page).contains("name=\"username\""));
}

#[tokio::test]
async fn large_bodies_go_both_ways() {
    let server = TestServer::with(&TLS).await;
    let mut sender = connect(&server).await;
    let json = |value: Value| Bytes::from(value.to_string());
    let body =
        json(json!({ "handle": "alice.test", "email": "alice@example.test", "password": "a password" }));
    let (status, alice) =
        call(&mut sender, "com.atproto.server.createAccount", None, "application/json", body).await;
    assert_eq!(status, 200, "{alice}");
    let (did, token) = (&alice["did"], alice["accessJwt"].as_str());
    let bytes: Bytes = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let upload = "com.atproto.repo.uploadBlob";
    let (status, body) = call(&mut sender, upload, token, "application/octet-stream", bytes.clone()).await;
    assert_eq!((status, body["blob"]["size"].as_u64()), (200, Some(3_000_000)), "{body}");
    let cid = body["blob"]["ref"]["$link"].as_str().expect("a CID");
    let record = json(json!({
        "repo": did, "collection": "com.example.file",
        "record": { "$type": "com.example.file", "file": body["blob"] },
    }));
    let (status, body) =
        call(&mut sender, "com.atproto.repo.createRecord", token, "application/json", record).await;
    assert_eq!(status, 200, "{body}");
    let path = format!("/xrpc/com.atproto.sync.getBlob?did={}&cid={cid}", did.as_str().expect("a DID"));
    let (status, held) = ask(&mut sender, get(&path)).await;
    assert!(status == 200 && held == bytes);
    // A request that is refused leaves the others on the connection alone.
    assert_eq!(call(&mut sender, upload, None, "application/octet-stream", bytes).await.0, 401);
    assert_eq!(ask(&mut sender, get("/xrpc/_health")).await.0, 200);
}

#[tokio::test]
async fn websockets_stay_with_the_older_protocol() {
    let server = TestServer::with(&TLS).await;
    let stream = shake(&server, &[b"http/1.1"]).await;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("a connection");
    tokio::spawn(connection.with_upgrades());
    let request = Request::get("/xrpc/com.atproto.sync.subscribeRepos")
        .header("host", "localhost")
        .header("connection", "upgrade")
        .header(UPGRADE, "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .body(Full::<Bytes>::default())
        .expect("a request");
    let answer = sender.send_request(request).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::SWITCHING_PROTOCOLS);
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let server = TestServer::with(&[TLS[0], TLS[1], "tls.http2=false"]).await;
    let stream = shake(&server, &[b"h2", b"http/1.1"]).await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
}
