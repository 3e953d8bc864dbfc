//! Codes for addresses of people who have no account yet.

use super::*;
use crate::mail::{Letter, Notice, QueuedLetter};

impl Bench {
    async fn letters(&self) -> Vec<QueuedLetter> {
        self.look(|snapshot| crate::mail::undelivered(snapshot, 100)).await
    }

    async fn check(&self, address: &str) -> AddressCheck {
        let email = address.parse().expect("an address");
        let wanted = "carol.test".parse().expect("a handle");
        self.accounts.check_address(email, wanted, &Origin::default()).await.expect("a letter")
    }

    async fn address_code(&self) -> String {
        match &self.letters().await.last().expect("a letter").letter {
            Letter::AddressCode { code, .. } => code.expose().clone(),
            letter => panic!("{} has no code", letter.name()),
        }
    }
}

const WRONG: &str = "AAAAA-AAAAA";

#[tokio::test]
async fn a_mailed_code_makes_an_account_with_a_confirmed_address() {
    let bench = Bench::new().await;
    let check = bench.check("carol@example.com").await;
    let code = bench.address_code().await;
    assert!(matches!(bench.accounts.judge_address_code(&check, WRONG), Err(AddressCheckError::Wrong)));
    let proven = bench.accounts.judge_address_code(&check, &code.to_lowercase()).expect("the code");
    let hash = bench.accounts.hash_password(secret("a password")).await.expect("a hash");
    let made = bench
        .accounts
        .sign_up(SignUp {
            email: Some(NewEmail::Proven(proven)),
            password: Some(NewPassword::Hashed(hash)),
            ..request("carol")
        })
        .await
        .expect("an account");
    let account = bench.hosted(&made.did).await.expect("hosted").account;
    assert_eq!(account.email.as_deref(), Some("carol@example.com"));
    assert_eq!(account.email_confirmed_at, Some(bench.clock.now()));
    let first = bench.accounts.first_factor("carol.test", secret("a password"), &Origin::default()).await;
    assert!(first.is_ok(), "the hash is that of the password");
}

#[tokio::test]
async fn who_has_an_account_is_told_and_nobody_else() {
    let bench = Bench::new().await;
    bench.alice().await;
    let check = bench.check("Alice@Example.com").await;
    let letters = bench.letters().await;
    let [QueuedLetter { to, letter: Letter::Notice { notice, handle, .. }, .. }] = letters.as_slice() else {
        panic!("one notice");
    };
    assert_eq!((to.as_str(), *notice), ("alice@example.com", Notice::AddressKnown));
    assert_eq!(handle.as_ref().map(|handle| handle.as_str()), Some("alice.test"));
    assert!(matches!(bench.accounts.judge_address_code(&check, WRONG), Err(AddressCheckError::Wrong)));
    bench.clock.advance(std::time::Duration::from_secs(60));
    bench.accounts.mail_address_again(&check, &Origin::default()).await.expect("another letter");
    assert_eq!(bench.letters().await.len(), 2);
}

#[tokio::test]
async fn tries_letters_and_time_are_bounded() {
    let bench = Bench::new().await;
    let minute = std::time::Duration::from_secs(60);
    let again =
        async |check: &AddressCheck| bench.accounts.mail_address_again(check, &Origin::default()).await;
    let check = bench.check("carol@example.com").await;
    let code = bench.address_code().await;
    for _ in 0..5 {
        let judged = bench.accounts.judge_address_code(&check, WRONG);
        assert!(matches!(judged, Err(AddressCheckError::Wrong)));
    }
    let judged = bench.accounts.judge_address_code(&check, &code);
    assert!(matches!(judged, Err(AddressCheckError::TooManyTries)), "not even the right one");

    assert!(matches!(again(&check).await, Err(AddressCheckError::Paused { .. })));
    bench.clock.advance(minute);
    again(&check).await.expect("a second letter");
    let second = bench.address_code().await;
    assert!(matches!(bench.accounts.judge_address_code(&check, &code), Err(AddressCheckError::Wrong)));
    assert!(bench.accounts.judge_address_code(&check, &second).is_ok());
    bench.clock.advance(minute);
    again(&check).await.expect("a third letter");
    bench.clock.advance(minute);
    assert!(matches!(again(&check).await, Err(AddressCheckError::TooManyLetters)));

    let third = bench.address_code().await;
    bench.clock.advance(minute * 8);
    assert!(bench.accounts.judge_address_code(&check, &third).is_ok());
    bench.clock.advance(minute);
    assert!(matches!(bench.accounts.judge_address_code(&check, &third), Err(AddressCheckError::Expired)));
}

#[tokio::test]
async fn a_code_is_good_for_its_own_address_only() {
    let bench = Bench::new().await;
    let own = bench.check("carol@example.com").await;
    let code = bench.address_code().await;
    let other = bench.check("dave@example.com").await;
    assert!(matches!(bench.accounts.judge_address_code(&other, &code), Err(AddressCheckError::Wrong)));
    assert!(bench.accounts.judge_address_code(&own, &code).is_ok());
    assert!(!format!("{own:?}").contains("carol"));
}
