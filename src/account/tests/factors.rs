//! Second factors through a real store.

use std::time::Duration;

use super::*;
use crate::account::activity::{self, Act};
use crate::account::factors::{EmailFactor, FactorError, FactorKind, TotpSetup, totp_code_at};
use crate::mail::{Factor, Letter, Notice, Purpose};

impl Bench {
    async fn by_password(&self, token: Option<&str>) -> Result<LoggedIn, LoginError> {
        self.accounts.log_in("alice.test", secret("alice-password"), token, false, Origin::default()).await
    }

    /// Sets up an authenticator app; the recovery codes that came with it.
    async fn totp(&self, aid: Aid) -> (TotpSetup, Vec<Secret<String>>) {
        let setup = self.accounts.begin_totp(aid).await.expect("begun");
        let code = totp_code_at(&setup, self.clock.now());
        let codes = self.accounts.confirm_totp(aid, &code, Origin::default()).await.expect("confirmed");
        self.clock.advance(Duration::from_secs(30));
        (setup, codes.expect("recovery codes"))
    }

    async fn confirmed_address(&self, aid: Aid) {
        self.accounts.mail_code(aid, Purpose::ConfirmEmail, Origin::default()).await.expect("mailed");
        let code = self.mailed_code().await;
        let address = "alice@example.com".to_owned();
        self.accounts.confirm_email(aid, address, code, Origin::default()).await.expect("confirmed");
    }

    /// The letters in the queue that are no codes, oldest first.
    async fn notices(&self) -> Vec<(Notice, Option<Factor>)> {
        let letters = self.look(|snapshot| crate::mail::undelivered(snapshot, 100)).await;
        let notices = letters.into_iter().filter_map(|queued| match queued.letter {
            Letter::Notice { notice, factor, .. } => Some((notice, factor)),
            _ => None,
        });
        notices.collect()
    }

    async fn codes_mailed(&self) -> usize {
        let letters = self.look(|snapshot| crate::mail::undelivered(snapshot, 100)).await;
        letters.iter().filter(|queued| matches!(queued.letter, Letter::Code { .. })).count()
    }
}

fn is_wrong(result: &Result<LoggedIn, LoginError>) -> bool {
    matches!(result, Err(LoginError::Factor(FactorError::Wrong)))
}

fn from(address: &str) -> Origin {
    Origin::owner(address.parse().expect("an address"), Some("test"))
}

#[tokio::test]
async fn an_authenticator_app_counts_once_it_showed_a_code() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let accounts = &bench.accounts;
    assert!(matches!(
        accounts.confirm_totp(aid, "000000", Origin::default()).await,
        Err(FactorError::NotSet)
    ));
    let setup = accounts.begin_totp(aid).await.expect("begun");
    assert!(matches!(accounts.confirm_totp(aid, "00000", Origin::default()).await, Err(FactorError::Wrong)));
    bench.by_password(None).await.expect("nothing is asked for yet");
    let code = totp_code_at(&setup, bench.clock.now());
    let codes = accounts.confirm_totp(aid, &code, Origin::default()).await.expect("confirmed");
    assert_eq!(codes.expect("recovery codes").len(), 10);
    let told = (Notice::FactorAdded, Some(Factor::Totp));
    assert_eq!(bench.notices().await, [told]);

    let first = accounts.first_factor("alice.test", secret("alice-password"), &Origin::default()).await;
    assert_eq!(first.expect("the password").second, [FactorKind::Totp, FactorKind::RecoveryCode]);
    assert!(matches!(bench.by_password(None).await, Err(LoginError::FactorRequired { .. })));
    assert!(is_wrong(&bench.by_password(Some(&code)).await), "the code that confirmed is used");
    bench.clock.advance(Duration::from_secs(30));
    let code = totp_code_at(&setup, bench.clock.now());
    bench.by_password(Some(&code)).await.expect("logged in");
    assert!(is_wrong(&bench.by_password(Some(&code)).await), "twice");

    let again = accounts.begin_totp(aid).await.expect("begun");
    bench.clock.advance(Duration::from_secs(31 * 60));
    let late = totp_code_at(&again, bench.clock.now());
    assert!(matches!(accounts.confirm_totp(aid, &late, Origin::default()).await, Err(FactorError::NotSet)));
    let code = totp_code_at(&setup, bench.clock.now());
    bench.by_password(Some(&code)).await.expect("the first app still counts");

    assert!(accounts.remove_factor(aid, FactorKind::Totp, Origin::OPERATOR).await.expect("removed"));
    assert!(!accounts.remove_factor(aid, FactorKind::Totp, Origin::OPERATOR).await.expect("a write"));
    bench.by_password(None).await.expect("the password is enough");
}

