//! An account that is switched off is switched on before an app is let in to it.

use minijinja::context;
use minijinja::value::Value;
use url::Url;

use super::asking::{Answer, Asking, Instead, Person};
use crate::account::standing::ActivateError;
use crate::account::{Hosted, IdentityMismatch};
use crate::identity::Refresh;
use crate::records;
use crate::store::Snapshot;
use crate::web::{Form, PageError, Visit, account_value};

pub(super) async fn show(visit: &mut Visit) -> Answer {
    let (request, did) = (visit.query("request").to_owned(), visit.query("account").to_owned());
    let (asking, person) = match open(visit, &request, &did).await {
        Ok(found) => found,
        Err(instead) => return instead.answer(),
    };
    if person.rules.is_active {
        return Ok(visit.redirect(&asking.step_with("account", &person.rules.did)));
    }
    if let Some(status) = moving(visit, &person).await? {
        let account = account_value(&person.signed_in);
        return asking.render(visit, "authorize/moving.html", context! { account, ..status });
    }
    page(visit, &asking, &person, false)
}

/// How far a move has come, of an account whose identity points to another server: it is on its way here, or has left.
/// `None` when it points here, or nobody can say.
async fn moving(visit: &Visit, person: &Person) -> Result<Option<Value>, PageError> {
    let hosted = Hosted { aid: person.rules.aid, account: person.signed_in.account.clone() };
    let Err(IdentityMismatch::Endpoint | IdentityMismatch::RotationKey) =
        visit.app.accounts.check_identity(&hosted).await
    else {
        return Ok(None);
    };
    let document = visit.app.identity.document(&person.rules.did, Refresh::Force).await;
    let named = document.ok().and_then(|document| document.pds_endpoint().map(str::to_owned));
    let host = named.as_deref().and_then(|endpoint| Url::parse(endpoint).ok());
    let host = host.as_ref().and_then(Url::host_str).unwrap_or("?").to_owned();
    let aid = person.rules.aid;
    let census = visit.app.store.read(move |db: &Snapshot| records::census(db, aid)).await?;
    Ok(Some(context! {
        host,
        records => census.records,
        held => census.held_blobs,
        expected => census.expected_blobs,
    }))
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    let (asking, person) = match open(visit, form.text("request"), form.text("account")).await {
        Ok(found) => found,
        Err(instead) => return instead.answer(),
    };
    let hosted = Hosted { aid: person.rules.aid, account: person.signed_in.account.clone() };
    match visit.app.accounts.activate(&hosted, visit.origin()).await {
        Ok(()) => {}
        Err(ActivateError::Identity(_)) => return page(visit, &asking, &person, true),
        Err(error) => return Err(PageError::failed(error)),
    }
    Ok(visit.redirect(&asking.step_with("account", &person.rules.did)))
}

async fn open(visit: &mut Visit, request: &str, did: &str) -> Result<(Asking, Person), Instead> {
    let asking = Asking::open(visit, request)?;
    let person = asking.person(visit, did).await?;
    Ok((asking, person))
}

fn page(visit: &mut Visit, asking: &Asking, person: &Person, elsewhere: bool) -> Answer {
    let account = account_value(&person.signed_in);
    asking.render(visit, "authorize/reactivate.html", context! { account, elsewhere })
}
