//! A request that somebody is in the middle of answering, as the pages see it.

use std::sync::Arc;

use hyper::StatusCode;
use minijinja::context;
use minijinja::value::Value;

use super::leave::leave;
use crate::account::devices::{self, Purpose};
use crate::oauth::client::Client;
use crate::oauth::scope::{Item, Kind, Level, describe};
use crate::oauth::{Asked, DecideError, LoginHint, OpenError, Remembered, Request, RequestId, SignedIn};
use crate::store::rows::accounts::Standing;
use crate::syntax::Did;
use crate::web::flow::Step;
use crate::web::{PageError, Visit, account_value};
use crate::xrpc::Reply;

/// What a page is answered with.
pub(in crate::web) type Answer = Result<Reply, PageError>;

/// What is answered instead of the page: the way back to the app, that the request is over, where to sign in.
pub(in crate::web) struct Instead(Box<Answer>);

impl Instead {
    pub(super) fn new(answer: Answer) -> Self {
        Self(Box::new(answer))
    }

    /// The answer.
    pub(in crate::web) fn answer(self) -> Answer {
        *self.0
    }
}

/// A request that belongs to the visitor's browser.
#[derive(Clone, Debug)]
pub(in crate::web) struct Asking {
    /// Its name.
    pub id: RequestId,
    /// What is asked for.
    pub request: Arc<Request>,
}

/// An account that could answer.
pub(super) struct Person {
    /// As the browser knows it.
    pub signed_in: devices::SignedIn,
    /// As the rules see it.
    pub rules: SignedIn,
    /// What its owner decided before.
    pub remembered: Option<Remembered>,
}

/// Who proved who they are while this request was open. An app may want that whoever was signed in before.
#[derive(Clone, Debug)]
struct Proven(Did);

impl Step for Proven {
    fn bytes(&self) -> usize {
        self.0.as_str().len()
    }
}

impl Asking {
    /// The request of a name. What is answered instead when it cannot be shown: its way back to the app, that it was
    /// answered, that it is over.
    pub(in crate::web) fn open(visit: &mut Visit, id: &str) -> Result<Self, Instead> {
        let id = id.parse().map_err(|_| Instead::new(Err(PageError::Expired)))?;
        Self::open_for(visit, id, None)
    }

    /// As [`Self::open`], for a button that may be pressed twice: a request that was answered comes all the same.
    pub(super) fn open_answered(visit: &mut Visit, id: &str) -> Result<Self, Instead> {
        let parsed: Result<RequestId, _> = id.parse();
        if let Ok(id) = parsed
            && let Err(OpenError::AlreadyDone(request)) = visit.app.oauth.open(id, None, *visit.device())
        {
            return Ok(Self { id, request });
        }
        Self::open(visit, id)
    }

    /// As [`Self::open`], where a client sends browsers to and names itself.
    pub(super) fn open_for(visit: &mut Visit, id: RequestId, client: Option<&str>) -> Result<Self, Instead> {
        match visit.app.oauth.open(id, client, *visit.device()) {
            Ok(request) => {
                visit.prefer_language(&request.ui_locales.join(" "));
                visit.wear_colors_of(&request.client);
                // Every page of a request has a form that may end at the app.
                visit.policy.allow_form_target(&request.redirect_uri.csp_source());
                Ok(Self { id, request })
            }
            Err(OpenError::Unknown) => Err(Instead::new(Err(PageError::Expired))),
            Err(OpenError::Refused(redirect)) => Err(Instead::new(leave(visit, id, redirect))),
            Err(OpenError::AlreadyDone(request)) => Err(Instead::new(done(visit, &request))),
        }
    }

    /// The path of a step.
    pub(in crate::web) fn step(&self, step: &str) -> String {
        format!("/oauth/authorize/{step}?request={}", self.id)
    }

    /// The path of a step with an account.
    pub(in crate::web) fn step_with(&self, step: &str, did: &Did) -> String {
        format!("{}&account={did}", self.step(step))
    }

    /// Where somebody signs in for this request; `hint` is who is expected.
    pub(in crate::web) fn sign_in(&self, hint: &str) -> String {
        let hint = percent_encoding::utf8_percent_encode(hint, percent_encoding::NON_ALPHANUMERIC);
        format!("{}&hint={hint}", self.step("sign-in"))
    }

    /// The e-mail address that the app means, which is not for everybody to see.
    pub(in crate::web) fn hinted_email(&self) -> Option<String> {
        match &self.request.login_hint {
            Some(LoginHint::Email(email)) => Some(email.to_string()),
            _ => None,
        }
    }

    /// Lets somebody who has shown who they are take their time, half an hour at a time.
    pub(in crate::web) fn keep_open(&self, visit: &Visit) {
        visit.app.oauth.keep_open(self.id, *visit.device());
    }

    /// Whether the page on which a code is entered may ask for the yes to what the app wants as well: unless the app
    /// wants a page of its own for that, or wants so much that it gets one.
    pub(in crate::web) fn is_asked_on_the_way(&self) -> bool {
        let is_grave = |item: &Item| {
            let is_own = matches!(item.kind, Kind::Account | Kind::Email);
            item.kind == Kind::Identity || (is_own && item.level > Level::Info)
        };
        !self.request.wants_consent && !describe(&self.request.scope).iter().any(is_grave)
    }