#[tokio::test]
async fn each_recovery_code_counts_once() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let (_, codes) = bench.totp(aid).await;
    let left = async || bench.accounts.factors(aid).await.expect("a view").recovery_codes_left;
    let typed = codes[3].expose().to_uppercase().replace('-', " ");
    bench.by_password(Some(&typed)).await.expect("logged in");
    assert_eq!(left().await, 9);
    assert!(is_wrong(&bench.by_password(Some(codes[3].expose())).await));
    let fresh = bench.accounts.make_recovery_codes(aid, Origin::default()).await.expect("made");
    assert_eq!(left().await, 10);
    assert!(is_wrong(&bench.by_password(Some(codes[4].expose())).await), "the old ones are void");
    bench.by_password(Some(fresh[0].expose())).await.expect("logged in");
    assert!(!format!("{fresh:?}").contains(fresh[1].expose()));
}

#[tokio::test]
async fn a_code_is_mailed_to_a_confirmed_address() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let accounts = &bench.accounts;
    let set = async |wanted| accounts.set_email_factor(aid, wanted, Origin::default()).await;
    assert!(matches!(set(true).await, Err(FactorError::NoAddress)));
    bench.confirmed_address(aid).await;
    assert!(matches!(accounts.send_email_factor(aid, &Origin::default()).await, Err(FactorError::NotSet)));
    set(true).await.expect("set");
    bench.clock.advance(Duration::from_secs(1));

    let before = bench.codes_mailed().await;
    let asked = bench.by_password(None).await.expect_err("a code is asked for");
    assert_eq!(asked.to_string(), "A sign in code has been sent to your email address");
    bench.by_password(None).await.expect_err("a code is asked for");
    assert_eq!(bench.codes_mailed().await, before + 1, "one letter a minute");
    let again = accounts.send_email_factor(aid, &Origin::default()).await;
    assert!(matches!(again, Err(FactorError::TooMany { retry_after }) if retry_after.as_secs() == 60));

    let code = bench.mailed_code().await;
    assert!(is_wrong(&bench.by_password(Some("AAAAA-AAAAA")).await));
    bench.by_password(Some(&code.to_lowercase().replace('-', ""))).await.expect("logged in");
    assert!(is_wrong(&bench.by_password(Some(&code)).await), "twice");

    bench.by_password(None).await.expect_err("a code is asked for");
    let code = bench.mailed_code().await;
    bench.clock.advance(Duration::from_secs(16 * 60));
    let late = bench.by_password(Some(&code)).await;
    assert!(matches!(late, Err(LoginError::Factor(FactorError::Expired))));

    let first = accounts.first_factor("alice.test", secret("alice-password"), &Origin::default()).await;
    let first = first.expect("the password");
    assert_eq!(
        (first.second, first.masked_email.as_deref()),
        (vec![FactorKind::Email], Some("a•••@e•••.com"))
    );

    // Another address must be confirmed before a code is asked for again.
    accounts.begin_email_update(aid, Origin::default()).await.expect("mailed");
    let code = Some(bench.mailed_code().await);
    accounts.update_email(aid, "alice@example.org", code, None, Origin::default()).await.expect("changed");
    assert_eq!(accounts.factors(aid).await.expect("a view").email, EmailFactor::Waiting);
    bench.by_password(None).await.expect("nothing can be asked for");
}

