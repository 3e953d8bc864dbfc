//! A small filter against slurs in handles and record keys, both ASCII.
//!
//! Knows the digits and letters that stand in for others, dots and dashes between letters, and plurals. It is meant
//! to stop the obvious, not to judge language.

/// The word list; see its first lines for the form.
const LIST: &str = include_str!("data/slurs.txt");

/// Whether `name` holds one of the listed words, spelt with digits for letters or broken up by separators.
pub fn has_slur(name: &str) -> bool {
    let folded: String = name.chars().map(fold).collect();
    let joined: String = folded.chars().filter(char::is_ascii_alphanumeric).collect();
    let words = || folded.split(|c: char| !c.is_ascii_alphanumeric()).chain([joined.as_str()]);
    LIST.lines().any(|line| {
        let mut entries = line.split(' ');
        match entries.next() {
            Some("=") => entries.any(|entry| {
                let slur = turned(entry);
                words().any(|word| word == slur || word.strip_suffix('s') == Some(slur.as_str()))
            }),
            Some("~") => entries.any(|entry| joined.contains(&turned(entry))),
            _ => false,
        }
    })
}

/// The letter that a character is read as.
fn fold(c: char) -> char {
    match c.to_ascii_lowercase() {
        '0' => 'o',
        '1' | 'l' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' => 's',
        'q' => 'g',
        other => other,
    }
}

/// An entry of the list, readable and folded as names are.
fn turned(entry: &str) -> String {
    let back = |c: char| match c {
        'a'..='m' => (c as u8 + 13) as char,
        'n'..='z' => (c as u8 - 13) as char,
        other => other,
    };
    entry.chars().map(back).map(fold).collect()
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
