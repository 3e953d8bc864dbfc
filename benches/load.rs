//! A load generator for any PDS: closed-loop clients over HTTP/1.1 keep-alive, one JSON line of results.
//!
//! ```text
//! cargo bench --bench load -- write    --url URL --token T --repo DID --clients 16 --seconds 10
//! cargo bench --bench load -- fill     --url URL --token T --repo DID --records 50000
//! cargo bench --bench load -- get      --url URL [--token T] --path '/xrpc/…' --clients 8 --seconds 5
//! cargo bench --bench load -- download --url URL --path '/xrpc/…' --file OUT
//! cargo bench --bench load -- upload   --url URL --token T --path '/xrpc/…' --type MIME --file IN
//! ```
//!
//! `benches/compare` drives it against hostplant and the reference server. Latencies are of whole requests, in
//! microseconds, as this client sees them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

type Sender = http1::SendRequest<Full<Bytes>>;

struct Target {
    authority: String,
    token: Option<String>,
}

impl Target {
    async fn connect(&self) -> Sender {
        let stream = TcpStream::connect(&self.authority).await.expect("the server listens");
        stream.set_nodelay(true).expect("a TCP socket");
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("an HTTP server");
        tokio::spawn(connection);
        sender
    }

    fn request(&self, method: &str, path: &str, body: Option<(&str, Bytes)>) -> Request<Full<Bytes>> {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.authority);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = match body {
            Some((kind, bytes)) => {
                request = request.header("content-type", kind);
                bytes
            }
            None => Bytes::new(),
        };
        request.body(Full::new(body)).expect("a well-formed request")
    }

    /// Sends one request and reads the answer whole; connects anew when the server has closed.
    async fn send(
        &self,
        sender: &mut Sender,
        method: &str,
        path: &str,
        body: Option<(&str, Bytes)>,
    ) -> (u16, usize) {
        if sender.ready().await.is_err() {
            *sender = self.connect().await;
        }
        let response = sender.send_request(self.request(method, path, body)).await.expect("an answer");
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.expect("a whole body").to_bytes();
        if status >= 400 {
            eprintln!("{status}: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(300)]));
        }
        (status, bytes.len())
    }
}

fn post(text: &str) -> serde_json::Value {
    serde_json::json!({
        "$type": "app.bsky.feed.post",
        "text": text,
        "langs": ["en"],
        "createdAt": "2026-11-22T10:00:00.000Z",
        "tags": ["windowsill", "butterfly"],
    })
}

fn percentile(sorted: &[u64], of_hundred: usize) -> u64 {
    sorted.get((sorted.len().saturating_sub(1)) * of_hundred / 100).copied().unwrap_or(0)
}

/// Runs `clients` loops for `seconds` and prints operations, rate and latencies.
async fn closed_loop<F>(target: Arc<Target>, clients: u64, seconds: u64, call: F)
where
    F: Fn(u64) -> (String, String, Option<(String, Bytes)>) + Clone + Send + Sync + 'static,
{
    let failures = Arc::new(AtomicU64::new(0));
    let number = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let end = start + Duration::from_secs(seconds);
    let mut tasks = Vec::new();
    for _ in 0..clients {
        let (target, failures, number, call) =
            (Arc::clone(&target), Arc::clone(&failures), Arc::clone(&number), call.clone());
        tasks.push(tokio::spawn(async move {
            let mut sender = target.connect().await;
            let mut latencies = Vec::new();
            while Instant::now() < end {
                let (method, path, body) = call(number.fetch_add(1, Ordering::Relaxed));
                let before = Instant::now();
                let body = body.as_ref().map(|(kind, bytes)| (kind.as_str(), bytes.clone()));
                let (status, _) = target.send(&mut sender, &method, &path, body).await;
                latencies.push(u64::try_from(before.elapsed().as_micros()).unwrap_or(u64::MAX));
                if status >= 400 {
                    failures.fetch_add(1, Ordering::Relaxed);
                }
            }
            latencies
        }));
    }
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.expect("a client that ran"));
    }
    let elapsed = start.elapsed().as_secs_f64();
    latencies.sort_unstable();
    println!(
        "{}",
        serde_json::json!({
            "operations": latencies.len(),
            "failures": failures.load(Ordering::Relaxed),
            "seconds": elapsed,
            "per_second": latencies.len() as f64 / elapsed,
            "p50_us": percentile(&latencies, 50),
            "p99_us": percentile(&latencies, 99),
        })
    );
}

