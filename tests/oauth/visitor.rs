//! Somebody with a browser of their own: keeps cookies, sends the forms of pages as they are, follows no redirect.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;

/// A browser that shows pages of `server`.
pub(crate) struct Visitor<'s> {
    server: &'s TestServer,
    cookies: Mutex<BTreeMap<String, String>>,
    address: Option<String>,
}

/// A page, or a redirect to one.
pub(crate) struct Page {
    pub status: u16,
    /// As somebody reads it: without escapes.
    pub html: String,
    /// Where it leads at once.
    pub location: Option<String>,
    pub headers: hyper::HeaderMap,
}

impl Page {
    /// The token of the form that is sent to `action`.
    pub(crate) fn token(&self, action: &str) -> String {
        let start = self.html.find(&format!("action=\"{action}\"")).expect("a form");
        let field = "name=\"csrf\" value=\"";
        let value = self.html[start..].find(field).expect("a token") + start + field.len();
        self.html[value..].split('"').next().expect("a value").to_owned()
    }

    pub(crate) fn leads_to(&self) -> &str {
        self.location.as_deref().unwrap_or_else(|| panic!("{}: {}", self.status, self.html))
    }
}

impl<'s> Visitor<'s> {
    pub(crate) fn new(server: &'s TestServer) -> Self {
        Self { server, cookies: Mutex::default(), address: None }
    }

    /// Somebody at an address of the world, as a proxy tells.
    pub(crate) fn at(server: &'s TestServer, address: impl std::fmt::Display) -> Self {
        Self { address: Some(address.to_string()), ..Self::new(server) }
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<bytes::Bytes>,
    ) -> Page {
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .expect("a lock")
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let mut all = vec![("accept", "text/html"), ("cookie", cookies.as_str())];
        all.extend(self.address.as_deref().map(|address| ("x-forwarded-for", address)));
        all.extend(headers);
        let answer = self.server.send(method, path, &all, body).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().expect("text").split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a pair");
            self.cookies.lock().expect("a lock").insert(name.to_owned(), value.to_owned());
        }
        Page {
            status: answer.status.as_u16(),
            html: unescaped(&String::from_utf8_lossy(&answer.body)),
            location: answer.headers.get("location").map(|value| value.to_str().expect("text").to_owned()),
            headers: answer.headers,
        }
    }

    pub(crate) async fn open(&self, path: &str) -> Page {
        self.ask(Method::GET, path, &[], String::new()).await
    }

    /// Opens a page, and what it leads to, as far as it is a page of the server's.
    pub(crate) async fn follow(&self, path: &str) -> Page {
        let mut page = self.open(path).await;
        for _ in 0..10 {
            match &page.location {
                Some(next) if next.starts_with('/') => page = self.open(&next.clone()).await,
                _ => return page,
            }
        }
        panic!("{path} leads nowhere");
    }

    /// Sends the form of `page` for `action`, with its token.
    pub(crate) async fn submit(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let token = page.token(action);
        let mut all = vec![("csrf", token.as_str())];
        all.extend(fields);
        let origin = self.server.app().oauth.issuer();
        self.forge(action, &[("origin", origin), ("sec-fetch-site", "same-origin")], &all).await
    }

    /// Sends fields and headers as they are told.
    pub(crate) async fn forge(
        &self,
        action: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Page {
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        self.ask(Method::POST, action, &all, form(fields)).await
    }

    /// From what an app has pushed to the consent page, by the password of `account`.
    pub(super) async fn consider(&self, app: &App<'_>, id: RequestId, account: &TestAccount) -> Page {
        let request = id.to_string();
        let opened = self.follow(&authorize(app, id)).await;
        assert_eq!(opened.status, 200, "{}", opened.html);
        let sign_in = self.open(&format!("/oauth/authorize/sign-in?request={request}")).await;
        let fields = [
            ("request", request.as_str()),
            ("username", account.handle.as_str()),
            ("password", crate::server::accounts::PASSWORD),
        ];
        let proven = self.submit(&sign_in, "/oauth/authorize/sign-in", &fields).await;
        self.follow(proven.leads_to()).await
    }

    /// The answer to the consent page.
    pub(super) async fn decide(
        &self,
        page: &Page,
        id: RequestId,
        account: &TestAccount,
        decision: &str,
    ) -> Page {
        let request = id.to_string();
        let fields = [
            ("request", request.as_str()),
            ("account", account.did.as_str()),
            ("scope-0", "on"),
            ("scope-1", "on"),
            ("lifetime", "revoked"),
            ("decision", decision),
        ];
        self.submit(page, "/oauth/authorize/consent", &fields).await
    }
}

fn unescaped(html: &str) -> String {
    let escapes =
        [("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    escapes.iter().fold(html.to_owned(), |html, (escape, plain)| html.replace(escape, plain))
}

/// Where an app sends browsers to.
pub(crate) fn authorize(app: &App<'_>, id: RequestId) -> String {
    let query = form(&[("client_id", &app.id), ("request_uri", &id.uri())]);
    format!("/oauth/authorize?{query}")
}
