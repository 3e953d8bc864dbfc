//! How soon events arrive, and how fast repositories leave. Runs a whole server in this process.
//!
//! ```text
//! cargo bench --bench firehose                 # everything
//! cargo bench --bench firehose -- 50000        # with so many records in the repository
//! ```
//!
//! Lag is counted from the moment at which the writer's client has its answer to the moment at which the follower has the
//! frame; an event that comes before the answer counts as zero.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt;
use hostplant::account::{Origin, SignUp};
use hostplant::app::{Server, Surroundings};
use hostplant::base::{Clock, Secret};
use hostplant::cbor::{self, Value};
use hostplant::config::{Config, Secrets, Sources};
use hostplant::net::{FixedNames, Names};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

/// Records of the repository that is downloaded.
const RECORDS: usize = 50_000;
/// Records in one batch: as many as a commit takes.
const BATCH: usize = 200;
/// Writes for each measurement of the lag.
const WRITES: usize = 2_000;
/// Downloads, of which the best counts.
const DOWNLOADS: usize = 5;

struct Home {
    address: String,
    did: String,
    token: String,
}

type Connection = SendRequest<Full<Bytes>>;

impl Home {
    async fn connect(&self) -> Connection {
        let stream = TcpStream::connect(&self.address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a TCP socket");
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("an HTTP server");
        tokio::spawn(connection);
        sender
    }

    async fn call(
        &self,
        to: &mut Connection,
        path: &str,
        body: Option<serde_json::Value>,
    ) -> Response<Incoming> {
        let request = Request::builder()
            .method(if body.is_some() { "POST" } else { "GET" })
            .uri(format!("/xrpc/{path}"))
            .header("host", &self.address)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(Full::from(body.map_or_else(Bytes::new, |body| body.to_string().into())))
            .expect("a request");
        to.ready().await.expect("an open connection");
        let response = to.send_request(request).await.expect("an answer");
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response
    }

    /// Writes a record; gives its CID and when the answer was there.
    async fn create(&self, to: &mut Connection, text: String) -> (String, Instant) {
        let record =
            json!({"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-01-01T00:00:00Z"});
        let body = json!({"repo": self.did, "collection": "app.bsky.feed.post", "record": record});
        let response = self.call(to, "com.atproto.repo.createRecord", Some(body)).await;
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        let answered = Instant::now();
        let answer: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        (answer["commit"]["cid"].as_str().expect("a commit").to_owned(), answered)
    }

    /// When each commit arrives.
    async fn follow(&self) -> mpsc::UnboundedReceiver<(String, Instant)> {
        let (sender, arrivals) = mpsc::unbounded_channel();
        let url = format!("ws://{}/xrpc/com.atproto.sync.subscribeRepos", self.address);
        let stream = TcpStream::connect(&self.address).await.expect("the server listens");
        let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.expect("a subscription");
        tokio::spawn(async move {
            while let Some(Ok(message)) = socket.next().await {
                let at = Instant::now();
                let Message::Binary(frame) = message else { continue };
                let header =
                    (1..frame.len()).find(|end| cbor::decode(&frame[..*end]).is_ok()).expect("a header");
                let payload = cbor::decode(&frame[header..]).expect("a payload");
                if let Some(commit) = payload.get("commit").and_then(Value::as_link)
                    && sender.send((commit.to_string(), at)).is_err()
                {
                    return;
                }
            }
        });
        arrivals
    }

    async fn lag(&self, writers: usize) -> Vec<Duration> {
        let mut arrivals = self.follow().await;
        let (sender, mut answers) = mpsc::unbounded_channel();
        let work = async {
            let writer = |nth: usize| {
                let sender = sender.clone();
                async move {
                    let mut connection = self.connect().await;
                    for n in 0..WRITES / writers {
                        let answer = self.create(&mut connection, format!("{nth} {n}")).await;
                        sender.send(answer).expect("a listener");
                    }
                }
            };
            futures_util::future::join_all((0..writers).map(writer)).await;
        };
        work.await;
        drop(sender);
        let mut answered = HashMap::new();
        while let Some((commit, at)) = answers.recv().await {
            answered.insert(commit, at);
        }
        let mut lags = Vec::with_capacity(answered.len());
        while lags.len() < answered.len() {
            let (commit, arrived) = arrivals.recv().await.expect("every commit arrives");
            if let Some(answered) = answered.get(&commit) {
                lags.push(arrived.saturating_duration_since(*answered));
            }
        }
        lags.sort_unstable();
        lags
    }

    async fn fill(&self, records: usize) {
        let mut connection = self.connect().await;
        for batch in 0..records.div_ceil(BATCH) {
            let writes: Vec<_> = (0..BATCH)
                .map(|n| {
                    let number = batch * BATCH + n;
                    json!({
                        "$type": "com.atproto.repo.applyWrites#create",
                        "collection": "app.bsky.feed.post",
                        "value": {
                            "$type": "app.bsky.feed.post",
                            "text": format!("post {number}: {}", "words ".repeat(number % 40)),
                            "createdAt": "2026-01-01T00:00:00Z",
                        },
                    })
                })
                .collect();
            let body = json!({"repo": self.did, "writes": writes});
            let response = self.call(&mut connection, "com.atproto.repo.applyWrites", Some(body)).await;
            response.into_body().collect().await.expect("a body");
        }
    }

    /// Downloads the repository; gives its size.
    async fn download(&self) -> usize {
        let mut connection = self.connect().await;
        let path = format!("com.atproto.sync.getRepo?did={}", self.did);
        let mut body = self.call(&mut connection, &path, None).await.into_body();
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            bytes += frame.expect("a whole body").data_ref().map_or(0, Bytes::len);
        }
        bytes
    }
}

