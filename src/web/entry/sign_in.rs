//! Signing in to the account pages, and proving anew who one is.

use hyper::StatusCode;
use minijinja::context;

use crate::account::devices::{Purpose, SignedIn, Stay};
use crate::account::factors::FactorKind;
use crate::web::credentials::Outcome;
use crate::web::mail_code::{self, Entering, can_mail};
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// What is remembered between the two steps belongs to this path.
const SUBJECT: &str = "/account/sign-in";
/// The page of the second step.
const SECOND: &str = "/account/sign-in/code";

/// What the page is filled with.
struct Filled<'a> {
    username: &'a str,
    next: &'a str,
    /// Whether it is one account that must prove itself.
    locked: bool,
    remember: bool,
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let (hint, next) = (visit.query("hint").to_owned(), visit.query("next").to_owned());
    // One that is signed in already is here because its sign-in is not fresh.
    let signed_in = visit.accounts().await?;
    let known = signed_in.iter().find(|account| account.account.did.as_str() == hint);
    let locked = known.is_some();
    let handle = known.and_then(|known| known.account.handle.as_ref()).map(ToString::to_string);
    let username = handle.unwrap_or(hint);
    let filled = Filled { username: &username, next: &next, locked, remember: true };
    page(visit, StatusCode::OK, &filled, &Faults::new()).await
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let filled = Filled {
        username: form.text("username"),
        next: form.text("next"),
        locked: form.check("locked"),
        remember: form.check("remember") || form.check("locked"),
    };
    if form.check("mail") {
        // Where one account must prove itself, its own address counts, which the page does not show.
        let accounts = visit.accounts().await?;
        let is = |account: &&SignedIn| {
            account.account.handle.as_ref().is_some_and(|handle| handle.as_str() == filled.username)
        };
        let own = accounts.iter().find(is).and_then(|account| account.account.email.clone());
        let email = own.filter(|_| filled.locked).unwrap_or_else(|| filled.username.to_owned());
        let entering = Entering::pages();
        return match mail_code::start(visit, &entering, &email, filled.remember, filled.next).await? {
            Ok(reply) => Ok(reply),
            Err(text) => {
                let mut faults = Faults::new();
                faults.add("username", text);
                page(visit, StatusCode::UNPROCESSABLE_ENTITY, &filled, &faults).await
            }
        };
    }
    let outcome = if form.check("credential") {
        visit.check_passkey(&form, filled.remember, filled.next).await?
    } else {
        visit.check_password(&form, SUBJECT, filled.remember, filled.next).await?
    };
    match outcome {
        Outcome::More => Ok(visit.redirect(SECOND)),
        Outcome::Wrong(faults) => page(visit, StatusCode::UNPROCESSABLE_ENTITY, &filled, &faults).await,
        proven @ Outcome::Proven { .. } => arrive(visit, proven).await,
    }
}

pub(super) async fn show_second(visit: &mut Visit) -> Result<Reply, PageError> {
    second_page(visit, StatusCode::OK, &Faults::new()).await
}

pub(super) async fn act_second(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    if form.check("mail") {
        let pending = visit.pending(SUBJECT)?;
        visit.mail_factor(pending.first.hosted.aid).await?;
        visit.notice(Tone::Info, visit.text("entry-second-mailed"));
        return Ok(visit.redirect(SECOND));
    }
    match visit.check_second_factor(&form, SUBJECT).await? {
        Outcome::More => Ok(visit.redirect(SECOND)),
        Outcome::Wrong(faults) => second_page(visit, StatusCode::UNPROCESSABLE_ENTITY, &faults).await,
        proven @ Outcome::Proven { .. } => arrive(visit, proven).await,
    }
}

/// Signs somebody in who has proven who they are, and leads them on.
pub(in crate::web) async fn arrive(visit: &mut Visit, outcome: Outcome) -> Result<Reply, PageError> {
    let Outcome::Proven { hosted, remember, next } = outcome else { return Err(PageError::Expired) };
    let accounts = visit.accounts().await?;
    let is_brief = accounts.iter().any(|account| account.aid == hosted.aid && !account.remembered);
    let stay = if remember && !is_brief { Stay::Remembered } else { Stay::Briefly(Purpose::account_pages()) };
    visit.sign_in(hosted.aid, stay).await?;
    Ok(visit.redirect(&next))
}

async fn page(
    visit: &mut Visit,
    status: StatusCode,
    filled: &Filled<'_>,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let Filled { username, next, locked, remember } = *filled;
    let passkey = visit.ask_for_passkey(None).await?;
    let faults = faults.to_value();
    let action = SUBJECT;
    let values = context! { action, request => "", asking => (), username, next, locked, remember, passkey, faults,
    can_mail => can_mail(visit) };
    visit.render_as(status, "entry/sign_in.html", values)
}

async fn second_page(visit: &mut Visit, status: StatusCode, faults: &Faults) -> Result<Reply, PageError> {
    let pending = visit.pending(SUBJECT)?;
    let has_passkey = pending.first.second.contains(&FactorKind::Passkey);
    let passkey = if has_passkey { Some(visit.ask_for_passkey(Some(&pending)).await?) } else { None };
    let (pending, faults) = (pending.to_value(), faults.to_value());
    let values = context! { action => SECOND, request => "", back => SUBJECT, pending, passkey, faults };
    visit.render_as(status, "entry/second.html", values)
}
