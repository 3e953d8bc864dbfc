//! Which handles an account may have on this server.

use std::ops::RangeInclusive;

use crate::syntax::{Handle, has_slur};

/// How long the first label under a domain of the service may be, in bytes.
const LABEL: RangeInclusive<usize> = 3..=18;
/// The same where an app sent somebody to choose one: apps tell people these numbers.
const LABEL_BY_CODE: RangeInclusive<usize> = 5..=20;
/// What internationalized names begin with, which are read as something else than they are.
const PUNYCODE: &str = "xn--";
/// Names that are kept back; see its first lines for the form.
const RESERVED: &str = include_str!("data/reserved_names.txt");

/// Whether reserved names and the slur filter count. The operator is not bound by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// For people.
    Public,
    /// For people who sign up with no more than a mailed code.
    ByCode,
    /// For the operator.
    Operator,
}

/// Where a valid handle lives, and so how its owner is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandleKind {
    /// Under a domain of this service: given out by us.
    Service,
    /// Anywhere else: it must resolve to the account's DID.
    External,
}

/// Why a handle is refused before anybody looks whether it is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandleRefused {
    /// Not a handle.
    #[error("Input/handle must be a valid handle")]
    Syntax,
    /// Under a top-level domain that has no owners.
    #[error("Handle TLD is invalid or disallowed")]
    Tld,
    /// The slur filter hit.
    #[error("Inappropriate language in handle")]
    Slur,
    /// More than one label in front of a domain of the service.
    #[error("Invalid characters in handle")]
    Characters,
    /// First label too short.
    #[error("Handle too short")]
    TooShort,
    /// First label too long.
    #[error("Handle too long")]
    TooLong,
    /// Kept back for the service or for the famous.
    #[error("Reserved handle")]
    Reserved,
}

/// The rules of one server.
#[derive(Debug)]
pub struct HandlePolicy {
    /// Each begins with a dot.
    domains: Box<[Box<str>]>,
}

impl HandlePolicy {
    /// For a server that gives out handles under `domains`, each of which begins with a dot.
    pub fn new(domains: impl IntoIterator<Item = String>) -> Self {
        Self { domains: domains.into_iter().map(|domain| domain.to_ascii_lowercase().into()).collect() }
    }

    /// Reads a handle and applies the rules that need no look-up.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn check(&self, text: &str, strictness: Strictness) -> Result<(Handle, HandleKind), HandleRefused> {
        let handle: Handle = text.parse().map_err(|_| HandleRefused::Syntax)?;
        if handle.has_disallowed_tld() {
            return Err(HandleRefused::Tld);
        }
        if strictness != Strictness::Operator && has_slur(handle.as_str()) {
            return Err(HandleRefused::Slur);
        }
        let Some(label) = self.label(&handle) else { return Ok((handle, HandleKind::External)) };
        if label.contains('.') {
            return Err(HandleRefused::Characters);
        }
        let (lengths, punycode) = match strictness {
            Strictness::ByCode => (LABEL_BY_CODE, false),
            Strictness::Public | Strictness::Operator => (LABEL, true),
        };
        if label.len() < *lengths.start() {
            return Err(HandleRefused::TooShort);
        }
        if label.len() > *lengths.end() {
            return Err(HandleRefused::TooLong);
        }
        if label.starts_with(PUNYCODE) && !punycode {
            return Err(HandleRefused::Characters);
        }
        if strictness != Strictness::Operator && is_reserved(label) {
            return Err(HandleRefused::Reserved);
        }
        Ok((handle, HandleKind::Service))
    }

    /// What stands in front of the service's domain.
    fn label<'a>(&self, handle: &'a Handle) -> Option<&'a str> {
        self.domains.iter().find_map(|domain| handle.as_str().strip_suffix(&**domain))
    }
}

/// Whether a name is kept back, alone or as a plural, hyphens aside. Names are few and sign-ups rare: the list is read
/// as it is.
fn is_reserved(label: &str) -> bool {
    let name: String = label.chars().filter(|&c| c != '-').collect();
    let singular = name.strip_suffix('s');
    let mut reserved = RESERVED.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    reserved.any(|reserved| reserved == name || Some(reserved) == singular)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<HandleKind, HandleRefused> {
        let policy = HandlePolicy::new([".test".to_owned(), ".pds.garden.net".to_owned()]);
        policy.check(text, Strictness::Public).map(|(_, kind)| kind)
    }

    #[test]
    fn service_and_external_handles() {
        assert_eq!(check("alice.test"), Ok(HandleKind::Service));
        assert_eq!(check("Alice.Test"), Ok(HandleKind::Service));
        assert_eq!(check("a-li-ce.pds.garden.net"), Ok(HandleKind::Service));
        assert_eq!(check("alice.garden.net"), Ok(HandleKind::External));
        assert_eq!(check("admin.garden.net"), Ok(HandleKind::External));
    }

    #[test]
    fn each_rule() {
        use HandleRefused::*;
        for (text, refused) in [
            ("alice", Syntax),
            ("al_ice.test", Syntax),
            ("", Syntax),
            ("alice.local", Tld),
            ("alice.onion", Tld),
            ("al.ice.test", Characters),
            ("al.test", TooShort),
            ("abcdefghijklmnopqrs.test", TooLong),
            ("admin.test", Reserved),
            ("ad-min.test", Reserved),
            ("admins.test", Reserved),
            ("about.test", Reserved),
            ("atp.test", Reserved),
            ("barackobama.test", Reserved),
            ("xrpc.pds.garden.net", Reserved),
        ] {
            assert_eq!(check(text), Err(refused), "{text}");
        }
        assert_eq!(check("abcdefghijklmnopqr.test"), Ok(HandleKind::Service));
    }

    #[test]
    fn who_comes_with_a_code_has_limits_of_their_own() {
        use HandleRefused::*;
        let policy = HandlePolicy::new([".test".to_owned()]);
        for (label, refused) in [
            ("abcd", Some(TooShort)),
            ("abcde", None),
            ("a--bc", None),
            ("abcdefghijklmnopqrst", None),
            ("abcdefghijklmnopqrstu", Some(TooLong)),
            ("xn--abc", Some(Characters)),
            ("ab.cde", Some(Characters)),
            ("ab_cde", Some(Syntax)),
            ("-abcde", Some(Syntax)),
            ("admins", Some(Reserved)),
        ] {
            let verdict = policy.check(&format!("{label}.test"), Strictness::ByCode);
            assert_eq!(verdict.err(), refused, "{label}");
        }
    }

    #[test]
    fn the_operator_is_above_lists_but_not_above_syntax() {
        let policy = HandlePolicy::new([".test".to_owned()]);
        assert!(policy.check("admin.test", Strictness::Operator).is_ok());
        assert_eq!(policy.check("ad.test", Strictness::Operator), Err(HandleRefused::TooShort));
    }
}
