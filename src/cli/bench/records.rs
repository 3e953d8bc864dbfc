//! A whole server in this process, with a database on the disk: the memory that it takes, and how many records it writes.

use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Figure;
use crate::app::{Server, Surroundings};
use crate::base::base32_token;
use crate::cli::CliError;
use crate::config::{Config, Secrets, Sources};
use crate::crypto::PasswordParams;

/// How long the server rests before its memory is read.
const REST: Duration = Duration::from_secs(2);
/// How long records are written, each time.
const SPAN: Duration = Duration::from_secs(3);
/// Who writes at once.
const WRITERS: usize = 16;
const MIB: f64 = 1024.0 * 1024.0;

fn failed(error: impl std::error::Error) -> CliError {
    CliError::Failed(crate::base::with_causes(&error))
}

/// Starts a server in `folder`, measures it, and stops it.
pub(super) async fn measure(folder: &Path, passwords: PasswordParams) -> Result<Vec<Figure>, CliError> {
    let flags = vec![
        format!("storage.directory={}", folder.join("data").display()),
        "service.dev_mode=true".to_owned(),
        "service.port=0".to_owned(),
        "http.listen=127.0.0.1:0".to_owned(),
        "identity.directory=127.0.0.1:0".to_owned(),
        "accounts.invite_required=false".to_owned(),
        format!("passwords.memory={} KiB", passwords.memory_kib),
        format!("passwords.passes={}", passwords.passes),
    ];
    let config = Config::load(&Sources { flags, ..Sources::default() }, Secrets::Make)?;
    let around = Surroundings { listeners: Vec::new(), ..Surroundings::system(&config)? };
    let server = Server::start(config, around).await?;
    let figures = measure_server(&server).await;
    server.stop().await;
    figures
}

async fn measure_server(server: &Server) -> Result<Vec<Figure>, CliError> {
    tokio::time::sleep(REST).await;
    let mut figures = Vec::new();
    figures.extend(memory("VmRSS").map(|value| Figure { name: "memory, idle (RSS)", value, unit: "MiB" }));
    let address = server.addresses().first().map(ToString::to_string).unwrap_or_default();
    let mut first = Writer::sign_up(&address).await?;
    let alone = first.write_for(SPAN).await?;
    figures.push(Figure {
        name: "createRecord, one after the other",
        value: per_second(alone),
        unit: "per second",
    });
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let mut writer = first.again().await?;
        writers.spawn(async move { writer.write_for(SPAN).await });
    }
    let mut together = 0;
    while let Some(written) = writers.join_next().await {
        together += written.map_err(failed)??;
    }
    figures.push(Figure {
        name: "createRecord, sixteen at once",
        value: per_second(together),
        unit: "per second",
    });
    let name = "memory, most while writing and hashing";
    figures.extend(memory("VmHWM").map(|value| Figure { name, value, unit: "MiB" }));
    Ok(figures)
}

fn per_second(count: u32) -> f64 {
    f64::from(count) / SPAN.as_secs_f64()
}

/// A figure of the kernel's of this process's memory, in MiB.
fn memory(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let kib: f64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / MIB)
}

/// Somebody with an account and a connection.
struct Writer {
    connection: SendRequest<Full<Bytes>>,
    address: String,
    did: String,
    token: String,
}

impl Writer {
    async fn sign_up(address: &str) -> Result<Self, CliError> {
        let connection = connect(address).await?;
        let (did, token) = (String::new(), String::new());
        let mut writer = Self { connection, address: address.to_owned(), did, token };
        let account =
            json!({ "handle": "bench.test", "email": "bench@mail.test", "password": base32_token(16) });
        let made = writer.post("com.atproto.server.createAccount", &account).await?;
        let text = |key: &str| made[key].as_str().map(str::to_owned);
        let (did, token) = text("did").zip(text("accessJwt")).ok_or_else(|| no_account(&made))?;
        (writer.did, writer.token) = (did, token);
        Ok(writer)
    }

    /// The same on another connection.
    async fn again(&self) -> Result<Self, CliError> {
        Ok(Self {
            connection: connect(&self.address).await?,
            address: self.address.clone(),
            did: self.did.clone(),
            token: self.token.clone(),
        })
    }

    /// Writes posts, one after the other. How many.
    async fn write_for(&mut self, span: Duration) -> Result<u32, CliError> {
        let record = json!({
            "$type": "app.bsky.feed.post",
            "text": "A post of about the length that posts have, for a board of the size that a post card has.",
            "createdAt": "2026-01-01T00:00:00.000Z",
        });
        let post = json!({ "repo": self.did, "collection": "app.bsky.feed.post", "record": record });
        let start = Instant::now();
        let mut written = 0;
        while start.elapsed() < span {
            let answer = self.post("com.atproto.repo.createRecord", &post).await?;
            if !answer["uri"].is_string() {
                return Err(CliError::Failed(format!("a record was not written: {answer}")));
            }
            written += 1;
        }
        Ok(written)
    }

    async fn post(&mut self, nsid: &str, body: &Value) -> Result<Value, CliError> {
        let mut request = Request::post(format!("/xrpc/{nsid}"))
            .header(HOST, &self.address)
            .header(CONTENT_TYPE, "application/json");
        if !self.token.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        }
        let request = request.body(Full::from(body.to_string())).map_err(failed)?;
        self.connection.ready().await.map_err(failed)?;
        let response = self.connection.send_request(request).await.map_err(failed)?;
        let answer = response.into_body().collect().await.map_err(failed)?.to_bytes();
        serde_json::from_slice(&answer).map_err(failed)
    }
}

fn no_account(answer: &Value) -> CliError {
    CliError::Failed(format!("an account was not made: {answer}"))
}

async fn connect(address: &str) -> Result<SendRequest<Full<Bytes>>, CliError> {
    let stream = TcpStream::connect(address).await.map_err(failed)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(failed)?;
    // It ends with its sender; what goes wrong shows in the answers.
    tokio::spawn(async { drop(connection.await) });
    Ok(sender)
}
