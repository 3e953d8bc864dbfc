//! The administrator's pages as their browser and those who attack it meet them, over HTTP.

mod appliance;
mod entry;
mod helping;
mod logo;
mod running;

use std::time::Duration;

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

fn path_of(account: &TestAccount) -> String {
    format!("/admin/accounts/{}", account.did)
}
