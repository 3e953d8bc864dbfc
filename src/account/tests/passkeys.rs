//! Passkeys and hardware keys, from the browser's answer to the account.

use super::authenticator::{Authenticator, USER_PRESENT, USER_VERIFIED};
use super::*;
use crate::account::activity::{self, Act};
use crate::account::factors::{Added, CeremonyError, FactorError, FactorKind, PasskeyKind};

impl Bench {
    async fn add(
        &self,
        aid: Aid,
        kind: PasskeyKind,
        authenticator: &mut Authenticator,
    ) -> Result<Added, FactorError> {
        let options = self.accounts.begin_passkey(aid, kind).await?;
        let answer = authenticator.create(&options)?;
        self.accounts.add_passkey(aid, kind, &answer, " Phone ", Origin::default()).await
    }

    async fn passkey(&self, aid: Aid) -> Authenticator {
        let mut authenticator = Authenticator::new();
        self.add(aid, PasskeyKind::Passkey, &mut authenticator).await.expect("registered");
        authenticator
    }

    /// Shows a passkey as a second factor.
    async fn show(&self, aid: Aid, authenticator: &mut Authenticator) -> Result<FactorKind, FactorError> {
        let options = self.accounts.passkey_challenge(Some(aid)).await.expect("options");
        let attempt = Attempt::Passkey(Box::new(authenticator.get(&options)));
        self.accounts.second_factor(aid, attempt, &Origin::default()).await
    }

    /// Signs in with a passkey alone.
    async fn enter(&self, authenticator: &mut Authenticator) -> Result<Hosted, FactorError> {
        let options = self.accounts.passkey_challenge(None).await.expect("options");
        self.accounts.sign_in_with_passkey(authenticator.get(&options), &Origin::default()).await
    }

