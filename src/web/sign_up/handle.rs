//! The first step: a handle under one of the service's domains, checked as it is typed where scripts run, and by a
//! button where they do not.

use std::time::Duration;

use hyper::StatusCode;
use minijinja::context;
use serde::Serialize;
use tokio::time::Instant;

use super::{SigningUp, require_open, verifies_first};
use crate::account::{HandleError, HandleRefused, Strictness};
use crate::store::Snapshot;
use crate::store::rows::accounts;
use crate::syntax::Handle;
use crate::web::authorize::Answer;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// An answer takes at least this long, so that names are not listed quickly.
const FLOOR: Duration = Duration::from_millis(400);

/// What the page is filled with.
struct Filled<'a> {
    handle: &'a str,
    domain: &'a str,
}

pub(super) async fn show(visit: &mut Visit) -> Answer {
    require_open(visit)?;
    let request = visit.query("request").to_owned();
    let signing_up = match SigningUp::open(visit, &request) {
        Ok(signing_up) => signing_up,
        Err(instead) => return instead.answer(),
    };
    let begun = signing_up.begun(visit).map(|handle| handle.to_string()).unwrap_or_default();
    let domains = &visit.app.service.handle_domains;
    let domain = domains.iter().find(|domain| begun.ends_with(domain.as_str())).cloned().unwrap_or_default();
    let name = begun.strip_suffix(domain.as_str()).unwrap_or(&begun);
    page(visit, &signing_up, StatusCode::OK, &Filled { handle: name, domain: &domain }, &Faults::new())
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    require_open(visit)?;
    let signing_up = match SigningUp::open(visit, form.text("request")) {
        Ok(signing_up) => signing_up,
        Err(instead) => return instead.answer(),
    };
    let filled = Filled { handle: form.text("handle"), domain: form.text("domain") };
    match judge(visit, filled.handle, filled.domain).await? {
        Err(text) => {
            let mut faults = Faults::new();
            faults.add("handle", text);
            page(visit, &signing_up, StatusCode::UNPROCESSABLE_ENTITY, &filled, &faults)
        }
        Ok(handle) if form.check("check") => {
            let text = visit.text_with("sign-up-free", &[("handle", handle.as_str())]);
            signing_up.keep(visit, handle);
            visit.notice(Tone::Success, text);
            Ok(visit.redirect(&signing_up.path("")))
        }
        Ok(handle) => {
            signing_up.keep(visit, handle);
            Ok(visit.redirect(&signing_up.path("/details")))
        }
    }
}

/// For the script: whether a handle can be had, in words.
pub(super) async fn available(visit: &mut Visit) -> Answer {
    #[derive(Serialize)]
    struct Available {
        available: bool,
        text: String,
    }
    require_open(visit)?;
    let (name, domain) = (visit.query("handle").to_owned(), visit.query("domain").to_owned());
    let answer = match judge(visit, &name, &domain).await? {
        Ok(handle) => {
            let text = visit.text_with("sign-up-free", &[("handle", handle.as_str())]);
            Available { available: true, text }
        }
        Err(text) => Available { available: false, text },
    };
    Reply::json(&answer).map_err(PageError::failed)
}

/// The handle, or why it cannot be had.
pub(in crate::web) async fn judge(
    visit: &Visit,
    name: &str,
    domain: &str,
) -> Result<Result<Handle, String>, PageError> {
    let until = Instant::now() + FLOOR;
    let verdict = look(visit, name, domain).await;
    tokio::time::sleep_until(until).await;
    verdict
}

async fn look(visit: &Visit, name: &str, domain: &str) -> Result<Result<Handle, String>, PageError> {
    let domains = &visit.app.service.handle_domains;
    let name = name.trim_start_matches('@').to_lowercase();
    let domain = domains.iter().find(|own| *own == domain).or(domains.first()).ok_or(PageError::NotFound)?;
    let full =
        if domains.iter().any(|own| name.ends_with(own.as_str())) { name } else { format!("{name}{domain}") };
    let fault = |key: &str| Ok(Err(visit.text(key)));
    let handle = match visit.app.accounts.claim_handle(&full, Strictness::Public, None).await {
        Ok(handle) => handle,
        Err(error) => return fault(fault_of(&error)),
    };
    let wanted = handle.clone();
    let taken = move |db: &Snapshot| accounts::by_handle(db, &wanted).map(|found| found.is_some());
    match visit.app.store.read(taken).await.map_err(PageError::failed)? {
        true => fault("sign-up-taken"),
        false => Ok(Ok(handle)),
    }
}

/// The text for what is wrong with a handle.
pub(in crate::web) const fn fault_of(error: &HandleError) -> &'static str {
    match error {
        HandleError::Refused(refused) => word(*refused),
        HandleError::UnsupportedDomain | HandleError::Unresolved => "sign-up-characters",
    }
}

/// The text for a rule that a handle breaks.
const fn word(refused: HandleRefused) -> &'static str {
    match refused {
        HandleRefused::TooShort => "sign-up-short",
        HandleRefused::TooLong => "sign-up-long",
        HandleRefused::Reserved | HandleRefused::Slur => "sign-up-reserved",
        HandleRefused::Syntax | HandleRefused::Tld | HandleRefused::Characters => "sign-up-characters",
    }
}

fn page(
    visit: &mut Visit,
    signing_up: &SigningUp,
    status: StatusCode,
    filled: &Filled<'_>,
    faults: &Faults,
) -> Answer {
    visit.policy.allow_scripts();
    let values = context! {
        handle => filled.handle,
        domain => filled.domain,
        domains => visit.app.service.handle_domains.clone(),
        verifies_first => verifies_first(visit),
        faults => faults.to_value(),
    };
    signing_up.render(visit, status, "sign_up/handle.html", values)
}
