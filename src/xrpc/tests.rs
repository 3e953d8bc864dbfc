//! The rules that every method shares, tried on a table of sample methods.

use std::io::Write;
use std::net::IpAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, StatusCode};
use serde::{Deserialize, Serialize};

use super::limits::{Rule, Window};
use super::*;
use crate::app::App;

const TIGHT: Rule = Rule { name: "tight", windows: &[Window { points: 2, secs: 60 }] };

#[derive(Deserialize, Serialize)]
struct Echo {
    text: String,
    #[serde(default)]
    cost: u32,
}

impl Charges for Echo {
    fn charge(&self) -> Charge<'_> {
        Charge { points: self.cost, key: Some(self.text.as_str().into()) }
    }
}

#[derive(Deserialize)]
struct EchoParams {
    text: String,
}

async fn echo_query(
    _: &App,
    _: Public,
    Query(p): Query<EchoParams>,
    _: NoBody,
) -> Result<Json<Echo>, XrpcError> {
    Ok(Json(Echo { text: p.text, cost: 0 }))
}

async fn echo_post(_: &App, _: Admin, _: NoParams, Json(echo): Json<Echo>) -> Result<Json<Echo>, XrpcError> {
    Ok(Json(echo))
}

async fn keyed(_: &App, _: Public, _: NoParams, _: Charged<Echo>) -> Result<(), XrpcError> {
    Ok(())
}

async fn nothing(_: &App, _: Public, _: NoParams, _: NoBody) -> Result<(), XrpcError> {
    Err(XrpcError::internal("the secret cause"))
}

async fn count(_: &App, _: Public, _: NoParams, mut body: Stream) -> Result<Json<usize>, XrpcError> {
    let mut count = 0;
    while let Some(piece) = body.next().await? {
        count += piece.len();
    }
    Ok(Json(count))
}

endpoints! {
    static ROWS;
    "com.example.echoQuery" Query auth Public, limit [], body None => echo_query;
    "com.example.echoPost" Procedure auth Admin, limit [Ip(TIGHT)], body Json(1_000) => echo_post;
    "com.example.keyed" Procedure auth Public, limit [IpAndKey(TIGHT)], body Json(1_000) => keyed;
    "com.example.nothing" Procedure auth Public, limit [], body None => nothing;
    "com.example.count" Procedure auth Public, limit [], body Stream("*/*", |_| 200_000) => count;
}

fn no_service<'a>(
    _: &'a App,
    call: &'a Call,
    _: RequestBody,
    _: &'a mut limits::Meter,
) -> BoxFuture<'a, Result<Reply, XrpcError>> {
    Box::pin(async move { Err(XrpcError::invalid(format!("No service configured for {}", call.nsid))) })
}

struct Answer {
    status: StatusCode,
    headers: hyper::HeaderMap,
    body: String,
}

impl Answer {
    fn error(&self) -> (u16, String, String) {
        let value: serde_json::Value = serde_json::from_str(&self.body).expect("JSON");
        let text = |name: &str| value[name].as_str().expect("text").to_owned();
        (self.status.as_u16(), text("error"), text("message"))
    }
}

async fn send(
    app: &App,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let body: Bytes = body.into();
    let mut request = Request::builder().method(method).uri(path);
    if !body.is_empty() {
        request = request.header("content-length", body.len());
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(body)).expect("a request");
    let client: IpAddr = "192.0.2.7".parse().expect("an address");
    let table = Table::new(&[ROWS], no_service);
    let response = table.answer(app, client, RequestId::random(), request).await.into_response();
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    Answer {
        status: head.status,
        headers: head.headers,
        body: String::from_utf8(bytes.into()).expect("text"),
    }
}

const ADMIN: (&str, &str) = ("authorization", "Basic YWRtaW46aHVudGVyMg==");
const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");

