//! Namespaced identifiers of methods and record types (NSID spec).

use super::text_id::text_id;

/// Longest NSID in bytes.
const MAX_NSID: usize = 317;
/// Longest segment in bytes.
const MAX_SEGMENT: usize = 63;

text_id!(
    /// An NSID such as `app.bsky.feed.post`: at least three segments, the last of letters and digits.
    Nsid,
    "NSID",
    is_nsid,
    lower_case_authority
);

impl Nsid {
    /// The last segment.
    pub fn name(&self) -> &str {
        self.as_str().rsplit('.').next().unwrap_or_default()
    }

    /// Everything before the last segment: `app.bsky.feed`.
    pub fn group(&self) -> &str {
        self.as_str().rsplit_once('.').map_or("", |(group, _)| group)
    }
}

fn is_nsid(text: &str) -> bool {
    if text.len() > MAX_NSID {
        return false;
    }
    let Some((authority, name)) = text.rsplit_once('.') else { return false };
    let segment_ok = |segment: &str| {
        (1..=MAX_SEGMENT).contains(&segment.len())
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !segment.starts_with('-')
            && !segment.ends_with('-')
    };
    authority.contains('.')
        && authority.split('.').all(segment_ok)
        && authority.starts_with(|c: char| c.is_ascii_alphabetic())
        && (1..=MAX_SEGMENT).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The authority is a reversed domain name, which has no case; the name does have one.
fn lower_case_authority(text: &str) -> String {
    match text.rsplit_once('.') {
        Some((authority, name)) => format!("{}.{name}", authority.to_ascii_lowercase()),
        None => text.to_owned(),
    }
}
