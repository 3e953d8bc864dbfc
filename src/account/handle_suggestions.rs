//! Handles for those who have none in mind: two words and a number, drawn by chance. Nothing that is known of a person
//! goes into them.

use super::{Accounts, Strictness};
use crate::base::random_bytes;
use crate::store::rows::accounts;
use crate::store::{Read, Snapshot, StorageError};
use crate::syntax::Handle;

/// How many are offered.
const OFFERED: usize = 3;
/// How many are drawn to find as many that are free.
const DRAWN: usize = 24;

/// Words of six letters at most, so that all fits into the shortest of our limits. As many as a byte divides by evenly.
const QUALITIES: [&str; 64] = [
    "amber", "azure", "bold", "brave", "breezy", "bright", "calm", "cheery", "clever", "cloudy", "cosmic",
    "cozy", "crisp", "dapper", "dusty", "eager", "early", "fancy", "fluffy", "fond", "fresh", "frosty",
    "gentle", "glad", "golden", "grand", "green", "happy", "hardy", "humble", "indigo", "jolly", "keen",
    "kind", "late", "lively", "lucky", "mellow", "merry", "mild", "misty", "neat", "nimble", "noble",
    "olive", "peachy", "plain", "plucky", "proud", "quick", "quiet", "rapid", "rosy", "rustic", "sandy",
    "silver", "snowy", "solar", "sturdy", "sunny", "teal", "tidy", "vivid", "warm",
];
/// The same.
const THINGS: [&str; 64] = [
    "acorn", "alder", "anchor", "apple", "aspen", "badger", "beacon", "birch", "bridge", "brook", "cedar",
    "clover", "comet", "coral", "crane", "daisy", "dune", "falcon", "fern", "finch", "forest", "fox",
    "garden", "gecko", "grove", "harbor", "hazel", "heron", "island", "ivy", "jay", "kettle", "lagoon",
    "lark", "laurel", "maple", "meadow", "meteor", "moss", "nebula", "oak", "orchid", "otter", "owl",
    "panda", "pebble", "piano", "pine", "planet", "plum", "pond", "poppy", "puffin", "quartz", "raven",
    "reed", "river", "robin", "spruce", "swan", "thyme", "tulip", "walnut", "willow",
];

impl Accounts {
    /// A few handles under `domain` that are free and could be had.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn suggest_handles(&self, domain: &str) -> Result<Vec<Handle>, StorageError> {
        let drawn = (0..DRAWN).map(|_| format!("{}{domain}", draw(random_bytes())));
        let allowed: Vec<Handle> = drawn
            .filter_map(|text| self.0.handles.check(&text, Strictness::ByCode).ok())
            .map(|(handle, _)| handle)
            .collect();
        let free = move |db: &Snapshot| {
            let mut free = Vec::with_capacity(OFFERED);
            for handle in allowed {
                if free.len() < OFFERED && !free.contains(&handle) && !is_taken(db, &handle)? {
                    free.push(handle);
                }
            }
            Ok(free)
        };
        self.0.store.read(free).await
    }
}

fn is_taken(db: &impl Read, handle: &Handle) -> Result<bool, StorageError> {
    Ok(accounts::by_handle(db, handle)?.is_some())
}

/// The name that these bytes stand for.
fn draw([quality, thing, number]: [u8; 3]) -> String {
    let word = |words: &[&'static str; 64], byte: u8| words[usize::from(byte) % words.len()];
    format!("{}-{}-{}", word(&QUALITIES, quality), word(&THINGS, thing), 10 + u16::from(number) % 90)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::HandlePolicy;

    #[test]
    fn every_pair_of_words_is_a_handle_that_may_be_had() {
        let policy = HandlePolicy::new([".test".to_owned()]);
        for quality in 0..64 {
            for thing in 0..64 {
                let name = draw([quality, thing, 255]);
                let verdict = policy.check(&format!("{name}.test"), Strictness::ByCode);
                assert!(verdict.is_ok(), "{name}: {verdict:?}");
                assert!(policy.check(&format!("{name}.test"), Strictness::Public).is_ok(), "{name}");
            }
        }
        assert_eq!(draw([0, 0, 0]), "amber-acorn-10");
        assert_eq!(draw([64, 64, 89]), "amber-acorn-99");
    }

    #[test]
    fn words_are_different() {
        for words in [QUALITIES, THINGS] {
            assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "sorted, none twice");
        }
    }
}
