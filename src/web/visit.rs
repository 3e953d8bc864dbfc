//! One visit of a page: who comes with which browser and language, what they ask, and what they are answered with.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use hyper::header::{HeaderValue, LOCATION, USER_AGENT};
use hyper::{HeaderMap, Method, StatusCode, Uri};
use minijinja::context;
use minijinja::value::{Value, merge_maps};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::flow::Step;
use super::policy::Policy;
use super::table::PageRow;
use super::theme::Theme;
use super::{Assets, Form, Language, PageError, csrf};
use crate::account::Origin;
use crate::account::devices::{Device, DeviceId, Purpose, SignedIn, Stay};
use crate::app::App;
use crate::oauth::client::Client;
use crate::store::Aid;
use crate::syntax::AtIdentifier;
use crate::xrpc::Reply;
use crate::xrpc::limits::{Meter, Rule};

/// What stays as it is in a value of a query.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/').remove(b':');
/// What words for the next page are remembered under.
const NOTICES: &str = "notices";

/// Of what kind words at the top of a page are; also the class of their box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Success,
    /// Something is worth knowing.
    Info,
    /// Something needs care.
    Warning,
    /// Something went wrong.
    Error,
}

impl Tone {
    const fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Words for the top of the next page.
#[derive(Clone, Debug)]
struct Notices(Vec<(Tone, String)>);

impl Step for Notices {
    fn bytes(&self) -> usize {
        self.0.iter().map(|(_, text)| text.len() + 32).sum()
    }
}

/// What is wrong with a form: which field, if it is one field's fault, and the text that says so.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<(&'static str, String)>);

impl Faults {
    /// Nothing so far.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Something is wrong with `field`, which is the `id` of its input; with no field in particular when empty.
    pub fn add(&mut self, field: &'static str, text: String) {
        self.0.push((field, text));
    }

    /// Whether nothing is wrong.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For templates, as `faults`: `faults.list` is `[{field, text}]`, `faults.of.<field>` the text of a field.
    pub fn to_value(&self) -> Value {
        let list: Vec<Value> =
            self.0.iter().map(|(field, text)| context! { field => *field, text => text.as_str() }).collect();
        let of: BTreeMap<&str, Value> =
            self.0.iter().map(|(field, text)| (*field, text.as_str().into())).collect();
        context! { list, of }
    }
}

/// A visit.
#[derive(Debug)]
pub struct Visit {
    /// The parts of the server.
    pub app: Arc<App>,
    /// Where the visitor is: the peer, or what a trusted proxy says.
    pub client: IpAddr,
    /// What they read.
    pub language: Language,
    /// `GET`, `HEAD` or `POST`.
    pub method: Method,
    /// Path and query as they were sent.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// What the page may do beyond what all may.
    pub policy: Policy,
    /// The style sheet of an app's colours, on pages of its sign-in.
    pub(super) theme: Option<String>,
    pub(super) row: &'static PageRow,
    pub(super) params: Vec<(&'static str, String)>,
    pub(super) query: Form,
    pub(super) device: Device,
    pub(super) meter: Meter,
    /// Whether the language was chosen by the visitor rather than guessed.
    pub(super) language_chosen: bool,
    pub(super) set_language: Option<Language>,
    /// What the browser is to show the wizard from now on.
    pub(super) set_setup: Option<String>,
    pub(super) accounts: Option<Vec<SignedIn>>,
}

impl Visit {
    /// What a segment of the path stands for: `param("who")` of `/account/u/{who}`.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// A value of the query; empty when there is none.
    pub fn query(&self, name: &str) -> &str {
        self.query.text(name)
    }

    /// The browser's name, for what is remembered of it.
    pub fn device(&self) -> &DeviceId {
        self.device.id()
    }

    /// Who acts, for the log of an account: whoever has this browser.
    pub fn origin(&self) -> Origin {
        let agent = self.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        Origin::owner(self.client, agent).reading(Some(self.language))
    }

    // What is shown.

    /// A text in the visitor's language.
    pub fn text(&self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// A text with values.
    pub fn text_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.app.web.templates.text(self.language, key, values)
    }

    /// A page. Besides `values` the template has `frame`, see `templates/frame/layout.html`.
    ///
    /// # Errors
    /// When the template fails, which is our own fault.
    pub fn render(&self, template: &str, values: Value) -> Result<Reply, PageError> {
        self.render_as(StatusCode::OK, template, values)
    }

