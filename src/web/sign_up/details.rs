//! The second step: invite code, address, password, and the check that a person sits there. Then the account is made,
//! or a code is mailed first.

use hyper::StatusCode;
use hyper::header::USER_AGENT;
use minijinja::context;

use super::{SigningUp, can_mail, code, require_open, verifies_first};
use crate::account::admission::{CaptchaError, WorkError};
use crate::account::devices::{Purpose, Stay};
use crate::account::{EmailVerification, Hosted, NewPassword, PasswordError, SignUp, SignUpError, SignedUp};
use crate::mail;
use crate::store::Snapshot;
use crate::syntax::Handle;
use crate::web::authorize::Answer;
use crate::web::form::email_fault;
use crate::web::{Faults, Form, PageError, Tone, Visit};

/// Shortest password that a page accepts, in characters.
const MIN_PASSWORD: usize = 8;
/// Where the captcha's script and frame come from.
const HCAPTCHA_ORIGINS: [&str; 2] = ["https://hcaptcha.com", "https://*.hcaptcha.com"];

/// Whether a person sits at the other end.
enum Person {
    /// The browser, or a third party, vouches for one.
    Vouched,
    /// Nothing vouches for one; whoever reads the mail of an address will do.
    Unknown,
    /// Nothing does, and the text says so.
    Doubted(String),
}

pub(super) async fn show(visit: &mut Visit) -> Answer {
    require_open(visit)?;
    let request = visit.query("request").to_owned();
    let signing_up = match SigningUp::open(visit, &request) {
        Ok(signing_up) => signing_up,
        Err(instead) => return instead.answer(),
    };
    match signing_up.begun(visit) {
        Some(handle) => page(visit, &signing_up, StatusCode::OK, &handle, &Form::default(), &Faults::new()),
        None => Ok(visit.redirect(&signing_up.path(""))),
    }
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    require_open(visit)?;
    let signing_up = match SigningUp::open(visit, form.text("request")) {
        Ok(signing_up) => signing_up,
        Err(instead) => return instead.answer(),
    };
    let Some(handle) = signing_up.begun(visit) else { return Ok(visit.redirect(&signing_up.path(""))) };
    let mut faults = check_fields(visit, &form);
    if faults.is_empty() {
        let going_on = match check_person(visit, &form, &handle).await? {
            Person::Vouched => make(visit, &signing_up, &handle, &form).await,
            Person::Unknown => verify(visit, &signing_up, &handle, &form).await,
            Person::Doubted(text) => {
                faults.add("", text);
                return page(visit, &signing_up, StatusCode::UNPROCESSABLE_ENTITY, &handle, &form, &faults);
            }
        };
        match going_on {
            Ok(answer) => return answer,
            Err(error) => blame(visit, error, &mut faults)?,
        }
    }
    page(visit, &signing_up, StatusCode::UNPROCESSABLE_ENTITY, &handle, &form, &faults)
}

/// Makes the account.
async fn make(
    visit: &mut Visit,
    signing_up: &SigningUp,
    handle: &Handle,
    form: &Form,
) -> Result<Answer, SignUpError> {
    let request = SignUp {
        handle: handle.to_string(),
        email: Some(form.text("email").to_owned().into()),
        password: Some(NewPassword::Typed(form.secret("password"))),
        invite: invite(form),
        did: None,
        recovery_key: None,
        caller: None,
        origin: visit.origin(),
    };
    let made = visit.app.accounts.sign_up(request).await?;
    Ok(arrive(visit, signing_up, made).await)
}

/// Mails a code to the address, and makes the account when it comes back.
async fn verify(
    visit: &mut Visit,
    signing_up: &SigningUp,
    handle: &Handle,
    form: &Form,
) -> Result<Answer, SignUpError> {
    let (accounts, invite) = (&visit.app.accounts, invite(form));
    let email = accounts.emails().accept(form.text("email"))?;
    accounts.check_sign_up(handle, invite.as_deref()).await?;
    let password = accounts.hash_password(form.secret("password")).await?;
    Ok(code::begin(visit, signing_up, handle.clone(), email, password, invite).await)
}

fn invite(form: &Form) -> Option<String> {
    Some(form.text("inviteCode").to_owned()).filter(|code| !code.is_empty())
}

/// What can be seen without looking at other accounts.
fn check_fields(visit: &Visit, form: &Form) -> Faults {
    let mut faults = Faults::new();
    if visit.app.accounts.config().invites.required && form.text("inviteCode").is_empty() {
        faults.add("inviteCode", visit.text("sign-up-invite-missing"));
    }
    if let Err(refused) = visit.app.accounts.emails().accept(form.text("email")) {
        faults.add("email", visit.text(email_fault(refused)));
    }
    if form.exact("password").chars().count() < MIN_PASSWORD {
        faults.add("password", visit.text("entry-password-short"));
    }
    faults
}

