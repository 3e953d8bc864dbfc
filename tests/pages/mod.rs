//! Pages as people's browsers and those who attack them meet them, over HTTP.

use std::time::Duration;

use hyper::Method;
use serde_json::Value;

use crate::oauth::visitor::{Page, Visitor};
use crate::server::TestServer;

mod access;
mod backup_email;
mod forms;
mod hosts;
mod languages;
mod proofs;
mod secrecy;
mod sign_up;

/// A password that pages accept.
const PASSWORD: &str = "correct horse";

/// The newest letter to an address, sent as far as a development server sends letters.
pub(crate) async fn letter(server: &TestServer, to: &str) -> Value {
    // The worker is woken when a letter is queued; it may still be at it.
    for _ in 0..200 {
        let answer = server.send(Method::GET, "/dev/mail.json", &[], "").await.json();
        let letters = answer.as_array().expect("letters");
        if let Some(letter) = letters.iter().rfind(|letter| letter["to"] == to) {
            return letter.clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no letter to {to}");
}

/// The code of a letter.
fn code(letter: &Value) -> String {
    let text = letter["text"].as_str().expect("a text");
    let is_code = |word: &&str| word.len() == 11 && word.as_bytes()[5] == b'-' && !word.contains('.');
    text.split_whitespace().find(is_code).expect("a code").to_owned()
}

/// A page without what is new each time it is made: tokens and challenges.
fn stable(page: &Page) -> String {
    let mut html = page.html.clone();
    for mark in ["name=\"csrf\" value=\"", "name=\"challenge\" value=\"", "data-work=\"", "data-options=\""] {
        let mut parts = html.split(mark);
        let mut cut = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            cut.push_str(part.split_once("\">").map_or(part, |(_, rest)| rest));
        }
        html = cut;
    }
    html
}