    /// A page with a status other than 200: 422 for a form that is shown again with what is wrong in it.
    ///
    /// # Errors
    /// As [`Visit::render`].
    pub fn render_as(&self, status: StatusCode, template: &str, values: Value) -> Result<Reply, PageError> {
        let notices = self.app.web.flows.take::<Notices>(self.device(), NOTICES);
        let html = self.html(template, values, notices.as_deref())?;
        Ok(Reply::bytes(status, "text/html; charset=utf-8", html))
    }

    fn html(&self, template: &str, values: Value, notices: Option<&Notices>) -> Result<String, PageError> {
        let web = &self.app.web;
        let (tokens, key, path) = (web.tokens.clone(), *self.device.form_key(), self.row.path);
        let field = move |purpose: Option<&str>| {
            let token = tokens.make(&key, purpose.unwrap_or(path));
            let field = csrf::FIELD;
            Value::from_safe_string(format!("<input type=\"hidden\" name=\"{field}\" value=\"{token}\">"))
        };
        let languages: Vec<Value> = Language::ALL
            .into_iter()
            .map(|language| {
                context! {
                    tag => language.tag(),
                    name => language.own_name(),
                    current => language == self.language,
                }
            })
            .collect();
        let notices: Vec<Value> = notices
            .into_iter()
            .flat_map(|notices| &notices.0)
            .map(|(tone, text)| context! { tone => tone.word(), text => text.as_str() })
            .collect();
        let assets = self.app.web.clone();
        let asset = move |name: &str| assets.assets.path(name).map(str::to_owned);
        let accounts: Vec<Value> = self.accounts.iter().flatten().map(account_value).collect();
        let frame = context! {
            lang => self.language.tag(),
            languages,
            service => web.service(),
            path => self.uri.path(),
            returns_to => if self.method == Method::POST { self.uri.path() } else { self.path_and_query() },
            notices,
            accounts,
            theme => self.theme.as_deref(),
        };
        let functions = context! {
            csrf => Value::from_function(field),
            asset => Value::from_function(asset),
        };
        Ok(web.templates.render(template, context! { frame, ..merge_maps([values, functions]) })?)
    }

    /// Leads to another of our pages (303). Anything that is no path of ours leads to `/account`.
    pub fn redirect(&self, path: &str) -> Reply {
        see_other(own_path(path).unwrap_or("/account"))
    }

    /// Leads away from us (303). The caller has checked the address: nothing that a visitor sent may get here.
    pub fn leave(&self, uri: &str) -> Reply {
        see_other(uri)
    }

    /// Words for the top of the next page that this browser is shown.
    pub fn notice(&self, tone: Tone, text: String) {
        let flows = &self.app.web.flows;
        let earlier = flows.take::<Notices>(self.device(), NOTICES);
        let mut notices = earlier.map_or_else(Vec::new, |earlier| earlier.0.clone());
        notices.push((tone, text));
        flows.put(*self.device(), NOTICES, Notices(notices));
    }

    /// Takes the colours that an app wishes for, if the operator grants its wishes.
    pub(super) fn wear_colors_of(&mut self, client: &Client) {
        self.theme = Theme::of(client).map(|theme| Assets::theme_path(&theme));
    }

    /// Takes the first language of an app's `ui_locales` that there is, unless the visitor has chosen one.
    pub fn prefer_language(&mut self, ui_locales: &str) {
        if !self.language_chosen
            && let Some(language) = Language::first_of(ui_locales)
        {
            self.language = language;
        }
    }

    /// The language from now on, with this browser.
    pub fn choose_language(&mut self, language: Language) {
        self.language = language;
        self.language_chosen = true;
        self.set_language = Some(language);
    }

    // Who is signed in.

    /// Who is signed in to the account pages with this browser, the latest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn accounts(&mut self) -> Result<&[SignedIn], PageError> {
        if self.accounts.is_none() {
            self.accounts = Some(self.accounts_for(&Purpose::account_pages()).await?);
        }
        Ok(self.accounts.as_deref().unwrap_or_default())
    }

    /// Who is signed in with this browser for one purpose: remembered, or briefly for it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn accounts_for(&self, purpose: &Purpose) -> Result<Vec<SignedIn>, PageError> {
        Ok(self.app.accounts.devices().accounts_of(&self.device, purpose).await?)
    }

