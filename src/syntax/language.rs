//! Language tags (BCP 47, in the loose form of the lexicon string format `language`).

use super::text_id::text_id;

/// Longest tag in bytes.
const MAX_LANGUAGE: usize = 128;

text_id!(
    /// A language tag such as `en` or `pt-BR`.
    Language,
    "language tag",
    is_language
);

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    let primary_ok = matches!(primary, "i" | "x" | "X")
        || ((2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase()));
    text.len() <= MAX_LANGUAGE
        && primary_ok
        && parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
