//! Against servers on loopback, with injected name answers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use hyper::{Request, StatusCode, Uri};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

mod tls;

const PATIENCE: Duration = Duration::from_secs(5);

/// Answers every connection with `reply` after reading one request, and keeps the connection open for `linger`.
async fn serve(reply: String, linger: Duration) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let reply = reply.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(reply.as_bytes()).await;
                tokio::time::sleep(linger).await;
            });
        }
    });
    address
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn url(text: &str) -> Uri {
    text.parse().expect("a URL")
}

fn network(names: FixedNames, guard: bool) -> Network {
    Network::new(Names::fixed(names), guard)
}

#[tokio::test]
async fn names_resolve_through_the_given_answers() {
    let address = serve(ok("hello"), Duration::ZERO).await;
    let names = FixedNames::default().address("peer.test", &[IpAddr::V4(Ipv4Addr::LOCALHOST)]);
    let network = network(names, false);
    for client in [&network.trusted, &network.guarded, &network.lookups] {
        let url = url(&format!("http://peer.test:{}/", address.port()));
        let (status, _, body) =
            client.get(url, "*/*", Limits::lookup(PATIENCE, 100), 0).await.expect("an answer");
        assert_eq!((status, body), (StatusCode::OK, Bytes::from("hello")));
    }
}

#[tokio::test]
async fn the_guard_refuses_private_hosts_and_plain_http() {
    let names = FixedNames::default()
        .address("inside.test", &["10.0.0.1".parse().unwrap(), "::ffff:8.8.8.8".parse().unwrap()])
        .failing("broken.test");
    let network = network(names, true);
    let limits = Limits::lookup(PATIENCE, 100);
    let ask =
        async |target: &str| network.lookups.get(url(target), "*/*", limits, 0).await.expect_err("refused");
    for literal in
        ["https://127.0.0.1/", "https://[::1]/", "https://[::ffff:1.2.3.4]:444/", "https://169.254.169.254/"]
    {
        assert!(matches!(ask(literal).await, Error::NotPublic), "{literal}");
    }
    assert!(matches!(ask("https://inside.test/").await, Error::NotPublic));
    assert!(matches!(ask("http://1.1.1.1/").await, Error::Url));
    assert!(matches!(ask("ftp://1.1.1.1/").await, Error::Url));
    assert!(matches!(ask("/path").await, Error::Url));
    assert!(matches!(ask("https://nobody.test/").await, Error::Name(_)));
    assert!(matches!(ask("https://broken.test/").await, Error::Name(_)));
}

#[tokio::test]
async fn a_request_looks_its_host_up_once() {
    let address = serve(ok("first"), Duration::ZERO).await;
    let nowhere: IpAddr = "127.0.0.2".parse().expect("an address");
    let names = FixedNames::default()
        .address("turning.test", &[IpAddr::V4(Ipv4Addr::LOCALHOST)])
        .later_address("turning.test", &[nowhere]);
    let network = network(names, false);
    let target = url(&format!("http://turning.test:{}/", address.port()));
    let limits = Limits::lookup(PATIENCE, 100);
    let (_, _, body) = network.lookups.get(target.clone(), "*/*", limits, 0).await.expect("the first answer");
    assert_eq!(body, Bytes::from("first"));
    assert!(
        network.lookups.get(target, "*/*", limits, 0).await.is_err(),
        "nothing is kept for the next request"
    );
}

