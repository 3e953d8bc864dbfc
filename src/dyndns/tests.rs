//! Against a provider on loopback that writes down what it is asked, and commands that do.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::memory::Memory;
use super::*;
use crate::base::{Clock, Timestamp};
use crate::net::{FixedNames, Names, Network};
use crate::store::{Store, StoreConfig};

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const HOUR: Duration = Duration::from_secs(3_600);

/// A provider: what it answers next, and the heads of the requests that came.
#[derive(Clone)]
struct Provider {
    address: SocketAddr,
    answer: Arc<Mutex<String>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Provider {
    async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let provider = Self { address, answer: Arc::default(), asked: Arc::default() };
        let server = provider.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = vec![0; 4_096];
                let length = stream.read(&mut head).await.unwrap_or_default();
                server.asked.lock().unwrap().push(String::from_utf8_lossy(&head[..length]).into_owned());
                let answer = server.answer.lock().unwrap().clone();
                let length = answer.len();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{answer}"
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        provider
    }

    fn answers(&self, text: &str) {
        text.clone_into(&mut self.answer.lock().unwrap());
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    fn url(&self, rest: &str) -> String {
        format!("http://{}{rest}", self.address)
    }
}

async fn store(folder: &Path, clock: &Clock) -> Store {
    let config = StoreConfig::at(&folder.join("test.redb"));
    let clock = clock.clone();
    let open = move || Store::open(config, clock, Box::new(|_| {})).expect("a store");
    tokio::task::spawn_blocking(open).await.expect("it opens")
}

/// Dynamic DNS of pds.example.com on a machine with `own` addresses.
async fn dyndns(
    folder: &Path,
    clock: &Clock,
    own: fn() -> Vec<IpAddr>,
    change: impl FnOnce(&mut DynDnsConfig),
) -> DynDns {
    let hostname = "pds.example.com".to_owned();
    let mut config = DynDnsConfig { hostname, hook: None, url: None, source: None };
    change(&mut config);
    let client = Network::new(Names::fixed(FixedNames::default()), true).trusted;
    DynDns::with(config, client, store(folder, clock).await, clock.clone(), own)
}

fn private() -> Vec<IpAddr> {
    vec!["192.168.1.4".parse().expect("an address"), "fe80::1".parse().expect("an address")]
}

fn public() -> Vec<IpAddr> {
    vec!["9.9.9.9".parse().expect("an address"), "2a00:1450::7".parse().expect("an address")]
}

#[tokio::test]
async fn a_provider_is_told_once_of_each_address() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::manual(NOW);
    let (provider, source) = (Provider::start().await, Provider::start().await);
    source.answers("9.9.9.9\n");
    provider.answers("good 9.9.9.9");
    let url = provider.url("/nic/update?hostname={hostname}&myip={ipv4}").replace("://", "://me:secret@");
    let dyndns = dyndns(folder.path(), &clock, private, |config| {
        config.url = Some(Secret::new(url));
        config.source = Some(source.url("/ip"));
    })
    .await;
    let mut memory = Memory::load(&dyndns.store(), &dyndns.about()).await;
    dyndns.look(&mut memory).await;
    let asked = provider.asked();
    assert_eq!(asked.len(), 1);
    assert!(
        asked[0].starts_with("GET /nic/update?hostname=pds.example.com&myip=9.9.9.9 HTTP/1.1\r\n"),
        "{asked:?}"
    );
    assert!(asked[0].contains("authorization: Basic bWU6c2VjcmV0\r\n"), "{asked:?}");
    assert_eq!(dyndns.standing().trouble, None);

    // The same address, also after a start anew; then another one, then a month.
    let mut memory = Memory::load(&dyndns.store(), &dyndns.about()).await;
    dyndns.look(&mut memory).await;
    assert!(provider.asked().is_empty());
    source.answers("9.9.9.10");
    dyndns.look(&mut memory).await;
    assert!(provider.asked()[0].contains("myip=9.9.9.10 "));
    clock.advance(26 * 24 * HOUR);
    dyndns.look(&mut memory).await;
    assert_eq!(provider.asked().len(), 1);
}

