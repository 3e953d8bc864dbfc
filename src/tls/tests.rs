//! Handshakes with certificates from each source that needs no authority.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::DuplexStream;
use tokio_rustls::TlsConnector;

use super::*;
use crate::base::Timestamp;

const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

fn clock() -> Clock {
    Clock::manual(Timestamp::from_secs(Clock::system().now().secs()))
}

/// A certificate for `names` and its key, in PEM form.
fn pem(names: &[&str]) -> (String, String) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(names).expect("a certificate");
    (cert.pem(), signing_key.serialize_pem())
}

fn pair(folder: &std::path::Path, names: &[&str]) -> FilePair {
    let (certificate, key) = pem(names);
    let pair = FilePair { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
    std::fs::write(&pair.certificate, certificate).expect("a file");
    std::fs::write(&pair.key, key).expect("a file");
    pair
}

/// Shakes hands as `name`, trusting whoever `roots` holds. The names of the certificate that was shown.
async fn shake(tls: &Tls, name: &str, trusted: &FilePair, alpn: &[u8]) -> Result<Vec<u8>, String> {
    let roots: RootCertStore = FilePair::roots(&trusted.certificate).expect("roots");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![alpn.to_vec()];
    let (ours, theirs): (DuplexStream, DuplexStream) = tokio::io::duplex(64 * 1024);
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let connector = TlsConnector::from(Arc::new(config));
    let (accepted, connected) = tokio::join!(tls.acceptor().accept(ours), connector.connect(name, theirs));
    let connected = connected.map_err(|error| error.to_string())?;
    accepted.map_err(|error| error.to_string())?;
    Ok(connected.get_ref().1.peer_certificates().expect("a certificate")[0].to_vec())
}

fn open(source: Source, names: &[&str]) -> (Tls, WantedNames) {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Tls::open(TlsConfig { source, names, http2: true }, &clock()).expect("TLS")
}

#[tokio::test]
async fn files_serve_every_name_of_theirs() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = pair(folder.path(), &["pds.test", "*.pds.test"]);
    let (tls, _wanted) = open(Source::Files(files.clone()), &["pds.test"]);
    for name in ["pds.test", "alice.pds.test"] {
        shake(&tls, name, &files, b"http/1.1").await.expect("a handshake");
    }
    assert!(
        shake(&tls, "other.test", &files, b"http/1.1").await.is_err(),
        "the client sees that it is not for it"
    );
    shake(&tls, "pds.test", &files, b"h2").await.expect("HTTP/2");
    assert!(shake(&tls, "pds.test", &files, b"h3").await.is_err(), "nothing else is spoken");
}

#[tokio::test(start_paused = true)]
async fn changed_files_are_taken_up_and_broken_ones_are_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = pair(folder.path(), &["pds.test"]);
    let (tls, _wanted) = open(Source::Files(files.clone()), &["pds.test"]);
    let first = shake(&tls, "pds.test", &files, b"http/1.1").await.expect("a handshake");
    let following = tls.clone();
    tokio::spawn(async move { following.follow_files().await });
    let touch = |secs| {
        let file = std::fs::File::options().append(true).open(&files.certificate).expect("a file");
        let now = file.metadata().and_then(|file| file.modified()).expect("a time");
        let later = now + Duration::from_secs(secs);
        file.set_modified(later).expect("a time");
    };
    tokio::time::sleep(Duration::from_secs(1)).await;
    let old = std::fs::read(&files.certificate).expect("a file");
    std::fs::write(&files.certificate, "broken").expect("a file");
    touch(5);
    tokio::time::sleep(LOOK * 2).await;
    std::fs::write(&files.certificate, &old).expect("a file");
    assert_eq!(shake(&tls, "pds.test", &files, b"http/1.1").await.expect("the old one"), first);
    let again = pair(folder.path(), &["pds.test"]);
    touch(10);
    for _ in 0..100 {
        tokio::time::sleep(LOOK).await;
        if shake(&tls, "pds.test", &again, b"http/1.1").await.is_ok_and(|shown| shown != first) {
            return;
        }
    }
    panic!("the changed file was not taken up");
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let (certificate, _) = pem(&["pds.test"]);
    let (_, key) = pem(&["pds.test"]);
    let error = Certificate::from_pem(certificate.as_bytes(), key.as_bytes()).expect_err("another key");
    assert!(matches!(error, CertificateError::Key(_)), "{error}");
    assert!(Certificate::from_pem(b"", key.as_bytes()).is_err());
    assert!(Certificate::from_pem(certificate.as_bytes(), b"").is_err());
}

