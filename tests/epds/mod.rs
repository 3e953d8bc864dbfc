//! Signing in with a code by e-mail, as apps and browsers meet it, over HTTP: one test for each row of what is promised.

use std::time::Duration;

use hostplant::store::{Snapshot, rows};
use hyper::Method;
use serde_json::Value;

use crate::oauth::visitor::{Page, Visitor, authorize};
use crate::oauth::{App, pkce};
use crate::pages::letter;
use crate::server::TestServer;
use hostplant::oauth::RequestId;

mod edge_directory;
mod edge_people;
mod edge_requests;
mod flood;
mod flows;
mod limits;
mod security;

/// Where a code is entered.
const CODE: &str = "/account/code";
/// Where a handle is chosen.
const HANDLE: &str = "/account/code/handle";
/// Where a code is asked for.
const SEND: &str = "/account/code/send";

/// The digits of a letter, which begin its subject.
fn digits(letter: &Value) -> String {
    let subject = letter["subject"].as_str().expect("a subject");
    let code: String = subject.chars().take_while(char::is_ascii_digit).collect();
    assert_eq!(code.len(), 8, "{subject}");
    code
}

/// A code that is not this one.
fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..7])
}

/// How many letters went to an address.
async fn letters(server: &TestServer, to: &str) -> usize {
    tokio::time::sleep(Duration::from_millis(150)).await;
    let answer = server.send(Method::GET, "/dev/mail.json", &[], "").await.json();
    answer.as_array().expect("letters").iter().filter(|letter| letter["to"] == to).count()
}

/// Whether there is an account with an address.
async fn has_account(server: &TestServer, address: &'static str) -> bool {
    let read = move |db: &Snapshot| rows::accounts::by_email(db, address);
    server.app().store.read(read).await.expect("a read").is_some()
}

/// Where an app sends browsers to that gives the address on the way.
fn authorize_with(app: &App<'_>, id: RequestId, hint: &str) -> String {
    let hint = url::form_urlencoded::byte_serialize(hint.as_bytes()).collect::<String>();
    format!("{}&login_hint={hint}", authorize(app, id))
}

/// Enters a code on its page.
pub(crate) async fn enter(visitor: &Visitor<'_>, page: &Page, id: Option<RequestId>, code: &str) -> Page {
    let request = id.map(|id| id.to_string()).unwrap_or_default();
    visitor.submit(page, CODE, &[("request", &request), ("code", code)]).await
}

/// From the app to the page of the code, which was mailed on the way.
async fn begin(visitor: &Visitor<'_>, app: &App<'_>, address: &str) -> (RequestId, Page) {
    let (_, challenge) = pkce();
    let id = app.pushed(&challenge, &[("login_hint", address)]).await;
    let page = visitor.follow(&authorize_with(app, id, address)).await;
    assert_eq!(page.status, 200, "{}", page.html);
    (id, page)
}

/// The code in the newest letter to an address, once all letters were sent that wait.
async fn newest(server: &TestServer, to: &str) -> String {
    letters(server, to).await;
    digits(&letter(server, to).await)
}

/// What an app is told with the redirect.
fn param(page: &Page, name: &str) -> Option<String> {
    let url = url::Url::parse(page.leads_to()).expect("an address of the app");
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
