//! Codes to sign in with: one test for each bound, through a real store with a clock that the tests move.

use std::net::IpAddr;
use std::time::Duration;

use super::*;
use crate::account::tests::Bench;
use crate::mail::QueuedLetter;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

fn page(device: u8) -> CodeFor {
    CodeFor { device: DeviceId([device; 16]), subject: "/account/sign-in".into(), app: None }
}

fn request(device: u8, name: &str) -> CodeFor {
    let app = CodeApp { id: "https://app.demo/client.json".into(), host: "app.demo".into(), look: None };
    CodeFor { device: DeviceId([device; 16]), subject: name.into(), app: Some(app) }
}

fn email(text: &str) -> Email {
    text.parse().expect("an address")
}

fn from(host: u8) -> Origin {
    Origin::owner(IpAddr::from([192, 0, 2, host]), Some("Firefox"))
}

impl Bench {
    async fn send(&self, code_for: &CodeFor, to: &str, host: u8) -> Result<(), SignInCodeError> {
        self.accounts.mail_sign_in_code(code_for, email(to), Posting::Once, &from(host)).await
    }

    async fn again(&self, code_for: &CodeFor) -> Result<(), SignInCodeError> {
        self.accounts.mail_sign_in_code_again(code_for, &from(1)).await
    }

    async fn judge(&self, code_for: &CodeFor, code: &str) -> Result<ProvenEmail, SignInCodeError> {
        self.accounts.judge_sign_in_code(code_for, code, &from(1)).await
    }

    async fn queued(&self) -> Vec<QueuedLetter> {
        self.look(|db| mail::undelivered(db, 1_000)).await
    }

    /// The code of the last letter, which was written last in the order of tests' clocks.
    async fn code(&self) -> String {
        match &self.queued().await.last().expect("a letter").letter {
            Letter::EntryCode { code, .. } => code.expose().clone(),
            other => panic!("{} has no such code", other.name()),
        }
    }
}

fn other_than(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..DIGITS - 1])
}

