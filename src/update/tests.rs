//! Bundles that are right and those that are not, and power that fails in between.

use std::fs;
use std::io::{self, Cursor};

use minisign_verify::PublicKey;

use super::*;

/// A key pair made for these tests with minisign; its secret half is not kept.
const KEY: &str = include_str!("tests/key.pub");
const MANIFEST: &str = include_str!("tests/manifest.toml");
const SIGNATURE: &str = include_str!("tests/manifest.toml.minisig");
const SYSTEM: &[u8] = b"the system of version 1.2.3\n";

fn key() -> PublicKey {
    PublicKey::decode(KEY).expect("a key")
}

/// An archive with these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in parts {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, name, *bytes).expect("an entry");
    }
    archive.into_inner().expect("an archive")
}

fn parts() -> [(&'static str, &'static [u8]); 3] {
    [
        ("manifest.toml", MANIFEST.as_bytes()),
        ("manifest.toml.minisig", SIGNATURE.as_bytes()),
        ("system.img", SYSTEM),
    ]
}

/// What comes of a bundle: its system.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, UpdateError> {
    let mut archive = tar::Archive::new(Cursor::new(bytes));
    let mut system = Vec::new();
    Bundle::open(&mut archive, &key())?.copy_system(&mut system)?;
    Ok(system)
}

#[test]
fn a_signed_bundle_gives_its_system() {
    let bytes = archive(&parts());
    assert_eq!(unpack(&bytes).expect("a system"), SYSTEM);
    let mut archive = tar::Archive::new(Cursor::new(&bytes));
    let bundle = Bundle::open(&mut archive, &key()).expect("a bundle");
    let version = |text: &str| text.parse::<Version>().expect("a version");
    assert!(bundle.check("arm64", Some(&version("1.2.2"))).is_ok());
    assert!(bundle.check("arm64", None).is_ok(), "older ones when somebody insists");
    assert!(matches!(bundle.check("armel", None), Err(UpdateError::OtherBoard(_))));
    for running in ["1.2.3", "1.10.0", "2.0.0"] {
        let refused = bundle.check("arm64", Some(&version(running)));
        assert!(matches!(refused, Err(UpdateError::Older { .. })), "{running}");
    }
}

#[test]
fn versions_are_three_numbers() {
    assert!("1.10.0".parse::<Version>().expect("a version") > "1.9.9-dev".parse().expect("a version"));
    for text in ["", "1", "1.2", "1.2.3.4", "a.b.c", "1.2.-3"] {
        assert!(text.parse::<Version>().is_err(), "{text}");
    }
}

#[test]
fn what_is_not_signed_or_not_whole_is_refused() {
    let [manifest, signature, system] = parts();
    let other = MANIFEST.replace("1.2.3", "9.9.9");
    assert!(matches!(
        unpack(&archive(&[("manifest.toml", other.as_bytes()), signature, system])),
        Err(UpdateError::Forged)
    ));
    let none = ("manifest.toml.minisig", b"".as_slice());
    assert!(matches!(unpack(&archive(&[manifest, none, system])), Err(UpdateError::Forged)));
    let mut changed = SYSTEM.to_vec();
    changed[0] ^= 1;
    let changed = archive(&[manifest, signature, ("system.img", &changed)]);
    assert!(matches!(unpack(&changed), Err(UpdateError::Damaged)));
    for wrong in [
        archive(&[]),
        archive(&[manifest, signature]),
        archive(&[system, manifest, signature]),
        archive(&[manifest, signature, ("system.img", b"short")]),
        archive(&[("other/manifest.toml", MANIFEST.as_bytes()), signature, system]),
        b"no archive at all".to_vec(),
    ] {
        assert!(unpack(&wrong).is_err());
    }
    let whole = archive(&parts());
    // An archive ends with a kilobyte of zeros and padding, which nobody needs.
    let needed = whole.len() - 1_024 - (512 - SYSTEM.len());
    for length in (0..needed).step_by(97) {
        assert!(unpack(&whole[..length]).is_err(), "cut after {length} bytes");
    }
}

