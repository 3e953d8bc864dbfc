//! The administrator's pages as their browser and those who attack it meet them, over HTTP.

mod appliance;
mod entry;
mod helping;
mod logo;
mod running;

use std::time::Duration;

use bytes::Bytes;
use hyper::Method;

use crate::oauth::visitor::{Page, Visitor};
use crate::server::accounts::TestAccount;
use crate::server::{ADMIN_PASSWORD, As, TestServer};

const SIGN_IN: &str = "/admin/sign-in";
const CONFIRM: &str = "/admin/confirm";

/// Signs in as the administrator.
async fn enter(visitor: &Visitor<'_>) {
    let page = visitor.open(SIGN_IN).await;
    assert_eq!(visitor.submit(&page, SIGN_IN, &[("password", ADMIN_PASSWORD)]).await.leads_to(), "/admin");
}

/// Somebody who is signed in as the administrator.
async fn administrator(server: &TestServer) -> Visitor<'_> {
    let visitor = Visitor::new(server);
    enter(&visitor).await;
    visitor
}

/// Opens the page at `path` and sends its form with `fields`; the page that follows, or the one that says what is wrong.
async fn press(visitor: &Visitor<'_>, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = visitor.open(path).await;
    let sent = visitor.submit(&page, path, fields).await;
    match &sent.location {
        Some(next) => visitor.open(&next.clone()).await,
        None => sent,
    }
}

/// What a body of [`with_file`] is said to be.
const WITH_FILE: (&str, &str) = ("content-type", "multipart/form-data; boundary=x");

/// A form that ends with a file, as a browser sends it.
fn with_file(fields: &[(&str, &str)], file: &[u8]) -> Bytes {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    body.extend(b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a file\"\r\n");
    body.extend(b"Content-Type: application/octet-stream\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--x--\r\n");
    body.into()
}

/// Opens the page at `path` and sends its form with a file; the page that follows, or the one that says what is wrong.
async fn send_file(
    server: &TestServer,
    admin: &Visitor<'_>,
    path: &str,
    fields: &[(&str, &str)],
    file: &[u8],
) -> Page {
    let token = admin.open(path).await.token(path);
    let fields = [&[("csrf", token.as_str())], fields].concat();
    let headers = [WITH_FILE, ("origin", server.app().oauth.issuer())];
    let sent = admin.ask(Method::POST, path, &headers, with_file(&fields, file)).await;
    match &sent.location {
        Some(next) => admin.open(&next.clone()).await,
        None => sent,
    }
}

fn path_of(account: &TestAccount) -> String {
    format!("/admin/accounts/{}", account.did)
}