#[tokio::test]
async fn refusals_are_those_of_the_framework() {
    let (app, _folder) = App::for_tests().await;
    let post = "/xrpc/com.example.echoPost";
    let long = format!("{{\"text\":\"{}\"}}", "x".repeat(1_000));
    let bad = |status, error: &str, message: &str| (status, error.to_owned(), message.to_owned());
    let invalid = |message: &str| bad(400, "InvalidRequest", message);
    for (method, path, headers, body, expected) in [
        ("GET", "/xrpc/", vec![], "", invalid("invalid xrpc path")),
        ("GET", "/xrpc/com.example.echoQuery/x", vec![], "", invalid("invalid xrpc path")),
        (
            "GET",
            "/xrpc/com.example.other",
            vec![],
            "",
            invalid("No service configured for com.example.other"),
        ),
        ("GET", post, vec![], "", invalid("Incorrect HTTP method (GET) expected POST")),
        (
            "POST",
            "/xrpc/com.example.echoQuery",
            vec![],
            "",
            invalid("Incorrect HTTP method (POST) expected GET"),
        ),
        ("GET", "/xrpc/com.example.echoQuery", vec![], "", invalid("Params must have the property \"text\"")),
        ("POST", post, vec![JSON], "{", bad(401, "AuthenticationRequired", "Authentication Required")),
        ("POST", post, vec![ADMIN, JSON], "", invalid("A request body is expected but none was provided")),
        (
            "POST",
            post,
            vec![ADMIN],
            "{}",
            invalid("Request encoding (Content-Type) required but not provided"),
        ),
        (
            "POST",
            post,
            vec![ADMIN, ("content-type", "text/plain")],
            "{}",
            invalid("Wrong request encoding (Content-Type): text/plain"),
        ),
        (
            "POST",
            post,
            vec![ADMIN, JSON],
            &long,
            bad(413, "PayloadTooLargeError", "request entity too large"),
        ),
        (
            "POST",
            post,
            vec![ADMIN, JSON, ("content-encoding", "br")],
            "{}",
            bad(415, "UnsupportedMediaType", "unsupported content-encoding"),
        ),
        (
            "POST",
            "/xrpc/com.example.nothing",
            vec![],
            "{}",
            invalid("A request body was provided when none was expected"),
        ),
        (
            "POST",
            "/xrpc/com.example.nothing",
            vec![],
            "",
            bad(500, "InternalServerError", "Internal Server Error"),
        ),
    ] {
        let answer = send(&app, method, path, &headers, body.to_owned()).await;
        assert_eq!(answer.error(), expected, "{method} {path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
    }
}

#[tokio::test]
async fn queries_answer_get_and_head_with_a_trailing_slash() {
    let (app, _folder) = App::for_tests().await;
    for method in ["GET", "HEAD"] {
        let answer = send(&app, method, "/xrpc/com.example.echoQuery/?text=a%20b", &[], "").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body, "{\"text\":\"a b\",\"cost\":0}");
        assert!(!answer.headers.contains_key("cache-control"));
    }
}

#[tokio::test]
async fn private_answers_say_so_and_limits_come_after_the_body() {
    let (app, _folder) = App::for_tests().await;
    let path = "/xrpc/com.example.echoPost";
    for remaining in ["1", "0"] {
        let answer = send(&app, "POST", path, &[ADMIN, JSON], "{\"text\":\"a\"}").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers["cache-control"], "private");
        assert_eq!(answer.headers["vary"], "Authorization");
        assert_eq!(answer.headers["ratelimit-remaining"], remaining);
    }
    let answer = send(&app, "POST", path, &[ADMIN, JSON], "{\"text\":1}").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "a bad body beats the limit");
    let answer = send(&app, "POST", path, &[ADMIN, JSON], "{\"text\":\"a\"}").await;
    assert_eq!(answer.error().1, "RateLimitExceeded");
    assert_eq!(answer.headers["retry-after"], "30");
}

