//! How many letters leave and how many guesses are looked at: one test for each row.

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

/// Asks for a code on the account pages from an address of the world; whether a letter left.
async fn ask_from(server: &TestServer, from: &str, email: &str) -> bool {
    let visitor = Visitor::at(server, from);
    let page = visitor.open("/account/sign-in").await;
    let sent = visitor.submit(&page, "/account/sign-in", &[("username", email), ("mail", "1")]).await;
    sent.location.as_deref() == Some(CODE)
}

/// Row "per address": 3 in a quarter of an hour is above; 5 in an hour, 10 in a day.
#[tokio::test]
async fn five_letters_to_an_address_in_an_hour_and_ten_in_a_day() {
    let server = TestServer::start().await;
    let mut sent = 0;
    for round in 0..3 {
        for nth in 0..4 {
            sent += usize::from(ask_from(&server, &format!("203.0.113.{nth}"), "carol@example.test").await);
            server.advance(MINUTE);
        }
        assert_eq!(sent, [3, 5, 5][round], "round {round}");
        server.advance(MINUTE * 12);
    }
    for hour in 0..7 {
        server.advance(MINUTE * 60);
        sent += usize::from(ask_from(&server, &format!("203.0.113.{hour}"), "carol@example.test").await);
    }
    assert_eq!(sent, 10);
    server.advance(MINUTE * 60 * 24);
    assert!(ask_from(&server, "203.0.113.1", "carol@example.test").await, "a day later there is room");
}

/// Row "per IP": ten in a quarter of an hour; all of an IPv6 /64 is one.
#[tokio::test]
async fn ten_letters_from_a_network_in_a_quarter_of_an_hour() {
    let server = TestServer::start().await;
    for nth in 0..10 {
        let (from, to) = (format!("2001:db8::{nth}"), format!("person{nth}@example.test"));
        assert!(ask_from(&server, &from, &to).await, "{nth}");
    }
    assert!(!ask_from(&server, "2001:db8::ffff", "eleven@example.test").await);
    assert!(ask_from(&server, "2001:db8:0:1::1", "twelve@example.test").await, "another network");
    server.advance(MINUTE * 15);
    assert!(ask_from(&server, "2001:db8::1", "eleven@example.test").await);
}

/// Row "global per minute": what the mail server takes; then a page says that mail is busy, and when to come back.
#[tokio::test]
async fn letters_of_everybody_in_a_minute() {
    let server = TestServer::with(&["mail.codes_per_minute=2"]).await;
    assert!(ask_from(&server, "203.0.113.1", "one@example.test").await);
    assert!(ask_from(&server, "203.0.113.2", "two@example.test").await);
    let visitor = Visitor::at(&server, "203.0.113.3");
    let page = visitor.open("/account/sign-in").await;
    let fields = [("username", "three@example.test"), ("mail", "1")];
    let busy = visitor.submit(&page, "/account/sign-in", &fields).await;
    assert_eq!(busy.status, 503);
    assert!(busy.headers.contains_key("retry-after"));
    server.advance(MINUTE);
    assert!(ask_from(&server, "203.0.113.3", "three@example.test").await);
}

/// Fifteen wrong codes for an address, from three browsers.
async fn guess_too_often(server: &TestServer, address: &str) {
    for round in 0..3 {
        let (app, visitor) = (App::loopback(server), Visitor::at(server, format!("203.0.113.{round}")));
        let (id, page) = begin(&visitor, &app, address).await;
        let bad = wrong(&newest(server, address).await);
        for _ in 0..5 {
            assert_eq!(enter(&visitor, &page, Some(id), &bad).await.status, 422);
        }
        server.advance(MINUTE * 6);
    }
}

/// Row "failed codes per address": codes pause for an hour; the password still works.
#[tokio::test]
async fn fifteen_wrong_codes_pause_codes_and_nothing_else() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    guess_too_often(&server, "alice@example.test").await;
    assert!(!ask_from(&server, "203.0.113.9", "alice@example.test").await);
    let visitor = Visitor::new(&server);
    let page = visitor.open("/account/sign-in").await;
    let fields = [("username", alice.handle.as_str()), ("password", crate::server::accounts::PASSWORD)];
    assert_eq!(visitor.submit(&page, "/account/sign-in", &fields).await.leads_to(), "/account");
    server.advance(MINUTE * 60);
    assert!(ask_from(&server, "203.0.113.9", "alice@example.test").await);
}

/// Row 14 of the security list: a restart gives nobody another round.
#[tokio::test]
async fn counts_survive_a_restart() {
    let mut server = TestServer::start().await;
    guess_too_often(&server, "alice@example.test").await;
    for nth in 0..3 {
        assert!(ask_from(&server, &format!("203.0.113.{}", 20 + nth), "carol@example.test").await);
    }
    server.restart().await;
    assert!(!ask_from(&server, "203.0.113.30", "alice@example.test").await, "the pause");
    assert!(!ask_from(&server, "203.0.113.31", "carol@example.test").await, "the letters");
    assert!(ask_from(&server, "203.0.113.32", "dave@example.test").await, "others are not concerned");
}

/// Row "HTTP": codes cannot be sent in without end from one address, whatever browser they name.
#[tokio::test]
async fn forms_from_one_address_are_bounded() {
    let server = TestServer::with(&["limits.enabled=true"]).await;
    let visitor = Visitor::at(&server, "203.0.113.5");
    let page = visitor.open("/account/sign-in").await;
    visitor.submit(&page, "/account/sign-in", &[("username", "carol@example.test"), ("mail", "1")]).await;
    let page = visitor.open(CODE).await;
    let mut statuses = Vec::new();
    for _ in 0..70 {
        statuses.push(enter(&visitor, &page, None, "00000000").await.status);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
}
