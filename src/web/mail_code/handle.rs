//! The first handle of somebody who has shown to read their mail and has no account yet; then the account is made, and
//! the app gets its answer once the directory of identities knows it.

use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use minijinja::context;
use serde::Serialize;
use tokio::time::Instant;

use super::{Entered, Entering};
use crate::account::{
    HandleError, HandleRefused, NewEmail, ProvenEmail, SignUp, SignUpError, SignedUp, Strictness,
};
use crate::store::Snapshot;
use crate::store::rows::accounts::{self, Stage};
use crate::syntax::Handle;
use crate::web::authorize::Answer;
use crate::web::flow::Step;
use crate::web::{Faults, Form, PageError, Visit};
use crate::xrpc::Reply;

/// An answer about a handle takes at least this long, so that names are not listed quickly.
const FLOOR: Duration = Duration::from_millis(400);
/// How often the page looks that waits for the directory, in seconds.
const LOOK_AGAIN: u32 = 5;
/// How long an account that is being made is left to whoever makes it.
const BEING_MADE: Duration = Duration::from_secs(30);

/// What was chosen, while the directory does not answer.
#[derive(Clone, Debug)]
struct Wish {
    handle: Handle,
    invite: Option<String>,
}

impl Step for Wish {
    fn bytes(&self) -> usize {
        self.handle.as_str().len() + self.invite.as_ref().map_or(0, String::len)
    }
}

/// What the page is filled with.
#[derive(Default)]
struct Filled<'a> {
    handle: &'a str,
    domain: &'a str,
    invite: &'a str,
    /// Words about a handle that can be had.
    free: Option<String>,
}

/// What came of an attempt to make an account.
enum Made {
    /// It is there, and they are led on.
    In(Reply),
    /// The directory does not answer.
    Waiting,
    /// The account is withheld.
    TakenDown,
}

pub(super) async fn show(visit: &mut Visit) -> Answer {
    let request = visit.query("request").to_owned();
    let (entering, proven) = match open(visit, &request).await? {
        Ok(opened) => opened,
        Err(reply) => return Ok(reply),
    };
    match entering.go_on(visit, &proven).await? {
        Some(Entered::In(reply)) => Ok(reply),
        Some(Entered::TakenDown) => Err(PageError::Forbidden),
        None => page(visit, &entering, StatusCode::OK, Filled::default(), &Faults::new()).await,
    }
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    let (entering, proven) = match open(visit, form.text("request")).await? {
        Ok(opened) => opened,
        Err(reply) => return Ok(reply),
    };
    let taken = form.text("take");
    let name = if taken.is_empty() { form.text("handle") } else { taken };
    let mut filled = Filled {
        handle: name,
        domain: form.text("domain"),
        invite: form.text("inviteCode"),
        ..Filled::default()
    };
    let mut faults = Faults::new();
    match judge(visit, name, filled.domain).await? {
        // The other press of the same button was first: the handle is taken by nobody else.
        Err(_) if is_begun(visit, &proven).await? => return Ok(visit.redirect(&entering.path("/wait"))),
        Err(text) => faults.add("handle", text),
        Ok(handle) if form.check("check") || !taken.is_empty() => {
            filled.free = Some(visit.text_with("sign-up-free", &[("handle", handle.as_str())]));
            return page(visit, &entering, StatusCode::OK, filled, &faults).await;
        }
        Ok(handle) => {
            let invite = Some(filled.invite.to_owned()).filter(|code| !code.is_empty());
            let wish = Wish { handle, invite };
            visit.keep(&entering.subject("wish"), wish.clone());
            match make(visit, &entering, &proven, &wish).await {
                Ok(Ok(Made::In(reply))) => return Ok(reply),
                Ok(Ok(Made::TakenDown)) => return Err(PageError::Forbidden),
                Ok(Ok(Made::Waiting)) => return Ok(visit.redirect(&entering.path("/wait"))),
                Ok(Err(error)) => blame(visit, error, &mut faults)?,
                Err(error) => return Err(error),
            }
        }
    }
    page(visit, &entering, StatusCode::UNPROCESSABLE_ENTITY, filled, &faults).await
}

