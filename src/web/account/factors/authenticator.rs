//! Setting up an authenticator app, and removing it. Between the two steps the server remembers, for this browser, the
//! key that the app is to take; it counts when the app has shown a code.

use std::sync::Arc;

use hyper::StatusCode;
use minijinja::context;

use super::{path_of, recovery_codes};
use crate::account::devices::SignedIn;
use crate::account::factors::{FactorError, FactorKind, TotpSetup};
use crate::web::account::Section;
use crate::web::flow::Step;
use crate::web::{Faults, Form, PageError, Tone, Visit, qr};
use crate::xrpc::Reply;

/// Letters of a key between two spaces, for those who type it.
const GROUP: usize = 4;

/// The key that an app is to take.
struct Begun(TotpSetup);

impl Step for Begun {
    fn bytes(&self) -> usize {
        self.0.secret.expose().len() + self.0.uri.expose().len()
    }
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    let since = factors.totp.map(|since| since.secs());
    visit.account_page(&account, Section::Security, "factors/authenticator.html", context! { since })
}

pub(super) async fn begin(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let setup = visit.app.accounts.begin_totp(account.aid).await.map_err(PageError::failed)?;
    visit.keep(&subject(&account), Begun(setup));
    Ok(visit.redirect(&path_of(&account, "/authenticator/setup")))
}

pub(super) async fn show_setup(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    match visit.kept::<Begun>(&subject(&account)) {
        Some(begun) => setup_page(visit, StatusCode::OK, &account, &begun, &Faults::new()),
        None => Ok(visit.redirect(&path_of(&account, "/authenticator"))),
    }
}

pub(super) async fn finish(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let begun: Arc<Begun> = visit.kept(&subject(&account)).ok_or(PageError::Expired)?;
    let confirmed = visit.app.accounts.confirm_totp(account.aid, form.text("code"), visit.origin()).await;
    let codes = match confirmed {
        Ok(codes) => codes,
        // Begun anew with another browser, or too long ago: this key will never count.
        Err(FactorError::NotSet) => return Err(PageError::Expired),
        Err(error) => {
            let mut faults = Faults::new();
            faults.add("code", visit.factor_fault(error, "factors-totp-wrong")?);
            return setup_page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, &begun, &faults);
        }
    };
    visit.take::<Begun>(&subject(&account));
    visit.notice(Tone::Success, visit.text("factors-totp-done"));
    Ok(recovery_codes::show_if_made(visit, &account, codes, ""))
}

pub(super) async fn show_removal(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    if factors.totp.is_none() {
        return Err(PageError::NotFound);
    }
    let last = factors.second.iter().all(|kind| matches!(kind, FactorKind::Totp | FactorKind::RecoveryCode));
    visit.account_page(&account, Section::Security, "factors/authenticator_remove.html", context! { last })
}

pub(super) async fn remove(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let (accounts, origin) = (&visit.app.accounts, visit.origin());
    accounts.remove_factor(account.aid, FactorKind::Totp, origin).await.map_err(PageError::failed)?;
    visit.notice(Tone::Success, visit.text("factors-totp-removed"));
    Ok(visit.redirect(&path_of(&account, "")))
}

fn setup_page(
    visit: &Visit,
    status: StatusCode,
    account: &SignedIn,
    begun: &Begun,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let TotpSetup { secret, uri } = &begun.0;
    let values = context! {
        qr => qr::svg(uri.expose(), &visit.text("factors-totp-qr")),
        key => grouped(secret.expose()),
        uri => uri.expose().as_str(),
        faults => faults.to_value(),
    };
    visit.account_page_as(status, account, Section::Security, "factors/authenticator_setup.html", values)
}

fn grouped(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// What the key is remembered under: each account in this browser has its own.
fn subject(account: &SignedIn) -> String {
    format!("authenticator {}", account.account.did)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_grouped() {
        assert_eq!(grouped("GEZDGNBVGY"), "GEZD GNBV GY");
    }
}