/// What the card's first stage would start: the slot, and what is in its file.
fn started(boot: &std::path::Path) -> (Slot, Vec<u8>) {
    let slots = Slots::new(boot);
    let wanted = slots.on_trial().unwrap_or_else(|| slots.confirmed());
    let held = |slot: Slot| fs::read(boot.join(slot.file())).ok().map(|system| (slot, system));
    held(wanted).or_else(|| held(wanted.other())).expect("a system")
}

fn card() -> tempfile::TempDir {
    let boot = tempfile::tempdir().expect("a folder");
    fs::write(boot.path().join("system-a.img"), "the running one").expect("a file");
    fs::write(boot.path().join("system-b.img"), "an older one").expect("a file");
    fs::write(boot.path().join("slot"), "a\n").expect("a file");
    boot
}

#[test]
fn an_update_is_tried_once_and_stays_when_it_is_confirmed() {
    let boot = card();
    let slots = Slots::new(boot.path());
    let bytes = archive(&parts());
    let mut archive = tar::Archive::new(Cursor::new(&bytes));
    let bundle = Bundle::open(&mut archive, &key()).expect("a bundle");
    slots.install(slots.confirmed().other(), bundle).expect("room");
    assert_eq!(started(boot.path()), (Slot::B, SYSTEM.to_vec()));
    // The first stage removes the file before it starts the system.
    fs::remove_file(boot.path().join("try")).expect("a file");
    assert_eq!(started(boot.path()).0, Slot::A, "without a word from it the old one is next");
    slots.confirm(Slot::B).expect("room");
    assert_eq!(started(boot.path()).0, Slot::B);
}

#[test]
fn power_may_fail_after_each_step() {
    for cut in 0.. {
        let boot = card();
        let bytes = archive(&parts());
        let mut archive = tar::Archive::new(Cursor::new(&bytes));
        let bundle = Bundle::open(&mut archive, &key()).expect("a bundle");
        let mut left = cut;
        let done = Slots::new(boot.path()).install_in_steps(Slot::B, bundle, |_| {
            left -= 1;
            if left < 0 { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
        });
        let (slot, system) = started(boot.path());
        match done {
            Ok(()) => {
                assert_eq!((slot, system.as_slice()), (Slot::B, SYSTEM));
                assert!(cut > 3, "each step was one to fail after");
                return;
            }
            Err(_) => assert_eq!((slot, system.as_slice()), (Slot::A, b"the running one".as_slice())),
        }
    }
}

#[test]
fn a_damaged_bundle_leaves_what_starts_next() {
    let boot = card();
    let [manifest, signature, _] = parts();
    let mut changed = SYSTEM.to_vec();
    changed[3] ^= 1;
    let bytes = archive(&[manifest, signature, ("system.img", &changed)]);
    let mut archive = tar::Archive::new(Cursor::new(&bytes));
    let bundle = Bundle::open(&mut archive, &key()).expect("a signed manifest");
    let refused = Slots::new(boot.path()).install(Slot::B, bundle);
    assert!(matches!(refused, Err(UpdateError::Damaged)));
    assert_eq!(started(boot.path()), (Slot::A, b"the running one".to_vec()));
    assert!(!boot.path().join("system-b.img.new").exists(), "nothing is left lying about");
}

#[tokio::test]
async fn a_bundle_that_breaks_off_leaves_nothing_in_the_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let appliance = Appliance::new(folder.path(), folder.path());
    let fetch = Fetch::default();
    let mut incoming = fetch.receive(appliance.clone()).expect("nothing comes");
    incoming.write(b"the start").await.expect("written");
    assert_eq!(fetch.state(), FetchState::Comes(9));
    assert!(fetch.receive(appliance.clone()).is_none(), "one at a time");
    let file = appliance.incoming().expect("a folder");
    assert!(file.exists());
    drop(incoming);
    assert!(matches!(fetch.state(), FetchState::Failed(_)) && !file.exists());
    let empty = fetch.receive(appliance).expect("the next one");
    empty.end(Ok(())).await;
    assert!(matches!(fetch.state(), FetchState::Failed(reason) if reason.contains("empty")));
}