    /// The account that the path names with `{who}`, by handle or DID.
    ///
    /// # Errors
    /// [`PageError::SignIn`], which leads there and back, when it is not signed in with this browser.
    pub async fn account(&mut self) -> Result<SignedIn, PageError> {
        let who = self.param("who").to_owned();
        let id: Option<AtIdentifier> = who.parse().ok();
        let accounts = self.accounts().await?;
        let is = |account: &&SignedIn| match &id {
            Some(AtIdentifier::Did(did)) => account.account.did == *did,
            Some(AtIdentifier::Handle(handle)) => account.account.handle.as_ref() == Some(handle),
            None => false,
        };
        accounts.iter().find(is).cloned().ok_or(PageError::SignIn { hint: Some(who) })
    }

    /// Whether the owner of an account proved recently who they are.
    ///
    /// # Errors
    /// [`PageError::Prove`], which leads to where they do and back.
    pub fn require_fresh(&self, account: &SignedIn) -> Result<(), PageError> {
        if account.fresh { Ok(()) } else { Err(PageError::Prove { did: account.account.did.clone() }) }
    }

    /// Whether the owner of an account proved a moment ago who they are.
    ///
    /// # Errors
    /// [`PageError::Prove`] or [`PageError::Confirm`], which lead to where they do and back.
    pub fn require_recent(&self, account: &SignedIn) -> Result<(), PageError> {
        self.require_fresh(account)?;
        if account.recent { Ok(()) } else { Err(PageError::Confirm { did: account.account.did.clone() }) }
    }

    /// Notes that the owner of an account that is signed in proved once more who they are. The browser gets a new
    /// secret with the answer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_proof(&mut self, account: &SignedIn) -> Result<(), PageError> {
        let stay =
            if account.remembered { Stay::Remembered } else { Stay::Briefly(Purpose::account_pages()) };
        let origin = self.origin();
        self.app.accounts.devices().sign_in(&mut self.device, account.aid, stay, &origin).await?;
        self.accounts = None;
        Ok(())
    }

    /// Notes that the owner of an account proved who they are; tells them by mail if this browser is new to them. The
    /// browser gets a new secret with the answer, and the language that they read if none was chosen with it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_in(&mut self, aid: Aid, stay: Stay) -> Result<(), PageError> {
        let origin = self.origin();
        let known = self.accounts().await?.iter().any(|account| account.aid == aid);
        let reads = self.app.accounts.note_sign_in(aid, known, origin.clone()).await?;
        if let Some(language) = reads.filter(|_| !self.language_chosen) {
            self.choose_language(language);
        }
        self.app.accounts.devices().sign_in(&mut self.device, aid, stay, &origin).await?;
        self.accounts = None;
        Ok(())
    }

    /// Signs accounts out of this browser, which gets a new secret with the answer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&mut self, aids: Vec<Aid>) -> Result<(), PageError> {
        self.app.accounts.devices().sign_out(&mut self.device, aids).await?;
        self.accounts = None;
        Ok(())
    }

    // What is limited and remembered.

    /// Counts against a rule, beyond the limits of the row: by account, by identifier.
    ///
    /// # Errors
    /// [`PageError::TooMany`].
    pub fn charge(&mut self, rule: &Rule, subject: impl std::hash::Hash) -> Result<(), PageError> {
        self.app.limits.charge(&mut self.meter, rule, subject, 1).map_err(|_| PageError::TooMany)
    }

    /// Remembers something of this browser for 15 minutes, under a path or the name of a request.
    pub fn keep<T: Step>(&self, subject: &str, step: T) {
        self.app.web.flows.put(*self.device(), subject, step);
    }

    /// What was remembered.
    pub fn kept<T: Step>(&self, subject: &str) -> Option<Arc<T>> {
        self.app.web.flows.get(self.device(), subject)
    }

    /// What was remembered, once.
    pub fn take<T: Step>(&self, subject: &str) -> Option<Arc<T>> {
        self.app.web.flows.take(self.device(), subject)
    }

    /// Path and query, as something to come back to.
    pub fn path_and_query(&self) -> &str {
        self.uri.path_and_query().map_or("/", |path| path.as_str())
    }

    /// The page for an error, or the way to where it is put right.
    pub(super) fn fail(&self, error: &PageError) -> Reply {
        match error {
            PageError::SignIn { hint } => {
                return self.to_sign_in(hint.as_deref().unwrap_or_default());
            }
            PageError::Prove { did } => return self.to_sign_in(did.as_str()),
            PageError::Confirm { did } => {
                return see_other(&confirm_path(&account_path(did.as_str()), self.way_back()));
            }
            PageError::AdminSignIn => return see_other(&with_next("/admin/sign-in", self.way_back())),
            PageError::AdminConfirm => return see_other(&with_next("/admin/confirm", self.way_back())),
            PageError::Failed(cause) => {
                let mut chain = cause.to_string();
                let mut cause = cause.source();
                while let Some(error) = cause {
                    chain = format!("{chain}: {error}");
                    cause = error.source();
                }
                tracing::error!(cause = chain, "a page failed");
            }
            other => tracing::debug!(error = %other, "a page is refused"),
        }
        let status = error.status();
        let values = context! { word => error.word(), status => status.as_u16() };
        let reply = match self.html("frame/error.html", values, None) {
            Ok(html) => Reply::bytes(status, "text/html; charset=utf-8", html),
            Err(error) => {
                tracing::error!(%error, "the error page failed");
                Reply::text(status, status.to_string())
            }
        };
        match error {
            PageError::Busy { retry_after } => {
                reply.header(hyper::header::RETRY_AFTER, HeaderValue::from(*retry_after))
            }
            PageError::Method => {
                reply.header(hyper::header::ALLOW, HeaderValue::from_static(self.row.guard.allowed()))
            }
            _ => reply,
        }
    }

    fn to_sign_in(&self, hint: &str) -> Reply {
        see_other(&sign_in_path(hint, self.way_back()))
    }

    /// What to come back to. What was sent is lost; the page of the form is where to begin anew.
    fn way_back(&self) -> &str {
        if self.method == Method::POST { self.uri.path() } else { self.path_and_query() }
    }
}

