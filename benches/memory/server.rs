//! The program under test, seen from outside.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::load::Client;

/// How often memory is looked at under load.
const SAMPLE: Duration = Duration::from_millis(10);

/// A running server.
pub struct Server {
    process: Process,
    /// Host and port.
    pub address: String,
    watched: Arc<AtomicBool>,
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
    fn of(process: u32) -> Self {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a running server");
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

fn free_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port().to_string()
}

impl Server {
    /// Starts it over a folder and waits until it says who it is.
    pub async fn start(folder: &Path) -> Self {
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
        Self { process: Process(process), address: format!("127.0.0.1:{port}"), watched: Arc::default() }
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

    /// What the kernel says of it now.
    pub fn memory(&self) -> Memory {
        Memory::of(self.process.0.id())
    }

    /// The highest resident memory in MiB since the start or [`Server::forget_peak`].
    pub fn peak(&self) -> f64 {
        self.memory().peak
    }

    /// What all its threads have run so far.
    pub fn processor_time(&self) -> Duration {
        let tasks =
            std::fs::read_dir(format!("/proc/{}/task", self.process.0.id())).expect("a running server");
        let of_task = |task: std::io::Result<std::fs::DirEntry>| -> Option<u64> {
            // A thread may end meanwhile.
            let stat = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            stat.split(' ').next()?.parse().ok()
        };
        Duration::from_nanos(tasks.filter_map(of_task).sum())
    }

    /// Begins the peak anew.
    pub fn forget_peak(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.process.0.id()), "5").expect("a process of ours");
    }

    /// Ends [`Server::watch`].
    pub fn look_away(&self) {
        self.watched.store(false, Ordering::Release);
    }

    /// Looks at memory until [`Server::look_away`]. The highest of each kind.
    pub fn watch(&self) -> tokio::task::JoinHandle<Memory> {
        self.watched.store(true, Ordering::Release);
        let (process, watched) = (self.process.0.id(), Arc::clone(&self.watched));
        tokio::spawn(async move {
            let mut most = Memory::default();
            while watched.load(Ordering::Acquire) {
                let now = Memory::of(process);
                most.rss = most.rss.max(now.rss);
                most.anonymous = most.anonymous.max(now.anonymous);
                most.file = most.file.max(now.file);
                tokio::time::sleep(SAMPLE).await;
            }
            most
        })
    }

    /// Asks it to end, and waits.
    pub async fn stop(mut self) {
        let asked = Command::new("kill").arg(self.process.0.id().to_string()).status().expect("kill");
        assert!(asked.success());
        tokio::task::spawn_blocking(move || self.process.0.wait()).await.expect("a waiter").expect("an end");
    }
}