/// The page that looks again by itself until the directory has answered.
pub(super) async fn wait(visit: &mut Visit) -> Answer {
    let request = visit.query("request").to_owned();
    let (entering, proven) = match open(visit, &request).await? {
        Ok(opened) => opened,
        Err(reply) => return Ok(reply),
    };
    let Some(wish) = visit.kept::<Wish>(&entering.subject("wish")) else {
        return Ok(visit.redirect(&entering.path("/handle")));
    };
    match make(visit, &entering, &proven, &wish).await? {
        Ok(Made::In(reply)) => Ok(reply),
        Ok(Made::TakenDown) => Err(PageError::Forbidden),
        Ok(Made::Waiting) => {
            visit.keep(&entering.subject("wish"), (*wish).clone());
            let values = context! { handle => wish.handle.as_str() };
            let reply = entering.render(visit, StatusCode::OK, "code/pending.html", values)?;
            Ok(reply.header(HeaderName::from_static("refresh"), HeaderValue::from(LOOK_AGAIN)))
        }
        Err(error) => {
            let mut faults = Faults::new();
            blame(visit, error, &mut faults)?;
            page(visit, &entering, StatusCode::UNPROCESSABLE_ENTITY, Filled::default(), &faults).await
        }
    }
}

/// For the script: whether a handle can be had, in words.
pub(super) async fn available(visit: &mut Visit) -> Answer {
    #[derive(Serialize)]
    struct Available {
        available: bool,
        text: String,
    }
    let (name, domain) = (visit.query("handle").to_owned(), visit.query("domain").to_owned());
    let answer = match judge(visit, &name, &domain).await? {
        Ok(handle) => {
            let text = visit.text_with("sign-up-free", &[("handle", handle.as_str())]);
            Available { available: true, text }
        }
        Err(text) => Available { available: false, text },
    };
    Reply::json(&answer).map_err(PageError::failed)
}

/// Whoever is here has given the right code a while ago; else where they begin.
async fn open(visit: &mut Visit, request: &str) -> Result<Result<(Entering, ProvenEmail), Reply>, PageError> {
    let entering = match Entering::open(visit, request) {
        Ok(entering) => entering,
        Err(instead) => return instead.answer().map(Err),
    };
    if let Some(asking) = &entering.0 {
        asking.keep_open(visit);
    }
    let code_for = entering.code_for(visit);
    match visit.app.accounts.proven_by_code(&code_for).await.map_err(PageError::failed)? {
        Some(proven) => Ok(Ok((entering, proven))),
        None => Ok(Err(visit.redirect(&entering.sign_in("")))),
    }
}

/// Makes the account, or goes on with the one that the other press of the same button has made.
async fn make(
    visit: &mut Visit,
    entering: &Entering,
    proven: &ProvenEmail,
    wish: &Wish,
) -> Result<Result<Made, SignUpError>, PageError> {
    let email = proven.email().as_str().to_owned();
    let find = move |db: &Snapshot| accounts::by_email(db, &email);
    if let Some((aid, account)) = visit.app.store.read(find).await.map_err(PageError::failed)?
        && account.stage == Stage::Creating
    {
        let is_left_alone = visit.app.clock.now().since(account.created_at) >= BEING_MADE;
        if !is_left_alone {
            return Ok(Ok(Made::Waiting));
        }
        match visit.app.accounts.settle_sign_up(aid).await {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(Made::Waiting)),
            Err(error) => return Ok(Err(error)),
        }
    }
    match entering.go_on(visit, proven).await? {
        Some(Entered::In(reply)) => return Ok(Ok(Made::In(reply))),
        Some(Entered::TakenDown) => return Ok(Ok(Made::TakenDown)),
        None => {}
    }
    let request = SignUp {
        handle: wish.handle.to_string(),
        email: Some(NewEmail::Proven(proven.clone())),
        password: None,
        invite: wish.invite.clone(),
        did: None,
        recovery_key: None,
        caller: None,
        origin: visit.origin(),
    };
    match visit.app.accounts.sign_up(request).await {
        Ok(made) => arrive(visit, entering, proven, made).await.map(Ok),
        Err(SignUpError::Directory(error)) if error.is_transient() => Ok(Ok(Made::Waiting)),
        Err(SignUpError::EmailTaken(_) | SignUpError::HandleTaken(_)) if is_begun(visit, proven).await? => {
            Ok(Ok(Made::Waiting))
        }
        Err(error) => Ok(Err(error)),
    }
}

/// Whether an account with the address is there or under way.
async fn is_begun(visit: &Visit, proven: &ProvenEmail) -> Result<bool, PageError> {
    let email = proven.email().as_str().to_owned();
    let find = move |db: &Snapshot| accounts::by_email(db, &email);
    Ok(visit.app.store.read(find).await.map_err(PageError::failed)?.is_some())
}

