//! What happens when a browser arrives with an authorization request: an answer at once, or which page comes first.
//! A pure function of the request and of who is signed in.

use std::time::Duration;

use super::authorization::{LoginHint, Prompt, Request};
use super::error::ErrorCode;
use crate::base::Timestamp;
use crate::store::Aid;
use crate::syntax::{Did, Handle};

/// How long a sign-in is good enough to let an app in without the password.
pub const FRESH_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// An account that is signed in with the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Its number.
    pub aid: Aid,
    /// Its DID.
    pub did: Did,
    /// Its handle.
    pub handle: Option<Handle>,
    /// Its e-mail address in lower case.
    pub email: Option<Box<str>>,
    /// When its owner last proved who they are.
    pub signed_in_at: Timestamp,
    /// Whether it is switched on.
    pub is_active: bool,
    /// Whether its owner has consented before to everything that is asked for.
    pub has_consented: bool,
}

/// The part of a request that decides.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// How the owner is to be asked.
    pub prompt: Option<Prompt>,
    /// Whom the client means.
    pub hint: Option<&'a LoginHint>,
    /// How old a sign-in may be, if the client says so.
    pub max_age: Option<Duration>,
    /// Whether the client may be answered without anybody being asked.
    pub may_be_silent: bool,
}

impl<'a> Asked<'a> {
    /// Of a request.
    pub fn of(request: &'a Request) -> Self {
        Self {
            prompt: request.prompt,
            hint: request.login_hint.as_ref(),
            max_age: request.max_age,
            may_be_silent: request.client.may_be_silent(),
        }
    }

    /// Whether the owner of `account` must prove again who they are.
    pub fn needs_login(&self, account: &SignedIn, now: Timestamp) -> bool {
        let limit = self.max_age.map_or(FRESH_FOR, |age| age.min(FRESH_FOR));
        self.prompt == Some(Prompt::Login) || now.since(account.signed_in_at) > limit
    }

    /// Whether the owner of `account` must be asked for consent.
    pub fn needs_consent(&self, account: &SignedIn) -> bool {
        !self.may_be_silent || self.prompt == Some(Prompt::Consent) || !account.has_consented
    }