    async fn acts(&self, aid: Aid) -> Vec<Act> {
        let page = self.look(move |snapshot| activity::list(snapshot, aid, None, 100)).await;
        page.entries.iter().map(|activity| activity.entry.act).collect()
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, FactorError>) -> CeremonyError {
    match result {
        Err(FactorError::Passkey(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_passkey_signs_in_alone_and_beside_the_password() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    for mut authenticator in [Authenticator::new(), Authenticator::ed25519()] {
        let added = bench.add(aid, PasskeyKind::Passkey, &mut authenticator).await.expect("registered");
        assert_eq!((added.passkey.name.as_str(), added.passkey.discoverable), ("Phone", true));
        assert_eq!(bench.enter(&mut authenticator).await.expect("signed in").account.did, made.did);
        assert_eq!(bench.show(aid, &mut authenticator).await.expect("shown"), FactorKind::Passkey);
        let twice = bench.add(aid, PasskeyKind::Passkey, &mut authenticator).await;
        assert!(matches!(twice, Err(FactorError::Exists)));
    }
    let view = bench.accounts.factors(aid).await.expect("a view");
    assert_eq!((view.passkeys.len(), view.recovery_codes_left), (2, 10));
    assert_eq!(view.second, [FactorKind::Passkey, FactorKind::RecoveryCode]);
    assert!(view.passkeys.iter().all(|passkey| passkey.last_used_at.is_some() && passkey.synced));

    let first = bench.accounts.first_factor("alice.test", secret("alice-password"), &Origin::default()).await;
    assert_eq!(first.expect("the password").second, view.second);
    let login = bench.accounts.log_in("alice.test", secret("alice-password"), None, false, Origin::default());
    let error = login.await.expect_err("a passkey is asked for");
    assert!(matches!(error, LoginError::FactorRequired { .. }));
    assert!(error.to_string().contains("app password"), "{error}");
}

#[tokio::test]
async fn an_answer_counts_once_in_time_and_for_what_was_asked() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let accounts = &bench.accounts;
    let mut authenticator = bench.passkey(aid).await;
    let here = Origin::default();

    let options = accounts.passkey_challenge(None).await.expect("options");
    let answer = authenticator.get(&options);
    accounts.sign_in_with_passkey(answer.clone(), &here).await.expect("signed in");
    assert_eq!(refusal(accounts.sign_in_with_passkey(answer, &here).await), CeremonyError::Challenge);
    let again = authenticator.get(&options);
    assert_eq!(refusal(accounts.sign_in_with_passkey(again, &here).await), CeremonyError::Challenge);

    // Two at the same time.
    let options = accounts.passkey_challenge(None).await.expect("options");
    let answer = authenticator.get(&options);
    let (one, other) = tokio::join!(
        accounts.sign_in_with_passkey(answer.clone(), &here),
        accounts.sign_in_with_passkey(answer, &here)
    );
    assert!(one.is_ok() != other.is_ok());

    let options = accounts.passkey_challenge(None).await.expect("options");
    let attempt = Attempt::Passkey(Box::new(authenticator.get(&options)));
    assert_eq!(refusal(accounts.second_factor(aid, attempt, &here).await), CeremonyError::Challenge);
    let options = accounts.passkey_challenge(Some(aid)).await.expect("options");
    let answer = authenticator.get(&options);
    assert_eq!(refusal(accounts.sign_in_with_passkey(answer, &here).await), CeremonyError::Challenge);

    let options = accounts.passkey_challenge(None).await.expect("options");
    bench.clock.advance(std::time::Duration::from_secs(15 * 60));
    let answer = authenticator.get(&options);
    assert_eq!(refusal(accounts.sign_in_with_passkey(answer, &here).await), CeremonyError::Challenge);

    let options = accounts.begin_passkey(aid, PasskeyKind::Passkey).await.expect("options");
    let mut other = Authenticator::new();
    let answer = other.create(&options).expect("an answer");
    let add = async |answer| {
        accounts.add_passkey(aid, PasskeyKind::Passkey, answer, "Phone", Origin::default()).await
    };
    add(&answer).await.expect("registered");
    let answer = Authenticator::new().create(&options).expect("an answer");
    assert_eq!(refusal(add(&answer).await), CeremonyError::Challenge);
}

#[tokio::test]
async fn lies_of_browsers_and_authenticators_are_seen() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    type Lie = fn(&mut Authenticator);
    let lies: [(CeremonyError, Lie); 7] = [
        (CeremonyError::Origin, |a| a.origin = "https://pds.test.evil.example".to_owned()),
        (CeremonyError::Origin, |a| a.origin = "https://pds.test:8443".to_owned()),
        (CeremonyError::Origin, |a| a.cross_origin = true),
        (CeremonyError::RelyingParty, |a| a.relying_party = "evil.example".to_owned()),
        (CeremonyError::NotPresent, |a| a.flags = USER_VERIFIED),
        (CeremonyError::NotVerified, |a| a.flags = USER_PRESENT),
        // Backed up, and not eligible for it.
        (CeremonyError::Malformed, |a| a.flags = USER_PRESENT | USER_VERIFIED | 0x10),
    ];
    for (error, lie) in lies {
        let mut authenticator = Authenticator::new();
        lie(&mut authenticator);
        assert_eq!(refusal(bench.add(aid, PasskeyKind::Passkey, &mut authenticator).await), error);
        let mut authenticator = bench.passkey(aid).await;
        lie(&mut authenticator);
        assert_eq!(refusal(bench.enter(&mut authenticator).await), error);
    }
    let unverified = |a: &mut Authenticator| a.flags = USER_PRESENT;
    let mut key = Authenticator::new();
    unverified(&mut key);
    bench.add(aid, PasskeyKind::SecurityKey, &mut key).await.expect("a touch is enough for a second factor");
    bench.show(aid, &mut key).await.expect("a touch is enough for a second factor");
    assert_eq!(refusal(bench.enter(&mut key).await), CeremonyError::NotVerified);

    // Somebody else's key under the same id.
    let known = bench.passkey(aid).await;
    let mut forged = Authenticator::new();
    (forged.id, forged.user_handle) = (known.id.clone(), known.user_handle.clone());
    assert_eq!(refusal(bench.enter(&mut forged).await), CeremonyError::Signature);
}

#[tokio::test]
async fn a_passkey_is_of_one_account() {
    let bench = Bench::new().await;
    let (alice, _) = bench.alice().await;
    let made = bench.accounts.sign_up(request("bob")).await.expect("another account");
    let bob = bench.hosted(&made.did).await.expect("hosted").aid;
    let mut of_alice = bench.passkey(alice).await;
    let mut of_bob = bench.passkey(bob).await;
    assert!(matches!(bench.show(bob, &mut of_alice).await, Err(FactorError::Wrong)));
    let taken = bench.add(bob, PasskeyKind::Passkey, &mut of_alice).await;
    assert!(matches!(taken, Err(FactorError::Exists)));

    of_alice.user_handle = of_bob.user_handle.clone();
    assert!(matches!(bench.enter(&mut of_alice).await, Err(FactorError::Wrong)));
    of_bob.user_handle = None;
    assert!(matches!(bench.enter(&mut of_bob).await, Err(FactorError::Wrong)), "it must say whose it is");
    bench.show(bob, &mut of_bob).await.expect("the account is known here");
    let options = bench.accounts.begin_passkey(alice, PasskeyKind::Passkey).await.expect("options");
    let answer = Authenticator::new().create(&options).expect("an answer");
    let crossed =
        bench.accounts.add_passkey(bob, PasskeyKind::Passkey, &answer, "Phone", Origin::default()).await;
    assert_eq!(refusal(crossed), CeremonyError::Challenge);
}

#[tokio::test]
async fn a_counter_that_does_not_rise_tells_of_a_copy() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let mut authenticator = Authenticator::new();
    authenticator.counter = 7;
    bench.add(aid, PasskeyKind::Passkey, &mut authenticator).await.expect("registered");
    for stale in [7, 6, 0] {
        authenticator.counter = stale;
        assert_eq!(refusal(bench.enter(&mut authenticator).await), CeremonyError::Copied, "{stale}");
        assert_eq!(refusal(bench.show(aid, &mut authenticator).await), CeremonyError::Copied, "{stale}");
    }
    authenticator.counter = 8;
    bench.enter(&mut authenticator).await.expect("it rose");
    assert_eq!(refusal(bench.enter(&mut authenticator).await), CeremonyError::Copied);
    assert!(bench.acts(aid).await.contains(&Act::PasskeyCopied));
    authenticator.counter = u32::MAX;
    bench.show(aid, &mut authenticator).await.expect("it rose");
}

#[tokio::test]
async fn passkeys_are_named_and_removed_and_bounded() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let accounts = &bench.accounts;
    let mut authenticator = bench.passkey(aid).await;
    let id = accounts.factors(aid).await.expect("a view").passkeys[0].id;
    assert_eq!(id.to_string().parse(), Ok(id));
    for unfit in ["", "  ", "a\nb", &"x".repeat(65)] {
        let renamed = accounts.rename_passkey(aid, id, unfit, Origin::default()).await;
        assert!(matches!(renamed, Err(FactorError::Name)), "{unfit:?}");
    }
    accounts.rename_passkey(aid, id, "Yubikey", Origin::default()).await.expect("renamed");
    assert_eq!(accounts.factors(aid).await.expect("a view").passkeys[0].name, "Yubikey");
    let stranger = Aid::from_u32(99);
    let foreign = accounts.rename_passkey(stranger, id, "Mine", Origin::default()).await;
    assert!(matches!(foreign, Err(FactorError::NotSet)));
    accounts.remove_passkey(aid, id, Origin::default()).await.expect("removed");
    assert!(matches!(bench.enter(&mut authenticator).await, Err(FactorError::Wrong)));
    assert!(matches!(accounts.remove_passkey(aid, id, Origin::default()).await, Err(FactorError::NotSet)));
    assert!(accounts.factors(aid).await.expect("a view").second.is_empty(), "the password is enough again");

    for _ in 0..20 {
        bench.passkey(aid).await;
    }
    assert!(matches!(accounts.begin_passkey(aid, PasskeyKind::Passkey).await, Err(FactorError::Full)));
    let hosted = bench.look(move |snapshot| Hosted::by_aid(snapshot, aid)).await.expect("hosted");
    bench.store.write(move |tx| deletion::delete(tx, aid, &hosted.account)).await.expect("deleted");
    let left = |snapshot: &Snapshot| snapshot.count::<crate::store::tables::PasskeyOwners>();
    assert_eq!(bench.look(left).await, 0);
}

#[test]
fn answers_that_are_none_are_refused() {
    for text in [
        "",
        "null",
        "{}",
        r#"{"rawId":"AA","type":"public-key","response":{}}"#,
        r#"{"rawId":"","type":"public-key","response":{"clientDataJSON":"","authenticatorData":"","signature":""}}"#,
        &"x".repeat(20_000),
    ] {
        assert!(text.parse::<crate::account::factors::Assertion>().is_err(), "{text}");
        assert!(text.parse::<crate::account::factors::Registration>().is_err(), "{text}");
    }
}
