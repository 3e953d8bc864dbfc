//! Logging in and staying so.

use std::time::Duration;

use super::*;
use crate::account::{app_passwords, sessions, standing};
use crate::crypto::PasswordHash;
use crate::store::Tx;

impl Bench {
    fn refresh_id(&self, session: &sessions::Session) -> RefreshId {
        self.accounts.tokens().read_refresh(&session.refresh, Some(self.clock.now())).expect("a token").1
    }

    fn scope(&self, session: &sessions::Session) -> Scope {
        self.accounts.tokens().read_access(&session.access, self.clock.now()).expect("a token").1
    }

    async fn rotate(&self, did: &Did, session: &sessions::Session) -> Option<sessions::Session> {
        self.accounts.refresh(did, self.refresh_id(session)).await.expect("a write")
    }
}

#[tokio::test]
async fn log_in_by_any_name_with_the_right_password() {
    let bench = Bench::new().await;
    let (_, made) = bench.alice().await;
    for identifier in ["alice.test", "ALICE.test", "Alice@Example.com", made.did.as_str(), " alice.test "] {
        let login = bench
            .accounts
            .log_in(identifier, secret("alice-password"), None, false, Origin::default())
            .await
            .expect(identifier);
        assert_eq!(login.account.did, made.did);
        assert_eq!(bench.scope(&login.session), Scope::Full);
    }
    for (identifier, password) in
        [("alice.test", "x"), ("bob.test", "alice-password"), ("", ""), ("a b", "c")]
    {
        let login = bench.accounts.log_in(identifier, secret(password), None, false, Origin::default()).await;
        assert!(matches!(login, Err(LoginError::Invalid)), "{identifier}");
    }
    let long =
        bench.accounts.log_in("alice.test", secret(&"x".repeat(513)), None, false, Origin::default()).await;
    assert!(matches!(long, Err(LoginError::TooLong)));
}

#[tokio::test]
async fn app_passwords_log_in_until_they_are_revoked() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    let (plain, listed) = bench
        .accounts
        .create_app_password(aid, "phone".to_owned(), false, Origin::default())
        .await
        .expect("made");
    assert_eq!((listed.name.as_str(), listed.privileged), ("phone", false));
    bench.clock.advance(Duration::from_secs(1));
    let (privileged, _) = bench
        .accounts
        .create_app_password(aid, "chat".to_owned(), true, Origin::default())
        .await
        .expect("made");
    let twice = bench.accounts.create_app_password(aid, "chat".to_owned(), true, Origin::default()).await;
    assert!(twice.is_err_and(|error| error.to_string().contains("exists already")));
    let names = bench.look(move |snapshot| app_passwords::list(snapshot, aid)).await;
    assert_eq!(names.iter().map(|listed| listed.name.as_str()).collect::<Vec<_>>(), ["chat", "phone"]);

    let log_in = async |password: &Secret<String>| {
        bench.accounts.log_in("alice.test", password.clone(), None, false, Origin::default()).await
    };
    let chat = log_in(&privileged).await.expect("logged in").session;
    let phone = log_in(&plain).await.expect("logged in").session;
    assert_eq!((bench.scope(&chat), bench.scope(&phone)), (Scope::PrivilegedAppPassword, Scope::AppPassword));
    let phone = bench.rotate(&made.did, &phone).await.expect("rotated");
    assert_eq!(bench.scope(&phone), Scope::AppPassword, "the scope stays");

    bench.accounts.revoke_app_password(aid, "phone".to_owned(), Origin::default()).await.expect("revoked");
    bench
        .accounts
        .revoke_app_password(aid, "phone".to_owned(), Origin::default())
        .await
        .expect("revoked already");
    assert!(matches!(log_in(&plain).await, Err(LoginError::Invalid)));
    assert!(bench.rotate(&made.did, &phone).await.is_none(), "its sessions are over");
    assert!(bench.rotate(&made.did, &chat).await.is_some(), "others are not");
}

#[tokio::test]
async fn rotation_tolerates_replay_for_two_hours() {
    let bench = Bench::new().await;
    let (_, made) = bench.alice().await;
    let first = bench.rotate(&made.did, &made.session).await.expect("rotated");
    let second = bench.rotate(&made.did, &made.session).await.expect("replayed");
    assert_eq!(bench.refresh_id(&first), bench.refresh_id(&second), "both lead to one session");
    bench.clock.advance(Duration::from_secs(2 * 60 * 60 - 1));
    assert!(bench.rotate(&made.did, &made.session).await.is_some());
    bench.clock.advance(Duration::from_secs(1));
    assert!(bench.rotate(&made.did, &made.session).await.is_none(), "the grace is over");
    assert!(bench.rotate(&made.did, &first).await.is_some(), "the successor lives on");
}

