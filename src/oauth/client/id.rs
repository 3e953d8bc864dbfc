//! Names of clients: the address of a document that describes the app, or, for apps in development, an address on
//! localhost that says everything itself.

use std::fmt;
use std::str::FromStr;

use super::address;

/// Longest name in bytes: it becomes a key of the store.
pub const MAX_CLIENT_ID: usize = 2_048;
/// What names of apps in development begin with.
pub(super) const LOOPBACK: &str = "http://localhost";
const HTTPS: &str = "https://";

/// A `client_id` in its one allowed spelling. Two are the same app when they are the same text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(Box<str>);

/// What a client's name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientKind {
    /// The `https://` address of its metadata document.
    Discoverable,
    /// An app in development, which says about itself what it wants to.
    Loopback,
}

/// A `client_id` that cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidClientId {
    /// Too long, or with characters that addresses do not have.
    #[error("the client_id is not a URL")]
    NotAnAddress,
    /// Not one that may be fetched.
    #[error(
        "the client_id must be a canonical https URL on a public host, without port, credentials, fragment or IP address"
    )]
    NotPublic,
    /// No document can be meant.
    #[error("the client_id must have a path that does not end with a slash")]
    NoDocument,
    /// For loopback clients: only `http://localhost`, an optional slash and a query.
    #[error("a loopback client_id is http://localhost with nothing but a query")]
    Loopback,
}

impl ClientId {
    /// As the client writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is.
    pub fn kind(&self) -> ClientKind {
        if self.0.starts_with(HTTPS) { ClientKind::Discoverable } else { ClientKind::Loopback }
    }

    /// The host, which is what people are shown: it is the only part of an unknown app that it cannot make up.
    pub fn host(&self) -> &str {
        let rest = self.0.strip_prefix(HTTPS).or_else(|| self.0.strip_prefix("http://")).unwrap_or(&self.0);
        rest.split(['/', '?']).next().unwrap_or(rest)
    }

    /// The query of a loopback client.
    pub(super) fn loopback_query(&self) -> &str {
        self.0.split_once('?').map_or("", |(_, query)| query)
    }
}

impl FromStr for ClientId {
    type Err = InvalidClientId;

    fn from_str(text: &str) -> Result<Self, InvalidClientId> {
        if text.len() > MAX_CLIENT_ID || !address::is_plain(text) {
            return Err(InvalidClientId::NotAnAddress);
        }
        if let Some(rest) = text.strip_prefix(LOOPBACK).filter(|rest| is_bare_or_delimited(rest)) {
            let rest = rest.strip_prefix('/').unwrap_or(rest);
            let fits = (rest.is_empty() || rest.starts_with('?')) && !rest.contains('#');
            return if fits { Ok(Self(text.into())) } else { Err(InvalidClientId::Loopback) };
        }
        let url = address::document(text).ok_or(InvalidClientId::NotPublic)?;
        if url.path().ends_with('/') {
            return Err(InvalidClientId::NoDocument);
        }
        Ok(Self(text.into()))
    }
}

/// Whether the host ends where `http://localhost` does.
fn is_bare_or_delimited(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['/', '?', '#', ':'])
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_https_documents_or_localhost() {
        for (text, kind, host) in [
            ("https://app.demo.social/client-metadata.json", ClientKind::Discoverable, "app.demo.social"),
            ("https://demo.social/a?b=c/d", ClientKind::Discoverable, "demo.social"),
            ("http://localhost", ClientKind::Loopback, "localhost"),
            ("http://localhost/", ClientKind::Loopback, "localhost"),
            ("http://localhost?scope=atproto", ClientKind::Loopback, "localhost"),
            ("http://localhost/?redirect_uri=http://127.0.0.1/a", ClientKind::Loopback, "localhost"),
        ] {
            let id: ClientId = text.parse().expect(text);
            assert_eq!((id.as_str(), id.kind(), id.host()), (text, kind, host));
        }
        use InvalidClientId::{Loopback, NoDocument, NotAnAddress, NotPublic};
        let long = format!("https://demo.social/{}", "a".repeat(MAX_CLIENT_ID));
        for (text, expected) in [
            ("", NotPublic),
            ("app", NotPublic),
            (&long, NotAnAddress),
            ("https://demo.social/a b", NotAnAddress),
            ("https://demo.social/a\n", NotAnAddress),
            ("https://bücher.de/a", NotAnAddress),
            ("https://demo.social/", NoDocument),
            ("https://demo.social/app/", NoDocument),
            ("https://demo.social", NotPublic),
            ("http://demo.social/client", NotPublic),
            ("https://localhost/client", NotPublic),
            ("http://localhost:3000", Loopback),
            ("http://localhost/app", Loopback),
            ("http://localhost//", Loopback),
            ("http://localhost#a", Loopback),
            ("http://localhost?a#b", Loopback),
            // What other servers took for localhost.
            ("http://localhost.evil.social/client", NotPublic),
            ("http://evil.social/localhost", NotPublic),
            ("http://127.0.0.1/client", NotPublic),
            ("http://localhost@evil.social/", NotPublic),
        ] {
            assert_eq!(text.parse::<ClientId>(), Err(expected), "{text}");
        }
    }
}
