//! A small filter against slurs in handles and record keys, both ASCII.
//!
//! Knows the digits and letters that stand in for others, dots and dashes between letters, and plurals. It is meant
//! to stop the obvious, not to judge language.

/// The word list; see its first lines for the form.
const LIST: &str = include_str!("data/slurs.txt");

/// Whether `name` holds one of the listed words, spelt with digits for letters or broken up by separators.
pub fn has_slur(name: &str) -> bool {
    let folded: String = name.chars().map(|c| u8::try_from(c).map_or(c, |byte| fold(byte).into())).collect();
    let joined: String = folded.chars().filter(char::is_ascii_alphanumeric).collect();
    let words = || folded.split(|c: char| !c.is_ascii_alphanumeric()).chain([joined.as_str()]);
    LIST.lines().any(|line| {
        let mut entries = line.split(' ');
        match entries.next() {
            Some("=") => entries.any(|slur| words().any(|word| is_word(word, slur))),
            Some("~") => entries.any(|slur| has_inside(&joined, slur)),
            _ => false,
        }
    })
}

/// Whether `word` is the entry `slur`, or its plural.
fn is_word(word: &str, slur: &str) -> bool {
    let is = |word: &str| word.len() == slur.len() && word.bytes().eq(turned(slur));
    is(word) || word.strip_suffix('s').is_some_and(is)
}

/// Whether the entry `slur` stands anywhere in `text`.
fn has_inside(text: &str, slur: &str) -> bool {
    text.as_bytes().windows(slur.len()).any(|part| part.iter().copied().eq(turned(slur)))
}

/// The letter that a character is read as.
fn fold(c: u8) -> u8 {
    match c.to_ascii_lowercase() {
        b'0' => b'o',
        b'1' | b'l' | b'!' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' => b's',
        b'q' => b'g',
        other => other,
    }
}

/// An entry of the list, readable and folded as names are.
fn turned(entry: &str) -> impl Iterator<Item = u8> {
    entry.bytes().map(|letter| {
        fold(match letter {
            b'a'..=b'm' => letter + 13,
            b'n'..=b'z' => letter - 13,
            other => other,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_words_are_found_in_disguise() {
        for disguised in ["pbba.test", "p00a.test", "p-b-b-a", "pbbaf.example.com", "a1ttre123", "xAvTtreX"] {
            let name: String = disguised.chars().map(rot13).collect();
            assert!(has_slur(&name), "{disguised}");
        }
    }

    #[test]
    fn ordinary_names_pass() {
        for name in [
            "alice.test",
            "raccoon.example.com",
            "cocoon.test",
            "niger.example.com",
            "night.owl.test",
            "figs.test",
            "3ke6ky26v6h2b",
            "self",
            "dragon-fly.example.com",
            "bob-nigel.test",
        ] {
            assert!(!has_slur(name), "{name}");
        }
    }

    fn rot13(c: char) -> char {
        let base = if c.is_ascii_uppercase() { b'A' } else { b'a' };
        if c.is_ascii_alphabetic() { (base + (c as u8 - base + 13) % 26) as char } else { c }
    }
}
