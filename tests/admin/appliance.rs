//! The page of the appliance: another system from a signed bundle, and wishes for the board. Elsewhere it is not there.

use std::path::Path;

use super::*;
use crate::server::upstream::{FakeService, Told};

const UPDATE: &str = "/admin/update";
const FILE: &str = "/admin/update/file";
/// What the bundles of the unit tests are made of.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/update/tests");
const SYSTEM: &[u8] = b"the system of version 1.2.3\n";

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(FIXTURES).join(name)).expect("a fixture")
}

/// A bundle with this system.
fn bundle(system: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let parts = [
        ("manifest.toml", fixture("manifest.toml")),
        ("manifest.toml.minisig", fixture("manifest.toml.minisig")),
        ("system.img", system.to_vec()),
    ];
    for (name, bytes) in parts {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, name, bytes.as_slice()).expect("an entry");
    }
    archive.into_inner().expect("an archive")
}

/// Makes the machine an appliance that runs `version`.
pub(super) fn install(server: &TestServer, version: &str) {
    let root = server.system();
    for folder in ["run", "etc/hostplant"] {
        std::fs::create_dir_all(root.join(folder)).expect("a folder");
    }
    std::fs::write(root.join("run/slot"), "a\n").expect("written");
    std::fs::write(root.join("etc/hostplant/board"), "arm64\n").expect("written");
    std::fs::write(root.join("etc/hostplant/version"), version).expect("written");
    std::fs::write(root.join("etc/hostplant/update.pub"), fixture("key.pub")).expect("written");
}

