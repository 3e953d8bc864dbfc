//! The administrator over a real store, on a clock that is set by hand.

use std::net::IpAddr;
use std::time::Duration;

use super::*;
use crate::account::factors::CeremonyError;
use crate::account::tests::authenticator::{Authenticator, USER_PRESENT};
use crate::base::Timestamp;
use crate::crypto::PasswordParams;
use crate::store::StoreConfig;
use crate::store::rows::administrator as rows;

/// The administrator whose configured password is `hunter2`.
struct Bench {
    administrator: Administrator,
    store: Store,
    clock: Clock,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(config, clock.clone(), Box::new(|_| {})).expect("a store");
        let cheap = PasswordParams { memory_kib: 64, passes: 1, lanes: 1 };
        let passwords = Passwords::start(cheap).expect("a thread");
        let passkeys = OperatorPasskeys::new("pds.test", "https://pds.test", &Secret::new([7; 32]));
        let administrator =
            Administrator::new(store.clone(), clock.clone(), passwords, passkeys, secret("hunter2"));
        Self { administrator, store, clock, _folder: folder }
    }
}

const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 168, 1, 7));
const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn password(text: &str) -> AdminProof {
    AdminProof::Password(secret(text))
}

#[tokio::test]
async fn both_passwords_are_good_and_others_are_not() {
    let app = Bench::new();
    let admin = &app.administrator;
    admin.check_password(secret("hunter2"), HOME).await.expect("the configured one");
    assert!(matches!(admin.check_password(secret(""), HOME).await, Err(ProofError::Wrong)));
    assert!(matches!(admin.set_password(secret("short"), None, HOME).await, Err(SetPasswordError::Length)));
    assert!(!admin.has_password().await.expect("a read"));
    admin.set_password(secret("correct horse"), None, HOME).await.expect("set");
    assert!(admin.has_password().await.expect("a read"));
    admin.check_password(secret("correct horse"), HOME).await.expect("the chosen one");
    admin.check_password(secret("hunter2"), HOME).await.expect("the configured one");
    let long = "x".repeat(300);
    assert!(matches!(admin.check_password(secret(&long), HOME).await, Err(ProofError::Wrong)));
}

#[tokio::test]
async fn sessions_end_by_rest_by_age_and_by_a_new_password() {
    let app = Bench::new();
    let admin = &app.administrator;
    let cookie = admin.sign_in(password("hunter2"), HOME, Some("Firefox")).await.expect("in");
    let text = cookie.to_value();
    let read: AdminCookie = text.expose().parse().expect("a cookie");
    let session = admin.open(&read).await.expect("a read").expect("signed in");
    assert!(session.recent);
    assert!("".parse::<AdminCookie>().is_err());
    let other: AdminCookie = data_encoding::BASE64URL_NOPAD.encode(&[7; 32]).parse().expect("a cookie");
    assert!(admin.open(&other).await.expect("a read").is_none(), "guessed");

    app.clock.advance(Duration::from_secs(16 * 60));
    let session = admin.open(&cookie).await.expect("a read").expect("signed in");
    assert!(!session.recent);
    admin.confirm(session.id, password("hunter2"), HOME).await.expect("confirmed");
    assert!(admin.open(&cookie).await.expect("a read").expect("signed in").recent);
    // Used every ten hours it lasts a week, no longer.
    for _ in 0..16 {
        app.clock.advance(Duration::from_secs(10 * 60 * 60));
        assert!(admin.open(&cookie).await.expect("a read").is_some());
    }
    app.clock.advance(Duration::from_secs(10 * 60 * 60));
    assert!(admin.open(&cookie).await.expect("a read").is_none(), "a week is over");

    let resting = admin.sign_in(password("hunter2"), HOME, None).await.expect("in");
    app.clock.advance(Duration::from_secs(12 * 60 * 60));
    assert!(admin.open(&resting).await.expect("a read").is_none(), "it rested for too long");

    let kept = admin.sign_in(password("hunter2"), HOME, None).await.expect("in");
    let ended = admin.sign_in(password("hunter2"), HOME, None).await.expect("in");
    let id = admin.open(&kept).await.expect("a read").expect("signed in").id;
    admin.set_password(secret("correct horse"), Some(id), HOME).await.expect("set");
    assert!(admin.open(&kept).await.expect("a read").is_some());
    assert!(admin.open(&ended).await.expect("a read").is_none());
    admin.sign_out(id).await.expect("out");
    assert!(admin.open(&kept).await.expect("a read").is_none());
}

