//! The steps of a sign-in on any page: the password, and what is asked for beside it. Between the two the server
//! remembers, for this browser and subject, whose password was right.

use std::sync::Arc;
use std::time::Duration;

use minijinja::context;
use minijinja::value::Value;

use super::flow::Step;
use super::{Faults, Form, PageError, Visit};
use crate::account::factors::{Assertion, FactorError, FactorKind};
use crate::account::{Attempt, FirstFactor, Hosted, LoginError};
use crate::store::Aid;
use crate::syntax::AtIdentifier;
use crate::xrpc::limits;

/// Somebody whose password was right and of whom more is asked.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Who, and what is asked.
    pub first: FirstFactor,
    /// Whether the browser is to remember them.
    pub remember: bool,
    /// Where they are led then.
    pub next: String,
}

impl Step for Pending {
    fn bytes(&self) -> usize {
        // The account's row with its short texts.
        1_024 + self.next.len()
    }
}

impl Pending {
    /// For templates: `{name, masked_email, passkey, code, email}`: which ways there are.
    pub fn to_value(&self) -> Value {
        let has = |kind| self.first.second.contains(&kind);
        let account = &self.first.hosted.account;
        let name = account.handle.as_ref().map_or(account.did.as_str(), |handle| handle.as_str());
        context! {
            name,
            masked_email => self.first.masked_email.as_deref(),
            passkey => has(FactorKind::Passkey),
            totp => has(FactorKind::Totp),
            email => has(FactorKind::Email),
            recovery_code => has(FactorKind::RecoveryCode),
            // Passkeys need a script; everything else is typed.
            code => self.first.second.iter().any(|kind| *kind != FactorKind::Passkey),
        }
    }
}

/// What came of a step.
#[derive(Debug)]
pub enum Outcome {
    /// It is their account. They are not signed in with this browser yet: [`Visit::sign_in`] does that.
    Proven {
        /// The account.
        hosted: Box<Hosted>,
        /// Whether the browser is to remember them.
        remember: bool,
        /// Where they are led then.
        next: String,
    },
    /// The password is right, and more is asked for: lead to the page of the second step.
    More,
    /// Show the same page again, with what is wrong. The fields are `username`, `password` and `code`.
    Wrong(Faults),
}

impl Visit {
    /// Checks the fields `username` and `password`. What is asked for next is remembered under `subject`: the path of
    /// the page, or the name of an app's request.
    ///
    /// # Errors
    /// What the visitor cannot mend.
    pub async fn check_password(
        &mut self,
        form: &Form,
        subject: &str,
        remember: bool,
        next: &str,
    ) -> Result<Outcome, PageError> {
        let mut faults = Faults::new();
        let username = form.text("username");
        if username.is_empty() {
            faults.add("username", self.text("entry-missing-identifier"));
        }
        if form.exact("password").is_empty() {
            faults.add("password", self.text("entry-missing-password"));
        }
        if !faults.is_empty() {
            return Ok(Outcome::Wrong(faults));
        }
        let identifier = complete(username, &self.app.service.handle_domains);
        self.charge(&limits::SIGN_IN_NAME, (identifier.as_str(), limits::subject_of(self.client)))?;
        let origin = self.origin();
        let checked = self.app.accounts.first_factor(&identifier, form.secret("password"), &origin).await;
        let text = match checked {
            Ok(first) => return self.ask_for_more(first, subject, remember, next).await,
            Err(LoginError::Busy) => return Err(PageError::busy()),
            Err(LoginError::Store(error)) => return Err(error.into()),
            Err(LoginError::TooMany { retry_after }) => self.wait_text(retry_after),
            Err(LoginError::TooLong) => self.text("entry-password-long"),
            Err(LoginError::TakenDown) => self.text("entry-taken-down"),
            Err(LoginError::Invalid) => self.text("entry-wrong"),
            Err(error) => return Err(PageError::failed(error)),
        };
        faults.add("password", text);
        Ok(Outcome::Wrong(faults))
    }

    /// Goes on after the right password: to the end if nothing else is asked for.
    pub(super) async fn ask_for_more(
        &self,
        first: FirstFactor,
        subject: &str,
        remember: bool,
        next: &str,
    ) -> Result<Outcome, PageError> {
        let next = next.to_owned();
        if first.second.is_empty() {
            return Ok(Outcome::Proven { hosted: Box::new(first.hosted), remember, next });
        }
        let others = [FactorKind::Passkey, FactorKind::Totp];
        let mail = first.second.contains(&FactorKind::Email)
            && !others.iter().any(|kind| first.second.contains(kind));
        let pending = Pending { first, remember, next };
        if mail {
            self.mail_factor(pending.first.hosted.aid).await?;
        }
        self.keep(subject, pending);
        Ok(Outcome::More)
    }

    /// Who has shown the right password for `subject`.
    ///
    /// # Errors
    /// [`PageError::Expired`] when nobody did, or too long ago.
    pub fn pending(&self, subject: &str) -> Result<Arc<Pending>, PageError> {
        self.kept(subject).ok_or(PageError::Expired)
    }

    /// Mails the code that is asked for beside the password. One that was mailed a moment ago is good enough.
    ///
    /// # Errors
    /// What the visitor cannot mend.
    pub async fn mail_factor(&self, aid: Aid) -> Result<(), PageError> {
        match self.app.accounts.send_email_factor(aid, &self.origin()).await {
            Ok(()) | Err(FactorError::TooMany { .. }) => Ok(()),
            Err(FactorError::MailFull) => Err(PageError::Busy { retry_after: 600 }),
            Err(FactorError::Store(error)) => Err(error.into()),
            Err(error) => Err(PageError::failed(error)),
        }
    }

