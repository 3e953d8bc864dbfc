//! Handles: DNS names that people are known by (handle spec).

use super::text_id::text_id;

/// Longest handle in bytes.
const MAX_HANDLE: usize = 253;
/// Longest label between two dots in bytes.
const MAX_LABEL: usize = 63;
/// Top-level names under which no handle is valid on the network. `.test` is for development and allowed here.
const DISALLOWED_TLDS: [&str; 8] =
    ["local", "arpa", "invalid", "localhost", "internal", "example", "alt", "onion"];

text_id!(
    /// A handle in lower case: at least two labels, at most 253 bytes, ASCII.
    Handle,
    "handle",
    is_handle,
    str::to_ascii_lowercase
);

impl Handle {
    /// What is shown where an account has no working handle (`handle.invalid`).
    pub fn invalid() -> Self {
        Self::trusted("handle.invalid")
    }

    /// The last label.
    pub fn tld(&self) -> &str {
        self.as_str().rsplit('.').next().unwrap_or_default()
    }

    /// Whether the top-level name is one that accounts may not use.
    pub fn has_disallowed_tld(&self) -> bool {
        DISALLOWED_TLDS.contains(&self.tld())
    }
}

pub(super) fn is_handle(text: &str) -> bool {
    if text.len() > MAX_HANDLE || !text.contains('.') {
        return false;
    }
    let labels_ok = text.split('.').all(|label| {
        (1..=MAX_LABEL).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    });
    let tld_starts_with_letter =
        text.rsplit('.').next().is_some_and(|tld| tld.starts_with(|c: char| c.is_ascii_alphabetic()));
    labels_ok && tld_starts_with_letter
}
