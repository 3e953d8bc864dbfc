//! What clients do all at once.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::http::request;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::server::{Account, PASSWORD};

/// Pause of each busy connection between an answer and its next request.
const THINK: Duration = Duration::from_millis(10);
/// Pause of a slow subscriber before each event.
const SLOW: Duration = Duration::from_millis(200);
/// How often a request is sent anew, a second apart, when its connection was cut: networks of emulators do that.
const TRIES: usize = 60;
/// Receive buffer of subscribers: small, so that it is the server that holds what they do not take.
const RECEIVE_BYTES: u32 = 16 * 1024;
/// Records of one call when the log is filled.
const BATCH: usize = 10;
/// Bytes of text in each of them.
const TEXT_BYTES: usize = 2_800;

/// What happened, counted by all clients.
#[derive(Default)]
pub struct Tally {
    pub answered: AtomicU64,
    pub refused: AtomicU64,
    pub come_back: AtomicU64,
    pub events: AtomicU64,
    pub ended: AtomicU64,
    /// How long each write of the lone writer took.
    pub waits: Mutex<Vec<Duration>>,
}

fn note(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// What came back.
pub struct Answer {
    pub status: u16,
    /// When to come back, in seconds.
    pub retry_after: Option<u64>,
    pub cookies: Vec<String>,
    /// Where it leads.
    pub location: Option<String>,
    pub body: Bytes,
}

/// A connection that stays open.
pub struct Client {
    address: String,
    token: String,
    sender: SendRequest<Full<Bytes>>,
}

impl Client {
    pub async fn connect(address: &str, token: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a TCP socket");
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("an HTTP server");
        tokio::spawn(connection);
        Self { address: address.to_owned(), token: token.to_owned(), sender }
    }

    async fn send(self, method: &str, path: &str, body: Option<&Value>) -> (Self, u16, Option<u64>, Bytes) {
        let mut request = Request::builder().method(method).uri(format!("/xrpc/{path}"));
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Bytes::new, |body| body.to_string().into());
        let (client, answer) = self.exchange(request, body).await;
        (client, answer.status, answer.retry_after, answer.body)
    }

    /// Asks as a browser does: for a page, or with a form.
    pub async fn browse(self, path: &str, cookies: &str, form: Option<String>) -> (Self, Answer) {
        let mut request = Request::builder().uri(path).header("cookie", cookies);
        if form.is_some() {
            let origin = format!("http://{}", self.address.replace("127.0.0.1", "localhost"));
            request = request
                .method("POST")
                .header("origin", origin)
                .header("content-type", "application/x-www-form-urlencoded");
        }
        self.exchange(request, form.unwrap_or_default().into()).await
    }

    async fn exchange(mut self, request: request::Builder, body: Bytes) -> (Self, Answer) {
        let request = request.header("host", &self.address).body(Full::new(body)).expect("a request");
        let mut tries = 0;
        let (response, body) = loop {
            if self.sender.ready().await.is_err() {
                self = Self::connect(&self.address, &self.token).await;
            }
            if let Ok(response) = self.sender.send_request(request.clone()).await {
                let (head, body) = response.into_parts();
                if let Ok(body) = body.collect().await {
                    break (head, body.to_bytes());
                }
            }
            tries += 1;
            assert!(tries < TRIES, "no answer");
            tokio::time::sleep(Duration::from_secs(1)).await;
        };
        let status = response.status.as_u16();
        let headers = &response.headers;
        let retry_after = headers.get("retry-after").and_then(|text| text.to_str().ok()?.parse().ok());
        let cookies = headers.get_all("set-cookie").iter();
        let cookies = cookies.filter_map(|cookie| cookie.to_str().ok().map(str::to_owned)).collect();
        let location = headers.get("location").and_then(|text| text.to_str().ok().map(str::to_owned));
        (self, Answer { status, retry_after, cookies, location, body })
    }

    /// Asks once.
    pub async fn get(self, path: &str) -> (u16, Bytes) {
        let (_, status, _, bytes) = self.send("GET", path, None).await;
        (status, bytes)
    }

    /// Calls a procedure once.
    pub async fn post(self, path: &str, body: &Value) -> (u16, Bytes) {
        let (_, status, _, bytes) = self.send("POST", path, Some(body)).await;
        (status, bytes)
    }

    /// Writes records until their texts come to `bytes`.
    pub async fn fill(mut self, did: &str, bytes: usize) {
        for _ in 0..bytes / BATCH / TEXT_BYTES {
            let text = "x".repeat(TEXT_BYTES);
            let write = json!({
                "$type": "com.atproto.repo.applyWrites#create", "collection": "com.example.note",
                "value": { "$type": "com.example.note", "text": text }
            });
            let body = json!({ "repo": did, "writes": vec![write; BATCH] });
            let status;
            (self, status, _, _) = self.send("POST", "com.atproto.repo.applyWrites", Some(&body)).await;
            assert_eq!(status, 200);
        }
    }
}

