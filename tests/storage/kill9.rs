//! The whole program, killed in the middle of its work again and again: four clients write, a subscriber reads, and
//! nothing that either was told may be gone or different afterwards.
//!
//! Three kills by default; `HOSTPLANT_KILLS=100` for a long run.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

/// Clients that write at once.
const WRITERS: usize = 4;
/// Where the records go, as their paths begin.
const COLLECTION: &[u8] = b"com.example.note/";
/// How long the last reader waits for a further event before it takes the log to be whole.
const QUIET: Duration = Duration::from_secs(2);

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// What the program prints when it starts.
#[derive(Default)]
struct Greeting {
    password: Option<String>,
    did: Option<String>,
}

/// A running server, which goes with the test whatever becomes of it.
struct Server(Child);

impl Server {
    /// Ends it as a power cut ends it: without a word.
    fn kill(&mut self) {
        self.0.kill().expect("a process of ours");
        self.0.wait().expect("an end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn start(folder: &Path, port: u16, plc_port: u16) -> (Server, Greeting) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostplant"));
    command.env_clear().args(["dev", "--port", &port.to_string(), "--plc-port", &plc_port.to_string()]);
    command.arg("--data-dir").arg(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = command.spawn().expect("a server");
    let mut greeting = Greeting::default();
    for line in BufReader::new(server.stdout.take().expect("its output")).lines() {
        let line = line.expect("text");
        let (name, value) = line.trim().split_once(' ').unwrap_or_default();
        match name {
            "password" => greeting.password = Some(value.trim().to_owned()),
            "did" => {
                greeting.did = Some(value.trim().to_owned());
                break;
            }
            _ => {}
        }
    }
    assert!(greeting.did.is_some(), "the server did not start");
    (Server(server), greeting)
}

/// Calls a procedure. `None` when the server went away before it answered.
fn call(port: u16, method: &str, token: Option<&str>, body: &Value) -> Option<(u16, Value)> {
    let body = body.to_string();
    let authorization = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let request = format!(
        "POST /xrpc/{method} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close\r\n\
         {authorization}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut socket = TcpStream::connect(("127.0.0.1", port)).ok()?;
    socket.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer).ok()?;
    let status = answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// Writes until the server goes away, and notes every key that was acknowledged.
fn write_on(port: u16, token: &str, did: &str, name: &str, told: &Mutex<BTreeSet<String>>) {
    for n in 0.. {
        let rkey = format!("{name}-{n}");
        let record =
            json!({ "$type": "com.example.note", "text": rkey, "createdAt": "2026-11-22T10:00:00.000Z" });
        let body = json!({ "repo": did, "collection": "com.example.note", "rkey": rkey, "record": record });
        match call(port, "com.atproto.repo.createRecord", Some(token), &body) {
            Some((200, _)) => drop(told.lock().expect("a lock").insert(rkey)),
            Some((status, answer)) => panic!("{status} {answer}"),
            None => return,
        }
    }
}

/// The event log from its beginning, until the server goes away or nothing came for `quiet`.
async fn read_log(port: u16, quiet: Duration) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    let Ok(socket) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await else { return frames };
    let url = format!("ws://localhost:{port}/xrpc/com.atproto.sync.subscribeRepos?cursor=0");
    let Ok((mut stream, _)) = tokio_tungstenite::client_async(url, socket).await else { return frames };
    while let Ok(Some(Ok(message))) = tokio::time::timeout(quiet, stream.next()).await {
        if let Message::Binary(frame) = message {
            frames.push(frame.to_vec());
        }
    }
    frames
}

/// What a subscriber saw earlier must be how every later log begins.
fn compare(known: &mut Vec<Vec<u8>>, seen: Vec<Vec<u8>>) {
    let both = known.len().min(seen.len());
    assert!(known[..both] == seen[..both], "the log differs from what was seen before");
    if seen.len() > known.len() {
        *known = seen;
    }
}

/// The record keys that the paths in a frame name.
fn keys_in(frame: &[u8]) -> Vec<String> {
    let starts = frame.windows(COLLECTION.len()).enumerate().filter(|(_, window)| *window == COLLECTION);
    starts
        .filter_map(|(at, _)| {
            // A text's length stands in front of it: within the first byte, or in one of its own.
            let length = match *frame.get(at.checked_sub(1)?)? {
                short @ 0x60..=0x77 => usize::from(short - 0x60),
                long => usize::from(long),
            };
            let key = frame.get(at + COLLECTION.len()..at + length)?;
            String::from_utf8(key.to_vec()).ok()
        })
        .collect()
}

#[test]
fn a_killed_server_keeps_what_it_told() {
    let kills: u64 = std::env::var("HOSTPLANT_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(3);
    let folder = tempfile::tempdir().expect("a folder");
    let (port, plc_port) = (free_port(), free_port());
    let (mut server, greeting) = start(folder.path(), port, plc_port);
    let did = greeting.did.expect("an account");
    let login = json!({ "identifier": did, "password": greeting.password.expect("a password") });
    let (_, session) = call(port, "com.atproto.server.createSession", None, &login).expect("a session");
    let token = session["accessJwt"].as_str().expect("a token").to_owned();

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let told: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let mut log = Vec::new();
    for round in 0..kills {
        let seen = thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (token, did, told) = (&token, &did, &told);
                scope.spawn(move || write_on(port, token, did, &format!("r{round}w{writer}"), told));
            }
            let reader = runtime.spawn(read_log(port, Duration::from_secs(20)));
            // A different moment each time, within the first second.
            let moment = Duration::from_millis(150 + round * 397 % 850);
            runtime.block_on(async { tokio::time::sleep(moment).await });
            server.kill();
            runtime.block_on(reader).expect("a reader")
        });
        compare(&mut log, seen);
        server = start(folder.path(), port, plc_port).0;
    }

    compare(&mut log, runtime.block_on(read_log(port, QUIET)));
    server.kill();
    let told = told.lock().expect("a lock");
    assert!(told.len() as u64 >= kills * WRITERS as u64, "{} writes in {kills} rounds", told.len());
    let logged: BTreeSet<String> = log.iter().flat_map(|frame| keys_in(frame)).collect();
    let lost: Vec<_> = told.difference(&logged).collect();
    assert!(lost.is_empty(), "no event tells of {lost:?}");
    let mut check = Command::new(env!("CARGO_BIN_EXE_hostplant"));
    let check =
        check.env_clear().args(["check", "--data-dir"]).arg(folder.path()).output().expect("a command");
    let out = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success() && out.contains("Everything agrees"), "{out}");
}
