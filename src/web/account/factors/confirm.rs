//! Showing once more who one is before a dangerous act: with the password or with any factor that is set up.

use hyper::StatusCode;
use minijinja::context;

use crate::account::devices::SignedIn;
use crate::account::factors::{Assertion, FactorError, FactorKind, masked};
use crate::account::{Attempt, Proof};
use crate::web::account::Section;
use crate::web::visit::{account_path, confirm_path, name_of, sign_in_path};
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let next = visit.query("next").to_owned();
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    if !factors.password && factors.second.is_empty() {
        // Whoever signs in by mail alone shows once more that they read it.
        return Ok(visit.redirect(&sign_in_path(account.account.did.as_str(), &next)));
    }
    page(visit, StatusCode::OK, &account, &next, &Faults::new()).await
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let next = form.text("next");
    if form.check("mail") {
        visit.mail_factor(account.aid).await?;
        visit.notice(Tone::Info, visit.text("entry-second-mailed"));
        return Ok(visit.redirect(&confirm_path(&account_path(name_of(&account)), next)));
    }
    let (field, wrong, proof) = if !form.exact("credential").is_empty() {
        let answer = form.exact("credential").parse::<Assertion>().ok();
        let proof = answer.map(|answer| Proof::Factor(Attempt::Passkey(Box::new(answer))));
        ("", "entry-passkey-wrong", proof)
    } else if form.check("code") {
        ("code", "entry-second-wrong", Attempt::of_token(form.text("code")).map(Proof::Factor))
    } else {
        ("password", "factors-password-wrong", Some(Proof::Password(form.secret("password"))))
    };
    let proven = match proof {
        Some(proof) => visit.app.accounts.prove(account.aid, proof, &visit.origin()).await,
        None => Err(FactorError::Wrong),
    };
    if let Err(error) = proven {
        let mut faults = Faults::new();
        faults.add(field, visit.factor_fault(error, wrong)?);
        return page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, next, &faults).await;
    }
    visit.note_proof(&account).await?;
    Ok(visit.redirect(next))
}

async fn page(
    visit: &mut Visit,
    status: StatusCode,
    account: &SignedIn,
    next: &str,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    let has = |kind| factors.second.contains(&kind);
    let passkey = if has(FactorKind::Passkey) {
        visit.policy.allow_scripts();
        Some(visit.app.accounts.passkey_challenge(Some(account.aid)).await?)
    } else {
        None
    };
    let values = context! {
        next,
        faults => faults.to_value(),
        password => factors.password,
        passkey,
        totp => has(FactorKind::Totp),
        recovery_code => has(FactorKind::RecoveryCode),
        email => has(FactorKind::Email),
        masked_email => account.account.factor_address().map(masked),
        code => factors.second.iter().any(|kind| *kind != FactorKind::Passkey),
    };
    visit.account_page_as(status, account, Section::Security, "factors/confirm.html", values)
}
