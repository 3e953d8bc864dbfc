//! What pages cost, and what comes of many people who sign in at once.

use std::collections::BTreeMap;
use std::time::Instant;

use super::load::{Answer, Client};
use super::server::{Account, PASSWORD, Server};

/// How often each page is fetched.
const TURNS: u32 = 200;
/// Pages that need nobody; the rest follow the path of an account.
const OPEN: [&str; 6] =
    ["/", "/account/sign-in", "/account/sign-up", "/account/reset-password", "/account/about", "/nothing"];
const OF_ACCOUNT: [&str; 5] = ["", "/apps", "/devices", "/activity", "/data"];

/// A browser: it keeps its cookies.
struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn new(server: &Server) -> Self {
        Self { client: Client::connect(&server.address, "").await, cookies: BTreeMap::new() }
    }

    async fn fetch(mut self, path: &str, form: Option<String>) -> (Self, Answer) {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (client, answer) = self.client.browse(path, &cookies.join("; "), form).await;
        self.client = client;
        for cookie in &answer.cookies {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        (self, answer)
    }

    /// Sends the form of the sign-in page. The status, and when to come back.
    async fn sign_in(self, account: &Account) -> (Self, Answer) {
        let (browser, page) = self.fetch("/account/sign-in", None).await;
        let html = String::from_utf8_lossy(&page.body).into_owned();
        let form = html.split("<form").find(|form| form.contains("name=\"password\"")).expect("a form");
        let token = form.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let fields = [
            ("csrf", token.expect("a token")),
            ("username", &account.handle),
            ("password", PASSWORD),
            ("remember", "on"),
        ];
        let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        browser.fetch("/account/sign-in", Some(encoded)).await
    }
}

/// Prints the processor time that each page takes, everything from the first byte read to the last one written.
pub async fn measure_pages(server: &Server, account: &Account) {
    let (mut browser, answer) = Browser::new(server).await.sign_in(account).await;
    assert_eq!(answer.status, 303, "signed in");
    let of_account = OF_ACCOUNT.map(|path| format!("/account/u/{}{path}", account.did));
    for path in OPEN.iter().map(|path| (*path).to_owned()).chain(of_account) {
        let answer;
        (browser, answer) = browser.fetch(&path, None).await;
        let begun = server.processor_time();
        for _ in 0..TURNS {
            browser = browser.fetch(&path, None).await.0;
        }
        let spent = server.processor_time() - begun;
        let path = path.replace(&account.did, "{did}");
        println!(
            "page {path:<28} {} {:>6} bytes {:>7.3} ms of processor time",
            answer.status,
            answer.body.len(),
            spent.as_secs_f64() * 1e3 / f64::from(TURNS)
        );
    }
}

/// Lets `count` people sign in at one moment, once each.
pub async fn measure_sign_ins(server: &Server, account: &Account, count: usize) {
    let mut visitors = tokio::task::JoinSet::new();
    for _ in 0..count {
        let (browser, account) = (Browser::new(server).await, account.clone());
        visitors.spawn(async move { browser.sign_in(&account).await.1 });
    }
    server.forget_peak();
    let begun = Instant::now();
    let (mut came_in, mut told, mut waits) = (0, 0, Vec::new());
    while let Some(answer) = visitors.join_next().await {
        let answer = answer.expect("a visitor");
        match (answer.status, answer.retry_after) {
            (303, _) => came_in += 1,
            (503, Some(seconds)) => {
                told += 1;
                waits.push(seconds);
            }
            (other, wait) => unreachable!("a sign-in was answered with {other}, {wait:?}"),
        }
    }
    waits.dedup();
    println!(
        "{count} sign-ins at once: {came_in} came in, {told} were told to come back (503, Retry-After {waits:?} s), \
         {:.1} s, peak RSS {:.1} MiB",
        begun.elapsed().as_secs_f64(),
        server.peak()
    );
}
