//! The way back to a client: where the answer of an authorization request goes, and in which form.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::authorization::Request;
use super::client::RedirectUri;
use super::error::ErrorCode;

/// What is written as it is in form encoding.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// In which part of the client's address the answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In its query.
    Query,
    /// In its fragment.
    Fragment,
    /// In a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    /// The values that the metadata document lists.
    pub const NAMES: [&str; 3] = ["query", "fragment", "form_post"];
}

/// Text that names no response mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a response mode")]
pub struct BadMode;

impl FromStr for ResponseMode {
    type Err = BadMode;

    fn from_str(text: &str) -> Result<Self, BadMode> {
        Ok(match text {
            "query" => Self::Query,
            "fragment" => Self::Fragment,
            "form_post" => Self::FormPost,
            _ => return Err(BadMode),
        })
    }
}

/// An answer on its way to the client. The address is one that the client registered.
#[derive(Clone, PartialEq, Eq)]
pub struct Redirect {
    /// In which form.
    pub mode: ResponseMode,
    /// Whereto.
    pub uri: RedirectUri,
    /// The parameters of the answer.
    pub params: Vec<(&'static str, String)>,
}

impl Redirect {
    /// The answer that carries a code.
    pub(super) fn with_code(request: &Request, issuer: &str, code: String) -> Self {
        Self::new(request, issuer, [("code", code)])
    }

    /// The answer that says why there is no code.
    pub fn with_error(request: &Request, issuer: &str, error: ErrorCode, description: &str) -> Self {
        let params = [("error", error.as_str().to_owned()), ("error_description", description.to_owned())];
        Self::new(request, issuer, params)
    }

    fn new<const N: usize>(request: &Request, issuer: &str, answer: [(&'static str, String); N]) -> Self {
        let mut params = vec![("iss", issuer.to_owned())];
        // An empty one would not be the one that the client sent.
        if let Some(state) = &request.state {
            params.push(("state", state.to_string()));
        }
        params.extend(answer);
        Self { mode: request.response_mode, uri: request.redirect_uri.clone(), params }
    }

    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The address with the answer in its query or fragment; `None` when it has to be posted.
    pub fn location(&self) -> Option<String> {
        let separator = match self.mode {
            ResponseMode::FormPost => return None,
            ResponseMode::Fragment => '#',
            ResponseMode::Query if self.uri.as_str().contains('?') => {
                if self.uri.as_str().ends_with(['?', '&']) { '\0' } else { '&' }
            }
            ResponseMode::Query => '?',
        };
        let mut location = self.uri.to_string();
        let answer = encode(&self.params);
        location.extend(Some(separator).filter(|separator| *separator != '\0'));
        location.push_str(&answer);
        Some(location)
    }
}

/// `name=value` pairs in form encoding.
fn encode(params: &[(&'static str, String)]) -> String {
    let pairs: Vec<String> =
        params.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, FORM))).collect();
    pairs.join("&")
}

/// The parameters hold a code.
impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redirect({})", self.uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(mode: ResponseMode, uri: &str) -> Redirect {
        let params = vec![("iss", "https://pds.test".to_owned()), ("state", "a b&c=#".to_owned())];
        Redirect { mode, uri: uri.parse().expect("a redirect URI"), params }
    }

    #[test]
    fn answers_are_put_where_they_belong() {
        let answer = "iss=https%3A%2F%2Fpds.test&state=a%20b%26c%3D%23";
        for (mode, uri, before) in [
            (ResponseMode::Query, "https://app.demo.social/cb", "https://app.demo.social/cb?"),
            (ResponseMode::Query, "https://app.demo.social/cb?a=1", "https://app.demo.social/cb?a=1&"),
            (ResponseMode::Query, "https://app.demo.social/cb?", "https://app.demo.social/cb?"),
            (ResponseMode::Query, "com.example.app:/cb", "com.example.app:/cb?"),
            (ResponseMode::Fragment, "https://app.demo.social/cb?a=1", "https://app.demo.social/cb?a=1#"),
        ] {
            assert_eq!(redirect(mode, uri).location().expect("an address"), format!("{before}{answer}"));
        }
        assert_eq!(redirect(ResponseMode::FormPost, "https://app.demo.social/cb").location(), None);
    }

    #[test]
    fn codes_are_not_shown() {
        assert!(
            !format!("{:?}", redirect(ResponseMode::Query, "https://app.demo.social/cb")).contains("a b")
        );
    }
}