async fn start(folder: &std::path::Path) -> (Server, Home) {
    let flags = [
        format!("storage.directory={}", folder.display()),
        "http.listen=127.0.0.1:0".to_owned(),
        "service.port=0".to_owned(),
        "service.dev_mode=true".to_owned(),
        "identity.directory=127.0.0.1:0".to_owned(),
        "accounts.invite_required=false".to_owned(),
        "limits.enabled=false".to_owned(),
    ];
    let config = Config::load(&Sources { flags: flags.into(), ..Sources::default() }, Secrets::Make);
    let around = Surroundings {
        clock: Clock::system(),
        names: Names::fixed(FixedNames::default()),
        listeners: Vec::new(),
        watch_memory: false,
        tell_neighbours: false,
        system: hostplant::doctor::System::default(),
    };
    let server = Server::start(config.expect("settings"), around).await.expect("a server");
    let request = SignUp {
        handle: "alice.test".to_owned(),
        email: Some("alice@example.test".to_owned().into()),
        password: Some(Secret::new("a password".to_owned()).into()),
        invite: None,
        did: None,
        recovery_key: None,
        caller: None,
        origin: Origin::default(),
    };
    let made = server.app().accounts.sign_up(request).await.expect("an account");
    let address = server.addresses()[0].to_string();
    (server, Home { address, did: made.did.to_string(), token: made.session.access })
}

#[tokio::main]
async fn main() {
    let records = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(RECORDS);
    let folder = tempfile::tempdir().expect("a folder");
    let (server, home) = start(folder.path()).await;
    let mut report = String::new();
    for writers in [1, 4, 16] {
        let lags = home.lag(writers).await;
        let at = |part: usize| lags[(lags.len() - 1) * part / 100].as_secs_f64() * 1_000.0;
        writeln!(
            report,
            "lag, {writers:>2} writers: p50 {:.3} ms, p90 {:.3} ms, p99 {:.3} ms, most {:.3} ms",
            at(50),
            at(90),
            at(99),
            at(100)
        )
        .expect("a string");
    }
    home.fill(records).await;
    let mut best = Duration::MAX;
    let mut bytes = 0;
    for _ in 0..DOWNLOADS {
        let begin = Instant::now();
        bytes = home.download().await;
        best = best.min(begin.elapsed());
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate to be read by people")]
    let rate = bytes as f64 / best.as_secs_f64() / 1e6;
    writeln!(report, "getRepo, {records} records: {bytes} bytes in {best:.3?}, {rate:.0} MB/s")
        .expect("a string");
    print!("{report}");
    server.stop().await;
}
