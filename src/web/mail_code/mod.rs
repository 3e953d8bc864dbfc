//! Coming in with a code by e-mail: to the account pages, or on the way into an app. Where it is asked for, where it is
//! entered, and the first handle of somebody who has no account yet.
//!
//! No page says whether an address has an account before its code was entered, and none takes longer to answer for it.

mod code;
mod handle;
mod not_me;
mod posting;

use minijinja::context;
use minijinja::value::Value;

pub(super) use posting::{can_mail, start};

use super::authorize::{Answer, Asking, Instead};
use super::credentials::Outcome;
use super::flow::Step;
use super::table::{FORM_BYTES, NOTHING, pages};
use super::templates::{Source, templates};
use super::{PageError, Visit, authorize, entry};
use crate::account::{CodeApp, CodeFor, ProvenEmail};
use crate::store::rows::accounts::Standing;
use crate::xrpc::limits;

pub(super) const TEMPLATES: &[Source] = templates![
    "code/code.html",
    "code/cookies.html",
    "code/handle.html",
    "code/parts.html",
    "code/pending.html",
    "code/refuse.html",
];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/account/code" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES => get code::show, post code::act;
    "/account/code/handle" Form, limit [Post(limits::HANDLE_CHECK)], body FORM_BYTES
        => get handle::show, post handle::act;
    "/account/code/handle/available" Page, limit [Each(limits::HANDLE_CHECK)], body NOTHING
        => get handle::available;
    "/account/code/send" Form, limit [Post(limits::SIGN_IN)], body FORM_BYTES => post posting::act;
    "/account/code/wait" Page, limit [], body NOTHING => get handle::wait;
    "/account/not-me" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES
        => get not_me::show, post not_me::act;
}

/// What codes for the account pages are for.
const PAGES: &str = "/account/sign-in";

/// How somebody comes in who is not on the way into an app.
#[derive(Clone, Debug)]
struct Wanted {
    next: String,
    remember: bool,
}

impl Step for Wanted {
    fn bytes(&self) -> usize {
        self.next.len()
    }
}

/// Somebody who comes in: on the way into an app, or not.
pub(super) struct Entering(Option<Asking>);

impl Entering {
    /// To the account pages.
    pub(super) const fn pages() -> Self {
        Self(None)
    }

    /// To an app.
    pub(super) const fn app(asking: Asking) -> Self {
        Self(Some(asking))
    }

    /// For the request of a name, which may be empty.
    fn open(visit: &mut Visit, request: &str) -> Result<Self, Instead> {
        if request.is_empty() {
            return Ok(Self(None));
        }
        Asking::open(visit, request).map(|asking| Self(Some(asking)))
    }

    /// What a code is for.
    fn code_for(&self, visit: &Visit) -> CodeFor {
        let (subject, app) = match &self.0 {
            Some(asking) => {
                let client = &asking.request.client;
                let (id, host) = (client.id.as_str().into(), client.display_host().into());
                let app = CodeApp { id, host, look: None };
                (asking.id.to_string(), Some(app))
            }
            None => (PAGES.to_owned(), None),
        };
        CodeFor { device: *visit.device(), subject: subject.into(), app }
    }

    /// The path of a page below `/account/code`.
    fn path(&self, page: &str) -> String {
        match &self.0 {
            Some(asking) => format!("/account/code{page}?request={}", asking.id),
            None => format!("/account/code{page}"),
        }
    }

    /// Where one signs in otherwise.
    fn sign_in(&self, hint: &str) -> String {
        match &self.0 {
            Some(asking) => asking.sign_in(hint),
            None => PAGES.to_owned(),
        }
    }

    /// Under which name something is remembered.
    fn subject(&self, what: &str) -> String {
        match &self.0 {
            Some(asking) => asking.subject(what),
            None => format!("{PAGES}/{what}"),
        }
    }

    fn wanted(&self, visit: &Visit) -> Wanted {
        let kept = visit.kept::<Wanted>(&self.subject("wanted"));
        kept.map_or(Wanted { next: String::new(), remember: false }, |wanted| (*wanted).clone())
    }

    /// What the app will be able to do, where the yes to it is given with the code; with it, the app's name.
    async fn asks(&self, visit: &Visit) -> Value {
        match &self.0 {
            Some(asking) if asking.is_asked_on_the_way() => asking.summary(visit).await,
            _ => Value::from(()),
        }
    }

    fn render(&self, visit: &mut Visit, status: hyper::StatusCode, template: &str, values: Value) -> Answer {
        match &self.0 {
            Some(asking) => asking.render_as(visit, status, template, values),
            None => visit.render_as(status, template, context! { asking => (), ..values }),
        }
    }

    /// Goes on with somebody who reads the mail of an address. `None` when it has no account.
    async fn go_on(&self, visit: &mut Visit, proven: &ProvenEmail) -> Result<Option<Entered>, PageError> {
        let found = visit.app.accounts.first_factor_by_mail(proven).await.map_err(PageError::failed)?;
        let Some(first) = found else { return Ok(None) };
        if first.hosted.account.standing() == Standing::TakenDown {
            return Ok(Some(Entered::TakenDown));
        }
        let Wanted { next, remember } = self.wanted(visit);
        let subject = match &self.0 {
            Some(asking) => asking.subject("sign-in"),
            None => PAGES.to_owned(),
        };
        let outcome = visit.ask_for_more(first, &subject, remember, &next).await?;
        let reply = match (outcome, &self.0) {
            (Outcome::More, Some(asking)) => visit.redirect(&asking.step("code")),
            (Outcome::More, None) => visit.redirect("/account/sign-in/code"),
            (outcome, Some(asking)) => authorize::arrive_by_code(visit, asking, outcome).await?,
            (outcome, None) => {
                let code_for = self.code_for(visit);
                visit.app.accounts.drop_sign_in_code(&code_for).await?;
                entry::arrive(visit, outcome).await?
            }
        };
        Ok(Some(Entered::In(reply)))
    }
}

/// Takes back the account that waits for the directory, when whoever makes it turns back.
pub(super) async fn abandon(visit: &Visit, asking: &Asking) -> Result<(), PageError> {
    let code_for = Entering::app(asking.clone()).code_for(visit);
    if let Some(proven) = visit.app.accounts.proven_by_code(&code_for).await.map_err(PageError::failed)? {
        visit.app.accounts.abandon_sign_up(&proven).await.map_err(PageError::failed)?;
    }
    Ok(())
}

/// What becomes of somebody whose code was right and who has an account.
enum Entered {
    /// They are led on.
    In(crate::xrpc::Reply),
    /// The account is withheld.
    TakenDown,
}