#[tokio::test]
async fn update_email_switches_the_mailed_code() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let update = async |code: Option<String>, factor| {
        bench.accounts.update_email(aid, "alice@example.com", code, Some(factor), Origin::default()).await
    };
    assert!(matches!(update(None, true).await, Err(AddressError::Unconfirmed)));
    update(None, false).await.expect("nothing changes");
    bench.confirmed_address(aid).await;
    update(None, true).await.expect("more safety needs no code");
    let hosted = async || bench.look(move |snapshot| Hosted::by_aid(snapshot, aid)).await.expect("hosted");
    assert!(hosted().await.account.factor_address().is_some(), "and the address stays confirmed");
    assert!(matches!(update(None, false).await, Err(AddressError::CodeRequired)));
    bench.clock.advance(Duration::from_secs(1));
    bench.accounts.begin_email_update(aid, Origin::default()).await.expect("mailed");
    let code = bench.mailed_code().await;
    update(Some(code.clone()), false).await.expect("less safety needs a code");
    let account = hosted().await.account;
    assert!(!account.email_factor && account.email_confirmed_at.is_some());
    update(None, true).await.expect("set");
    assert!(matches!(update(Some(code), false).await, Err(AddressError::Code(_))), "twice");
}

#[tokio::test]
async fn wrong_codes_wait_longer_and_longer_but_not_for_ever() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let (setup, codes) = bench.totp(aid).await;
    let wrong = async || bench.by_password(Some("aaaa-aaaa-aaaa")).await;
    let attempts = futures_util::future::join_all((0..8).map(|_| wrong())).await;
    assert_eq!(attempts.iter().filter(|attempt| is_wrong(attempt)).count(), 5, "also all at once");
    let refused = bench.by_password(Some(codes[0].expose())).await;
    let Err(LoginError::Factor(FactorError::TooMany { retry_after })) = refused else { panic!("too many") };
    assert_eq!(retry_after.as_secs(), 60);
    for minutes in [1, 2, 4, 8, 16] {
        bench.clock.advance(Duration::from_secs(minutes * 60));
        assert!(is_wrong(&wrong().await), "{minutes}");
    }
    let told = bench.notices().await;
    assert_eq!(told.iter().filter(|(notice, _)| *notice == Notice::FactorGuessed).count(), 1);
    let code = totp_code_at(&setup, bench.clock.now());
    assert!(matches!(bench.by_password(Some(&code)).await, Err(LoginError::Factor(_))));
    bench.clock.advance(Duration::from_secs(60 * 60));
    let code = totp_code_at(&setup, bench.clock.now());
    bench.by_password(Some(&code)).await.expect("an hour is the longest wait");
    assert!(is_wrong(&wrong().await), "a right one forgives the wrong ones");
}

#[tokio::test]
async fn wrong_passwords_wait_and_say_nothing_of_who_exists() {
    let bench = Bench::new().await;
    bench.alice().await;
    let try_as = async |name: &str, password: &str, address: &str| {
        let login = bench.accounts.log_in(name, secret(password), None, false, from(address)).await;
        login.map(drop).map_err(|error| error.to_string())
    };
    for name in ["alice.test", "nobody.test"] {
        for _ in 0..5 {
            let error = try_as(name, "wrong", "192.0.2.1").await.expect_err("wrong");
            assert_eq!(error, "Invalid identifier or password");
        }
        let error = try_as(name, "alice-password", "198.51.100.1").await.expect_err("too many");
        assert_eq!(error, "Too many attempts. Try again in 30 seconds.", "{name}");
    }
    bench.clock.advance(Duration::from_secs(30));
    try_as("alice.test", "alice-password", "198.51.100.1").await.expect("after the wait");
}

