//! Names for those who have no idea: two words and a number, drawn at random. Never from an address or an app: a name
//! is public.

use crate::base::random_bytes;

/// Short words for how something is.
const FIRST: [&str; 64] = [
    "amber", "autumn", "azure", "brave", "bright", "brisk", "calm", "civil", "clear", "clever", "cloudy",
    "coral", "cosmic", "cosy", "crisp", "dapper", "dawn", "eager", "early", "easy", "fair", "fleet", "fond",
    "fresh", "gentle", "glad", "golden", "grand", "green", "happy", "hazel", "honest", "indigo", "ivory",
    "jolly", "keen", "kind", "lively", "lucky", "lunar", "mellow", "merry", "mild", "misty", "modest",
    "neat", "noble", "olive", "plain", "polar", "proud", "quick", "quiet", "rapid", "rosy", "royal", "sandy",
    "silver", "sunny", "swift", "tidy", "velvet", "vivid", "warm",
];
/// Short words for what it is.
const SECOND: [&str; 64] = [
    "acorn", "anchor", "apple", "badger", "bay", "beacon", "birch", "bridge", "brook", "cedar", "cherry",
    "cloud", "comet", "crane", "creek", "daisy", "delta", "dune", "falcon", "fern", "finch", "forest",
    "garden", "grove", "harbor", "heron", "hill", "island", "lake", "lark", "leaf", "maple", "meadow",
    "moon", "moss", "oak", "ocean", "orchid", "otter", "owl", "pebble", "pine", "planet", "plum", "pond",
    "rain", "raven", "reed", "ridge", "river", "robin", "shore", "sky", "snow", "sparrow", "spring", "star",
    "stone", "summit", "tide", "tulip", "valley", "willow", "wren",
];

/// A first label of a handle, of at most 17 characters.
pub(super) fn draw() -> String {
    let [first, second, high, low] = random_bytes::<4>();
    let number = 10 + u16::from_be_bytes([high, low]) % 990;
    let pick = |words: &[&'static str; 64], byte: u8| words[usize::from(byte % 64)];
    format!("{}-{}-{number}", pick(&FIRST, first), pick(&SECOND, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_of_a_good_length() {
        let longest = |words: &[&str]| words.iter().map(|word| word.len()).max().expect("words");
        assert!(longest(&FIRST) + longest(&SECOND) + "--999".len() <= 18);
        for _ in 0..200 {
            let name = draw();
            assert!((5..=18).contains(&name.len()), "{name}");
            assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
        }
    }
}