#[tokio::test]
async fn a_code_is_eight_digits_and_right_once() {
    let bench = Bench::new().await;
    let here = request(1, "req-1");
    bench.send(&here, "Carol@Example.com", 1).await.expect("a letter");
    let code = bench.code().await;
    assert!(code.len() == DIGITS && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    let row = bench.look(|db| Ok(db.range::<SignInCodes>(crate::store::Span::all())?.count())).await;
    assert_eq!(row, 1);
    let typed = format!(" {}-{} ", &code[..4], &code[4..]);
    let proven = bench.judge(&here, &typed).await.expect("the code");
    assert_eq!(proven.email().as_str(), "carol@example.com");
    assert!(matches!(bench.judge(&here, &code).await, Err(SignInCodeError::Proven)));
    assert!(matches!(bench.again(&here).await, Err(SignInCodeError::Proven)), "nothing is sent after that");
    let other = bench.send(&here, "dave@example.com", 1).await;
    assert!(matches!(other, Err(SignInCodeError::Proven)), "a request takes one address to the end");
    let known = |code_for| bench.accounts.proven_by_code(code_for);
    assert_eq!(known(&here).await.expect("a read"), Some(proven));
    bench.clock.advance(PROVEN_FOR);
    assert_eq!(known(&here).await.expect("a read"), None);
}

#[tokio::test]
async fn a_code_is_bound_to_its_browser_its_request_and_its_address() {
    let bench = Bench::new().await;
    let (here, elsewhere, later) = (request(1, "req-1"), request(2, "req-1"), request(1, "req-2"));
    bench.send(&here, "carol@example.com", 1).await.expect("a letter");
    let code = bench.code().await;
    assert!(matches!(bench.judge(&elsewhere, &code).await, Err(SignInCodeError::Expired)));
    bench.send(&later, "carol@example.com", 1).await.expect("a letter");
    assert!(matches!(bench.judge(&later, &code).await, Err(SignInCodeError::Wrong)));
    bench.send(&here, "dave@example.com", 1).await.expect("a letter to the right address");
    assert!(matches!(bench.judge(&here, &code).await, Err(SignInCodeError::Wrong)));
    let secret = &bench.accounts.0;
    assert_ne!(
        secret.code_mac(&here, "a@b.cd", "12345678"),
        secret.code_mac(&here, "a@b.c", "d12345678"),
        "parts cannot be taken for others"
    );
}

#[tokio::test]
async fn asking_once_sends_once() {
    let bench = Bench::new().await;
    let here = request(1, "req-1");
    let once = || bench.send(&here, "carol@example.com", 1);
    let (first, second, third) = tokio::join!(once(), once(), once());
    assert!(first.is_ok() && second.is_ok() && third.is_ok());
    assert_eq!(bench.queued().await.len(), 1);
}

#[tokio::test]
async fn a_code_lasts_ten_minutes_and_five_tries() {
    let bench = Bench::new().await;
    let here = page(1);
    bench.send(&here, "carol@example.com", 1).await.expect("a letter");
    let code = bench.code().await;
    let wrong = other_than(&code);
    for _ in 0..4 {
        assert!(matches!(bench.judge(&here, &wrong).await, Err(SignInCodeError::Wrong)));
    }
    assert!(matches!(bench.judge(&here, &wrong).await, Err(SignInCodeError::TooManyTries)));
    assert!(bench.judge(&here, &code).await.is_err(), "the fifth wrong one burns it");
    bench.clock.advance(RESEND_PAUSE);
    bench.again(&here).await.expect("another letter");
    assert!(matches!(bench.judge(&here, &code).await, Err(SignInCodeError::Wrong)), "only the newest counts");
    let code = bench.code().await;
    bench.clock.advance(SIGN_IN_CODE_LIFETIME);
    assert!(matches!(bench.judge(&here, &code).await, Err(SignInCodeError::Expired)));
}

#[tokio::test]
async fn three_more_letters_half_a_minute_apart() {
    let bench = Bench::new().await;
    let here = request(1, "req-1");
    bench.send(&here, "carol@example.com", 1).await.expect("a letter");
    assert!(matches!(bench.again(&here).await, Err(SignInCodeError::Paused { .. })));
    bench.clock.advance(RESEND_PAUSE);
    bench.again(&here).await.expect("a second");
    for _ in 0..2 {
        bench.clock.advance(MINUTE * 15);
        bench.again(&here).await.expect("another");
    }
    bench.clock.advance(MINUTE * 15);
    assert!(matches!(bench.again(&here).await, Err(SignInCodeError::TooManyLetters)));
}

/// Epds 5: 3 in 15 minutes, 5 in an hour, 10 in a day, whether the address has an account or not.
#[tokio::test]
async fn letters_to_an_address_are_bounded_alike_for_known_and_unknown() {
    let bench = Bench::new().await;
    bench.alice().await;
    for address in ["alice@example.com", "carol@example.com"] {
        let mut sent = 0;
        let mut device = 0;
        let mut ask = async |times: u8| {
            for _ in 0..times {
                device += 1;
                match bench.send(&page(device), address, device).await {
                    Ok(()) => sent += 1,
                    Err(SignInCodeError::TooMany { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            sent
        };
        assert_eq!(ask(5).await, 3, "{address}");
        bench.clock.advance(MINUTE * 15);
        assert_eq!(ask(5).await, 5, "{address}");
        for _ in 0..3 {
            bench.clock.advance(HOUR);
            ask(5).await;
        }
        bench.clock.advance(HOUR);
        assert_eq!(ask(5).await, 10, "{address}");
        bench.clock.advance(HOUR * 24);
        assert_eq!(ask(1).await, 11, "{address}");
    }
}

/// Epds 5: 10 in 15 minutes from one network; all of an IPv6 /64 is one.
#[tokio::test]
async fn letters_from_a_network_are_bounded() {
    let bench = Bench::new().await;
    let ask = async |address: &str, nth: u8| {
        let origin = Origin::owner(address.parse().expect("an address"), None);
        let to = email(&format!("person{nth}@example.com"));
        bench.accounts.mail_sign_in_code(&page(nth), to, Posting::Once, &origin).await
    };
    for nth in 0..10 {
        ask(&format!("2001:db8::{nth}"), nth).await.expect("room");
    }
    assert!(matches!(ask("2001:db8::ffff", 10).await, Err(SignInCodeError::TooMany { .. })));
    ask("2001:db8:0:1::1", 10).await.expect("another network");
    bench.clock.advance(MINUTE * 15);
    ask("2001:db8::1", 11).await.expect("room again");
}

/// Epds 5: a bound for everybody together, which the operator sets.
#[tokio::test]
async fn letters_of_everybody_are_bounded() {
    let bench = Bench::with(|config| config.codes_per_minute = 4).await;
    for nth in 0..4 {
        bench.send(&page(nth), &format!("person{nth}@example.com"), nth).await.expect("room");
    }
    assert!(matches!(bench.send(&page(9), "nine@example.com", 9).await, Err(SignInCodeError::MailFull)));
    bench.clock.advance(MINUTE);
    bench.send(&page(9), "nine@example.com", 9).await.expect("room again");
}

/// Epds 5 and 10.14: fifteen wrong codes in an hour, and codes for the address pause for an hour, also after a restart.
#[tokio::test]
async fn wrong_codes_for_an_address_pause_it() {
    let bench = Bench::new().await;
    for round in 0..3 {
        let here = request(round, "req-1");
        bench.send(&here, "carol@example.com", round).await.expect("a letter");
        let wrong = other_than(&bench.code().await);
        for _ in 0..5 {
            assert!(bench.judge(&here, &wrong).await.is_err());
        }
        bench.clock.advance(MINUTE);
    }
    bench.clock.advance(MINUTE * 20);
    let refused = bench.send(&page(7), "carol@example.com", 7).await;
    let Err(SignInCodeError::TooMany { retry_after }) = refused else { panic!("a pause") };
    assert!(retry_after > MINUTE * 30 && retry_after <= HOUR, "{retry_after:?}");
    bench.send(&page(7), "dave@example.com", 7).await.expect("others are not concerned");
    bench.clock.advance(HOUR);
    bench.send(&page(8), "carol@example.com", 8).await.expect("the pause is over");
}

/// Epds 5, "unknown address when sign-up is closed": the same answer, and no letter.
#[tokio::test]
async fn where_nobody_new_is_taken_a_stranger_sees_the_same_and_gets_no_letter() {
    let bench = Bench::with(|config| config.handle_domains.clear()).await;
    let here = page(1);
    bench.send(&here, "carol@example.com", 1).await.expect("the same answer");
    assert!(bench.queued().await.is_empty());
    let under_way = bench.accounts.sign_in_code(&here).await.expect("a read").expect("under way");
    assert!(!under_way.is_proven && under_way.again_at.is_some() && !under_way.masked.contains("carol"));
    assert!(matches!(bench.judge(&here, "12345678").await, Err(SignInCodeError::Wrong)));
}

#[tokio::test]
async fn who_did_not_ask_can_keep_an_apps_codes_away() {
    let bench = Bench::new().await;
    bench.send(&request(1, "req-1"), "carol@example.com", 1).await.expect("a letter");
    let link = match &bench.queued().await.last().expect("a letter").letter {
        Letter::EntryCode { refuse_link: Some(link), app: Some(app), .. } if app == "app.demo" => {
            link.clone()
        }
        other => panic!("{other:?}"),
    };
    let (_, sealed) = link.split_once("link=").expect("a link");
    assert!(!link.contains("carol"));
    let refusal = bench.accounts.read_refusal(sealed).expect("ours");
    let mut forged = sealed.to_owned();
    forged.replace_range(..1, if sealed.starts_with('A') { "B" } else { "A" });
    assert!(bench.accounts.read_refusal(&forged).is_err() && bench.accounts.read_refusal("x").is_err());
    bench.accounts.refuse_codes(refusal).await.expect("a write");
    bench.send(&request(2, "req-2"), "carol@example.com", 1).await.expect("the same answer");
    assert_eq!(bench.queued().await.len(), 1, "but no letter");
    bench.send(&page(3), "carol@example.com", 1).await.expect("a letter");
    assert_eq!(bench.queued().await.len(), 2, "other letters still come");
}

#[tokio::test]
async fn what_is_old_is_forgotten() {
    let bench = Bench::new().await;
    bench.send(&request(1, "req-1"), "carol@example.com", 1).await.expect("a letter");
    let rows = || async {
        bench
            .look(|db| {
                let all = crate::store::Span::all;
                let counts = db.range::<crate::store::tables::CodeCounts>(all())?.count();
                Ok((db.range::<SignInCodes>(all())?.count(), counts))
            })
            .await
    };
    assert!(!bench.accounts.forget_sign_in_codes().await.expect("a sweep"));
    assert_eq!(rows().await, (1, 3));
    bench.clock.advance(HOUR * 2);
    while bench.accounts.forget_sign_in_codes().await.expect("a sweep") {}
    assert_eq!(rows().await, (0, 3));
    bench.clock.advance(HOUR * 24);
    while bench.accounts.forget_sign_in_codes().await.expect("a sweep") {}
    assert_eq!(rows().await, (0, 0));
}