#[test]
fn our_own_certificate_is_kept_until_it_does_not_fit() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tls").join("self-signed.pem");
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let load = |of: &[&str], now| self_signed::load_or_make(&file, &names(of), now).expect("a certificate");
    let first = load(&["pds.test"], NOW);
    assert!(first.not_before() < NOW && first.not_after() > NOW.after(Duration::from_secs(390 * 86_400)));
    assert_eq!(load(&["pds.test"], NOW).leaf(), first.leaf());
    let named = load(&["pds.test", "hostplant.local"], NOW);
    assert_eq!(named.names(), ["pds.test", "hostplant.local"]);
    let later = load(&["pds.test", "hostplant.local"], NOW.after(Duration::from_secs(370 * 86_400)));
    assert_ne!(later.leaf(), named.leaf());
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "only we may read the key");
}

#[tokio::test]
async fn names_without_a_certificate_are_wanted() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = pair(folder.path(), &["pds.test"]);
    let acme = acme::AcmeConfig {
        directory: "https://authority.test/dir".to_owned(),
        contact: None,
        folder: folder.path().join("acme"),
        root: None,
        dns_hook: None,
    };
    let (tls, mut wanted) = open(Source::Acme(acme), &["pds.test"]);
    assert!(shake(&tls, "Alice.pds.test", &files, b"http/1.1").await.is_err());
    assert_eq!(wanted.try_recv().ok().as_deref(), Some("alice.pds.test"));
    assert!(shake(&tls, "alice.pds.test", &files, b"acme-tls/1").await.is_err());
    assert!(wanted.try_recv().is_err(), "an authority that looks wants nothing");
    let (certificate, key) = pem(&["alice.pds.test"]);
    let own = Certificate::from_pem(certificate.as_bytes(), key.as_bytes()).expect("a certificate");
    tls.certificates().add(&own);
    std::fs::write(&files.certificate, certificate).expect("a file");
    shake(&tls, "alice.pds.test", &files, b"http/1.1").await.expect("a handshake");
}

#[tokio::test]
async fn strangers_who_say_nothing_keep_nobody_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = pair(folder.path(), &["pds.test"]);
    let (tls, _wanted) = open(Source::Files(files.clone()), &["pds.test"]);
    let mut silent = Vec::new();
    for _ in 0..64 {
        let (ours, theirs) = tokio::io::duplex(1_024);
        let tls = tls.clone();
        silent.push((theirs, tokio::spawn(async move { tls.acceptor().accept(ours).await.map(drop) })));
    }
    tokio::task::yield_now().await;
    let shaken = tokio::select! {
        biased;
        shaken = shake(&tls, "pds.test", &files, b"http/1.1") => shaken,
        ended = &mut silent[0].1 => panic!("a silent one ended first: {ended:?}"),
    };
    shaken.expect("a handshake");
    assert!(silent.iter().all(|(_, handshake)| !handshake.is_finished()), "they still wait");
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_stands_still_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = pair(folder.path(), &["pds.test"]);
    let (tls, _wanted) = open(Source::Files(files), &["pds.test"]);
    let (ours, _theirs) = tokio::io::duplex(1_024);
    let ended = tls.acceptor().accept(ours).await.map(drop);
    assert!(matches!(ended, Err(HandshakeError::Timeout)), "{ended:?}");
}
