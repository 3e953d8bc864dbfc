//! Somebody who sends and guesses as fast as they can, many at once.

use super::*;

/// Letters stay under what a network may have, however many addresses and browsers ask at once.
#[tokio::test]
async fn letters_stay_under_their_bounds() {
    let server = TestServer::start().await;
    let app = App::loopback(&server);
    let mut asked = Vec::new();
    for nth in 0..24 {
        let address = format!("person{nth}@example.test");
        let (_, challenge) = pkce();
        let id = app.pushed(&challenge, &[("login_hint", &address)]).await;
        asked.push((authorize_with(&app, id, &address), address));
    }
    let visits = asked.iter().map(|(path, _)| async {
        let page = Visitor::new(&server).follow(path).await;
        page.html.contains(CODE)
    });
    let led = futures_util::future::join_all(visits).await;
    assert_eq!(led.iter().filter(|led| **led).count(), 10, "as many as were mailed are led on");
    tokio::time::sleep(Duration::from_millis(300)).await;
    let answer = server.send(Method::GET, "/dev/mail.json", &[], "").await.json();
    assert_eq!(answer.as_array().expect("letters").len(), 10);
}

/// Of many codes that are tried at once, five are looked at.
#[tokio::test]
async fn guesses_at_once_are_still_five() {
    let server = TestServer::start().await;
    let (app, visitor) = (App::loopback(&server), Visitor::new(&server));
    let (_, challenge) = pkce();
    let address = "alice@example.test";
    let id = app.pushed(&challenge, &[("login_hint", address)]).await;
    let page = visitor.follow(&authorize_with(&app, id, address)).await;
    let right = digits(&letter(&server, address).await);
    let wrong = wrong(&right);
    let tries = (0..40).map(|_| enter(&visitor, &page, Some(id), &wrong));
    let answers = futures_util::future::join_all(tries).await;
    let told = |word: &str| answers.iter().filter(|answer| answer.html.contains(word)).count();
    assert_eq!(told("This is not the code"), 4);
    assert!(told("Too many wrong codes") >= 1);
    let late = enter(&visitor, &page, Some(id), &right).await;
    assert!(late.location.is_none(), "the right one comes too late");
}