    /// Lets this page ask for a passkey: of somebody whose password was right, or of whoever is there. What the form's
    /// `data-options` must say; `templates/assets/passkey.js` tells how such a form looks.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ask_for_passkey(&mut self, pending: Option<&Pending>) -> Result<String, PageError> {
        self.policy.allow_scripts();
        let aid = pending.map(|pending| pending.first.hosted.aid);
        Ok(self.app.accounts.passkey_challenge(aid).await?)
    }

    /// Checks the field `credential`, which the script fills in on the page of the first step: a passkey that counts
    /// for password and second factor.
    ///
    /// # Errors
    /// What the visitor cannot mend.
    pub async fn check_passkey(
        &mut self,
        form: &Form,
        remember: bool,
        next: &str,
    ) -> Result<Outcome, PageError> {
        let text = match form.exact("credential").parse::<Assertion>() {
            Err(_) => self.text("entry-passkey-wrong"),
            Ok(answer) => match self.app.accounts.sign_in_with_passkey(answer, &self.origin()).await {
                Ok(hosted) => {
                    let (hosted, next) = (Box::new(hosted), next.to_owned());
                    return Ok(Outcome::Proven { hosted, remember, next });
                }
                Err(FactorError::TakenDown) => self.text("entry-taken-down"),
                Err(FactorError::TooMany { retry_after }) => self.wait_text(retry_after),
                Err(FactorError::Store(error)) => return Err(error.into()),
                Err(_) => self.text("entry-passkey-wrong"),
            },
        };
        let mut faults = Faults::new();
        faults.add("", text);
        Ok(Outcome::Wrong(faults))
    }

    /// Checks the field `code`, which takes a code of any kind, or `credential`, which the script fills in.
    ///
    /// # Errors
    /// What the visitor cannot mend.
    pub async fn check_second_factor(&mut self, form: &Form, subject: &str) -> Result<Outcome, PageError> {
        let pending = self.pending(subject)?;
        let mut faults = Faults::new();
        let hosted = &pending.first.hosted;
        let attempt = match form.get("credential").filter(|answer| !answer.is_empty()) {
            Some(answer) => answer.parse::<Assertion>().ok().map(|answer| Attempt::Passkey(Box::new(answer))),
            None => Attempt::of_token(form.text("code")),
        };
        let attempt = attempt.filter(|attempt| pending.first.second.contains(&attempt.kind()));
        let Some(attempt) = attempt else {
            faults.add("code", self.text("entry-second-wrong"));
            return Ok(Outcome::Wrong(faults));
        };
        let judged = self.app.accounts.second_factor(hosted.aid, attempt, &self.origin()).await;
        let text = match judged {
            Ok(_) => {
                self.take::<Pending>(subject);
                return Ok(Outcome::Proven {
                    hosted: Box::new(hosted.clone()),
                    remember: pending.remember,
                    next: pending.next.clone(),
                });
            }
            Err(error) => self.factor_fault(error, "entry-second-wrong")?,
        };
        faults.add("code", text);
        Ok(Outcome::Wrong(faults))
    }

    /// What to say of a factor that was not accepted; `wrong` is the text for one that is simply not right.
    ///
    /// # Errors
    /// What the visitor cannot mend.
    pub fn factor_fault(&self, error: FactorError, wrong: &str) -> Result<String, PageError> {
        match error {
            FactorError::Wrong | FactorError::NotSet => Ok(self.text(wrong)),
            FactorError::Expired => Ok(self.text("entry-code-over")),
            FactorError::Passkey(_) => Ok(self.text("entry-passkey-wrong")),
            FactorError::TooMany { retry_after } => Ok(self.wait_text(retry_after)),
            FactorError::TakenDown => Ok(self.text("entry-taken-down")),
            FactorError::Busy => Err(PageError::busy()),
            FactorError::NoAccount => Err(PageError::Expired),
            FactorError::Store(error) => Err(error.into()),
            error => Err(PageError::failed(error)),
        }
    }

    /// How long to wait, in words.
    pub fn wait_text(&self, retry_after: Duration) -> String {
        let minutes = retry_after.as_secs().div_ceil(60).max(1);
        self.app.web.templates.text_of_count(self.language, "entry-wait", "minutes", minutes)
    }
}

/// What people type for a name: an e-mail address, a handle, perhaps with an at sign before it, a DID, or the first
/// part of a handle under the service's first domain.
pub fn complete(typed: &str, domains: &[String]) -> String {
    let name = typed.trim().trim_start_matches('@').to_lowercase();
    if name.contains('@') || name.parse::<AtIdentifier>().is_ok() {
        return name;
    }
    let with_domain = domains.first().map(|domain| format!("{name}{domain}"));
    with_domain.filter(|full| !name.contains('.') && full.parse::<AtIdentifier>().is_ok()).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_completed() {
        let domains = [".pds.example".to_owned(), ".other.example".to_owned()];
        for (typed, full) in [
            ("alice", "alice.pds.example"),
            (" @Alice ", "alice.pds.example"),
            ("alice.other.example", "alice.other.example"),
            ("Alice@Mail.example", "alice@mail.example"),
            ("did:plc:abcdefghijklmnopqrstuvwx", "did:plc:abcdefghijklmnopqrstuvwx"),
            ("no such name", "no such name"),
        ] {
            assert_eq!(complete(typed, &domains), full, "{typed}");
        }
    }
}