#[tokio::test]
async fn configured_peers_may_be_private() {
    let address = serve(ok("directory"), Duration::ZERO).await;
    let network = network(FixedNames::default(), true);
    let limits = Limits::lookup(PATIENCE, 100);
    let (status, _, _) =
        network.trusted.get(url(&format!("http://{address}/")), "*/*", limits, 0).await.expect("an answer");
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn redirects_are_followed_only_when_asked_for() {
    let end = serve(ok("here"), Duration::ZERO).await;
    let moved = format!("HTTP/1.1 302 Found\r\nlocation: http://{end}/\r\ncontent-length: 0\r\n\r\n");
    let start = serve(moved, Duration::ZERO).await;
    let network = network(FixedNames::default(), false);
    let limits = Limits::lookup(PATIENCE, 100);
    let start = url(&format!("http://{start}/"));
    let (status, _, _) = network.lookups.get(start.clone(), "*/*", limits, 0).await.expect("an answer");
    assert_eq!(status, StatusCode::FOUND);
    let (status, _, body) = network.lookups.get(start, "*/*", limits, 3).await.expect("an answer");
    assert_eq!((status, body), (StatusCode::OK, Bytes::from("here")));

    let circle =
        serve("HTTP/1.1 301 Moved\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n".into(), Duration::ZERO);
    let circle = url(&format!("http://{}/", circle.await));
    let error = network.lookups.get(circle, "*/*", limits, 3).await.expect_err("a circle");
    assert!(matches!(error, Error::Redirects));
}

#[tokio::test]
async fn bodies_are_bounded() {
    let address = serve(ok(&"x".repeat(1_000)), Duration::ZERO).await;
    let network = network(FixedNames::default(), false);
    let target = url(&format!("http://{address}/"));
    let error =
        network.lookups.get(target, "*/*", Limits::lookup(PATIENCE, 999), 0).await.expect_err("too long");
    assert!(matches!(error, Error::Body(BodyError::TooLarge)));
    // Without a declared length the bytes are counted.
    let chunks = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}0\r\n\r\n",
        "3\r\nabc\r\n".repeat(400)
    );
    let target = url(&format!("http://{}/", serve(chunks, Duration::ZERO).await));
    let limit = |body| Limits::lookup(PATIENCE, body);
    let (_, _, body) = network.lookups.get(target.clone(), "*/*", limit(1_200), 0).await.expect("an answer");
    assert_eq!(body.len(), 1_200);
    let error = network.lookups.get(target, "*/*", limit(1_199), 0).await.expect_err("too long");
    assert!(matches!(error, Error::Body(BodyError::TooLarge)));
}

#[tokio::test]
async fn silence_ends_a_request_and_a_body() {
    let hour = Duration::from_secs(3_600);
    let short = Duration::from_millis(100);
    let mute = serve(String::new(), hour).await;
    let network = network(FixedNames::default(), false);
    let limits = Limits::lookup(short, 100);
    let error =
        network.lookups.get(url(&format!("http://{mute}/")), "*/*", limits, 0).await.expect_err("mute");
    assert!(matches!(error, Error::Timeout));
    let stalled = serve("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab".into(), hour).await;
    let limits = Limits { head: PATIENCE, idle: short, total: None, body: 100 };
    let error =
        network.lookups.get(url(&format!("http://{stalled}/")), "*/*", limits, 0).await.expect_err("stalled");
    assert!(matches!(error, Error::Body(BodyError::Timeout)));
}

#[tokio::test]
async fn requests_in_flight_are_bounded() {
    let mute = serve(String::new(), Duration::from_secs(3_600)).await;
    let network = network(FixedNames::default(), false);
    let request = || {
        let mut request = Request::new(empty());
        *request.uri_mut() = url(&format!("http://{mute}/"));
        request
    };
    let long = Limits::lookup(Duration::from_secs(600), 100);
    let waiting: Vec<_> = (0..LOOKUPS_IN_FLIGHT)
        .map(|_| {
            let client = network.lookups.clone();
            let request = request();
            tokio::spawn(async move { client.send(request, long).await.map(|_| ()) })
        })
        .collect();
    tokio::task::yield_now().await;
    let hurried = Limits::lookup(Duration::from_millis(50), 100);
    let error = network.lookups.send(request(), hurried).await.expect_err("no place left");
    assert!(matches!(error, Error::Busy));
    for task in waiting {
        task.abort();
    }
}

#[tokio::test]
async fn an_upload_that_moves_is_not_silence() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut read = Vec::new();
        while !read.ends_with(b"0\r\n\r\n") {
            let mut buffer = [0; 4096];
            let len = stream.read(&mut buffer).await.expect("a body");
            read.extend_from_slice(&buffer[..len]);
        }
        stream.write_all(ok("thanks").as_bytes()).await.expect("a client");
    });
    // Twice as long as the silence that is allowed, in steps that are far shorter.
    let pieces = futures_util::stream::unfold(0, |step| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        (step < 50).then(|| (Ok(Frame::data(Bytes::from("piece"))), step + 1))
    });
    let network = network(FixedNames::default(), false);
    let mut request = Request::new(StreamBody::new(pieces).boxed_unsync());
    *request.method_mut() = hyper::Method::POST;
    *request.uri_mut() = url(&format!("http://{address}/"));
    let limits = Limits { head: Duration::from_millis(500), idle: PATIENCE, total: None, body: 100 };
    let response = network.trusted.send(request, limits).await.expect("an answer");
    assert_eq!(response.body.bytes().await.expect("a body"), "thanks");
}
