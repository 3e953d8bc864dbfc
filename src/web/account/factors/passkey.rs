//! One passkey or security key: its name, and removing it.

use hyper::StatusCode;
use minijinja::context;

use super::passkeys::value_of;
use super::path_of;
use crate::account::devices::SignedIn;
use crate::account::factors::{FactorError, FactorKind, FactorsView, PasskeyId, PasskeyView};
use crate::web::account::Section;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let (_, passkey) = find(visit, &account).await?;
    page(visit, StatusCode::OK, &account, &passkey, &passkey.name, &Faults::new())
}

pub(super) async fn rename(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let (_, passkey) = find(visit, &account).await?;
    let (accounts, name, origin) = (&visit.app.accounts, form.text("name"), visit.origin());
    match accounts.rename_passkey(account.aid, passkey.id, name, origin).await {
        Ok(()) => {
            visit.notice(Tone::Success, visit.text("factors-passkey-renamed"));
            Ok(visit.redirect(&path_of(&account, "/passkeys")))
        }
        Err(FactorError::Name) => {
            let mut faults = Faults::new();
            faults.add("name", visit.text("factors-passkey-name-wrong"));
            page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, &passkey, name, &faults)
        }
        Err(FactorError::NotSet) => Err(PageError::NotFound),
        Err(FactorError::Store(error)) => Err(error.into()),
        Err(error) => Err(PageError::failed(error)),
    }
}

pub(super) async fn show_removal(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let (factors, passkey) = find(visit, &account).await?;
    let others =
        factors.second.iter().any(|kind| !matches!(kind, FactorKind::Passkey | FactorKind::RecoveryCode));
    let values = context! {
        passkey => value_of(visit, &passkey),
        last => factors.password && factors.passkeys.len() == 1 && !others,
    };
    visit.account_page(&account, Section::Security, "factors/passkey_remove.html", values)
}

pub(super) async fn remove(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let (_, passkey) = find(visit, &account).await?;
    match visit.app.accounts.remove_passkey(account.aid, passkey.id, visit.origin()).await {
        Ok(()) => {
            let text = visit.text_with("factors-passkey-removed", &[("name", &passkey.name)]);
            visit.notice(Tone::Success, text);
            Ok(visit.redirect(&path_of(&account, "/passkeys")))
        }
        Err(FactorError::NotSet) => Err(PageError::NotFound),
        Err(FactorError::Store(error)) => Err(error.into()),
        Err(error) => Err(PageError::failed(error)),
    }
}

/// The passkey that the path names, if it is one of the account's, with all that the account has.
async fn find(visit: &Visit, account: &SignedIn) -> Result<(FactorsView, PasskeyView), PageError> {
    let id: PasskeyId = visit.param("passkey").parse().map_err(|_| PageError::NotFound)?;
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    let passkey = factors.passkeys.iter().find(|passkey| passkey.id == id).cloned();
    Ok((factors, passkey.ok_or(PageError::NotFound)?))
}

fn page(
    visit: &Visit,
    status: StatusCode,
    account: &SignedIn,
    passkey: &PasskeyView,
    name: &str,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let values = context! { passkey => value_of(visit, passkey), name, faults => faults.to_value() };
    visit.account_page_as(status, account, Section::Security, "factors/passkey.html", values)
}
