//! Passkeys and security keys: all of an account, and adding one. Making one is what only a script can ask a browser
//! for; the page says so where there is none.

use hyper::StatusCode;
use hyper::header::USER_AGENT;
use minijinja::context;
use minijinja::value::Value;

use super::{path_of, recovery_codes};
use crate::account::devices::SignedIn;
use crate::account::factors::{FactorError, PasskeyKind, PasskeyView, Registration};
use crate::texts::browser;
use crate::web::account::Section;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    let passkeys: Vec<Value> = factors.passkeys.iter().map(|passkey| value_of(visit, passkey)).collect();
    visit.account_page(&account, Section::Security, "factors/passkeys.html", context! { passkeys })
}

pub(super) async fn show_new_passkey(visit: &mut Visit) -> Result<Reply, PageError> {
    show_new(visit, PasskeyKind::Passkey).await
}

pub(super) async fn show_new_key(visit: &mut Visit) -> Result<Reply, PageError> {
    show_new(visit, PasskeyKind::SecurityKey).await
}

pub(super) async fn add_passkey(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    add(visit, &form, PasskeyKind::Passkey).await
}

pub(super) async fn add_key(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    add(visit, &form, PasskeyKind::SecurityKey).await
}

/// For templates: `{id, name, kind, since, used}`.
pub(super) fn value_of(visit: &Visit, passkey: &PasskeyView) -> Value {
    let kind = match passkey {
        PasskeyView { synced: true, .. } => "factors-passkey-kind-synced",
        PasskeyView { discoverable: true, .. } => "factors-passkey-kind",
        _ => "factors-passkey-kind-key",
    };
    context! {
        id => passkey.id.to_string(),
        name => passkey.name.as_str(),
        kind => visit.text(kind),
        since => passkey.created_at.secs(),
        used => passkey.last_used_at.map(|used| used.secs()),
    }
}

async fn show_new(visit: &mut Visit, kind: PasskeyKind) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let name = match kind {
        PasskeyKind::Passkey => {
            let agent = visit.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
            agent.map(browser::describe).unwrap_or_default()
        }
        PasskeyKind::SecurityKey => visit.text("factors-passkey-kind-key"),
    };
    page(visit, StatusCode::OK, &account, kind, &name, &Faults::new()).await
}

async fn add(visit: &mut Visit, form: &Form, kind: PasskeyKind) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let (accounts, name, origin) = (&visit.app.accounts, form.text("name"), visit.origin());
    let added = match form.exact("credential").parse::<Registration>() {
        Ok(answer) => accounts.add_passkey(account.aid, kind, &answer, name, origin).await,
        Err(error) => Err(error.into()),
    };
    let (field, key) = match added {
        Ok(added) => {
            let name = added.passkey.name.as_str();
            visit.notice(Tone::Success, visit.text_with("factors-passkey-done", &[("name", name)]));
            return Ok(recovery_codes::show_if_made(visit, &account, added.recovery_codes, "/passkeys"));
        }
        Err(FactorError::Passkey(_)) => ("", "factors-passkey-not-taken"),
        Err(FactorError::Exists) => ("", "factors-passkey-known"),
        Err(FactorError::Full) => return Ok(full(visit, &account)),
        Err(FactorError::Name) => ("name", "factors-passkey-name-wrong"),
        Err(FactorError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(PageError::failed(error)),
    };
    let mut faults = Faults::new();
    faults.add(field, visit.text(key));
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, kind, name, &faults).await
}

async fn page(
    visit: &mut Visit,
    status: StatusCode,
    account: &SignedIn,
    kind: PasskeyKind,
    name: &str,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let options = match visit.app.accounts.begin_passkey(account.aid, kind).await {
        Ok(options) => options,
        Err(FactorError::Full) => return Ok(full(visit, account)),
        Err(error) => return Err(PageError::failed(error)),
    };
    visit.policy.allow_scripts();
    let (key, page) = match kind {
        PasskeyKind::Passkey => (false, "/passkeys/new"),
        PasskeyKind::SecurityKey => (true, "/passkeys/new-key"),
    };
    let (action, faults) = (path_of(account, page), faults.to_value());
    let values = context! { options, key, action, name, faults };
    visit.account_page_as(status, account, Section::Security, "factors/passkey_new.html", values)
}

/// Leads back to the list when there is no room for another.
fn full(visit: &Visit, account: &SignedIn) -> Reply {
    visit.notice(Tone::Warning, visit.text("factors-passkeys-full"));
    visit.redirect(&path_of(account, "/passkeys"))
}