/// Looks for a person at the other end.
async fn check_person(visit: &Visit, form: &Form, handle: &Handle) -> Result<Person, PageError> {
    let admission = &visit.app.admission;
    let mut person = if verifies_first(visit) { Person::Unknown } else { Person::Vouched };
    if let Some(work) = admission.work.as_ref().filter(|_| !verifies_first(visit)) {
        let doubt = |key: &str| Ok(Person::Doubted(visit.text(key)));
        let solution = form.text("work");
        match work.spend(form.text("challenge"), solution) {
            Ok(()) => {}
            Err(WorkError::Busy) => return Err(PageError::busy()),
            // A browser that worked too slowly can begin anew at once.
            Err(WorkError::Expired) if !solution.is_empty() => return doubt("sign-up-work-expired"),
            Err(WorkError::Spent) => return doubt("sign-up-work-expired"),
            Err(WorkError::Wrong | WorkError::Expired) if can_mail(visit) => person = Person::Unknown,
            Err(WorkError::Wrong | WorkError::Expired) => return doubt("sign-up-work-missing"),
        }
    }
    if let Some(captcha) = &admission.captcha {
        let token = form.exact("h-captcha-response");
        let agent = visit.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        return match captcha.check(token, visit.client, handle, agent).await {
            Ok(()) => Ok(person),
            Err(CaptchaError::Unsolved) => Ok(Person::Doubted(visit.text("sign-up-captcha"))),
            Err(error) => Err(PageError::failed(error)),
        };
    }
    Ok(person)
}

/// Says what is wrong where a person can mend it.
pub(in crate::web) fn blame(visit: &Visit, error: SignUpError, faults: &mut Faults) -> Result<(), PageError> {
    let (field, key) = match error {
        SignUpError::Password(PasswordError::Length) => ("password", "entry-password-too-long"),
        SignUpError::Password(PasswordError::Busy) => return Err(PageError::busy()),
        SignUpError::InviteRequired => ("inviteCode", "sign-up-invite-missing"),
        SignUpError::InviteUnavailable => ("inviteCode", "sign-up-invite-unavailable"),
        SignUpError::EmailRequired => ("email", "sign-up-email-unsupported"),
        SignUpError::EmailUnsupported(refused) => ("email", email_fault(refused)),
        SignUpError::EmailTaken(_) => ("email", "sign-up-email-taken"),
        SignUpError::HandleTaken(_) | SignUpError::Handle(_) => ("", "sign-up-handle-gone"),
        SignUpError::Directory(_) => ("", "sign-up-directory"),
        SignUpError::Store(error) => return Err(error.into()),
        other => return Err(PageError::failed(other)),
    };
    faults.add(field, visit.text(key));
    Ok(())
}

/// Goes on with the new account: signed in, its address to be confirmed unless it is, and to the app if one waits.
pub(super) async fn arrive(visit: &mut Visit, signing_up: &SigningUp, made: SignedUp) -> Answer {
    signing_up.forget(visit);
    let accounts = &visit.app.accounts;
    // The session is one for apps; nobody here has a use for it.
    if let Ok((did, id)) = accounts.tokens().read_refresh(&made.session.refresh, None) {
        accounts.end_session(&did, id, visit.origin()).await?;
    }
    let did = made.did.clone();
    let hosted = visit.app.store.read(move |db: &Snapshot| Hosted::by_did(db, &did)).await;
    let Hosted { aid, account } = hosted.map_err(PageError::failed)?.ok_or(PageError::Expired)?;
    let asks = accounts.config().email_verification != EmailVerification::Off;
    let to_confirm = asks && account.email_confirmed_at.is_none();
    if to_confirm
        && let Err(error) = accounts.mail_code(aid, mail::Purpose::ConfirmEmail, visit.origin()).await
    {
        // The account is there all the same, and its page offers to send another.
        tracing::warn!(%error, "the letter that confirms a new address was not queued");
    }
    match &signing_up.0 {
        Some(asking) => {
            visit.sign_in(aid, Stay::Briefly(asking.purpose())).await?;
            asking.note_proof(visit, &made.did);
            Ok(visit.redirect(&asking.step_with("account", &made.did)))
        }
        None => {
            visit.sign_in(aid, Stay::Briefly(Purpose::account_pages())).await?;
            let welcome = if to_confirm { "sign-up-welcome" } else { "sign-up-welcome-confirmed" };
            visit.notice(Tone::Success, visit.text_with(welcome, &[("handle", made.handle.as_str())]));
            Ok(visit.redirect("/account"))
        }
    }
}

fn page(
    visit: &mut Visit,
    signing_up: &SigningUp,
    status: StatusCode,
    handle: &Handle,
    form: &Form,
    faults: &Faults,
) -> Answer {
    let admission = visit.app.admission.clone();
    let verifies_first = verifies_first(visit);
    let work = admission.work.as_ref().filter(|_| !verifies_first).map(|work| work.challenge());
    if work.is_some() || admission.captcha.is_some() {
        visit.policy.allow_scripts();
    }
    if admission.captcha.is_some() {
        HCAPTCHA_ORIGINS.iter().for_each(|origin| visit.policy.allow_third_party(origin));
    }
    let values = context! {
        handle => handle.as_str(),
        invite_required => visit.app.accounts.config().invites.required,
        invite => form.text("inviteCode"),
        email => form.text("email"),
        verifies_first,
        can_mail => can_mail(visit),
        work => work.map(|work| context! { text => work.text, bits => work.bits }),
        captcha => admission.captcha.as_ref().map(|captcha| captcha.site_key().to_owned()),
        faults => faults.to_value(),
    };
    signing_up.render(visit, status, "sign_up/details.html", values)
}
