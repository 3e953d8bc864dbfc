//! The `Authorization` header.

use super::AuthError;
use crate::oauth;

/// What a request shows of its caller, where an app may be one.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// What a proof of possession is about.
    pub proof: oauth::Presented<'a>,
}

impl std::fmt::Debug for Presented<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Presented({} {})", self.proof.method, self.proof.path)
    }
}

/// What a request says about who makes it, not yet believed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Credentials<'a> {
    /// A token of ours or of another server.
    Bearer(&'a str),
    /// A token that is bound to a key (RFC 9449).
    Dpop(&'a str),
    /// Base64 of user name and password.
    Basic(&'a str),
}

impl<'a> Credentials<'a> {
    /// Reads the value of the header; `None` when the request has none.
    ///
    /// # Errors
    /// When it is not a known scheme and one word.
    pub fn parse(header: Option<&'a str>) -> Result<Option<Self>, AuthError> {
        let Some(header) = header.filter(|header| !header.is_empty()) else { return Ok(None) };
        let mut words = header.split(' ');
        let (Some(scheme), Some(value), None) = (words.next(), words.next(), words.next()) else {
            return Err(AuthError::MalformedHeader);
        };
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Ok(Some(Self::Bearer(value))),
            "dpop" => Ok(Some(Self::Dpop(value))),
            "basic" => Ok(Some(Self::Basic(value))),
            _ => Err(AuthError::UnsupportedScheme(scheme.to_owned())),
        }
    }
}

impl std::fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "Bearer …",
            Self::Dpop(_) => "DPoP …",
            Self::Basic(_) => "Basic …",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_in_any_case() {
        assert!(matches!(Credentials::parse(None), Ok(None)));
        assert!(matches!(Credentials::parse(Some("")), Ok(None)));
        assert!(matches!(Credentials::parse(Some("bEARER a")), Ok(Some(Credentials::Bearer("a")))));
        assert!(matches!(Credentials::parse(Some("DPoP a")), Ok(Some(Credentials::Dpop("a")))));
        assert!(matches!(Credentials::parse(Some("Basic a")), Ok(Some(Credentials::Basic("a")))));
    }

    #[test]
    fn anything_else_is_refused() {
        for header in ["Bearer", "Bearer a b", "Bearer  a", "Bearer a "] {
            assert!(matches!(Credentials::parse(Some(header)), Err(AuthError::MalformedHeader)), "{header}");
        }
        assert!(matches!(
            Credentials::parse(Some("Digest a")),
            Err(AuthError::UnsupportedScheme(scheme)) if scheme == "Digest"
        ));
    }
}
