//! `local.hostplant.admin.examine`, in healthy and in broken surroundings.

use std::collections::BTreeMap;
use std::path::Path;

use hostplant::base::Timestamp;
use hostplant::net::FixedNames;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, UdpSocket};

use super::upstream::{FakeService, Told};
use super::{As, START, TestServer};

const NSID: &str = "local.hostplant.admin.examine";

/// The states of a report's lines by subject, the worst where there are several.
async fn examine(server: &TestServer) -> BTreeMap<String, String> {
    let report = server.get(&As::Admin, NSID, "").await.ok();
    let mut states = BTreeMap::new();
    let rank =
        |state: &str| ["good", "note", "unknown", "warning", "bad"].iter().position(|known| *known == state);
    for line in report["lines"].as_array().expect("lines") {
        let text = |key: &str| line[key].as_str().expect("text").to_owned();
        let (subject, state) = (text("subject"), text("state"));
        assert!(!text("what").is_empty() && rank(&state).is_some(), "{line}");
        if state == "warning" || state == "bad" {
            assert!(!text("soWhat").is_empty() && !text("whatToDo").is_empty(), "{line}");
        }
        let worst: &mut String = states.entry(subject).or_default();
        if worst.is_empty() || rank(&state) > rank(worst) {
            *worst = state;
        }
    }
    states
}

/// Fills the folder from which the server reads what the kernel tells.
fn kernel(server: &TestServer, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = server.system().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}

/// A time server whose clock stands at `at`. Its address.
async fn time_server(at: Timestamp) -> String {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let address = socket.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut question = [0; 48];
        while let Ok((_, client)) = socket.recv_from(&mut question).await {
            let seconds = u32::try_from(at.secs() + 2_208_988_800).expect("before 2036");
            let mut answer = [0; 48];
            (answer[0], answer[1]) = (0x24, 1);
            answer[24..32].copy_from_slice(&question[40..]);
            answer[32..36].copy_from_slice(&seconds.to_be_bytes());
            answer[40..44].copy_from_slice(&seconds.to_be_bytes());
            socket.send_to(&answer, client).await.expect("an answer");
        }
    });
    address.to_string()
}

