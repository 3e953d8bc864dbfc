//! The administrator's passkeys: listed, added and removed. Making one is what only a script can ask a browser for.

use hyper::header::USER_AGENT;
use minijinja::context;
use minijinja::value::Value;

use super::guard;
use crate::account::factors::{PasskeyId, PasskeyView, Registration};
use crate::administrator::{AddPasskeyError, AdminAct};
use crate::texts::browser;
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter_recently(visit).await?;
    let agent = visit.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    let name = agent.map(browser::describe).unwrap_or_default();
    page(visit, &name, &Faults::new()).await
}

async fn page(visit: &mut Visit, name: &str, faults: &Faults) -> Result<Reply, PageError> {
    let administrator = visit.app.administrator.clone();
    let value = |passkey: &PasskeyView| {
        context! {
            id => passkey.id.to_string(),
            name => passkey.name.as_str(),
            since => passkey.created_at.secs(),
            used => passkey.last_used_at.map(|used| used.secs()),
        }
    };
    let values = context! {
        passkeys => administrator.passkeys().await?.iter().map(value).collect::<Vec<Value>>(),
        options => administrator.begin_passkey().await?,
        name,
        faults => faults.to_value(),
    };
    visit.policy.allow_scripts();
    guard::render_form(visit, "admin/passkeys.html", values, faults)
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    guard::enter_recently(visit).await?;
    match form.text("act") {
        "add" => add(visit, &form).await,
        "remove" => {
            let id: PasskeyId = form.text("passkey").parse().map_err(|_| PageError::NotFound)?;
            if visit.app.administrator.remove_passkey(id, visit.client).await? {
                visit.notice(Tone::Success, guard::words(visit, AdminAct::PasskeyRemoved));
            }
            Ok(visit.redirect("/admin/passkeys"))
        }
        _ => Err(PageError::NotFound),
    }
}

async fn add(visit: &mut Visit, form: &Form) -> Result<Reply, PageError> {
    let name = form.text("name");
    let added = match form.exact("credential").parse::<Registration>() {
        Ok(answer) => visit.app.administrator.add_passkey(&answer, name, visit.client).await,
        Err(error) => Err(error.into()),
    };
    let (field, key) = match added {
        Ok(()) => {
            visit.notice(Tone::Success, guard::words(visit, AdminAct::PasskeyAdded));
            return Ok(visit.redirect("/admin/passkeys"));
        }
        Err(AddPasskeyError::Passkey(_)) => ("", "factors-passkey-not-taken"),
        Err(AddPasskeyError::Exists) => ("", "factors-passkey-known"),
        Err(AddPasskeyError::Full) => ("", "factors-passkeys-full"),
        Err(AddPasskeyError::Name) => ("name", "factors-passkey-name-wrong"),
        Err(AddPasskeyError::Store(error)) => return Err(error.into()),
    };
    let mut faults = Faults::new();
    faults.add(field, visit.text(key));
    page(visit, name, &faults).await
}