#[tokio::test]
async fn an_ended_session_does_not_come_back() {
    let bench = Bench::new().await;
    let (_, made) = bench.alice().await;
    let next = bench.rotate(&made.did, &made.session).await.expect("rotated");
    bench.accounts.end_session(&made.did, bench.refresh_id(&next), Origin::default()).await.expect("ended");
    assert!(bench.rotate(&made.did, &next).await.is_none());
    assert!(bench.rotate(&made.did, &made.session).await.is_none(), "nor by the token before it");
    bench
        .accounts
        .end_session(&made.did, bench.refresh_id(&next), Origin::default())
        .await
        .expect("ended already");

    let login = bench
        .accounts
        .log_in("alice.test", secret("alice-password"), None, false, Origin::default())
        .await
        .expect("logged in");
    let next = bench.rotate(&made.did, &login.session).await.expect("rotated");
    bench
        .accounts
        .end_session(&made.did, bench.refresh_id(&login.session), Origin::default())
        .await
        .expect("ended");
    assert!(bench.rotate(&made.did, &next).await.is_none(), "the old token ends the whole session");
}

#[tokio::test]
async fn sessions_are_bounded_and_expire() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    let accounts = bench.accounts.clone();
    let did = made.did.clone();
    let many = move |tx: &mut Tx<'_>| {
        for _ in 0..450 {
            sessions::begin(tx, accounts.tokens(), aid, &did, &sessions::Credential::Password)?;
        }
        Ok::<_, StorageError>(())
    };
    bench.store.write(many).await.expect("a write");
    let count =
        |snapshot: &Snapshot| Ok(snapshot.range::<crate::store::tables::Refresh>(Span::all())?.count());
    assert_eq!(bench.look(count).await, 400);
    bench.clock.advance(REFRESH_TTL);
    assert!(bench.accounts.refresh(&made.did, RefreshId::random()).await.expect("a write").is_none());
    assert_eq!(bench.look(count).await, 0);
}

#[tokio::test]
async fn letters_are_in_the_language_that_the_owner_reads() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    let language = async || bench.hosted(&made.did).await.expect("hosted").account.language;
    let reads = |language| Origin::default().reading(Some(language));
    assert_eq!(language().await, None);
    let noted = bench.accounts.note_sign_in(aid, true, reads(Language::Swedish)).await;
    assert_eq!(noted.expect("noted"), Some(Language::Swedish));
    let noted = bench.accounts.note_sign_in(aid, true, reads(Language::German)).await;
    assert_eq!(noted.expect("noted"), Some(Language::Swedish), "another browser does not change it");
    assert_eq!(language().await, Some(Language::Swedish));
    bench.accounts.set_language(aid, Language::French).await.expect("set");
    assert_eq!(language().await, Some(Language::French), "its owner does");
}

#[tokio::test]
async fn a_password_that_was_hashed_with_less_work_is_hashed_anew_when_it_is_used() {
    let bench = Bench::new().await;
    let (aid, signed_up) = bench.alice().await;
    let weaker = Passwords::start(PasswordParams { memory_kib: 32, passes: 1, lanes: 1 }).expect("a thread");
    let old = weaker.hash(secret("alice-password")).await.expect("a free queue");
    let text = Secret::new(old.to_string());
    let put = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        let mut account = Hosted::by_aid(tx, aid)?.expect("an account").account;
        account.password = Some(text);
        standing::put(tx, aid, &account)
    };
    bench.store.write(put).await.expect("a write");
    let stored = || async {
        let account = bench.hosted(&signed_up.did).await.expect("hosted").account;
        account.password.expect("a password").expose().parse::<PasswordHash>().expect("a hash")
    };
    let log_in = |password: &'static str| {
        bench.accounts.log_in("alice.test", secret(password), None, false, Origin::default())
    };
    assert!(log_in("wrong").await.is_err());
    assert_eq!(stored().await, old, "who does not know it changes nothing");
    log_in("alice-password").await.expect("a session");
    while stored().await == old {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let new = stored().await;
    assert!(old.params().is_weaker_than(new.params()));
    log_in("alice-password").await.expect("a session");
    assert_eq!(stored().await, new, "once is enough");
}
