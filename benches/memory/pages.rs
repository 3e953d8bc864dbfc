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
const OF_ACCOUNT: [&str; 14] = [
    "",
    "/apps",
    "/devices",
    "/security",
    "/security/passkeys",
    "/security/authenticator",
    "/security/recovery-codes",
    "/app-passwords",
    "/password",
    "/email",
    "/handle",
    "/handle/own?domain=example.com",
    "/activity",
    "/data",
];

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

/// Asks to be let in as an app on this device does. Where its browser is led: to the page that asks the owner.
async fn consent(mut browser: Browser) -> (Browser, String) {
    let redirect = "http://127.0.0.1/callback";
    let scope =
        "atproto repo:com.example.note repo:app.bsky.feed.post?action=create blob:image/* account:email";
    let encode = |pairs: &[(&str, &str)]| {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    };
    let client = format!("http://localhost?{}", encode(&[("redirect_uri", redirect), ("scope", scope)]));
    let request = [
        ("client_id", client.as_str()),
        ("redirect_uri", redirect),
        ("response_type", "code"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("state", "state"),
        ("scope", scope),
    ];
    let answer;
    (browser, answer) = browser.fetch("/oauth/par", Some(encode(&request))).await;
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
    let pushed: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    let uri = pushed["request_uri"].as_str().expect("a name");
    let mut path = format!("/oauth/authorize?{}", encode(&[("client_id", &client), ("request_uri", uri)]));
    loop {
        let answer;
        (browser, answer) = browser.fetch(&path, None).await;
        match answer.location {
            Some(location) => path = location,
            None if path.starts_with("/oauth/authorize/consent") => return (browser, path),
            None => {
                // One of the accounts is to be chosen.
                let html = String::from_utf8_lossy(&answer.body);
                let link = html.split("href=\"/oauth/authorize/account").nth(1);
                let link = link.and_then(|rest| rest.split('"').next()).expect("an account");
                path = format!("/oauth/authorize/account{}", link.replace("&amp;", "&"));
            }
        }
    }
}

/// Prints the processor time that each page takes, everything from the first byte read to the last one written.
pub async fn measure_pages(server: &Server, account: &Account) {
    let (mut browser, answer) = Browser::new(server).await.sign_in(account).await;
    assert_eq!(answer.status, 303, "signed in");
    let asking;
    (browser, asking) = consent(browser).await;
    let of_account = OF_ACCOUNT.map(|path| format!("/account/u/{}{path}", account.did));
    for path in OPEN.iter().map(|path| (*path).to_owned()).chain(of_account).chain([asking]) {
        let answer;
        (browser, answer) = browser.fetch(&path, None).await;
        let begun = server.processor_time();
        for _ in 0..TURNS {
            browser = browser.fetch(&path, None).await.0;
        }
        let spent = server.processor_time() - begun;
        assert!(answer.status == 200 || path == "/nothing", "{path}: {}", answer.status);
        let path = path.split("request=").next().unwrap_or(&path).replace(&account.did, "{did}");
        println!(
            "page {path:<52} {} {:>6} bytes {:>7.3} ms of processor time",
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