#[tokio::test]
async fn failures_are_shown_and_not_repeated_too_soon() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::manual(NOW);
    let provider = Provider::start().await;
    provider.answers("911");
    let url = provider.url("/?ip={ipv4},{ipv6}");
    let dyndns = dyndns(folder.path(), &clock, public, |config| config.url = Some(Secret::new(url))).await;
    let mut memory = Memory::load(&dyndns.store(), &dyndns.about()).await;
    assert_eq!(dyndns.look(&mut memory).await, Duration::from_secs(60));
    assert!(provider.asked()[0].starts_with("GET /?ip=9.9.9.9,2a00:1450::7 "));
    let trouble = dyndns.standing().trouble.expect("a failure");
    assert_eq!((trouble.reason.as_str(), trouble.count), ("the provider fails (200 OK: 911)", 1));
    clock.advance(Duration::from_secs(30));
    dyndns.look(&mut memory).await;
    assert!(provider.asked().is_empty());
    // What will be refused again is left alone for long, also after a start anew.
    provider.answers("badauth");
    clock.advance(Duration::from_secs(31));
    dyndns.look(&mut memory).await;
    assert_eq!(provider.asked().len(), 1);
    clock.advance(11 * HOUR);
    let mut memory = Memory::load(&dyndns.store(), &dyndns.about()).await;
    dyndns.look(&mut memory).await;
    assert!(provider.asked().is_empty());
    provider.answers("good");
    clock.advance(HOUR);
    dyndns.look(&mut memory).await;
    assert_eq!(dyndns.standing().trouble, None);
    assert_eq!(dyndns.standing().told.map(|(told, _)| told), Some(Addresses::public(&public())));
    // With other settings nothing of that holds.
    assert_eq!(Memory::load(&dyndns.store(), "others").await.told, None);
}

#[tokio::test]
async fn a_shared_address_and_no_address_at_all_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::manual(NOW);
    let source = Provider::start().await;
    source.answers("100.64.7.7");
    let asks = dyndns(folder.path(), &clock, private, |config| {
        config.url = Some(Secret::new("http://127.0.0.1:1/{ipv4}".to_owned()));
        config.source = Some(source.url("/"));
    })
    .await;
    let mut memory = Memory::default();
    asks.look(&mut memory).await;
    assert!(asks.standing().trouble.is_some_and(|trouble| trouble.is_shared_address));
    // Still so while nothing new is known.
    asks.look(&mut memory).await;
    assert!(asks.standing().trouble.is_some_and(|trouble| trouble.is_shared_address));

    let folder = tempfile::tempdir().expect("a folder");
    let silent = dyndns(folder.path(), &clock, private, |config| {
        config.url = Some(Secret::new("http://127.0.0.1:1/{ipv4}".to_owned()));
    })
    .await;
    silent.look(&mut Memory::default()).await;
    let trouble = silent.standing().trouble.expect("no address");
    assert!(!trouble.is_shared_address && trouble.reason.contains("network.address_source"), "{trouble:?}");
}

/// A command that writes what it was told to `out` and ends with `code`.
fn hook(folder: &Path, code: i32) -> PathBuf {
    let path = folder.join("hook");
    let out = folder.join("out");
    let script = format!(
        "#!/bin/sh\necho \"$HOSTPLANT_HOSTNAME $HOSTPLANT_IPV4 ${{HOSTPLANT_IPV6-none}}\" >>{}\nexit {code}\n",
        out.display()
    );
    std::fs::write(&path, script).expect("a script");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("it may be run");
    path
}

#[tokio::test]
async fn a_command_is_told_of_both_families() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::manual(NOW);
    let path = hook(folder.path(), 0);
    let out = folder.path().join("out");
    let dyndns = dyndns(folder.path(), &clock, public, |config| config.hook = Some(path)).await;
    let mut memory = Memory::default();
    dyndns.look(&mut memory).await;
    dyndns.look(&mut memory).await;
    let written = std::fs::read_to_string(&out).expect("it ran");
    assert_eq!(written, "pds.example.com 9.9.9.9 2a00:1450::7\n");
    // It fails: that is a failure, and is tried again.
    hook(folder.path(), 3);
    let mut memory = Memory::default();
    dyndns.look(&mut memory).await;
    let trouble = dyndns.standing().trouble.expect("a failure");
    assert!(trouble.reason.contains("exit status: 3"), "{}", trouble.reason);
}

#[tokio::test]
async fn a_family_that_is_missing_for_a_moment_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::manual(NOW);
    let path = hook(folder.path(), 0);
    let out = folder.path().join("out");
    let lost: fn() -> Vec<IpAddr> = || public()[..1].to_vec();
    let dyndns = dyndns(folder.path(), &clock, lost, |config| config.hook = Some(path)).await;
    let mut memory = Memory::default();
    memory.note_success(Addresses::public(&public()), NOW);
    dyndns.look(&mut memory).await;
    assert!(!out.exists());
    dyndns.look(&mut memory).await;
    assert_eq!(std::fs::read_to_string(&out).expect("it ran"), "pds.example.com 9.9.9.9 none\n");
}
