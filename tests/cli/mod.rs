//! The program itself, as people start it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// The program in an environment of its own.
fn hostplant() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hostplant"));
    command.env_clear().stdin(Stdio::null());
    command
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn stderr(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// Ends a server as a service manager does, and expects it to end well.
fn terminate(mut server: Child) {
    let pid = Pid::from_child(&server);
    kill_process(pid, Signal::TERM).expect("a running process");
    assert!(server.wait().expect("an end").success());
}

/// A development server and the address that it printed.
fn development(folder: &Path) -> (Child, String) {
    let mut server = hostplant()
        .args(["dev", "--port", "0", "--plc-port", "0", "--data-dir"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a server");
    let out = BufReader::new(server.stdout.take().expect("its output"));
    let mut url = None;
    for line in out.lines() {
        let line = line.expect("text");
        if let Some(address) = line.trim().strip_prefix("server") {
            url = Some(address.trim().to_owned());
        }
        if line.trim().starts_with("did ") {
            break;
        }
    }
    (server, url.expect("an address"))
}

#[test]
fn a_development_server_is_managed_from_the_command_line() {
    let folder = TempDir::new().expect("a folder");
    let (server, url) = development(folder.path());
    let run = |arguments: &[&str]| {
        let mut command = hostplant();
        command.args(["--server", &url, "--data-dir"]).arg(folder.path()).args(arguments);
        command.output().expect("a command")
    };
    assert!(stdout(&run(&["account", "list"])).contains("alice.test  alice@mail.test"));
    let made = stdout(&run(&["account", "create", "bob.test", "bob@mail.test"]));
    assert!(made.contains("bob.test") && made.contains("password: "));
    assert!(stdout(&run(&["account", "info", "bob.test"])).contains("\"bob@mail.test\""));
    assert!(stdout(&run(&["account", "info", "bob.test"])).contains("\"account-made\""));
    stdout(&run(&["account", "takedown", "bob.test", "--ref", "case 7"]));
    assert!(stdout(&run(&["account", "info", "bob.test"])).contains("case 7"));
    stdout(&run(&["account", "restore", "bob.test"]));
    assert!(stdout(&run(&["account", "factors", "bob.test"])).contains("\"recoveryCodesLeft\": 0"));
    let none = run(&["account", "factors", "bob.test", "--remove", "totp"]);
    assert!(stderr(&none).contains("the account has no totp"));
    assert!(stderr(&run(&["account", "factors", "bob.test", "--remove", "hope"])).contains("not a factor"));
    stdout(&run(&["account", "set-email", "bob.test", "bobby@mail.test"]));
    assert!(stdout(&run(&["account", "list", "--email", "bobby@mail.test"])).contains("bob.test"));
    assert!(stdout(&run(&["account", "reset-password", "bob.test"])).starts_with("password: "));
    assert!(stdout(&run(&["account", "rotate-key", "bob.test"])).starts_with("signing key: did:key:z"));
    assert!(stdout(&run(&["account", "info", "bob.test"])).contains("\"signing-key-rotated\""));
    assert_eq!(stdout(&run(&["invite", "--count", "2"])).lines().count(), 2);
    assert_eq!(stdout(&run(&["codes"])), "");
    let refused = run(&["account", "delete", "bob.test"]);
    assert!(stderr(&refused).contains("nothing was deleted"));
    stdout(&run(&["account", "delete", "--yes", "bob.test"]));
    assert!(stderr(&run(&["account", "info", "bob.test"])).contains("Account not found"));

    let backup = folder.path().join("backup");
    let arguments = ["backup", backup.to_str().expect("text")];
    assert!(stdout(&run(&arguments)).contains("database of"));
    assert!(stderr(&run(&["check"])).contains("in use"));
    terminate(server);
    assert!(stdout(&run(&["check"])).contains("Everything agrees."));
    stdout(&run(&["compact"]));
    assert!(stdout(&run(&["check", "--backup", arguments[1]])).contains("Everything agrees."));
    assert!(stderr(&run(&["restore", arguments[1]])).contains("exists"));
    assert!(stderr(&run(&["account", "list"])).contains("is it running?"));

    let restored = TempDir::new().expect("a folder");
    let mut command = hostplant();
    command.args(["restore", "--verify", arguments[1], "--data-dir"]).arg(restored.path());
    assert!(stdout(&command.output().expect("a command")).contains("secrets.toml"));

    // The account is still the same one after a restart.
    let (again, url) = development(folder.path());
    let mut list = hostplant();
    list.args(["--server", &url, "account", "list", "--data-dir"]).arg(folder.path());
    assert!(stdout(&list.output().expect("a command")).contains("alice.test"));
    terminate(again);
}

#[test]
fn a_server_runs_from_the_environment_of_the_reference_alone() {
    let folder = TempDir::new().expect("a folder");
    let mut server = hostplant()
        .arg("serve")
        .env("PDS_PORT", "0")
        .env("PDS_HOSTNAME", "localhost")
        .env("PDS_DATA_DIRECTORY", folder.path())
        .env("PDS_BLOBSTORE_DISK_LOCATION", folder.path().join("blocks"))
        .env("PDS_JWT_SECRET", "a secret")
        .env("PDS_ADMIN_PASSWORD", "hunter2")
        .env("PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX", "01".repeat(32))
        .env("PDS_DID_PLC_URL", "http://localhost:1")
        .env("PDS_EMAIL_SMTP_URL", "smtp://user:very-secret@localhost:1")
        .env("PDS_EMAIL_FROM_ADDRESS", "pds@example.com")
        .env("LOG_LEVEL", "debug")
        .stderr(Stdio::piped())
        .spawn()
        .expect("a server");
    let mut log = BufReader::new(server.stderr.take().expect("its log"));
    let mut seen = String::new();
    while !seen.contains("serving") {
        assert_ne!(log.read_line(&mut seen).expect("text"), 0, "{seen}");
    }
    let at = seen.find("address=").expect("an address") + "address=".len();
    let address = seen[at..].split_whitespace().next().expect("an address");
    let port = address.rsplit(':').next().expect("a port");
    let mut socket = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).expect("connected");
    socket.write_all(b"GET /xrpc/_health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").expect("sent");
    let answer = std::io::read_to_string(socket).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("\"version\""), "{answer}");
    terminate(server);
    let rest = std::io::read_to_string(log).expect("text");
    for secret in ["hunter2", "a secret", "very-secret", "0101"] {
        assert!(!seen.contains(secret) && !rest.contains(secret), "the log shows a secret");
    }
    assert!(folder.path().join("hostplant.redb").exists() && folder.path().join("blocks").is_dir());
}

/// A server that does not outlive its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().expect("a running process");
        self.0.wait().expect("an end");
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

#[test]
fn the_doctor_asks_a_server_that_encrypts_and_looks_alone_where_none_runs() {
    let folder = TempDir::new().expect("a folder");
    let (plain, encrypted) = (free_port(), free_port());
    let run = |command: &str| {
        let mut hostplant = hostplant();
        hostplant.args([command, "--data-dir"]).arg(folder.path().join("data"));
        for setting in [
            "service.hostname=pds.test".to_owned(),
            "tls.mode=self-signed".to_owned(),
            format!("tls.listen=127.0.0.1:{encrypted}"),
            format!("http.listen=127.0.0.1:{plain}"),
            "identity.plc_url=http://127.0.0.1:9".to_owned(),
            "doctor.time_server=".to_owned(),
        ] {
            hostplant.args(["--set", &setting]);
        }
        hostplant
    };
    let mut server = Running(run("serve").stderr(Stdio::piped()).spawn().expect("a server"));
    let mut log = BufReader::new(server.0.stderr.take().expect("its log"));
    let mut seen = String::new();
    while !seen.contains("serving") {
        assert_ne!(log.read_line(&mut seen).expect("text"), 0, "{seen}");
    }
    let examine = |running: bool| {
        let output = run("doctor").arg("--json").output().expect("a command");
        assert!(!output.status.success(), "nobody reaches the directory");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let states = |subject: &str| -> Vec<String> {
            let lines = report["lines"].as_array().expect("lines").iter();
            lines.filter(|line| line["subject"] == subject).map(|line| line["state"].to_string()).collect()
        };
        let good = ["\"good\"".to_owned()];
        assert_eq!(states("database") == good, running, "{report}");
        assert_eq!(states("server") == ["\"bad\""], !running, "{report}");
        assert_eq!(states(&format!("port {encrypted}")) == good, running, "{report}");
        assert_eq!(states("certificate") == ["\"warning\""], running, "{report}");
        assert_eq!(states("files"), good, "{report}");
        assert_eq!(states("directory 127.0.0.1:9"), ["\"bad\""], "{report}");
    };
    examine(true);
    drop(server);
    examine(false);
    let text = run("doctor").output().expect("a command");
    assert!(stderr(&text).contains("do not work"));
    assert!(String::from_utf8_lossy(&text.stdout).contains("BAD      server: The server does not answer"));
}

#[test]
fn wrong_settings_are_named_before_anything_happens() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let serve = |flag: &str| {
        let output = hostplant().args(["serve", "--set", flag, "--data-dir"]).arg(&data).output();
        stderr(&output.expect("a command"))
    };
    assert!(serve("service.prot=1").contains("did you mean service.port?"));
    assert!(serve("service.port=many").contains("expected a port number"));
    assert!(!data.exists());
    let check = hostplant().args(["config", "check", "--data-dir"]).arg(&data).output().expect("a command");
    assert!(stdout(&check).contains("The settings are right."));
    let example = hostplant().args(["config", "example"]).output().expect("a command");
    let file = folder.path().join("hostplant.toml");
    std::fs::write(&file, stdout(&example)).expect("written");
    let check = hostplant().args(["config", "check", "--config"]).arg(&file).output().expect("a command");
    stdout(&check);
}