/// What an account is called: its handle, or its DID when it has none.
pub(super) fn name_of(signed_in: &SignedIn) -> &str {
    let account = &signed_in.account;
    account.handle.as_ref().map_or(account.did.as_str(), |handle| handle.as_str())
}

/// Where the pages of an account begin, by its handle or DID.
pub(super) fn account_path(name: &str) -> String {
    format!("/account/u/{}", utf8_percent_encode(name, QUERY))
}

/// Where the owner of an account proves anew who they are, to be led to `next` then.
pub(super) fn sign_in_path(hint: &str, next: &str) -> String {
    let encode = |text| utf8_percent_encode(text, QUERY);
    format!("/account/sign-in?next={}&hint={}", encode(next), encode(hint))
}

/// A page that leads to `next` when it has done its part.
fn with_next(path: &str, next: &str) -> String {
    format!("{path}?next={}", utf8_percent_encode(next, QUERY))
}

/// Where the owner of the account at `account` shows once more who they are, to be led to `next` then.
pub(super) fn confirm_path(account: &str, next: &str) -> String {
    format!("{account}/confirm?next={}", utf8_percent_encode(next, QUERY))
}

/// An account for templates: `{did, handle, name, fresh, remembered, deactivated, path}`.
pub fn account_value(signed_in: &SignedIn) -> Value {
    let account = &signed_in.account;
    let handle = account.handle.as_ref().map(|handle| handle.as_str());
    let name = name_of(signed_in);
    context! {
        did => account.did.as_str(),
        handle,
        name,
        initial => name.chars().next().unwrap_or('?').to_uppercase().to_string(),
        fresh => signed_in.fresh,
        remembered => signed_in.remembered,
        deactivated => account.deactivated_at.is_some(),
        path => account_path(name),
    }
}

/// `path` if it stays on our pages whatever a browser makes of it.
fn own_path(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('/')?;
    let safe =
        !rest.starts_with(['/', '\\']) && rest.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    safe.then_some(path)
}

fn see_other(uri: &str) -> Reply {
    match HeaderValue::from_str(uri) {
        Ok(value) => Reply::empty(StatusCode::SEE_OTHER).header(LOCATION, value),
        Err(_) => Reply::empty(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_found_by_their_field() {
        let mut faults = Faults::new();
        faults.add("password", "too short".to_owned());
        let value = faults.to_value();
        let fault = value.get_attr("of").and_then(|of| of.get_attr("password")).expect("a fault");
        assert_eq!(fault.as_str(), Some("too short"));
    }

    #[test]
    fn redirects_stay_here() {
        for own in ["/", "/account", "/account/u/alice.test?x=1"] {
            assert_eq!(own_path(own), Some(own));
        }
        for other in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nb",
            "/a\\b",
            "/ü",
        ] {
            assert_eq!(own_path(other), None, "{other}");
        }
    }
}
