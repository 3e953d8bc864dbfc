//! The handle: one under a domain of the service, or the owner's own domain, which must point here first.

use hyper::StatusCode;
use minijinja::context;
use serde::Serialize;

use crate::account::devices::SignedIn;
use crate::account::{ChangeHandleError, HandleError, Hosted, Strictness};
use crate::identity::Refresh;
use crate::syntax::{Did, Handle};
use crate::web::account::Section;
use crate::web::sign_up::{handle_fault, judge_handle};
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;
use crate::xrpc::limits;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    page(visit, StatusCode::OK, &account, "", "", &Faults::new())
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let (name, domain) = (form.text("handle"), form.text("domain"));
    let text = match judge_handle(visit, name, domain).await? {
        Err(text) => text,
        Ok(handle) if form.check("check") => {
            visit.notice(Tone::Success, visit.text_with("sign-up-free", &[("handle", handle.as_str())]));
            return page(visit, StatusCode::OK, &account, name, domain, &Faults::new());
        }
        Ok(handle) => match change(visit, &account, &handle).await? {
            Ok(reply) => return Ok(reply),
            Err(text) => text,
        },
    };
    let mut faults = Faults::new();
    faults.add("handle", text);
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, name, domain, &faults)
}

/// For the script: whether a handle can be had, in words.
pub(super) async fn available(visit: &mut Visit) -> Result<Reply, PageError> {
    #[derive(Serialize)]
    struct Available {
        available: bool,
        text: String,
    }
    visit.account().await?;
    let (name, domain) = (visit.query("handle").to_owned(), visit.query("domain").to_owned());
    let answer = match judge_handle(visit, &name, &domain).await? {
        Ok(handle) => Available {
            available: true,
            text: visit.text_with("sign-up-free", &[("handle", handle.as_str())]),
        },
        Err(text) => Available { available: false, text },
    };
    Reply::json(&answer).map_err(PageError::failed)
}

fn page(
    visit: &mut Visit,
    status: StatusCode,
    account: &SignedIn,
    handle: &str,
    domain: &str,
    faults: &Faults,
) -> Result<Reply, PageError> {
    visit.policy.allow_scripts();
    let values = context! {
        handle,
        domain,
        domains => visit.app.service.handle_domains.clone(),
        faults => faults.to_value(),
    };
    visit.account_page_as(status, account, Section::Handle, "access/handle.html", values)
}

pub(super) async fn show_own(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let domain = visit.query("domain").trim().trim_start_matches('@').to_lowercase();
    own_page(visit, StatusCode::OK, &account, &domain, None, &Faults::new())
}

/// What a domain points to.
enum Found {
    /// To the account.
    Account,
    /// To somebody else.
    Other(Did),
    /// To nobody.
    Nothing,
}

/// Looks whether the domain points to the account, and with `change` takes it.
pub(super) async fn act_own(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let typed = form.text("domain").trim_start_matches('@').to_lowercase();
    let mut faults = Faults::new();
    let Ok(handle) = typed.parse::<Handle>() else {
        faults.add("domain", visit.text("sign-up-characters"));
        return own_page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, &typed, None, &faults);
    };
    if form.check("change") {
        match change(visit, &account, &handle).await? {
            Ok(reply) => return Ok(reply),
            Err(text) => faults.add("domain", text),
        }
        return own_page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, &typed, None, &faults);
    }
    let did = account.account.did.clone();
    let claimed = visit.app.accounts.claim_handle(handle.as_str(), Strictness::Public, Some(&did)).await;
    let found = match claimed {
        Ok(_) => Found::Account,
        // What was just found is remembered; nobody is asked again.
        Err(HandleError::Unresolved) => match visit.app.identity.handle(&handle, Refresh::Cached).await {
            Ok(other) => Found::Other(other),
            Err(_) => Found::Nothing,
        },
        Err(error) => {
            faults.add("domain", visit.text(handle_fault(&error)));
            return own_page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, &typed, None, &faults);
        }
    };
    own_page(visit, StatusCode::OK, &account, &typed, Some(found), &faults)
}

fn own_page(
    visit: &Visit,
    status: StatusCode,
    account: &SignedIn,
    domain: &str,
    found: Option<Found>,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let says = found.as_ref().map(|found| match found {
        Found::Account => visit.text_with("access-handle-found", &[("domain", domain)]),
        Found::Other(did) => {
            visit.text_with("access-handle-other", &[("domain", domain), ("did", did.as_str())])
        }
        Found::Nothing => visit.text_with("access-handle-missing", &[("domain", domain)]),
    });
    let found = matches!(found, Some(Found::Account));
    let values = context! { domain, found, says, faults => faults.to_value() };
    visit.account_page_as(status, account, Section::Handle, "access/handle_own.html", values)
}

/// Gives the account the handle, or says why not.
async fn change(
    visit: &mut Visit,
    account: &SignedIn,
    handle: &Handle,
) -> Result<Result<Reply, String>, PageError> {
    visit.charge(&limits::UPDATE_HANDLE, account.aid)?;
    let hosted = Hosted { aid: account.aid, account: account.account.clone() };
    let accounts = &visit.app.accounts;
    let changed = accounts.change_handle(&hosted, handle.as_str(), Strictness::Public, visit.origin()).await;
    match changed {
        Ok(handle) => {
            visit.notice(
                Tone::Success,
                visit.text_with("access-handle-changed", &[("handle", handle.as_str())]),
            );
            Ok(Ok(visit.redirect(&format!("/account/u/{}", account.account.did))))
        }
        Err(error) => Ok(Err(visit.text(change_fault(error)?))),
    }
}

/// The key of the text that says why an account cannot have a handle; the error itself when that is not its fault.
pub(in crate::web) fn change_fault(error: ChangeHandleError) -> Result<&'static str, PageError> {
    match error {
        ChangeHandleError::Handle(HandleError::Unresolved) => Ok("access-handle-unresolved"),
        ChangeHandleError::Handle(error) => Ok(handle_fault(&error)),
        ChangeHandleError::Taken(_) => Ok("sign-up-taken"),
        ChangeHandleError::NotInDocument => Ok("access-handle-document"),
        ChangeHandleError::Document(_) | ChangeHandleError::Directory(_) => Ok("access-handle-directory"),
        error => Err(PageError::failed(error)),
    }
}