/// A mail server that answers the greeting with `hello`. Its port.
async fn mail_server(hello: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (read, mut write) = stream.split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 mail.test\r\n").await.expect("a greeting");
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer = match line.split(' ').next() {
                        Some("EHLO") => hello,
                        Some("QUIT") => "221 bye\r\n",
                        Some("MAIL" | "RCPT" | "DATA") => panic!("nothing is handed in"),
                        _ => "250 ok\r\n",
                    };
                    if write.write_all(answer.as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    port
}

fn all_good(states: &BTreeMap<String, String>, subjects: &[&str]) {
    for subject in subjects {
        assert_eq!(states.get(*subject).map(String::as_str), Some("good"), "{subject} in {states:#?}");
    }
}

#[tokio::test]
async fn only_the_administrator_is_told() {
    let server = TestServer::start().await;
    assert_eq!(server.get(&As::Nobody, NSID, "").await.status, 401);
}

#[tokio::test]
async fn a_healthy_server_is_found_to_be_healthy() {
    let relay = FakeService::start().await;
    let helper = FakeService::start().await;
    helper.answers(|_| Told::ok(&json!({ "you": "9.9.9.9", "ports": [{ "port": 443, "open": true }] })));
    let time = time_server(START).await;
    let mail = mail_server("250 mail.test\r\n").await;
    let server = TestServer::with(&[
        &format!("firehose.crawlers={}", relay.url()),
        &format!("doctor.outside_url={}", helper.url()),
        &format!("doctor.time_server={time}"),
        &format!("mail.smtp_url=smtp://127.0.0.1:{mail}"),
        "mail.from=pds@example.com",
    ])
    .await;
    let newest = server.newest_event().await.map_or(0, |seq| seq.to_u64());
    relay.answers(move |asked| {
        if asked.method() != "com.atproto.sync.getHostStatus" {
            return Told::ok(&json!({}));
        }
        assert!(asked.path().contains("hostname=localhost:"), "{}", asked.path());
        Told::ok(&json!({ "hostname": "localhost", "seq": newest, "status": "active" }))
    });
    let data = std::fs::canonicalize(server.data()).expect("a path");
    let table = format!("21 1 179:2 / {} rw,noatime - ext4 /dev/mmcblk0p2 rw\n", data.display());
    kernel(
        &server,
        &[
            ("proc/self/mountinfo", &table),
            ("proc/meminfo", "MemTotal: 900000 kB\nMemAvailable: 500000 kB\n"),
            ("proc/self/status", "VmRSS:\t 16000 kB\n"),
            ("sys/dev/block/179:2/device/name", "SD32G\n"),
            ("sys/dev/block/179:2/device/life_time", "0x01 0x01\n"),
            ("sys/fs/ext4/179:2/errors_count", "0\n"),
            ("sys/class/thermal/thermal_zone0/temp", "51200\n"),
            ("sys/class/hwmon/hwmon1/name", "rpi_volt\n"),
            ("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n"),
        ],
    );
    let states = examine(&server).await;
    all_good(&states, &["database", "public address", "websocket", "clock", "mail", "letters", "disk"]);
    all_good(&states, &["file system", "medium", "temperature", "voltage", "memory", "outside port 443"]);
    let port = format!("port {}", server.address().port());
    let relay = relay.url().replace("http://", "relay ");
    let directory = server.directory().replace("http://", "directory ");
    all_good(&states, &[&port, &relay, &directory]);
    assert_eq!(states["backup"], "note", "there is nothing to back up");
    assert!(!states.values().any(|state| state == "bad" || state == "unknown"), "{states:#?}");
}

#[tokio::test]
async fn what_is_broken_is_found() {
    let relay = FakeService::start().await;
    relay.answers(|_| Told::error(400, "HostNotFound", "host not found"));
    let helper = FakeService::start().await;
    helper.answers(|_| Told::ok(&json!({ "ports": [{ "port": 443, "open": false, "why": "timed out" }] })));
    let time = time_server(Timestamp::from_secs(START.secs() + 600)).await;
    let mail = mail_server("554 we do not know you\r\n").await;
    let names =
        FixedNames::default().address("pds.example.com", &["127.77.0.1".parse().expect("an address")]);
    let server = TestServer::with_names(
        &[
            "service.hostname=pds.example.com",
            &format!("firehose.crawlers={}", relay.url()),
            &format!("doctor.outside_url={}", helper.url()),
            &format!("doctor.time_server={time}"),
            &format!("mail.smtp_url=smtp://127.0.0.1:{mail}"),
            "mail.from=pds@example.com",
        ],
        names,
    )
    .await;
    let data = std::fs::canonicalize(server.data()).expect("a path");
    let table = format!("21 1 179:2 / {} ro,noatime - ext4 /dev/mmcblk0p2 rw\n", data.display());
    kernel(
        &server,
        &[
            ("proc/self/mountinfo", &table),
            ("proc/meminfo", "MemTotal: 900000 kB\nMemAvailable: 9000 kB\n"),
            ("sys/dev/block/179:2/device/life_time", "0x0b 0x01\n"),
            ("sys/fs/ext4/179:2/errors_count", "3\n"),
            ("sys/class/thermal/thermal_zone0/temp", "90100\n"),
            ("sys/class/hwmon/hwmon1/name", "rpi_volt\n"),
            ("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n"),
        ],
    );
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(server.data(), mode).expect("a mode");
    let secrets = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(server.data().join("secrets.toml"), secrets).expect("a mode");
    let states = examine(&server).await;
    let relay = relay.url().replace("http://", "relay ");
    for (subject, state) in [
        ("name pds.example.com", "bad"),
        ("handles .pds.example.com", "warning"),
        ("public address", "warning"),
        ("websocket", "unknown"),
        ("certificate", "unknown"),
        ("outside port 443", "bad"),
        ("clock", "bad"),
        (relay.as_str(), "bad"),
        ("mail", "bad"),
        ("disk", "bad"),
        ("file system", "bad"),
        ("medium", "bad"),
        ("temperature", "bad"),
        ("voltage", "bad"),
        ("memory", "warning"),
        ("files", "bad"),
    ] {
        // With a helper, not reaching one's own address is worth no more than a note.
        let state = if subject == "public address" { "note" } else { state };
        assert_eq!(states.get(subject).map(String::as_str), Some(state), "{subject} in {states:#?}");
    }
}

#[tokio::test]
async fn a_backup_is_remembered_with_its_place() {
    let server = TestServer::start().await;
    server.account("alice").await;
    assert_eq!(examine(&server).await["backup"], "warning");
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    let body = json!({ "folder": folder.path() });
    server.post(&As::Admin, "local.hostplant.admin.createBackup", body).await.ok();
    let report: Value = server.get(&As::Admin, NSID, "").await.ok();
    let lines = report["lines"].as_array().expect("lines");
    let backup = lines.iter().find(|line| line["subject"] == "backup").expect("a line");
    assert!(backup["what"].as_str().expect("text").contains("made today"), "{backup}");
    let same = device(folder.path()) == device(server.data());
    assert_eq!(backup["state"], if same { "warning" } else { "good" });
    server.advance(std::time::Duration::from_secs(9 * 24 * 3_600));
    assert_eq!(examine(&server).await["backup"], "warning", "it is old");
}

fn device(path: &Path) -> u64 {
    std::os::unix::fs::MetadataExt::dev(&std::fs::metadata(path).expect("a folder"))
}
