//! E-mail addresses that accounts may have: syntax, one canonical form, and no throw-away mailboxes.

use std::fmt;
use std::str::FromStr;

use crate::syntax::SyntaxError;

/// Longest address and longest local part in bytes (RFC 5321).
const MAX_ADDRESS: usize = 254;
const MAX_LOCAL: usize = 64;
/// Domains of throw-away mailboxes, separated by white space.
const DISPOSABLE: &str = include_str!("data/disposable_mail.txt");

/// An e-mail address in lower case: `local@domain` with a dotted ASCII domain. Addresses that differ in case only are
/// the same account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(Box<str>);

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit('@').next().unwrap_or_default()
    }
}

impl FromStr for Email {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let error = SyntaxError("e-mail address");
        let (local, domain) = text.rsplit_once('@').ok_or(error)?;
        if text.len() > MAX_ADDRESS || !is_local_part(local) || !is_domain(domain) {
            return Err(error);
        }
        Ok(Self(text.to_lowercase().into()))
    }
}

/// Dot-separated atoms of RFC 5322, and letters beyond ASCII (RFC 6531). Quoted local parts are refused: nobody has
/// one, and they carry spaces and control characters into mail headers.
fn is_local_part(local: &str) -> bool {
    let is_atom_char = |c: char| {
        c.is_ascii_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~".contains(c)
            || (!c.is_ascii() && c.is_alphanumeric())
    };
    local.len() <= MAX_LOCAL
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_char))
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(is_label)
        && last.len() >= 2
        && last.starts_with(|c: char| c.is_ascii_alphabetic())
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Shows the domain only: addresses do not belong into logs.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "…@{}", self.domain())
    }
}

/// Which addresses are supported.
#[derive(Debug)]
pub struct EmailPolicy {
    /// Refused besides the built-in list, in lower case.
    refused: Vec<String>,
    /// Whether letters beyond ASCII are taken before the `@`.
    international: bool,
}

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailRefused {
    /// It is no address, or its domain is known for throw-away mailboxes.
    #[error("This email address is not supported, please use a different email.")]
    Unsupported,
    /// Letters beyond ASCII stand before the `@`, and the mail server takes no such addresses (RFC 6531).
    #[error("This server cannot send mail to addresses with letters beyond a-z before the @.")]
    BeyondAscii,
}

impl EmailPolicy {
    /// Refuses the built-in list of throw-away domains and `more` of them, and unless the mail is `international`
    /// addresses that it could not be sent to.
    pub fn new(more: impl IntoIterator<Item = String>, international: bool) -> Self {
        let refused = more.into_iter().map(|domain| domain.to_ascii_lowercase()).collect();
        Self { refused, international }
    }

    /// The address, if letters can reach it and its domain is not known for throw-away mailboxes.
    ///
    /// # Errors
    /// See [`EmailRefused`].
    pub fn accept(&self, text: &str) -> Result<Email, EmailRefused> {
        let email: Email = text.trim().parse().map_err(|_| EmailRefused::Unsupported)?;
        if !self.international && !email.as_str().is_ascii() {
            return Err(EmailRefused::BeyondAscii);
        }
        let built_in =
            DISPOSABLE.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
        let mut refused = built_in.chain(self.refused.iter().map(String::as_str));
        let is_refused = refused.any(|refused| {
            let above = email.domain().strip_suffix(refused);
            above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
        });
        if is_refused { Err(EmailRefused::Unsupported) } else { Ok(email) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_lower_cased() {
        assert_eq!(
            "Alice+PDS@Example.COM".parse::<Email>().expect("an address").as_str(),
            "alice+pds@example.com"
        );
        assert_eq!(format!("{:?}", "a@example.com".parse::<Email>().expect("an address")), "…@example.com");
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "alice",
            "alice@",
            "@example.com",
            "alice@localhost",
            "alice@example.c",
            "alice@-example.com",
            "alice@exam ple.com",
            "al ice@example.com",
            "alice\r\nBcc: x@example.com",
            ".alice@example.com",
            "al..ice@example.com",
            "\"alice\"@example.com",
            "alice@example.123",
        ] {
            assert!(text.parse::<Email>().is_err(), "{text:?}");
        }
        assert!(format!("{}@example.com", "a".repeat(65)).parse::<Email>().is_err());
    }

    #[test]
    fn throw_away_mailboxes_are_not_supported() {
        let policy = EmailPolicy::new(["Burner.Example".to_owned()], false);
        assert!(policy.accept("alice@example.com").is_ok());
        assert!(policy.accept(" alice@example.com ").is_ok());
        for text in ["a@mailinator.com", "a@eu.mailinator.com", "a@burner.example", "no address"] {
            assert_eq!(policy.accept(text), Err(EmailRefused::Unsupported), "{text}");
        }
    }

    #[test]
    fn letters_beyond_ascii_are_taken_where_the_mail_server_takes_them() {
        let address = "zoë@example.com";
        assert_eq!(EmailPolicy::new([], false).accept(address), Err(EmailRefused::BeyondAscii));
        assert_eq!(EmailPolicy::new([], true).accept(address).expect("an address").as_str(), address);
    }
}