async fn fill(target: &Target, repo: &str, records: u64) {
    const PER_CALL: u64 = 100;
    let mut sender = target.connect().await;
    let start = Instant::now();
    let mut done = 0;
    while done < records {
        let count = PER_CALL.min(records - done);
        let writes: Vec<serde_json::Value> = (done..done + count)
            .map(|n| {
                serde_json::json!({
                    "$type": "com.atproto.repo.applyWrites#create",
                    "collection": "app.bsky.feed.post",
                    "value": post(&format!("post number {n} of a filled repository")),
                })
            })
            .collect();
        let body = serde_json::json!({ "repo": repo, "writes": writes }).to_string();
        let (status, _) = target
            .send(
                &mut sender,
                "POST",
                "/xrpc/com.atproto.repo.applyWrites",
                Some(("application/json", body.into())),
            )
            .await;
        assert!(status < 400, "filling failed at record {done}");
        done += count;
    }
    println!("{}", serde_json::json!({ "records": done, "seconds": start.elapsed().as_secs_f64() }));
}

async fn download(target: &Target, path: &str, file: &str) {
    let mut sender = target.connect().await;
    let start = Instant::now();
    let response = sender.send_request(target.request("GET", path, None)).await.expect("an answer");
    let status = response.status().as_u16();
    let mut body = response.into_body();
    let mut out = tokio::fs::File::create(file).await.expect("a writable file");
    let (mut bytes, mut first) = (0, None);
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.expect("a whole body").into_data() {
            first.get_or_insert_with(|| start.elapsed().as_secs_f64());
            bytes += data.len();
            out.write_all(&data).await.expect("room on the disk");
        }
    }
    out.flush().await.expect("room on the disk");
    println!(
        "{}",
        serde_json::json!({
            "status": status,
            "bytes": bytes,
            "first_byte_seconds": first,
            "seconds": start.elapsed().as_secs_f64(),
        })
    );
}

async fn upload(target: &Target, path: &str, kind: &str, file: &str) {
    let mut bytes = Vec::new();
    tokio::fs::File::open(file)
        .await
        .expect("a file")
        .read_to_end(&mut bytes)
        .await
        .expect("a readable file");
    let mut sender = target.connect().await;
    let length = bytes.len();
    let start = Instant::now();
    let (status, _) = target.send(&mut sender, "POST", path, Some((kind, bytes.into()))).await;
    println!(
        "{}",
        serde_json::json!({ "status": status, "bytes": length, "seconds": start.elapsed().as_secs_f64() })
    );
}

fn main() {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let Some(command) = words.next() else {
        eprintln!("which load? write, fill, get, download or upload: see the head of benches/load.rs");
        return;
    };
    let mut options = HashMap::new();
    while let Some(name) = words.next() {
        let name = name.strip_prefix("--").expect("options are --name value").to_owned();
        options.insert(name, words.next().expect("every option has a value"));
    }
    let option = |name: &str| {
        options
            .get(name)
            .cloned()
            .expect("an option that this load needs is missing: see the head of benches/load.rs")
    };
    let number = |name: &str, default: u64| {
        options.get(name).map_or(default, |text| text.parse().expect("counts and seconds are numbers"))
    };
    let uri: Uri = option("url").parse().expect("--url is a URL");
    let authority = uri.authority().expect("--url has a host").to_string();
    let target = Arc::new(Target { authority, token: options.get("token").cloned() });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        match command.as_str() {
            "write" => {
                let repo = option("repo");
                closed_loop(target, number("clients", 1), number("seconds", 10), move |n| {
                    let body = serde_json::json!({
                        "repo": repo,
                        "collection": "app.bsky.feed.post",
                        "record": post(&format!("load post number {n}")),
                    });
                    (
                        "POST".to_owned(),
                        "/xrpc/com.atproto.repo.createRecord".to_owned(),
                        Some(("application/json".to_owned(), body.to_string().into())),
                    )
                })
                .await;
            }
            "get" => {
                let path = option("path");
                closed_loop(target, number("clients", 8), number("seconds", 5), move |_| {
                    ("GET".to_owned(), path.clone(), None)
                })
                .await;
            }
            "fill" => fill(&target, &option("repo"), number("records", 50_000)).await,
            "download" => download(&target, &option("path"), &option("file")).await,
            "upload" => upload(&target, &option("path"), &option("type"), &option("file")).await,
            other => eprintln!("no load is called {other}"),
        }
    });
}
