//! Where a client's users are sent back to.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use super::address;

/// Longest address in bytes.
const MAX_LEN: usize = 2_048;
/// The hosts of native apps that listen on the user's own machine. `localhost` is not among them: names can be made to
/// lead elsewhere (RFC 8252, section 8.3).
const LOOPBACK_HOSTS: [&str; 2] = ["127.0.0.1", "[::1]"];

/// A redirect URI of an allowed form. Safe to be sent in a header.
#[derive(Clone, PartialEq, Eq)]
pub struct RedirectUri(Box<str>);

/// The forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    /// A page on a public host.
    Web,
    /// A port on the user's own machine.
    Loopback,
    /// A scheme that belongs to an app on the user's device.
    Private,
}

/// Why a redirect URI is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriError {
    /// Too long, not an address, or with credentials or a fragment.
    #[error("the redirect_uri is not a URL, or has credentials or a fragment")]
    Malformed,
    /// `localhost` by name.
    #[error("the redirect_uri must use 127.0.0.1 or [::1] instead of localhost")]
    Localhost,
    /// A web address that is not `https://` on a public host.
    #[error("the redirect_uri must use https and a public host name")]
    NotPublic,
    /// A scheme that cannot belong to an app.
    #[error("the redirect_uri has a scheme that is not a reversed host name followed by a single slash")]
    Scheme,
    /// Not among those of the client.
    #[error("the redirect_uri is not registered by the client")]
    Unregistered,
    /// Left out by a client that has several.
    #[error("redirect_uri is required")]
    Required,
}

impl RedirectUri {
    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its form.
    pub fn kind(&self) -> RedirectKind {
        if self.0.starts_with("https:") {
            RedirectKind::Web
        } else if self.0.starts_with("http:") {
            RedirectKind::Loopback
        } else {
            RedirectKind::Private
        }
    }

    /// What a content security policy calls it in `form-action`: browsers apply that to redirects of a form's answer.
    pub fn csp_source(&self) -> String {
        match self.kind() {
            RedirectKind::Private => format!("{}:", self.scheme()),
            RedirectKind::Web | RedirectKind::Loopback => {
                let end = self.0.match_indices(['/', '?']).nth(2).map_or(self.0.len(), |(at, _)| at);
                self.0[..end].to_owned()
            }
        }
    }

    /// The scheme.
    pub(super) fn scheme(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// The origin of a web address.
    pub(super) fn web_origin(&self) -> Option<url::Origin> {
        (self.kind() == RedirectKind::Web).then(|| Url::parse(&self.0).ok().map(|url| url.origin())).flatten()
    }

    /// Whether a request for `asked` may be sent there when this is what was registered: the same text, or the same
    /// but for the port of a loopback address that was registered without one (RFC 8252, section 7.3).
    pub(super) fn allows(&self, asked: &Self) -> bool {
        self == asked
            || match (self.loopback_parts(), asked.loopback_parts()) {
                (Some((host, port, rest)), Some((asked_host, asked_port, asked_rest))) => {
                    host == asked_host && (port.is_none() || port == asked_port) && rest == asked_rest
                }
                _ => false,
            }
    }

    /// Host, port, and the rest with its slash.
    fn loopback_parts(&self) -> Option<(&str, Option<&str>, &str)> {
        let rest = self.0.strip_prefix("http://")?;
        let host = *LOOPBACK_HOSTS.iter().find(|host| rest.starts_with(**host))?;
        let rest = &rest[host.len()..];
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (port, path) = rest.split_at(end);
        let port = match port {
            "" => None,
            port => Some(port.strip_prefix(':')?),
        };
        Some((host, port, if path.is_empty() { "/" } else { path }))
    }
}

/// Whether a text is a web address with an asterisk in its host, which other kinds of servers take for any name.
pub(super) fn is_pattern(text: &str) -> bool {
    let authority = text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
    authority.is_some_and(|authority| authority.contains('*'))
}

impl FromStr for RedirectUri {
    type Err = RedirectUriError;