    /// What a sign-in that is not to be remembered is for.
    pub(in crate::web) fn purpose(&self) -> Purpose {
        Purpose::request(&self.id.to_string())
    }

    /// Notes that the owner of `did` has just proved who they are.
    pub(in crate::web) fn note_proof(&self, visit: &Visit, did: &Did) {
        visit.keep(&self.subject("proven"), Proven(did.clone()));
    }

    /// Whether the owner of an account must prove who they are before going on.
    pub(super) fn needs_login(&self, visit: &Visit, person: &Person) -> bool {
        let proven = visit.kept::<Proven>(&self.subject("proven"));
        let now = visit.app.clock.now();
        proven.is_none_or(|proven| proven.0 != person.rules.did)
            && Asked::of(&self.request).needs_login(&person.rules, now)
    }

    /// Under which name something is remembered.
    pub(in crate::web) fn subject(&self, what: &str) -> String {
        format!("{}/{what}", self.id)
    }

    /// The accounts that are signed in, for this request or for good.
    pub(super) async fn people(&self, visit: &Visit) -> Result<Vec<Person>, PageError> {
        let mut people = Vec::new();
        for signed_in in visit.accounts_for(&self.purpose()).await? {
            let account = &signed_in.account;
            if account.standing() == Standing::TakenDown {
                continue;
            }
            let remembered = visit.app.oauth.remembered(signed_in.aid, &self.request.client).await;
            let remembered = remembered.map_err(PageError::failed)?;
            let rules = SignedIn {
                aid: signed_in.aid,
                did: account.did.clone(),
                handle: account.handle.clone(),
                email: account.email.as_ref().map(|email| email.to_lowercase().into()),
                signed_in_at: signed_in.signed_in_at,
                is_active: account.standing() == Standing::Active,
                has_consented: remembered.as_ref().is_some_and(|told| told.covers(&self.request.scope)),
            };
            people.push(Person { signed_in, rules, remembered });
        }
        Ok(people)
    }

    /// The account that a page is about, if it may answer without further proof; else what leads on.
    pub(super) async fn person(&self, visit: &Visit, did: &str) -> Result<Person, Instead> {
        let found = self.people(visit).await.map_err(|error| Instead::new(Err(error)))?;
        let person = found.into_iter().find(|person| person.rules.did.as_str() == did);
        match person {
            Some(person) if !self.needs_login(visit, &person) => Ok(person),
            _ => Err(Instead::new(Ok(visit.redirect(&self.sign_in(did))))),
        }
    }

    /// A page of this request. Besides `values` the template has `asking`.
    pub(super) fn render(&self, visit: &mut Visit, template: &str, values: Value) -> Answer {
        self.render_as(visit, StatusCode::OK, template, values)
    }

    /// As [`Self::render`], with another status.
    pub(in crate::web) fn render_as(
        &self,
        visit: &mut Visit,
        status: StatusCode,
        template: &str,
        values: Value,
    ) -> Answer {
        let client = &self.request.client;
        if let Some(logo) = client.display_logo().and_then(origin_of) {
            visit.policy.allow_images(&logo);
        }
        let asking = context! { request => self.id.to_string(), app => app_value(client) };
        visit.render_as(status, template, context! { asking, ..values })
    }

    /// Turns what became of a decision into an answer.
    pub(super) fn undecided(&self, visit: &mut Visit, error: DecideError, did: &Did) -> Answer {
        match error {
            DecideError::Unknown => Err(PageError::Expired),
            DecideError::Refused(redirect) => leave(visit, self.id, redirect),
            DecideError::AlreadyDone => done(visit, &self.request),
            DecideError::Deactivated => Ok(visit.redirect(&self.step_with("reactivate", did))),
            DecideError::NoAccount => Err(PageError::Forbidden),
            DecideError::Storage(error) => Err(PageError::failed(error)),
        }
    }
}

/// An app for templates: `{name, host, logo, loopback, confidential, terms, privacy}`. Only an app that the operator
/// vouches for has a name and a logo: anybody can call themselves anything.
pub(super) fn app_value(client: &Client) -> Value {
    let metadata = &client.metadata;
    context! {
        name => client.display_name(),
        logo => client.display_logo(),
        host => client.display_host(),
        loopback => client.is_loopback(),
        confidential => client.is_confidential(),
        terms => metadata.tos_uri.as_ref().map(url::Url::as_str),
        privacy => metadata.policy_uri.as_ref().map(url::Url::as_str),
    }
}

/// The page that says that the request was answered.
pub(super) fn done(visit: &mut Visit, request: &Request) -> Answer {
    let app = app_value(&request.client);
    visit.render("authorize/done.html", context! { app })
}

/// The origin of an address of the web, for the content security policy.
fn origin_of(url: &str) -> Option<String> {
    url::Url::parse(url).ok().map(|url| url.origin().ascii_serialization())
}

/// People for templates.
pub(super) fn people_values(people: &[Person]) -> Vec<Value> {
    people.iter().map(|person| account_value(&person.signed_in)).collect()
}