#[tokio::test]
async fn bodies_decide_the_key_and_the_cost() {
    let (app, _folder) = App::for_tests().await;
    let path = "/xrpc/com.example.keyed";
    let cost = async |text: &str, cost: u32| {
        let body = format!("{{\"text\":\"{text}\",\"cost\":{cost}}}");
        send(&app, "POST", path, &[JSON], body).await.status.as_u16()
    };
    assert_eq!(cost("a", 2).await, 200);
    assert_eq!(cost("a", 1).await, 429);
    assert_eq!(cost("b", 1).await, 200);
    assert_eq!(cost("b", 2).await, 429);
    assert_eq!(cost("b", 1).await, 200);
}

#[tokio::test]
async fn streams_are_decoded_and_counted() {
    let (app, _folder) = App::for_tests().await;
    let gzip = |len: usize| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![7; len]).expect("memory");
        encoder.finish().expect("memory")
    };
    let deflate = |len: usize| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&vec![7; len]).expect("memory");
        encoder.finish().expect("memory")
    };
    let octets = ("content-type", "application/octet-stream");
    let path = "/xrpc/com.example.count";
    let (gz, fl) = (("content-encoding", "gzip"), ("content-encoding", "deflate"));
    assert_eq!(send(&app, "POST", path, &[octets], vec![1; 200_000]).await.body, "200000");
    assert_eq!(send(&app, "POST", path, &[octets, gz], gzip(200_000)).await.body, "200000");
    assert_eq!(send(&app, "POST", path, &[octets, fl], deflate(200_000)).await.body, "200000");
    for same in ["identity, gzip", "GZIP", "x-gzip,"] {
        let answer = send(&app, "POST", path, &[octets, ("content-encoding", same)], gzip(200_000)).await;
        assert_eq!(answer.body, "200000", "{same}");
    }
    for other in ["br", "gzip, gzip", "deflate, gzip", "zstd", "x"] {
        let answer = send(&app, "POST", path, &[octets, ("content-encoding", other)], gzip(200_000)).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{other}");
        assert_eq!(answer.headers["accept-encoding"], "gzip, deflate", "{other}");
    }
    let too_large = (413, "PayloadTooLarge".to_owned(), "request entity too large".to_owned());
    assert_eq!(send(&app, "POST", path, &[octets], vec![1; 200_001]).await.error(), too_large);
    assert_eq!(send(&app, "POST", path, &[octets, gz], gzip(50_000_000)).await.error(), too_large);
    let mut cut = gzip(200_000);
    cut.truncate(cut.len() - 4);
    assert_eq!(send(&app, "POST", path, &[octets, gz], cut).await.status, StatusCode::BAD_REQUEST);
}

/// Bodies that are being read fill the memory for them; the next one is refused, and room comes back.
#[tokio::test]
async fn bodies_share_a_bounded_memory() {
    let buffers = Buffers::default();
    let body = |len: usize| {
        let body = RequestBody::new(Full::new(Bytes::from(vec![b'x'; len])), None);
        BodyStream::new(&hyper::HeaderMap::new(), body, u64::MAX).expect("no limit")
    };
    let mebibyte = 1024 * 1024;
    let (_, first) = body(20 * mebibyte).collect(&buffers).await.expect("room");
    let refused = body(5 * mebibyte).collect(&buffers).await.map(drop);
    assert!(matches!(refused, Err(ReadError::Busy)));
    drop(first);
    assert!(body(5 * mebibyte).collect(&buffers).await.is_ok());
}

#[tokio::test]
async fn preflights_allow_everything() {
    let (app, _folder) = App::for_tests().await;
    let answer = send(
        &app,
        "OPTIONS",
        "/xrpc/com.example.echoPost",
        &[("access-control-request-headers", "authorization,atproto-proxy")],
        "",
    )
    .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.headers["access-control-allow-headers"], "authorization,atproto-proxy");
    assert_eq!(answer.headers["access-control-max-age"], "86400");
}