/// The page, once nothing comes any more.
async fn settled(admin: &Visitor<'_>) -> Page {
    for _ in 0..200 {
        let page = admin.open(UPDATE).await;
        if !page.html.contains("being fetched") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it comes for ever");
}

#[tokio::test]
async fn elsewhere_there_is_no_such_page() {
    let server = TestServer::start().await;
    let admin = administrator(&server).await;
    assert!(!admin.open("/admin").await.html.contains(UPDATE));
    assert_eq!(admin.open(UPDATE).await.status, 404);
}

#[tokio::test]
async fn a_signed_bundle_is_fetched_and_handed_over() {
    let server = TestServer::start().await;
    install(&server, "1.2.2");
    let source = FakeService::start().await;
    let address = format!("{}/hostplant.hpu", source.url());
    let admin = administrator(&server).await;
    assert!(admin.open("/admin").await.html.contains(UPDATE));
    let handed = server.data().join("board/update.hpu");
    let fetch = async |told: fn() -> Told| {
        source.answers(move |_| told());
        press(&admin, UPDATE, &[("act", "fetch"), ("url", &address)]).await;
        settled(&admin).await
    };
    let missing = fetch(|| Told::bytes(404, "")).await;
    assert!(missing.html.contains("did not work") && missing.html.contains("404"), "{}", missing.html);
    let damaged = fetch(|| Told::bytes(200, bundle(b"the system of version 1.2.4\n"))).await;
    assert!(damaged.html.contains("damaged"), "{}", damaged.html);
    let nonsense = fetch(|| Told::bytes(200, "<html>")).await;
    assert!(nonsense.html.contains("did not work"), "{}", nonsense.html);
    let left: Vec<_> = std::fs::read_dir(server.data().join("board")).expect("the folder").collect();
    assert!(left.is_empty(), "{left:?}");

    let good = fetch(|| Told::bytes(200, bundle(SYSTEM))).await;
    assert!(good.html.contains("Version 1.2.3 is right"), "{}", good.html);
    let look = "content=\"180;url=/admin/update\"";
    assert!(good.html.contains(look) && good.html.contains("load the page again"), "{}", good.html);
    assert_eq!(std::fs::read(&handed).expect("handed over"), bundle(SYSTEM));
    let wrong = press(&admin, UPDATE, &[("act", "fetch"), ("url", "ftp://elsewhere.test/x")]).await;
    assert_eq!(wrong.status, 422);
    assert!(admin.open("/admin").await.html.contains(&address), "it is noted");
}

#[tokio::test]
async fn a_signed_bundle_is_sent_and_handed_over() {
    let server = TestServer::start().await;
    install(&server, "1.2.2");
    let admin = administrator(&server).await;
    assert!(admin.open(UPDATE).await.html.contains(FILE));
    let send = |file: Vec<u8>| {
        let (server, admin) = (&server, &admin);
        async move { send_file(server, admin, FILE, &[], &file).await }
    };
    let nothing = send(Vec::new()).await;
    assert!(nothing.status == 422 && nothing.html.contains("Choose a file first"), "{}", nothing.html);
    // Larger than any form that is held as a whole.
    let large = send(bundle(&vec![7; 9 * 1024 * 1024])).await;
    assert!(large.html.contains("did not work"), "{}", large.html);
    let damaged = send(bundle(b"the system of version 1.2.4\n")).await;
    assert!(damaged.html.contains("damaged"), "{}", damaged.html);
    let token = admin.open(FILE).await.token(FILE);
    let whole = with_file(&[("csrf", &token)], &bundle(SYSTEM));
    let cut = admin.ask(Method::POST, FILE, &[WITH_FILE], whole.slice(..whole.len() - 4)).await;
    assert_eq!(cut.leads_to(), UPDATE);
    let cut = admin.open(UPDATE).await;
    assert!(cut.html.contains("it broke off: the form ends within the file"), "{}", cut.html);
    let left: Vec<_> = std::fs::read_dir(server.data().join("board")).expect("the folder").collect();
    assert!(left.is_empty(), "{left:?}");

    let good = send(bundle(SYSTEM)).await;
    assert!(good.html.contains("Version 1.2.3 is right"), "{}", good.html);
    assert_eq!(std::fs::read(server.data().join("board/update.hpu")).expect("handed over"), bundle(SYSTEM));
}

#[tokio::test]
async fn bundles_are_the_administrators_to_send() {
    let server = TestServer::start().await;
    let admin = administrator(&server).await;
    assert_eq!(admin.open(FILE).await.status, 404, "no appliance");
    install(&server, "1.2.2");
    let token = admin.open(FILE).await.token(FILE);
    let body = |token: &str| with_file(&[("csrf", token)], &bundle(SYSTEM));
    let elsewhere = [WITH_FILE, ("origin", "https://alice.test")];
    assert_eq!(admin.ask(Method::POST, FILE, &elsewhere, body(&token)).await.status, 403, "another origin");
    let stranger = Visitor::new(&server);
    assert_eq!(
        stranger.ask(Method::POST, FILE, &[WITH_FILE], body(&token)).await.status,
        403,
        "another browser"
    );
    assert_eq!(admin.ask(Method::POST, FILE, &[WITH_FILE], body("")).await.status, 403, "no token");
    let plain = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(admin.ask(Method::POST, FILE, &plain, body(&token)).await.status, 400, "another format");
    let long = with_file(&[("csrf", &token), ("more", &"a".repeat(80 * 1024))], b"x");
    assert_eq!(admin.ask(Method::POST, FILE, &[WITH_FILE], long).await.status, 413, "fields are held");
    server.advance(Duration::from_secs(15 * 60));
    let late = admin.ask(Method::POST, FILE, &[WITH_FILE], body(&token)).await;
    assert!(late.leads_to().starts_with("/admin/confirm?next="), "{}", late.leads_to());
    assert!(!server.data().join("board").exists());
}

#[tokio::test]
async fn older_systems_are_not_taken() {
    let server = TestServer::start().await;
    install(&server, "2.0.0");
    let source = FakeService::start().await;
    source.answers(|_| Told::bytes(200, bundle(SYSTEM)));
    let admin = administrator(&server).await;
    press(&admin, UPDATE, &[("act", "fetch"), ("url", &source.url())]).await;
    let page = settled(&admin).await;
    assert!(page.html.contains("2.0.0 runs already"), "{}", page.html);
    assert!(!server.data().join("board/update.hpu").exists());
}

#[tokio::test]
async fn the_board_is_asked_to_start_again_and_to_end() {
    let server = TestServer::start().await;
    install(&server, "1.2.2");
    std::fs::write(server.system().join("run/update"), "version 1.2.2 is in slot a\n").expect("written");
    let admin = administrator(&server).await;
    assert!(admin.open(UPDATE).await.html.contains("is in slot a"));
    let asked = admin.open("/admin/update/poweroff").await;
    assert!(asked.html.contains("Switch the board off?"), "{}", asked.html);
    assert!(!server.data().join("board/poweroff").exists(), "it is asked for first");
    for wish in ["reboot", "poweroff"] {
        let page = press(&admin, UPDATE, &[("act", wish)]).await;
        assert!(page.html.contains("notice success"), "{}", page.html);
        assert!(server.data().join("board").join(wish).exists());
    }
    server.advance(Duration::from_secs(15 * 60));
    let page = admin.open(UPDATE).await;
    assert!(admin.submit(&page, UPDATE, &[("act", "reboot")]).await.leads_to().starts_with("/admin/confirm"));
}
