//! An account that is switched off is switched on before an app is let in to it.

use minijinja::context;

use super::asking::{Answer, Asking, Instead, Person};
use crate::account::Hosted;
use crate::account::standing::ActivateError;
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
    page(visit, &asking, &person, false)
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
