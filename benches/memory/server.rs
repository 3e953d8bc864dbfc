//! The program under test, seen from outside.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::load::Client;

/// How often memory is looked at under load: here, and on a machine that is slow to answer.
const SAMPLE: Duration = Duration::from_millis(10);
const SAMPLE_AFAR: Duration = Duration::from_secs(1);

/// Where the server under test is run.
#[derive(Clone)]
pub enum Place {
    /// On this machine, with its data in this folder.
    Here(PathBuf),
    /// On another one, whose agent starts it, stops it and reads what that machine's kernel says of it.
    There(Board),
}

/// A machine that is reached by two ports. The agent reads a line with one word, answers, and closes: `start` and `stop`
/// are answered with nothing but that word when they are done, `status` with the file of that name in the process's folder
/// of `/proc`, `forget` begins its high water mark anew. `benches/boards` has one.
#[derive(Clone)]
pub struct Board {
    /// Host and port of the server.
    pub address: String,
    /// Host and port of the agent.
    pub agent: String,
}

impl Board {
    fn ask(&self, word: &str) -> String {
        let mut stream = TcpStream::connect(&self.agent).expect("the agent listens");
        writeln!(stream, "{word}").expect("an agent that reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an agent that answers");
        answer
    }

    fn have(&self, word: &str) {
        let answer = self.ask(word);
        assert_eq!(answer.trim(), word, "what the agent said");
    }
}

/// A running server.
pub struct Server {
    process: Running,
    /// Host and port.
    pub address: String,
    watched: Arc<AtomicBool>,
}

enum Running {
    Here(Process),
    There(Board),
}

/// Goes with the bench, whatever becomes of that.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already, or has nothing to lose.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Somebody on it.
#[derive(Clone)]
pub struct Account {
    pub did: String,
    pub handle: String,
    pub token: String,
}

/// Password of everybody.
pub const PASSWORD: &str = "a password of some length";

/// Resident memory in MiB.
#[derive(Clone, Copy, Default)]
pub struct Memory {
    pub rss: f64,
    pub anonymous: f64,
    pub file: f64,
    pub peak: f64,
}

impl Memory {
    /// What stands in the file `status` of a process.
    fn read(status: &str) -> Self {
        let field = |name: &str| {
            let line =
                status.lines().find_map(|line| line.strip_prefix(name)).expect("a field of the kernel's");
            let kib: f64 = line.trim_matches(|c: char| !c.is_ascii_digit()).parse().expect("a number of KiB");
            kib / 1024.0
        };
        Self {
            rss: field("VmRSS:"),
            anonymous: field("RssAnon:"),
            file: field("RssFile:"),
            peak: field("VmHWM:"),
        }
    }
}

/// Reads the memory of a running server.
type Look = Box<dyn Fn() -> Memory + Send>;

fn free_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port().to_string()
}

impl Server {
    /// Starts it over its data and waits until it says who it is.
    pub async fn start(place: &Place) -> Self {
        let folder = match place {
            Place::Here(folder) => folder,
            Place::There(board) => {
                let agent = board.clone();
                tokio::task::spawn_blocking(move || agent.have("start")).await.expect("a started server");
                let process = Running::There(board.clone());
                return Self { process, address: board.address.clone(), watched: Arc::default() };
            }
        };
        let binary =
            std::env::var("HOSTPLANT_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_hostplant").to_owned());
        let port = free_port();
        let mut command = Command::new(binary);
        command.env_clear().args(["dev", "--port", &port, "--plc-port", &free_port()]);
        command.arg("--data-dir").arg(folder).args([
            "--set",
            "repos.max_import_size=4 GiB",
            "--set",
            "log.level=error",
            "--set",
            "limits.bypass=127.0.0.0/8",
        ]);
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("a server");
        let out = process.stdout.take().expect("its output");
        let started = tokio::task::spawn_blocking(move || {
            BufReader::new(out).lines().any(|line| line.expect("text").trim_start().starts_with("did "))
        });
        assert!(started.await.expect("a reader"), "the server did not start");
        let process = Running::Here(Process(process));
        Self { process, address: format!("127.0.0.1:{port}"), watched: Arc::default() }
    }

    /// Makes an account.
    pub async fn account(&self, name: &str) -> Account {
        let body = json!({ "handle": format!("{name}.test"), "email": format!("{name}@mail.test"), "password": PASSWORD });
        let client = Client::connect(&self.address, "").await;
        let (status, answer) = client.post("com.atproto.server.createAccount", &body).await;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
        let answer: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
        let text = |name: &str| answer[name].as_str().expect("a text").to_owned();
        Account { did: text("did"), handle: text("handle"), token: text("accessJwt") }
    }

    /// The process, where it is one of this machine's.
    fn id(&self) -> u32 {
        match &self.process {
            Running::Here(process) => process.0.id(),
            Running::There(_) => unreachable!("measured on this machine only"),
        }
    }

    fn look(&self) -> Look {
        match &self.process {
            Running::Here(process) => {
                let status = format!("/proc/{}/status", process.0.id());
                Box::new(move || Memory::read(&std::fs::read_to_string(&status).expect("a running server")))
            }
            Running::There(board) => {
                let board = board.clone();
                Box::new(move || Memory::read(&board.ask("status")))
            }
        }
    }

    /// What the kernel says of it now.
    pub fn memory(&self) -> Memory {
        tokio::task::block_in_place(self.look())
    }

    /// The highest resident memory in MiB since the start or [`Server::forget_peak`].
    pub fn peak(&self) -> f64 {
        self.memory().peak
    }

    /// What all its threads have run so far.
    pub fn processor_time(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.id())).expect("a running server");
        let of_task = |task: std::io::Result<std::fs::DirEntry>| -> Option<u64> {
            // A thread may end meanwhile.
            let stat = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            stat.split(' ').next()?.parse().ok()
        };
        Duration::from_nanos(tasks.filter_map(of_task).sum())
    }

    /// Begins the peak anew.
    pub fn forget_peak(&self) {
        match &self.process {
            Running::Here(process) => {
                std::fs::write(format!("/proc/{}/clear_refs", process.0.id()), "5")
                    .expect("a process of ours");
            }
            Running::There(board) => tokio::task::block_in_place(|| board.have("forget")),
        }
    }

    /// Ends [`Server::watch`].
    pub fn look_away(&self) {
        self.watched.store(false, Ordering::Release);
    }

    /// Looks at memory until [`Server::look_away`]. The highest of each kind.
    pub fn watch(&self) -> tokio::task::JoinHandle<Memory> {
        self.watched.store(true, Ordering::Release);
        let (look, watched) = (self.look(), Arc::clone(&self.watched));
        let pause = if matches!(self.process, Running::Here(_)) { SAMPLE } else { SAMPLE_AFAR };
        tokio::spawn(async move {
            let mut most = Memory::default();
            while watched.load(Ordering::Acquire) {
                let now = tokio::task::block_in_place(&look);
                most.rss = most.rss.max(now.rss);
                most.anonymous = most.anonymous.max(now.anonymous);
                most.file = most.file.max(now.file);
                tokio::time::sleep(pause).await;
            }
            most
        })
    }

    /// Asks it to end, and waits.
    pub async fn stop(self) {
        let ended = tokio::task::spawn_blocking(move || match self.process {
            Running::Here(mut process) => {
                let asked = Command::new("kill").arg(process.0.id().to_string()).status().expect("kill");
                assert!(asked.success());
                process.0.wait().expect("an end");
            }
            Running::There(board) => board.have("stop"),
        });
        ended.await.expect("a waiter");
    }
}