#[tokio::test]
async fn what_apps_may_not_do_with_the_password() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let accounts = &bench.accounts;
    bench.totp(aid).await;
    let (app, _) =
        accounts.create_app_password(aid, "app".to_owned(), false, Origin::default()).await.expect("made");
    let with_app = async || accounts.log_in("alice.test", app.clone(), None, false, Origin::default()).await;
    with_app().await.expect("app passwords need no second factor");
    accounts.set_app_login(aid, false, Origin::default()).await.expect("set");
    assert!(matches!(bench.by_password(None).await, Err(LoginError::AppLoginOff)));
    with_app().await.expect("app passwords are what is left");
    let first = accounts.first_factor("alice.test", app.clone(), &Origin::default()).await;
    assert!(matches!(first, Err(LoginError::Invalid)), "pages take no app password");
    let proof = accounts.prove(aid, Proof::Password(app), &Origin::default()).await;
    assert!(matches!(proof, Err(FactorError::Wrong)));
    let proof = accounts.prove(aid, Proof::Password(secret("alice-password")), &Origin::default()).await;
    proof.expect("the password proves it");
}

#[tokio::test]
async fn a_new_password_does_not_remove_factors() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let (_, codes) = bench.totp(aid).await;
    let reset = bench.accounts.mail_password_reset("alice@example.com".to_owned(), Origin::default());
    reset.await.expect("mailed");
    let code = bench.mailed_code().await;
    bench.accounts.reset_password(code, secret("new"), Origin::default()).await.expect("set");
    let log_in = async |token| {
        bench.accounts.log_in("alice.test", secret("new"), token, false, Origin::default()).await
    };
    assert!(matches!(log_in(None).await, Err(LoginError::FactorRequired { .. })));
    log_in(Some(codes[0].expose())).await.expect("a recovery code is left");
}

#[tokio::test]
async fn sign_ins_from_new_places_are_told_by_mail() {
    let bench = Bench::new().await;
    let made = bench.accounts.sign_up(SignUp { origin: from("192.0.2.1"), ..request("alice") }).await;
    let aid = bench.hosted(&made.expect("an account").did).await.expect("hosted").aid;
    let log_in = async |address: &str| {
        let login =
            bench.accounts.log_in("alice.test", secret("alice-password"), None, false, from(address)).await;
        login.expect("logged in");
        bench.notices().await.len()
    };
    assert_eq!(log_in("192.0.2.200").await, 0, "where the account was made");
    assert_eq!(log_in("203.0.113.1").await, 1);
    bench.clock.advance(Duration::from_secs(2 * 60 * 60));
    assert_eq!(log_in("203.0.113.2").await, 1, "seen before");
    assert_eq!(log_in("198.51.100.1").await, 2);
    assert_eq!(log_in("100.64.0.1").await, 2, "one letter an hour");
    bench.clock.advance(Duration::from_secs(2 * 60 * 60));
    bench.accounts.note_sign_in(aid, true, from("100.65.0.1")).await.expect("noted");
    assert_eq!(bench.notices().await.len(), 2, "the browser is known");
    bench.accounts.note_sign_in(aid, false, from("100.65.0.2")).await.expect("noted");
    assert_eq!(bench.notices().await.len(), 2, "so is the network by now");
    bench.accounts.note_sign_in(aid, false, from("100.66.0.1")).await.expect("noted");
    assert_eq!(bench.notices().await.len(), 3);
    let page = bench.look(move |snapshot| activity::list(snapshot, aid, None, 100)).await;
    assert!(page.entries.iter().any(|activity| activity.entry.act == Act::SignedIn));

    let quiet = Bench::with(|config| config.sign_in_notices = false).await;
    quiet.alice().await;
    let login = quiet.accounts.log_in("alice.test", secret("alice-password"), None, false, from("1.2.3.4"));
    login.await.expect("logged in");
    assert!(quiet.notices().await.is_empty());
}