#[test]
fn a_bench_starts_a_server_of_its_own_and_leaves_nothing() {
    let folder = TempDir::new().expect("a folder");
    let output = hostplant().args(["bench", "--json", "--folder"]).arg(folder.path()).output();
    let report: serde_json::Value = serde_json::from_str(&stdout(&output.expect("a command"))).expect("JSON");
    assert_eq!(report["target"], std::env::consts::ARCH);
    let figures = report["figures"].as_array().expect("figures");
    for name in
        ["memory, idle (RSS)", "createRecord, sixteen at once", "ES256 sign", "ES256K verify", "SHA-256"]
    {
        let figure = figures.iter().find(|figure| figure["name"] == name).expect(name);
        assert!(figure["value"].as_f64().expect("a number") > 0.0, "{figure}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn tuning_saves_what_the_machine_can_do() {
    let folder = TempDir::new().expect("a folder");
    let run = |arguments: &[&str]| {
        hostplant().args(arguments).arg("--data-dir").arg(folder.path()).output().expect("a command")
    };
    let said = stdout(&run(&["tune", "--memory", "7", "--dry-run"]));
    assert!(said.contains("with 7 MiB and ") && !folder.path().join("settings.toml").exists(), "{said}");
    assert!(stdout(&run(&["tune", "--memory", "7"])).contains("Saved."));
    let saved = std::fs::read_to_string(folder.path().join("settings.toml")).expect("saved settings");
    assert!(saved.contains("[passwords]") && saved.contains("memory = \"7 MiB\""), "{saved}");
    assert!(stdout(&run(&["config", "check"])).contains("The settings are right."));
    let fixed = run(&["tune", "--memory", "7", "--set", "passwords.passes=9"]);
    assert!(stderr(&fixed).contains("passwords.passes"));
    assert!(stderr(&run(&["tune", "--memory", "6"])).contains("7..=256"));
}
