//! Recovery codes: how many are left, making new ones, and the one page that shows them, until its owner says that they
//! are saved.

use hyper::StatusCode;
use hyper::header::{CONTENT_DISPOSITION, HeaderValue};
use minijinja::context;
use minijinja::value::Value;

use super::path_of;
use crate::account::devices::SignedIn;
use crate::account::factors::RECOVERY_CODES;
use crate::base::Secret;
use crate::web::account::Section;
use crate::web::flow::Step;
use crate::web::visit::name_of;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Codes that were not shown yet, or not said to be saved.
struct New {
    codes: Vec<Secret<String>>,
    /// The page below the overview that comes then.
    next: &'static str,
}

impl Step for New {
    fn bytes(&self) -> usize {
        self.codes.iter().map(|code| code.expose().len() + size_of::<Secret<String>>()).sum()
    }
}

/// Leads on after a factor was set up: to the codes that were made with it, if any, and then to `next`, a page below
/// the overview.
pub(super) fn show_if_made(
    visit: &Visit,
    account: &SignedIn,
    codes: Option<Vec<Secret<String>>>,
    next: &'static str,
) -> Reply {
    match codes {
        Some(codes) => {
            visit.keep(&subject(account), New { codes, next });
            visit.redirect(&path_of(account, "/recovery-codes/new"))
        }
        None => visit.redirect(&path_of(account, next)),
    }
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    let values = context! {
        left => factors.recovery_codes_left,
        of => RECOVERY_CODES,
        guarded => !factors.second.is_empty(),
    };
    visit.account_page(&account, Section::Security, "factors/recovery_codes.html", values)
}

pub(super) async fn make(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let (accounts, origin) = (&visit.app.accounts, visit.origin());
    let codes = accounts.make_recovery_codes(account.aid, origin).await.map_err(PageError::failed)?;
    Ok(show_if_made(visit, &account, Some(codes), ""))
}

pub(super) async fn show_new(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    new_page(visit, StatusCode::OK, &account, &Faults::new())
}

pub(super) async fn saved(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    if !form.check("saved") {
        let mut faults = Faults::new();
        faults.add("saved", visit.text("factors-codes-not-saved"));
        return new_page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, &faults);
    }
    let next = visit.take::<New>(&subject(&account)).map_or("", |new| new.next);
    visit.notice(Tone::Success, visit.text("factors-codes-done"));
    Ok(visit.redirect(&path_of(&account, next)))
}

/// The codes as a file.
pub(super) async fn download(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let new = visit.kept::<New>(&subject(&account)).ok_or(PageError::Expired)?;
    let name = name_of(&account);
    let host = visit.app.service.public_url.as_str();
    let mut text = visit.text_with("factors-codes-file", &[("name", name), ("host", host)]);
    text.push_str("\n\n");
    for code in &new.codes {
        text.push_str(code.expose());
        text.push('\n');
    }
    // Handles and DIDs have no character that would end the quotes.
    let disposition = format!("attachment; filename=\"recovery-codes-{name}.txt\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(PageError::failed)?;
    Ok(Reply::text(StatusCode::OK, text).header(CONTENT_DISPOSITION, disposition))
}

fn new_page(
    visit: &Visit,
    status: StatusCode,
    account: &SignedIn,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let Some(new) = visit.kept::<New>(&subject(account)) else {
        return Ok(visit.redirect(&path_of(account, "/recovery-codes")));
    };
    let codes: Vec<Value> = new.codes.iter().map(|code| code.expose().as_str().into()).collect();
    let values = context! { codes, faults => faults.to_value() };
    visit.account_page_as(status, account, Section::Security, "factors/recovery_codes_new.html", values)
}

/// What the codes are remembered under: each account in this browser has its own.
fn subject(account: &SignedIn) -> String {
    format!("recovery codes {}", account.account.did)
}
