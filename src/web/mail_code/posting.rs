//! Having a code mailed.

use std::time::Duration;

use tokio::time::Instant;

use super::{Entering, Wanted};
use crate::account::{Email, Posting, SignInCodeError};
use crate::web::authorize::Answer;
use crate::web::form::email_fault;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// A code is mailed in this time, whoever has the address: longer than a commit on a slow card.
const REQUEST_TIME: Duration = Duration::from_millis(700);
/// When to come back when too many letters wait or leave, in seconds.
const MAIL_RETRY_SECS: u32 = 60;

/// Whether codes are mailed here at all.
pub(in crate::web) fn can_mail(visit: &Visit) -> bool {
    visit.app.mail.leaves() && visit.app.accounts.config().codes_per_minute > 0
}

/// The form on pages that offer a code beside other ways.
pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    let entering = match Entering::open(visit, form.text("request")) {
        Ok(entering) => entering,
        Err(instead) => return instead.answer(),
    };
    // Whom the app means is not told to the browser, which asks for that by a word.
    let email = match entering.0.as_ref().and_then(|asking| asking.hinted_email()) {
        Some(hinted) if form.check("hinted") => hinted,
        _ => form.text("email").to_owned(),
    };
    match start(visit, &entering, &email, form.check("remember"), form.text("next")).await? {
        Ok(reply) => Ok(reply),
        Err(text) => {
            visit.notice(Tone::Error, text);
            let hint = if form.check("hinted") { "" } else { form.text("email") };
            Ok(visit.redirect(&entering.sign_in(hint)))
        }
    }
}

/// Mails a code to `email` unless one is under way, and leads to where it is entered; or says why not.
///
/// # Errors
/// What the visitor cannot mend.
pub(in crate::web) async fn start(
    visit: &mut Visit,
    entering: &Entering,
    email: &str,
    remember: bool,
    next: &str,
) -> Result<Result<Reply, String>, PageError> {
    if !can_mail(visit) {
        return Err(PageError::NotFound);
    }
    if email.is_empty() || !email.contains('@') {
        return Ok(Err(visit.text("code-email-missing")));
    }
    let email = match visit.app.accounts.emails().accept(&with_ascii_domain(email)) {
        Ok(email) => email,
        Err(refused) => return Ok(Err(visit.text(email_fault(refused)))),
    };
    visit.keep(&entering.subject("wanted"), Wanted { next: next.to_owned(), remember });
    let sent = mail(visit, entering, Some(email)).await?;
    Ok(sent.map(|()| visit.redirect(&entering.path(""))))
}

/// Mails a code: to `email` unless one is under way, or else once more to where the last one went.
pub(super) async fn mail(
    visit: &mut Visit,
    entering: &Entering,
    email: Option<Email>,
) -> Result<Result<(), String>, PageError> {
    let (mut code_for, origin, accounts) = (entering.code_for(visit), visit.origin(), &visit.app.accounts);
    if let (Some(app), Some(asking)) = (&mut code_for.app, &entering.0) {
        app.look = visit.app.oauth.clients().look(&asking.request.client).await;
    }
    let until = Instant::now() + REQUEST_TIME;
    let sent = match email {
        Some(email) => accounts.mail_sign_in_code(&code_for, email, Posting::Once, &origin).await,
        None => accounts.mail_sign_in_code_again(&code_for, &origin).await,
    };
    tokio::time::sleep_until(until).await;
    let key = match sent {
        // Who has shown the right code already is led on from the page of the code.
        Ok(()) | Err(SignInCodeError::Proven) => return Ok(Ok(())),
        Err(SignInCodeError::TooMany { retry_after }) => return Ok(Err(visit.wait_text(retry_after))),
        Err(SignInCodeError::Paused { .. }) => "code-pause",
        Err(SignInCodeError::TooManyLetters) => "code-no-more",
        Err(SignInCodeError::Expired) => "code-over",
        Err(SignInCodeError::MailFull) => return Err(PageError::Busy { retry_after: MAIL_RETRY_SECS }),
        Err(SignInCodeError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(PageError::failed(error)),
    };
    Ok(Err(visit.text(key)))
}

/// An address whose domain is written in letters beyond ASCII, as mail servers know it.
fn with_ascii_domain(email: &str) -> String {
    let email = email.trim();
    let ascii = |(local, domain): (&str, &str)| match url::Host::parse(domain) {
        Ok(url::Host::Domain(domain)) => Some(format!("{local}@{domain}")),
        _ => None,
    };
    let written = email.rsplit_once('@').filter(|(_, domain)| !domain.is_ascii()).and_then(ascii);
    written.unwrap_or_else(|| email.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_written_as_mail_servers_know_them() {
        assert_eq!(with_ascii_domain(" Ann@Bücher.example "), "Ann@xn--bcher-kva.example");
        assert_eq!(with_ascii_domain("ann@example.com"), "ann@example.com");
        assert_eq!(with_ascii_domain("no address"), "no address");
    }
}
