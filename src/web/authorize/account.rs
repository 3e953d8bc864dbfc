//! Where somebody comes with an account, chosen or just signed in: what is still to do before the app gets its answer.

use super::asking::{Answer, Asking};
use super::begin::grant_again;
use crate::oauth::Asked;
use crate::web::Visit;

pub(super) async fn show(visit: &mut Visit) -> Answer {
    let (request, did) = (visit.query("request").to_owned(), visit.query("account").to_owned());
    let asking = match Asking::open(visit, &request) {
        Ok(asking) => asking,
        Err(instead) => return instead.answer(),
    };
    let person = match asking.person(visit, &did).await {
        Ok(person) => person,
        Err(instead) => return instead.answer(),
    };
    let did = &person.rules.did;
    if !person.rules.is_active {
        Ok(visit.redirect(&asking.step_with("reactivate", did)))
    } else if Asked::of(&asking.request).needs_consent(&person.rules) {
        Ok(visit.redirect(&asking.step_with("consent", did)))
    } else {
        grant_again(visit, &asking, &person).await
    }
}
