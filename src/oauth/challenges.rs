//! PKCE challenges that were used: a client that repeats one is broken, or somebody replays it.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::base::Timestamp;

/// How long a challenge cannot be used again: a day and a tenth.
const BLOCKED_FOR: Duration = Duration::from_secs(95_040);
/// Most challenges that are remembered, about 400 KiB; the oldest are forgotten first.
const MAX_REMEMBERED: usize = 4_096;
/// Half a challenge tells it from all others.
type Mark = [u8; 16];

/// The challenges.
#[derive(Debug, Default)]
pub(super) struct Challenges(Mutex<Used>);

#[derive(Debug, Default)]
struct Used {
    marks: HashSet<Mark>,
    order: VecDeque<(Timestamp, Mark)>,
}

impl Challenges {
    /// Uses up a challenge. Whether this is its first use.
    pub fn spend(&self, challenge: &[u8; 32], now: Timestamp) -> bool {
        let mark: Mark = *challenge.first_chunk().expect("a challenge is longer than a mark");
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((at, oldest)) = used.order.front().copied() {
            if now.since(at) < BLOCKED_FOR && used.order.len() < MAX_REMEMBERED {
                break;
            }
            used.order.pop_front();
            used.marks.remove(&oldest);
        }
        let is_first = used.marks.insert(mark);
        if is_first {
            used.order.push_back((now, mark));
        }
        is_first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_works_once_a_day() {
        let challenges = Challenges::default();
        let start = Timestamp::from_secs(1_000);
        assert!(challenges.spend(&[1; 32], start) && challenges.spend(&[2; 32], start));
        assert!(!challenges.spend(&[1; 32], start.after(Duration::from_secs(24 * 60 * 60))));
        assert!(challenges.spend(&[1; 32], start.after(BLOCKED_FOR)));
    }

    #[test]
    fn memory_is_bounded() {
        let challenges = Challenges::default();
        let now = Timestamp::from_secs(1_000);
        for n in 0..u32::try_from(2 * MAX_REMEMBERED).expect("a small number") {
            let mut challenge = [0; 32];
            challenge[..4].copy_from_slice(&n.to_be_bytes());
            assert!(challenges.spend(&challenge, now));
        }
        let used = challenges.0.lock().expect("a lock");
        assert_eq!((used.marks.len(), used.order.len()), (MAX_REMEMBERED, MAX_REMEMBERED));
    }
}