#[tokio::test]
async fn guessing_is_slowed_down_by_network_and_survives_a_restart() {
    let app = Bench::new();
    let admin = &app.administrator;
    for _ in 0..5 {
        assert!(matches!(admin.check_password(secret("no"), ELSEWHERE).await, Err(ProofError::Wrong)));
    }
    assert!(matches!(admin.check_password(secret("hunter2"), ELSEWHERE).await, Err(ProofError::Wait(_))));
    admin.check_password(secret("hunter2"), HOME).await.expect("others are not held up");
    let row = app.store.read(rows::get).await.expect("a read");
    assert_eq!(row.attempts.len(), 1, "kept in the database");
    app.clock.advance(Duration::from_secs(60));
    admin.check_password(secret("hunter2"), ELSEWHERE).await.expect("after the wait");
    let row = app.store.read(rows::get).await.expect("a read");
    assert!(row.attempts.is_empty(), "forgiven");
}

#[tokio::test]
async fn what_was_done_is_kept_and_bounded() {
    let app = Bench::new();
    for number in 0..205 {
        app.administrator.note(AdminAct::Restart, number.to_string(), HOME).await.expect("noted");
    }
    let acts = app.administrator.acts().await.expect("a read");
    assert_eq!((acts.len(), acts[0].detail.as_str()), (200, "204"));
}

#[tokio::test]
async fn passkeys_are_as_good_as_the_password() {
    let app = Bench::new();
    let admin = &app.administrator;
    assert!(admin.passkey_question().await.expect("a read").is_none(), "nothing is asked for in vain");
    let mut own = Authenticator::new();
    let made = own.create(&admin.begin_passkey().await.expect("a read")).expect("an answer");
    assert!(matches!(admin.add_passkey(&made, " ", HOME).await, Err(AddPasskeyError::Name)));
    admin.add_passkey(&made, "Telephone", HOME).await.expect("added");
    let again = admin.add_passkey(&made, "Telephone", HOME).await;
    assert!(matches!(again, Err(AddPasskeyError::Passkey(CeremonyError::Challenge))), "{again:?}");
    let known = admin.passkeys().await.expect("a read");
    assert_eq!((known.len(), known[0].name.as_str(), known[0].last_used_at), (1, "Telephone", None));

    let question = async || admin.passkey_question().await.expect("a read").expect("there is a passkey");
    let answer = own.get(&question().await);
    let cookie = admin.sign_in(AdminProof::Passkey(Box::new(answer.clone())), HOME, None).await.expect("in");
    let session = admin.open(&cookie).await.expect("a read").expect("signed in");
    assert!(admin.passkeys().await.expect("a read")[0].last_used_at.is_some());
    // One answer counts once.
    let replayed = admin.check_passkey(answer).await;
    assert!(matches!(replayed, Err(ProofError::Passkey(CeremonyError::Challenge))), "{replayed:?}");
    app.clock.advance(Duration::from_secs(16 * 60));
    let answer = own.get(&question().await);
    admin.confirm(session.id, AdminProof::Passkey(Box::new(answer)), HOME).await.expect("confirmed");
    assert!(admin.open(&cookie).await.expect("a read").expect("signed in").recent);

    // Nobody was recognised; somebody else's; another page's; not whose it says; too late.
    let refused = async |own: &mut Authenticator, change: fn(&mut Authenticator)| {
        let asked = question().await;
        change(own);
        admin.check_passkey(own.get(&asked)).await.expect_err("refused")
    };
    let mut other = Authenticator::new();
    other.create(&admin.begin_passkey().await.expect("a read")).expect("an answer");
    assert!(matches!(refused(&mut other, |_| {}).await, ProofError::Passkey(CeremonyError::Signature)));
    let unverified = refused(&mut own, |own| own.flags = USER_PRESENT).await;
    assert!(matches!(unverified, ProofError::Passkey(_)), "{unverified:?}");
    own.flags = USER_PRESENT | crate::account::tests::authenticator::USER_VERIFIED;
    let elsewhere = refused(&mut own, |own| own.origin = "https://evil.test".to_owned()).await;
    assert!(matches!(elsewhere, ProofError::Passkey(CeremonyError::Origin)), "{elsewhere:?}");
    own.origin = "https://pds.test".to_owned();
    let nobody = refused(&mut own, |own| own.user_handle = None).await;
    assert!(matches!(nobody, ProofError::Passkey(CeremonyError::Signature)), "{nobody:?}");

    assert!(admin.remove_passkey(known[0].id, HOME).await.expect("a write"));
    assert!(!admin.remove_passkey(known[0].id, HOME).await.expect("a write"));
    assert!(admin.passkey_question().await.expect("a read").is_none());
    let acts: Vec<String> = admin.acts().await.expect("a read").into_iter().map(|line| line.act).collect();
    assert_eq!(acts, ["passkey-removed", "sign-in", "passkey-added"]);
}
