//! Making an account on pages: a handle first, then address and password, then perhaps a mailed code. For itself, or on
//! the way into an app, which gets its answer afterwards.

mod code;
mod details;
mod handle;

pub(super) use details::blame as blame_sign_up;
pub(super) use handle::{fault_of as handle_fault, judge as judge_handle};

use hyper::StatusCode;
use minijinja::context;
use minijinja::value::Value;

use super::authorize::{Answer, Asking, Instead};
use super::flow::Step;
use super::table::{FORM_BYTES, NOTHING, pages};
use super::templates::{Source, templates};
use super::{PageError, Visit};
use crate::account::EmailVerification;
use crate::syntax::Handle;
use crate::xrpc::limits;

pub(super) const TEMPLATES: &[Source] = templates![
    "sign_up/code.html",
    "sign_up/details.html",
    "sign_up/handle.html",
    "sign_up/handle_input.html"
];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/account/sign-up" Form, limit [Post(limits::HANDLE_CHECK)], body FORM_BYTES
        => get handle::show, post handle::act;
    "/account/sign-up/available" Page, limit [Each(limits::HANDLE_CHECK)], body NOTHING => get handle::available;
    "/account/sign-up/details" Form, limit [Post(limits::SIGN_UP)], body FORM_BYTES
        => get details::show, post details::act;
    "/account/sign-up/code" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES
        => get code::show, post code::act;
}

/// What somebody has chosen so far.
#[derive(Clone, Debug)]
struct Begun {
    handle: Handle,
}

impl Step for Begun {
    fn bytes(&self) -> usize {
        self.handle.as_str().len()
    }
}

/// A sign-up: on the way into an app, or not.
struct SigningUp(Option<Asking>);

impl SigningUp {
    /// For the request of a name, which may be empty.
    fn open(visit: &mut Visit, request: &str) -> Result<Self, Instead> {
        if request.is_empty() {
            return Ok(Self(None));
        }
        Asking::open(visit, request).map(|asking| Self(Some(asking)))
    }

    /// The path of a page of it.
    fn path(&self, page: &str) -> String {
        match &self.0 {
            Some(asking) => format!("/account/sign-up{page}?request={}", asking.id),
            None => format!("/account/sign-up{page}"),
        }
    }

    fn subject(&self) -> String {
        self.0.as_ref().map_or_else(|| "/account/sign-up".to_owned(), |asking| asking.subject("sign-up"))
    }

    /// What is remembered for one step.
    fn subject_of(&self, step: &str) -> String {
        format!("{}/{step}", self.subject())
    }

    fn begun(&self, visit: &Visit) -> Option<Handle> {
        visit.kept::<Begun>(&self.subject()).map(|begun| begun.handle.clone())
    }

    fn keep(&self, visit: &Visit, handle: Handle) {
        visit.keep(&self.subject(), Begun { handle });
    }

    fn forget(&self, visit: &Visit) {
        visit.take::<Begun>(&self.subject());
        visit.take::<code::Waiting>(&self.subject_of("code"));
    }

    fn render(&self, visit: &mut Visit, status: StatusCode, template: &str, values: Value) -> Answer {
        match &self.0 {
            Some(asking) => asking.render_as(visit, status, template, values),
            None => visit.render_as(status, template, context! { asking => (), ..values }),
        }
    }
}

/// Whether a code can be mailed.
fn can_mail(visit: &Visit) -> bool {
    visit.app.mail.leaves()
}

/// Whether an address must be proven before there is an account with it.
fn verifies_first(visit: &Visit) -> bool {
    visit.app.accounts.config().email_verification == EmailVerification::Before
}

/// Whether anybody can make an account here at all.
fn require_open(visit: &Visit) -> Result<(), PageError> {
    if visit.app.service.handle_domains.is_empty() { Err(PageError::NotFound) } else { Ok(()) }
}
