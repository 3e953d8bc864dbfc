//! The wizard for a new server: a code first, then one page for each step. Each can be left and come back to; when the
//! last is done there is nothing here any more.

mod forms;
mod pages;
mod terminal;

use hyper::StatusCode;
use minijinja::context;

use super::table::{FORM_BYTES, pages};
use super::templates::{Source, templates};
use super::{Faults, Form, PageError, Visit};
use crate::setup::{self, CodeRefused, Progress, Step};
use crate::xrpc::Reply;
use crate::xrpc::limits;

pub(super) const TEMPLATES: &[Source] = templates![
    "setup/account.html",
    "setup/administrator.html",
    "setup/certificate.html",
    "setup/code.html",
    "setup/domain.html",
    "setup/done.html",
    "setup/finished.html",
    "setup/hello.html",
    "setup/layout.html",
    "setup/mail.html",
    "setup/network.html",
    "setup/reach.html",
    "setup/records.html",
    "setup/restart.html",
    "setup/restarting.html"
];

pages! {
    /// The rows.
    pub(super) static ROWS;
    "/setup" Form, limit [Post(limits::TOKEN_ATTEMPT)], body FORM_BYTES => get show, post act;
    "/setup/terminal" Machine, limit [Post(limits::SETUP)], body FORM_BYTES => post terminal::answer;
    "/setup/{step}" Form, limit [Post(limits::SETUP)], body FORM_BYTES => get pages::show, post forms::act;
}

/// Whether a path is answered while the server has no name.
pub(super) fn is_answered_before(path: &str) -> bool {
    let exact = ["/setup", "/tls-check", "/_health", "/xrpc/_health", "/account/language", "/admin"];
    let below = ["/setup/", "/-/", "/admin/"];
    exact.contains(&path) || below.iter().any(|start| path.starts_with(start))
}

/// Whether the forms of a row may come from whatever address the server is reached by, while the wizard is there.
pub(super) fn is_reached_by_any_name(path: &str) -> bool {
    path.starts_with("/setup") || path == "/account/language"
}

/// Whether the forms of a row are taken while the clock is not set: the steps that need one refuse by themselves.
pub(super) fn needs_no_clock(path: &str) -> bool {
    is_reached_by_any_name(path)
}

/// The page of a step, of the end when nothing is left to do.
fn path_of(step: Option<Step>) -> String {
    format!("/setup/{}", step.map_or("done", Step::word))
}

fn require_open(visit: &Visit) -> Result<(), PageError> {
    if visit.app.setup.is_open() { Ok(()) } else { Err(PageError::NotFound) }
}

/// Whether the browser gave the code.
fn is_inside(visit: &Visit) -> bool {
    let session = visit.app.web.cookies.setup(&visit.headers);
    session.is_some_and(|session| visit.app.setup.knows(session, visit.app.clock.now()))
}

async fn progress_of(visit: &Visit) -> Result<Progress, PageError> {
    Ok(visit.app.store.read(setup::progress).await?)
}

async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    require_open(visit)?;
    if is_inside(visit) {
        let progress = progress_of(visit).await?;
        return Ok(visit.redirect(&path_of(setup::next(&visit.app, &progress))));
    }
    visit.render("setup/code.html", context! { faults => Faults::new().to_value() })
}

async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    require_open(visit)?;
    let text = match visit.app.setup.check_code(&visit.app, form.text("code"), visit.client).await {
        Ok(()) => {
            visit.set_setup = visit.app.setup.session(visit.app.clock.now());
            return Ok(visit.redirect("/setup"));
        }
        Err(CodeRefused::Wrong) => visit.text("setup-code-wrong"),
        Err(CodeRefused::Wait(left)) => {
            let minutes = left.as_secs().div_ceil(60).to_string();
            visit.text_with("setup-code-wait", &[("minutes", &minutes)])
        }
        Err(CodeRefused::Store(error)) => return Err(error.into()),
    };
    let mut faults = Faults::new();
    faults.add("code", text);
    visit.render_as(
        StatusCode::UNPROCESSABLE_ENTITY,
        "setup/code.html",
        context! { faults => faults.to_value() },
    )
}
