//! Where apps send browsers to: an answer at once, or the first page.

use hyper::{HeaderMap, Method};
use minijinja::context;

use super::asking::{Answer, Asking, Person, people_values};
use super::leave::leave;
use crate::account::masked_email;
use crate::oauth::{Asked, Consenting, Decision, LoginHint, Prompt, RequestId, SignedIn, decide};
use crate::web::mail_code::{self, Entering, can_mail};
use crate::web::{PageError, Tone, Visit};

pub(super) async fn show(visit: &mut Visit) -> Answer {
    if !is_navigation(&visit.headers) {
        return Err(PageError::Forbidden);
    }
    let (name, client) = (visit.query("request_uri").to_owned(), visit.query("client_id").to_owned());
    // Without a pushed request there is nobody to answer to: an address in the query could be anybody's.
    let id = RequestId::from_uri(&name).map_err(|_| PageError::Expired)?;
    let asking = match Asking::open_for(visit, id, Some(&client)) {
        Ok(asking) => asking,
        Err(instead) => return instead.answer(),
    };
    visit.app.oauth.check_clock().map_err(|_| PageError::busy())?;
    let people = asking.people(visit).await?;
    let signed_in: Vec<SignedIn> = people.iter().map(|person| person.rules.clone()).collect();
    match decide(&Asked::of(&asking.request), &signed_in, visit.app.clock.now()) {
        Decision::Grant(account) => {
            let person = people.iter().find(|person| person.rules.did == account.did);
            grant_again(visit, &asking, person.ok_or(PageError::Expired)?).await
        }
        Decision::Refuse(error, why) => {
            let redirect = visit.app.oauth.deny(asking.id, *visit.device(), error, why);
            leave(visit, asking.id, redirect.map_err(|_| PageError::Expired)?)
        }
        // An address is all that somebody new needs to give where codes are mailed.
        Decision::SignUp if people.is_empty() && asking.hinted_email().is_some() && can_mail(visit) => {
            first_page(visit, &asking, &people).await
        }
        Decision::SignUp => Ok(visit.redirect(&format!("/account/sign-up?request={}", asking.id))),
        Decision::Page(Some(account)) => Ok(visit.redirect(&asking.step_with("account", &account.did))),
        Decision::Page(None) => first_page(visit, &asking, &people).await,
    }
}

/// Lets an app in that was let in before to do the same, in the same way.
pub(super) async fn grant_again(visit: &mut Visit, asking: &Asking, person: &Person) -> Answer {
    let lifetime = person.remembered.as_ref().map(|told| told.lifetime).unwrap_or_default();
    let consenting = Consenting {
        aid: person.rules.aid,
        device: *visit.device(),
        granted: asking.request.scope.clone(),
        lifetime,
        origin: visit.origin(),
    };
    match visit.app.oauth.approve(asking.id, consenting).await {
        Ok(redirect) => leave(visit, asking.id, redirect),
        Err(error) => asking.undecided(visit, error, &person.rules.did),
    }
}

async fn first_page(visit: &mut Visit, asking: &Asking, people: &[Person]) -> Answer {
    let hint = match &asking.request.login_hint {
        None => None,
        Some(LoginHint::Did(did)) => Some(did.to_string()),
        Some(LoginHint::Handle(handle)) => Some(handle.to_string()),
        // Known to the app, not to whoever sits at the browser.
        Some(LoginHint::Email(_)) => Some(String::new()),
    };
    let typed = visit.query("login_hint").trim().to_lowercase();
    if let Some(email) = asking.hinted_email().filter(|_| can_mail(visit))
        && asking.request.prompt != Some(Prompt::SelectAccount)
    {
        let is_meant = typed.is_empty() || typed == email;
        if is_meant && people.is_empty() && !is_ahead(visit) {
            return mail_at_once(visit, asking, &email).await;
        }
        if is_meant && !people.is_empty() {
            let values = context! { people => people_values(people), send_to => masked_email(&email) };
            return asking.render(visit, "authorize/picker.html", values);
        }
    }
    // An address of a page says whom to expect, and nothing is sent for that.
    if hint.as_ref().is_none_or(String::is_empty) && typed.parse::<LoginHint>().is_ok() && people.is_empty() {
        return Ok(visit.redirect(&asking.sign_in(&typed)));
    }
    match hint {
        Some(hint) if asking.request.prompt != Some(Prompt::SelectAccount) => {
            Ok(visit.redirect(&asking.sign_in(&hint)))
        }
        _ if !people.is_empty() => {
            let values = context! { people => people_values(people), send_to => () };
            asking.render(visit, "authorize/picker.html", values)
        }
        _ if asking.request.prompt == Some(Prompt::Login) => Ok(visit.redirect(&asking.sign_in(""))),
        _ => {
            let values = context! { can_mail => can_mail(visit) };
            asking.render(visit, "authorize/welcome.html", values)
        }
    }
}

/// Mails a code to the address that the app gave when it began, once per request, and leads to where it is entered.
async fn mail_at_once(visit: &mut Visit, asking: &Asking, email: &str) -> Answer {
    match mail_code::start(visit, &Entering::app(asking.clone()), email, false, "").await? {
        Ok(reply) => Ok(reply),
        Err(text) => {
            visit.notice(Tone::Error, text);
            let typed = visit.query("login_hint").to_owned();
            Ok(visit.redirect(&asking.sign_in(&typed)))
        }
    }
}

/// Whether a browser only looks ahead: nobody has seen the page then.
fn is_ahead(visit: &Visit) -> bool {
    let says = |name: &str| {
        let value = visit.headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.split([',', ';']).any(|part| part.trim() == "prefetch"))
    };
    visit.method == Method::HEAD || says("sec-purpose") || says("purpose")
}

/// Whether a browser says that it shows the page by itself, not in a frame or to a script. Old ones say nothing.
fn is_navigation(headers: &HeaderMap) -> bool {
    let says = |name: &str, expected: &str| headers.get(name).is_none_or(|value| value == expected);
    says("sec-fetch-mode", "navigate") && says("sec-fetch-dest", "document")
}
