//! Whether a code is mailed at sign-in.

use minijinja::context;

use super::path_of;
use crate::account::factors::{EmailFactor, FactorError};
use crate::web::account::Section;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    let row = &account.account;
    let values = context! {
        address => row.email.as_deref().filter(|_| row.email_confirmed_at.is_some()),
        on => factors.email != EmailFactor::Off,
        waits => factors.email == EmailFactor::Waiting,
    };
    visit.account_page(&account, Section::Security, "factors/email_codes.html", values)
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let on = form.text("state") == "on";
    match visit.app.accounts.set_email_factor(account.aid, on, visit.origin()).await {
        Ok(()) => {
            let text = visit.text(if on { "factors-email-done" } else { "factors-email-undone" });
            visit.notice(Tone::Success, text);
            Ok(visit.redirect(&path_of(&account, "")))
        }
        // The page says so already.
        Err(FactorError::NoAddress) => Ok(visit.redirect(&path_of(&account, "/email-codes"))),
        Err(error) => Err(PageError::failed(error)),
    }
}
