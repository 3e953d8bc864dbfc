//! An account that is switched off is switched on before an app is let in to it.

use minijinja::context;

use super::asking::{Answer, Asking, Instead, Person};
use crate::account::{Hosted, standing};
use crate::records::CommitError;
use crate::store::Tx;
use crate::store::rows::accounts::Standing;
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
    let (aid, did) = (person.rules.aid, &person.rules.did);
    let hosted = Hosted { aid, account: person.signed_in.account.clone() };
    if visit.app.accounts.check_identity(&hosted).await.is_err() {
        // Its DID points elsewhere: it lives on another server, or is still on its way here.
        return page(visit, &asking, &person, true);
    }
    let origin = visit.origin();
    let job = move |tx: &mut Tx<'_>| match Hosted::by_aid(tx, aid)? {
        Some(Hosted { account, .. }) if account.standing() == Standing::Deactivated => {
            standing::activate(tx, aid, account, &origin)
        }
        _ => Ok::<_, CommitError>(()),
    };
    visit.app.store.write(job).await.map_err(PageError::failed)?;
    Ok(visit.redirect(&asking.step_with("account", did)))
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
