//! Another password, or a first one for an account that has none.

use hyper::StatusCode;
use minijinja::context;

use crate::account::devices::SignedIn;
use crate::account::factors::FactorError;
use crate::account::{PasswordError, Proof};
use crate::web::account::Section;
use crate::web::visit::{account_path, name_of};
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Shortest password that a page accepts, in characters.
const MIN_PASSWORD: usize = 8;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = owner(visit).await?;
    page(visit, StatusCode::OK, &account, true, &Faults::new())
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = owner(visit).await?;
    let elsewhere = form.check("elsewhere");
    let mut faults = Faults::new();
    if form.exact("new-password").chars().count() < MIN_PASSWORD {
        faults.add("new-password", visit.text("entry-password-short"));
    }
    if faults.is_empty() && account.account.password.is_some() {
        let proof = Proof::Password(form.secret("password"));
        match visit.app.accounts.prove(account.aid, proof, &visit.origin()).await {
            Ok(()) => {}
            Err(FactorError::Wrong) => faults.add("password", visit.text("delete-wrong")),
            Err(FactorError::TooMany { retry_after }) => {
                faults.add("password", visit.wait_text(retry_after));
            }
            Err(FactorError::Busy) => return Err(PageError::busy()),
            Err(error) => return Err(PageError::failed(error)),
        }
    }
    if !faults.is_empty() {
        return page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, elsewhere, &faults);
    }
    let (password, device) = (form.secret("new-password"), *visit.device());
    let accounts = &visit.app.accounts;
    match accounts.change_password(account.aid, password, device, elsewhere, visit.origin()).await {
        Ok(()) => {}
        Err(PasswordError::Length) => {
            faults.add("new-password", visit.text("entry-password-too-long"));
            return page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, elsewhere, &faults);
        }
        Err(PasswordError::Busy) => return Err(PageError::busy()),
        Err(error) => return Err(PageError::failed(error)),
    }
    visit.note_proof(&account).await?;
    visit.notice(Tone::Success, visit.text("access-password-changed"));
    Ok(visit.redirect(&format!("{}/security", account_path(name_of(&account)))))
}

/// Where there is more than the password, it is asked for as well.
async fn owner(visit: &mut Visit) -> Result<SignedIn, PageError> {
    let account = visit.account().await?;
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    if factors.second.is_empty() && factors.password {
        visit.require_fresh(&account)?;
    } else {
        visit.require_recent(&account)?;
    }
    Ok(account)
}

fn page(
    visit: &Visit,
    status: StatusCode,
    account: &SignedIn,
    elsewhere: bool,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let values = context! {
        has_password => account.account.password.is_some(),
        elsewhere,
        faults => faults.to_value(),
    };
    visit.account_page_as(status, account, Section::Security, "access/password.html", values)
}
