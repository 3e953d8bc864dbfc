//! How many letters leave and how many guesses are looked at.

use super::edges::{begin, newest};
use super::*;

const MINUTE: Duration = Duration::from_secs(60);

/// Asks four times for a code on the account pages, each time with another browser; where each was led.
async fn ask_too_often(server: &TestServer, address: &str) -> Vec<String> {
    let mut led = Vec::new();
    for _ in 0..4 {
        let visitor = Visitor::new(server);
        let page = visitor.open("/account/sign-in").await;
        let fields = [("username", address), ("mail", "1")];
        let answer = visitor.submit(&page, "/account/sign-in", &fields).await;
        led.push(answer.location.unwrap_or_else(|| answer.status.to_string()));
        server.advance(MINUTE);
    }
    led
}

#[tokio::test]
async fn three_letters_to_an_address_in_a_quarter_of_an_hour_alike_for_known_and_unknown() {
    let server = TestServer::start().await;
    server.account("alice").await;
    let known = ask_too_often(&server, "alice@example.test").await;
    server.advance(MINUTE * 60);
    let unknown = ask_too_often(&server, "alina@example.test").await;
    assert_eq!(known, unknown);
    assert!(known[..3].iter().all(|to| to.starts_with(CODE)) && !known[3].starts_with(CODE), "{known:?}");
    assert_eq!(letters(&server, "alice@example.test").await, 3);
    assert_eq!(letters(&server, "alina@example.test").await, 3);
}

#[tokio::test]
async fn per_request_five_tries_and_then_not_even_the_right_code() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let right = newest(&server, "carol@example.test").await;
    for _ in 0..5 {
        assert_eq!(enter(&visitor, &page, Some(id), &wrong(&right)).await.status, 422);
    }
    assert_eq!(enter(&visitor, &page, Some(id), &right).await.status, 422);
    assert!(!has_account(&server, "carol@example.test").await);
}

#[tokio::test]
async fn resends_are_half_a_minute_apart_and_three() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (id, page) = begin(&visitor, &app, "carol@example.test").await;
    let again = async || {
        let request = id.to_string();
        let fields = [("request", request.as_str()), ("mail", "1")];
        visitor.submit(&page, CODE, &fields).await.status
    };
    assert_eq!(again().await, 422, "at once");
    let mut sent = 1;
    for _ in 0..5 {
        // Slowly enough for the address, whose own limit is another matter.
        server.advance(MINUTE * 8);
        visitor.open(&format!("{CODE}?request={}", id)).await;
        if again().await == 303 {
            sent += 1;
        }
    }
    assert_eq!(sent, 4, "the first, and three more");
    assert_eq!(letters(&server, "carol@example.test").await, 4);
}