    fn means(&self, account: &SignedIn) -> bool {
        match self.hint {
            None => false,
            Some(LoginHint::Did(did)) => *did == account.did,
            Some(LoginHint::Handle(handle)) => account.handle.as_ref() == Some(handle),
            Some(LoginHint::Email(email)) => account.email.as_ref() == Some(email),
        }
    }
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<'a> {
    /// The client gets its code at once.
    Grant(&'a SignedIn),
    /// The client gets an error at once.
    Refuse(ErrorCode, &'static str),
    /// Somebody makes an account.
    SignUp,
    /// Somebody chooses among the accounts that are signed in, or signs in; the account that the client means is
    /// chosen already.
    Page(Option<&'a SignedIn>),
}

/// Decides.
pub fn decide<'a>(asked: &Asked<'_>, signed_in: &'a [SignedIn], now: Timestamp) -> Decision<'a> {
    let mut meant = signed_in.iter().filter(|account| account.is_active && asked.means(account));
    let (first, second) = (meant.next(), meant.next());
    match asked.prompt {
        Some(Prompt::SelectAccount) if signed_in.is_empty() => {
            Decision::Refuse(ErrorCode::AccountSelectionRequired, "Nobody is signed in")
        }
        Some(Prompt::None) => match (first, second) {
            _ if !asked.may_be_silent => {
                Decision::Refuse(ErrorCode::ConsentRequired, "This app must ask for consent")
            }
            (_, Some(_)) => Decision::Refuse(ErrorCode::AccountSelectionRequired, "Several accounts match"),
            (None, None) => {
                Decision::Refuse(ErrorCode::LoginRequired, "No account that is signed in matches")
            }
            (Some(account), None) if asked.needs_login(account, now) => {
                Decision::Refuse(ErrorCode::LoginRequired, "The sign-in is too old")
            }
            (Some(account), None) if asked.needs_consent(account) => {
                Decision::Refuse(ErrorCode::ConsentRequired, "Consent is required")
            }
            (Some(account), None) => Decision::Grant(account),
        },
        Some(Prompt::Create) => Decision::SignUp,
        None => match (first, second) {
            (Some(account), None) if !asked.needs_login(account, now) && !asked.needs_consent(account) => {
                Decision::Grant(account)
            }
            _ => Decision::Page(chosen(asked, signed_in)),
        },
        Some(Prompt::Login | Prompt::Consent) => Decision::Page(chosen(asked, signed_in)),
        Some(Prompt::SelectAccount) => Decision::Page(None),
    }
}

/// The account that the client means, switched on or not.
fn chosen<'a>(asked: &Asked<'_>, signed_in: &'a [SignedIn]) -> Option<&'a SignedIn> {
    signed_in.iter().find(|account| asked.means(account))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn account(name: &str) -> SignedIn {
        SignedIn {
            aid: Aid::from_u32(u32::from(name.as_bytes()[0])),
            did: format!("did:plc:{name}").parse().expect("a DID"),
            handle: Some(format!("{name}.test").parse().expect("a handle")),
            email: Some(format!("{name}@mail.test").into()),
            signed_in_at: NOW,
            is_active: true,
            has_consented: true,
        }
    }

    fn hint(text: &str) -> LoginHint {
        text.parse().expect("a hint")
    }

    /// Who asks. A public client comes here with one of two prompts only; the rest shows that it makes no difference.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Kind {
        Public,
        Confidential,
        Trusted,
    }
    use Kind::{Confidential, Public, Trusted};

    /// Who is signed in: nobody, alice, alice and bob.
    fn people(count: usize) -> Vec<SignedIn> {
        ["alice", "bob"].iter().take(count).map(|name| account(name)).collect()
    }

    fn outcome(kind: Kind, prompt: Option<Prompt>, named: Option<&str>, signed_in: &[SignedIn]) -> String {
        let hint = named.map(hint);
        let asked = Asked { prompt, hint: hint.as_ref(), max_age: None, may_be_silent: kind != Public };
        let name = |account: &SignedIn| account.handle.as_ref().expect("a handle").as_str().to_owned();
        match decide(&asked, signed_in, NOW) {
            Decision::Grant(account) => format!("grant {}", name(account)),
            Decision::Refuse(error, _) => error.as_str().to_owned(),
            Decision::SignUp => "sign up".to_owned(),
            Decision::Page(None) => "page".to_owned(),
            Decision::Page(Some(account)) => format!("page {}", name(account)),
        }
    }

    /// Acceptance test 20: prompts × nobody, one, two signed in × public, confidential, trusted.
    #[test]
    fn t20_prompt_matrix() {
        use Prompt::{Consent, Create, Login, None as Silent, SelectAccount};
        // prompt, hint, and the outcome with nobody, alice, alice and bob signed in.
        #[rustfmt::skip]
        let rows: &[(Option<Prompt>, Option<&str>, [&str; 3])] = &[
            (None, None, ["page", "page", "page"]),
            (None, Some("alice.test"), ["page", "grant alice.test", "grant alice.test"]),
            (None, Some("bob.test"), ["page", "page", "grant bob.test"]),
            (None, Some("carol.test"), ["page", "page", "page"]),
            (Some(Silent), None, ["login_required", "login_required", "login_required"]),
            (Some(Silent), Some("alice.test"), ["login_required", "grant alice.test", "grant alice.test"]),
            (Some(Silent), Some("carol.test"), ["login_required", "login_required", "login_required"]),
            (Some(Login), None, ["page", "page", "page"]),
            (Some(Login), Some("alice.test"), ["page", "page alice.test", "page alice.test"]),
            (Some(Consent), None, ["page", "page", "page"]),
            (Some(Consent), Some("alice.test"), ["page", "page alice.test", "page alice.test"]),
            (Some(SelectAccount), None, ["account_selection_required", "page", "page"]),
            (Some(SelectAccount), Some("alice.test"), ["account_selection_required", "page", "page"]),
            (Some(Create), None, ["sign up", "sign up", "sign up"]),
            (Some(Create), Some("alice.test"), ["sign up", "sign up", "sign up"]),
        ];
        for (prompt, hint, expected) in rows {
            for (count, expected) in expected.iter().enumerate() {
                for kind in [Confidential, Trusted] {
                    let found = outcome(kind, *prompt, *hint, &people(count));
                    assert_eq!(&found, expected, "{kind:?} {prompt:?} {hint:?} with {count}");
                }
                // A public client never gets a code without a page.
                let found = outcome(Public, *prompt, *hint, &people(count));
                let public = match *expected {
                    granted if granted.starts_with("grant ") && prompt.is_none() => {
                        granted.replace("grant", "page")
                    }
                    _ if *prompt == Some(Silent) => "consent_required".to_owned(),
                    other => other.to_owned(),
                };
                assert_eq!(found, public, "public {prompt:?} {hint:?} with {count}");
            }
        }
    }

    /// Acceptance test 21: every form of hint finds its account.
    #[test]
    fn t21_hints() {
        for named in [
            "did:plc:alice",
            "DID:PLC:ALICE",
            "alice.test",
            "ALICE.Test",
            "alice@mail.test",
            "Alice@Mail.Test",
        ] {
            assert_eq!(outcome(Confidential, None, Some(named), &people(2)), "grant alice.test", "{named}");
        }
        assert_eq!(outcome(Confidential, None, Some("nobody@mail.test"), &people(2)), "page");
    }

    #[test]
    fn what_must_hold_for_a_silent_answer() {
        let refused = |change: fn(&mut SignedIn)| {
            let mut account = account("alice");
            change(&mut account);
            let signed_in = [account];
            [Some(Prompt::None), None].map(|prompt| outcome(Trusted, prompt, Some("alice.test"), &signed_in))
        };
        assert_eq!(refused(|alice| alice.is_active = false), ["login_required", "page alice.test"]);
        assert_eq!(refused(|alice| alice.has_consented = false), ["consent_required", "page alice.test"]);
        let stale =
            |alice: &mut SignedIn| alice.signed_in_at = NOW.before(FRESH_FOR + Duration::from_secs(1));
        assert_eq!(refused(stale), ["login_required", "page alice.test"]);
    }

    #[test]
    fn a_client_may_want_a_fresher_sign_in() {
        let mut alice = account("alice");
        alice.signed_in_at = NOW.before(Duration::from_secs(100));
        let hint = hint("alice.test");
        let asked = |max_age| Asked {
            prompt: None,
            hint: Some(&hint),
            max_age: Some(Duration::from_secs(max_age)),
            may_be_silent: true,
        };
        let signed_in = [alice];
        assert!(matches!(decide(&asked(100), &signed_in, NOW), Decision::Grant(_)));
        assert!(matches!(decide(&asked(99), &signed_in, NOW), Decision::Page(Some(_))));
        assert!(asked(99).needs_login(&signed_in[0], NOW));
    }

    #[test]
    fn an_ambiguous_hint_is_nobodys() {
        let mut twin = account("bob");
        twin.email = Some("alice@mail.test".into());
        let signed_in = [account("alice"), twin];
        assert_eq!(
            outcome(Trusted, Some(Prompt::None), Some("alice@mail.test"), &signed_in),
            "account_selection_required"
        );
        assert_eq!(outcome(Trusted, None, Some("alice@mail.test"), &signed_in), "page alice.test");
    }
}
