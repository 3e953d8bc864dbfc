//! Proving who one is for an app: the password, and what is asked for beside it. The browser remembers the sign-in only
//! when told to; without that it is good for this request alone.

use hyper::StatusCode;
use minijinja::context;

use super::asking::{Answer, Asking, Person};
use super::begin::grant_again;
use crate::account::devices::Stay;
use crate::account::factors::FactorKind;
use crate::syntax::Did;
use crate::web::credentials::Outcome;
use crate::web::mail_code::{self, Entering, can_mail};
use crate::web::{Faults, Form, PageError, Tone, Visit};

/// What the page is filled with.
struct Filled<'a> {
    username: &'a str,
    /// Whether it is one account that must prove itself.
    locked: bool,
    remember: bool,
}

pub(super) async fn show(visit: &mut Visit) -> Answer {
    let (request, hint) = (visit.query("request").to_owned(), visit.query("hint").to_owned());
    let asking = match Asking::open(visit, &request) {
        Ok(asking) => asking,
        Err(instead) => return instead.answer(),
    };
    let people = asking.people(visit).await?;
    let known = people.iter().find(|person| person.rules.did.as_str() == hint);
    let handle = known.and_then(|known| known.rules.handle.as_ref()).map(ToString::to_string);
    let username = handle.unwrap_or(hint);
    let filled = Filled { username: &username, locked: known.is_some(), remember: false };
    page(visit, &asking, StatusCode::OK, &filled, &Faults::new()).await
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    let asking = match Asking::open(visit, form.text("request")) {
        Ok(asking) => asking,
        Err(instead) => return instead.answer(),
    };
    let filled = Filled {
        username: form.text("username"),
        locked: form.check("locked"),
        remember: form.check("remember"),
    };
    if form.check("mail") {
        // Where one account must prove itself, its own address counts, which the page does not show.
        let people = asking.people(visit).await?;
        let is = |person: &&Person| {
            person.rules.handle.as_ref().is_some_and(|handle| handle.as_str() == filled.username)
        };
        let own = people.iter().find(is).and_then(|person| person.rules.email.as_deref());
        let email = own.filter(|_| filled.locked).unwrap_or(filled.username).to_owned();
        let entering = Entering::app(asking.clone());
        return match mail_code::start(visit, &entering, &email, filled.remember, "").await? {
            Ok(reply) => Ok(reply),
            Err(text) => {
                let mut faults = Faults::new();
                faults.add("username", text);
                page(visit, &asking, StatusCode::UNPROCESSABLE_ENTITY, &filled, &faults).await
            }
        };
    }
    let outcome = if form.text("credential").is_empty() {
        visit.check_password(&form, &asking.subject("sign-in"), filled.remember, "").await?
    } else {
        visit.check_passkey(&form, filled.remember, "").await?
    };
    match outcome {
        Outcome::More => Ok(visit.redirect(&asking.step("code"))),
        Outcome::Wrong(faults) => {
            page(visit, &asking, StatusCode::UNPROCESSABLE_ENTITY, &filled, &faults).await
        }
        proven @ Outcome::Proven { .. } => arrive(visit, &asking, proven).await,
    }
}

pub(super) async fn show_code(visit: &mut Visit) -> Answer {
    let request = visit.query("request").to_owned();
    match Asking::open(visit, &request) {
        Ok(asking) => code_page(visit, &asking, StatusCode::OK, &Faults::new()).await,
        Err(instead) => instead.answer(),
    }
}

pub(super) async fn act_code(visit: &mut Visit, form: Form) -> Answer {
    let asking = match Asking::open(visit, form.text("request")) {
        Ok(asking) => asking,
        Err(instead) => return instead.answer(),
    };
    let subject = asking.subject("sign-in");
    if form.check("mail") {
        let pending = visit.pending(&subject)?;
        visit.mail_factor(pending.first.hosted.aid).await?;
        visit.notice(Tone::Info, visit.text("entry-second-mailed"));
        return Ok(visit.redirect(&asking.step("code")));
    }
    match visit.check_second_factor(&form, &subject).await? {
        Outcome::More => Ok(visit.redirect(&asking.step("code"))),
        Outcome::Wrong(faults) => code_page(visit, &asking, StatusCode::UNPROCESSABLE_ENTITY, &faults).await,
        proven @ Outcome::Proven { .. } => arrive(visit, &asking, proven).await,
    }
}

/// Goes on with somebody who has proven who they are.
async fn arrive(visit: &mut Visit, asking: &Asking, outcome: Outcome) -> Answer {
    let did = sign_in(visit, asking, outcome).await?;
    Ok(visit.redirect(&asking.step_with("account", &did)))
}

/// Goes on with somebody who has given the code of a letter. The page on which they did has said what the app asks for,
/// and its button that they allow it; whoever decided otherwise about this app before is asked again.
pub(in crate::web) async fn arrive_by_code(visit: &mut Visit, asking: &Asking, outcome: Outcome) -> Answer {
    let did = sign_in(visit, asking, outcome).await?;
    let person = match asking.person(visit, did.as_str()).await {
        Ok(person) => person,
        Err(instead) => return instead.answer(),
    };
    let covers = person.remembered.as_ref().is_none_or(|told| told.covers(&asking.request.scope));
    if asking.is_asked_on_the_way() && covers && person.rules.is_active {
        return grant_again(visit, asking, &person).await;
    }
    Ok(visit.redirect(&asking.step_with("account", &did)))
}

/// Signs somebody in for the request. Their DID.
async fn sign_in(visit: &mut Visit, asking: &Asking, outcome: Outcome) -> Result<Did, PageError> {
    let Outcome::Proven { hosted, remember, .. } = outcome else { return Err(PageError::Expired) };
    let people = asking.people(visit).await?;
    let known = people.iter().find(|person| person.rules.aid == hosted.aid);
    let remember = remember || known.is_some_and(|person| person.signed_in.remembered);
    let stay = if remember { Stay::Remembered } else { Stay::Briefly(asking.purpose()) };
    visit.sign_in(hosted.aid, stay).await?;
    asking.note_proof(visit, &hosted.account.did);
    Ok(hosted.account.did)
}

async fn page(
    visit: &mut Visit,
    asking: &Asking,
    status: StatusCode,
    filled: &Filled<'_>,
    faults: &Faults,
) -> Answer {
    let Filled { username, locked, remember } = *filled;
    let passkey = visit.ask_for_passkey(None).await?;
    let (action, request, faults) = ("/oauth/authorize/sign-in", asking.id.to_string(), faults.to_value());
    let values = context! { action, request, next => "", username, locked, remember, passkey, faults,
    can_mail => can_mail(visit) };
    asking.render_as(visit, status, "entry/sign_in.html", values)
}

async fn code_page(visit: &mut Visit, asking: &Asking, status: StatusCode, faults: &Faults) -> Answer {
    let pending = visit.pending(&asking.subject("sign-in"))?;
    let has_passkey = pending.first.second.contains(&FactorKind::Passkey);
    let passkey = if has_passkey { Some(visit.ask_for_passkey(Some(&pending)).await?) } else { None };
    let (action, request, back) = ("/oauth/authorize/code", asking.id.to_string(), asking.step("sign-in"));
    let (pending, faults) = (pending.to_value(), faults.to_value());
    let values = context! { action, request, back, pending, passkey, faults };
    asking.render_as(visit, status, "entry/second.html", values)
}