/// Goes on with the new account as with one that was there before.
async fn arrive(
    visit: &mut Visit,
    entering: &Entering,
    proven: &ProvenEmail,
    made: SignedUp,
) -> Result<Made, PageError> {
    visit.take::<Wish>(&entering.subject("wish"));
    let accounts = &visit.app.accounts;
    // The session is one for apps that sign in with a password; nobody here has a use for it.
    if let Ok((did, id)) = accounts.tokens().read_refresh(&made.session.refresh, None) {
        accounts.end_session(&did, id, visit.origin()).await?;
    }
    match entering.go_on(visit, proven).await? {
        Some(Entered::In(reply)) => Ok(Made::In(reply)),
        Some(Entered::TakenDown) => Ok(Made::TakenDown),
        None => Err(PageError::Expired),
    }
}

/// The handle, or why it cannot be had.
async fn judge(visit: &Visit, name: &str, domain: &str) -> Result<Result<Handle, String>, PageError> {
    let until = Instant::now() + FLOOR;
    let verdict = look(visit, name, domain).await;
    tokio::time::sleep_until(until).await;
    verdict
}

async fn look(visit: &Visit, name: &str, domain: &str) -> Result<Result<Handle, String>, PageError> {
    let domains = &visit.app.service.handle_domains;
    let domain = domains.iter().find(|own| *own == domain).or(domains.first()).ok_or(PageError::NotFound)?;
    let name = name.trim().trim_start_matches('@').to_lowercase();
    let name = name.strip_suffix(domain.as_str()).unwrap_or(&name);
    let fault = |key: &str| Ok(Err(visit.text(key)));
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return fault("sign-up-characters");
    }
    let full = format!("{name}{domain}");
    let handle = match visit.app.accounts.claim_handle(&full, Strictness::ByCode, None).await {
        Ok(handle) => handle,
        Err(HandleError::Refused(refused)) => return fault(word(refused)),
        Err(HandleError::UnsupportedDomain | HandleError::Unresolved) => return fault("sign-up-characters"),
    };
    let wanted = handle.clone();
    let taken = move |db: &Snapshot| accounts::by_handle(db, &wanted).map(|found| found.is_some());
    match visit.app.store.read(taken).await.map_err(PageError::failed)? {
        true => fault("sign-up-taken"),
        false => Ok(Ok(handle)),
    }
}

/// The text for a rule that a handle breaks.
const fn word(refused: HandleRefused) -> &'static str {
    match refused {
        HandleRefused::TooShort => "code-handle-short",
        HandleRefused::TooLong => "code-handle-long",
        HandleRefused::Reserved | HandleRefused::Slur => "sign-up-reserved",
        HandleRefused::Syntax | HandleRefused::Tld | HandleRefused::Characters => "sign-up-characters",
    }
}

/// Says what is wrong where a person can mend it.
fn blame(visit: &Visit, error: SignUpError, faults: &mut Faults) -> Result<(), PageError> {
    let (field, key) = match error {
        SignUpError::InviteRequired => ("inviteCode", "sign-up-invite-missing"),
        SignUpError::InviteUnavailable => ("inviteCode", "sign-up-invite-unavailable"),
        SignUpError::HandleTaken(_) | SignUpError::Handle(_) => ("handle", "sign-up-handle-gone"),
        SignUpError::Directory(_) => ("", "sign-up-directory"),
        SignUpError::Store(error) => return Err(error.into()),
        other => return Err(PageError::failed(other)),
    };
    faults.add(field, visit.text(key));
    Ok(())
}

/// Names that are free at the moment.
async fn suggest(visit: &Visit, domain: &str) -> Result<Vec<String>, PageError> {
    let free = visit.app.accounts.suggest_handles(domain).await.map_err(PageError::failed)?;
    let name = |handle: Handle| handle.as_str().strip_suffix(domain).unwrap_or(handle.as_str()).to_owned();
    Ok(free.into_iter().map(name).collect())
}

async fn page(
    visit: &mut Visit,
    entering: &Entering,
    status: StatusCode,
    filled: Filled<'_>,
    faults: &Faults,
) -> Answer {
    visit.policy.allow_scripts();
    let domains = visit.app.service.handle_domains.clone();
    let domain = domains.iter().find(|own| *own == filled.domain).or(domains.first()).cloned();
    let domain = domain.ok_or(PageError::NotFound)?;
    let suggested = suggest(visit, &domain).await?;
    let asks = entering.asks(visit).await;
    let values = context! {
        handle => filled.handle,
        domain,
        domains,
        suggested,
        free => filled.free,
        invite => filled.invite,
        invite_required => visit.app.accounts.config().invites.required,
        asks,
        faults => faults.to_value(),
    };
    entering.render(visit, status, "code/handle.html", values)
}
