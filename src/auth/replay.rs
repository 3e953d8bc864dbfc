//! Remembers service tokens that were used, so that each works once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::base::Timestamp;
use crate::crypto::sha256;

/// Most tokens that are remembered; beyond it the one that was used first is forgotten. About 400 KiB.
const MAX_REMEMBERED: usize = 4_096;

/// Names a token by what was signed, which a changed signature does not change.
pub(super) type TokenMark = [u8; 32];

/// The tokens used so far.
#[derive(Default)]
pub(super) struct Replay(Mutex<Used>);

#[derive(Default)]
struct Used {
    until: HashMap<TokenMark, Timestamp>,
    order: VecDeque<TokenMark>,
}

impl Replay {
    /// The mark of a token.
    pub fn mark(token: &str) -> TokenMark {
        sha256(token.rsplit_once('.').map_or(token, |(signed, _)| signed).as_bytes())
    }

    /// Notes that a token is used now and would be good until `expires`. Whether this is its first use.
    pub fn spend(&self, mark: TokenMark, expires: Timestamp, now: Timestamp) -> bool {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.until.get(&mark).is_some_and(|until| *until > now) {
            return false;
        }
        while let Some(oldest) = used.order.front().copied() {
            let past = used.until.get(&oldest).is_none_or(|until| *until <= now);
            if !past && used.order.len() < MAX_REMEMBERED {
                break;
            }
            used.order.pop_front();
            used.until.remove(&oldest);
        }
        if used.until.insert(mark, expires).is_none() {
            used.order.push_back(mark);
        }
        true
    }

    /// Makes a token good again: what it was used for did not happen.
    pub fn forgive(&self, mark: &TokenMark) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.until.remove(mark).is_some() {
            used.order.retain(|other| other != mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(100);
    const LATER: Timestamp = Timestamp::from_secs(160);

    #[test]
    fn a_token_works_once() {
        let replay = Replay::default();
        let mark = Replay::mark("a.b.c");
        assert!(replay.spend(mark, LATER, NOW));
        assert!(!replay.spend(mark, LATER, NOW));
        assert!(!replay.spend(Replay::mark("a.b.other"), LATER, NOW), "the signature does not count");
        assert!(replay.spend(Replay::mark("a.d.c"), LATER, NOW));
        replay.forgive(&mark);
        assert!(replay.spend(mark, LATER, NOW));
    }

    #[test]
    fn memory_is_bounded() {
        let replay = Replay::default();
        for n in 0..MAX_REMEMBERED * 2 {
            assert!(replay.spend(Replay::mark(&format!("{n}.b.c")), LATER, NOW));
        }
        let used = replay.0.lock().expect("not poisoned");
        assert_eq!((used.until.len(), used.order.len()), (MAX_REMEMBERED, MAX_REMEMBERED));
        drop(used);
        assert!(!replay.spend(Replay::mark(&format!("{}.b.c", MAX_REMEMBERED * 2 - 1)), LATER, NOW));
        assert!(replay.spend(Replay::mark("x.b.c"), LATER.after(std::time::Duration::from_secs(1)), LATER));
        assert_eq!(replay.0.lock().expect("not poisoned").order.len(), 1, "what has expired is forgotten");
    }
}
