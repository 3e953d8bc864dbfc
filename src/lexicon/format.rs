//! String formats of lexicons.

use serde::Deserialize;

use crate::syntax::{AtIdentifier, AtUri, Datetime, Did, Handle, Language, Nsid, Rkey, Tid, is_cid_syntax};

/// Longest URI in bytes.
const MAX_URI: usize = 8_192;
/// Longest scheme of a URI in bytes.
const MAX_SCHEME: usize = 80;

/// A string format that values are checked against.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Format {
    AtIdentifier,
    AtUri,
    Cid,
    Datetime,
    Did,
    Handle,
    Language,
    Nsid,
    RecordKey,
    Tid,
    Uri,
}

impl Format {
    /// Whether `text` has this format.
    pub(super) fn matches(self, text: &str) -> bool {
        match self {
            Self::AtIdentifier => text.parse::<AtIdentifier>().is_ok(),
            Self::AtUri => text.parse::<AtUri>().is_ok(),
            Self::Cid => is_cid_syntax(text),
            Self::Datetime => text.parse::<Datetime>().is_ok(),
            Self::Did => text.parse::<Did>().is_ok(),
            Self::Handle => text.parse::<Handle>().is_ok(),
            Self::Language => text.parse::<Language>().is_ok(),
            Self::Nsid => text.parse::<Nsid>().is_ok(),
            Self::RecordKey => text.parse::<Rkey>().is_ok(),
            Self::Tid => text.parse::<Tid>().is_ok(),
            Self::Uri => is_uri(text),
        }
    }

    /// What messages call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::AtIdentifier => "AT identifier",
            Self::AtUri => "at-uri",
            Self::Cid => "CID string",
            Self::Datetime => "datetime",
            Self::Did => "DID",
            Self::Handle => "handle",
            Self::Language => "language",
            Self::Nsid => "NSID",
            Self::RecordKey => "record key",
            Self::Tid => "TID string",
            Self::Uri => "uri",
        }
    }
}

/// The loose URI check of the lexicon spec: a scheme, a colon, and something without spaces.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    text.len() <= MAX_URI
        && scheme.len() <= MAX_SCHEME
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-._".contains(&b))
        && rest.starts_with(|c: char| c != '/')
        && !rest.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris() {
        for good in ["https://example.com/a?b#c", "at://did:plc:asdf", "dns:example.com", "a:b", "HTTP://a"] {
            assert!(is_uri(good), "{good}");
        }
        for bad in ["", "https", "https:", "https://", "1http://a", ":a", "https://a b", "-a:b"] {
            assert!(!is_uri(bad), "{bad}");
        }
    }
}