/// Asks one thing after another on one connection.
pub async fn ask(address: &str, account: &Account, nth: usize, tally: &Tally) {
    let did = &account.did;
    let paths = [
        "com.atproto.server.getSession".to_owned(),
        format!("com.atproto.repo.listRecords?repo={did}&collection=com.example.note&limit=50"),
        format!("com.atproto.repo.describeRepo?repo={did}"),
        format!("com.atproto.sync.getLatestCommit?did={did}"),
        format!("com.atproto.repo.listRecords?repo={did}&collection=com.example.note&limit=1"),
        format!("com.atproto.identity.resolveHandle?handle={}", account.handle),
    ];
    let mut client = Client::connect(address, &account.token).await;
    for turn in nth.. {
        let status;
        (client, status, _, _) = client.send("GET", &paths[turn % paths.len()], None).await;
        note(if status == 200 { &tally.answered } else { &tally.refused });
        tokio::time::sleep(THINK).await;
    }
}

/// Writes one small record after the other.
pub async fn write(address: &str, account: &Account, tally: &Tally) {
    let mut client = Client::connect(address, &account.token).await;
    let body = json!({
        "repo": account.did, "collection": "com.example.note",
        "record": { "$type": "com.example.note", "text": "written meanwhile" }
    });
    loop {
        let begun = Instant::now();
        let status;
        (client, status, _, _) = client.send("POST", "com.atproto.repo.createRecord", Some(&body)).await;
        tally.waits.lock().expect("a lock").push(begun.elapsed());
        note(if status == 200 { &tally.answered } else { &tally.refused });
        tokio::time::sleep(THINK).await;
    }
}

/// Subscribes from the beginning of the log; every other subscriber takes an event now and then, the rest none. Begins
/// again when the stream is ended.
pub async fn follow_slowly(address: &str, nth: usize, tally: &Tally) {
    loop {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(RECEIVE_BYTES).expect("a TCP socket");
        let stream = socket.connect(address.parse().expect("an address")).await.expect("the server listens");
        let url = format!("ws://{address}/xrpc/com.atproto.sync.subscribeRepos?cursor=0");
        let Ok((mut stream, _)) = tokio_tungstenite::client_async(url, stream).await else {
            // Cut, as requests are: it is tried until the load ends.
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        };
        if nth.is_multiple_of(2) {
            // Longer than the server waits for somebody who takes nothing.
            tokio::time::sleep(Duration::from_secs(40)).await;
        }
        while let Some(Ok(_)) = stream.next().await {
            note(&tally.events);
            tokio::time::sleep(SLOW).await;
        }
        note(&tally.ended);
    }
}

/// Logs in, coming back as often as it is told to.
pub async fn log_in(address: &str, account: &Account, tally: &Tally) {
    let mut client = Client::connect(address, "").await;
    let body = json!({ "identifier": account.handle, "password": PASSWORD });
    loop {
        let (status, wait);
        (client, status, wait, _) =
            client.send("POST", "com.atproto.server.createSession", Some(&body)).await;
        match (status, wait) {
            (200, _) => return,
            (503, Some(seconds)) => {
                note(&tally.come_back);
                tokio::time::sleep(Duration::from_secs(seconds)).await;
            }
            (other, _) => unreachable!("a login was answered with {other}"),
        }
    }
}

/// Sends an archive from its file. The status and the body of the answer.
pub async fn import(address: &str, account: &Account, archive: &std::path::Path) -> (u16, String) {
    let mut file = tokio::fs::File::open(archive).await.expect("the archive");
    let length = file.metadata().await.expect("the archive").len();
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    let head = format!(
        "POST /xrpc/com.atproto.repo.importRepo HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\
         content-type: application/vnd.ipld.car\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n",
        account.token
    );
    stream.write_all(head.as_bytes()).await.expect("a connection");
    // A server that has seen enough answers and closes: what counts is what it says.
    drop(tokio::io::copy(&mut file, &mut stream).await);
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    let status = answer.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    let (_, body) = answer.split_once("\r\n\r\n").expect("a head");
    (status.expect("a status"), body.to_owned())
}