    fn from_str(text: &str) -> Result<Self, RedirectUriError> {
        if text.len() > MAX_LEN || !address::is_plain(text) {
            return Err(RedirectUriError::Malformed);
        }
        let url = Url::parse(text).map_err(|_| RedirectUriError::Malformed)?;
        // Also an empty name before the host, and an empty fragment.
        let authority = text.split(['/', '?', '#']).nth(2).unwrap_or_default();
        if !url.username().is_empty() || url.password().is_some() || text.contains('#') {
            return Err(RedirectUriError::Malformed);
        }
        let uri = Self(text.into());
        match url.scheme() {
            "https" | "http" if authority.contains('@') => Err(RedirectUriError::Malformed),
            "https" | "http" if matches!(url.host(), Some(Host::Domain("localhost"))) => {
                Err(RedirectUriError::Localhost)
            }
            // The text itself must show the host that the parser found, or others may read it differently.
            "https" if text.starts_with("https://") && address::public_host(&url).is_some() => Ok(uri),
            "http" => {
                let port = uri.loopback_parts().map(|(_, port, _)| port);
                let valid = port.is_some_and(|port| port.is_none_or(|port| port.parse::<u16>().is_ok()));
                if valid { Ok(uri) } else { Err(RedirectUriError::NotPublic) }
            }
            "https" => Err(RedirectUriError::NotPublic),
            scheme => {
                let path = text.get(scheme.len() + 1..).unwrap_or_default();
                let own = scheme.contains('.') && text.starts_with(scheme);
                if own && path.starts_with('/') && !path.starts_with("//") {
                    Ok(uri)
                } else {
                    Err(RedirectUriError::Scheme)
                }
            }
        }
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        for (text, kind, source) in [
            ("https://app.demo.social/callback", RedirectKind::Web, "https://app.demo.social"),
            ("https://app.demo.social?a=b", RedirectKind::Web, "https://app.demo.social"),
            ("https://app.demo.social:8443/c?d=e/f", RedirectKind::Web, "https://app.demo.social:8443"),
            ("http://127.0.0.1/", RedirectKind::Loopback, "http://127.0.0.1"),
            ("http://127.0.0.1:8080/callback", RedirectKind::Loopback, "http://127.0.0.1:8080"),
            ("http://[::1]:8080", RedirectKind::Loopback, "http://[::1]:8080"),
            ("social.demo.app:/callback", RedirectKind::Private, "social.demo.app:"),
        ] {
            let uri: RedirectUri = text.parse().expect(text);
            assert_eq!((uri.as_str(), uri.kind(), uri.csp_source().as_str()), (text, kind, source));
        }
    }

    #[test]
    fn others_are_refused() {
        use RedirectUriError::{Localhost, Malformed, NotPublic, Scheme};
        for (text, expected) in [
            ("", Malformed),
            ("callback", Malformed),
            ("https://app.demo.social/a b", Malformed),
            ("https://app.demo.social/\r\nset-cookie:a=b", Malformed),
            ("https://app.demo.social/\t", Malformed),
            ("https://app.demo.social/#part", Malformed),
            ("https://app.demo.social/#", Malformed),
            ("https://me:secret@app.demo.social/", Malformed),
            ("https://@app.demo.social/", Malformed),
            ("https://app.demo.social\\@evil.social/", Malformed),
            ("https://localhost/callback", Localhost),
            ("http://localhost:8080/callback", Localhost),
            ("http://LOCALHOST/callback", Localhost),
            ("https://*.demo.social/callback", NotPublic),
            ("https://a.social;script-src*.evil.social/callback", NotPublic),
            ("https://127.0.0.1/callback", NotPublic),
            ("https://8.8.8.8/callback", NotPublic),
            ("https://app.test/callback", NotPublic),
            ("https://router/callback", NotPublic),
            ("https:app.demo.social/callback", NotPublic),
            ("http://app.demo.social/callback", NotPublic),
            ("http://127.0.0.2/callback", NotPublic),
            ("http://127.0.0.1.evil.social/callback", NotPublic),
            ("http://127.0.0.1evil/callback", NotPublic),
            ("http://127.0.0.1:99999/", Malformed),
            ("http://2130706433/", NotPublic),
            ("javascript:alert(1)", Scheme),
            ("data:text/html,hello", Scheme),
            ("myapp:/callback", Scheme),
            ("myapp://callback", Scheme),
            ("social.demo.app://callback", Scheme),
            ("social.demo.app:callback", Scheme),
            ("Social.Demo.App:/callback", Scheme),
            ("social.demo.app:", Scheme),
        ] {
            assert_eq!(text.parse::<RedirectUri>(), Err(expected), "{text}");
        }
    }

    #[test]
    fn only_the_port_of_loopback_addresses_is_free() {
        let uri = |text: &str| text.parse::<RedirectUri>().expect(text);
        for (registered, asked, allowed) in [
            ("https://app.demo.social/cb", "https://app.demo.social/cb", true),
            ("https://app.demo.social/cb", "https://app.demo.social/cb?a=b", false),
            ("https://app.demo.social/cb", "https://app.demo.social/cb/", false),
            ("https://app.demo.social/cb", "https://app.demo.social/CB", false),
            ("https://app.demo.social/cb", "https://app.demo.social:8443/cb", false),
            ("https://app.demo.social/cb", "https://evil.demo.social/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5173/cb", true),
            ("http://127.0.0.1/", "http://127.0.0.1:5173", true),
            ("http://127.0.0.1", "http://127.0.0.1:5173/", true),
            ("http://[::1]/cb?a=b", "http://[::1]:1/cb?a=b", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5173/cb2", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:5173/cb?a=b", false),
            ("http://127.0.0.1/cb", "http://[::1]:5173/cb", false),
            ("http://127.0.0.1:8080/cb", "http://127.0.0.1:8080/cb", true),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/", true),
            ("http://127.0.0.1:8080/cb", "http://127.0.0.1:8081/cb", false),
            ("http://127.0.0.1:8080/cb", "http://127.0.0.1/cb", false),
            ("social.demo.app:/cb", "social.demo.app:/cb", true),
            ("social.demo.app:/cb", "social.demo.app:/other", false),
        ] {
            assert_eq!(uri(registered).allows(&uri(asked)), allowed, "{registered} {asked}");
        }
    }
}
