//! Nonces that proofs must carry, and the memory of proofs that came with them.
//!
//! A nonce is an HMAC of the number of the current minute under a key that is new at every start, so that nothing
//! captured before a restart is of use after it. Those of the previous, the current and the next minute are accepted,
//! and the next one is handed out, so that each serves for two to three minutes. A proof needs to be remembered for as
//! long as its nonce is accepted and no longer: marks lie in one set per minute, and a whole set is dropped at once.
//!
//! Memory is bounded without ever forgetting a proof that could come back: when the sets are full, or when the clock
//! is set back, all marks go and the key with them. Every nonce handed out before is void then, and clients, who expect
//! that at any time, try once more with a new one.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use data_encoding::BASE64URL_NOPAD;

use crate::base::{Timestamp, random_bytes};
use crate::crypto::{constant_time_eq, hmac_sha256};

/// Seconds between nonces.
const ROTATION: u64 = 60;
/// Most proofs that are remembered; with the spare room of the sets about 1 MiB at worst.
const MAX_MARKS: usize = 16_384;

/// Names a proof: the first half of a hash of its key and its id.
pub(super) type Mark = [u8; 16];

/// When an accepted nonce was made, and under which key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Issued {
    minute: u64,
    generation: u64,
}

/// Why a proof with an accepted nonce is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It was used before.
    Used,
    /// Its nonce has become void meanwhile.
    Void,
}

pub(super) struct Nonces(Mutex<State>);

struct State {
    key: [u8; 32],
    /// Counts the keys, so that a check that began under the last one is noticed.
    generation: u64,
    /// The minute that `nonces` belong to.
    minute: u64,
    /// Of the previous, the current and the next minute.
    nonces: [[u8; 32]; 3],
    /// Marks by the minute of their nonce, oldest first.
    used: VecDeque<(u64, HashSet<Mark>)>,
    marks: usize,
}

impl Nonces {
    pub fn new() -> Self {
        let mut state = State {
            key: [0; 32],
            generation: 0,
            minute: 0,
            nonces: [[0; 32]; 3],
            used: VecDeque::new(),
            marks: 0,
        };
        state.begin(0);
        Self(Mutex::new(state))
    }

    /// The nonce to hand out.
    pub fn next(&self, now: Timestamp) -> String {
        BASE64URL_NOPAD.encode(&self.at(now).nonces[2])
    }

    /// When `nonce` was made, if it is accepted.
    pub fn find(&self, nonce: &str, now: Timestamp) -> Option<Issued> {
        let nonce = BASE64URL_NOPAD.decode(nonce.as_bytes()).ok()?;
        let state = self.at(now);
        let place = (0..).zip(&state.nonces).find(|(_, known)| constant_time_eq(&nonce, *known))?.0;
        Some(Issued { minute: (state.minute + place).saturating_sub(1), generation: state.generation })
    }

    /// Notes that a proof with that nonce is used now.
    pub fn spend(&self, issued: Issued, mark: Mark, now: Timestamp) -> Result<(), Refused> {
        let mut state = self.at(now);
        if issued.generation != state.generation || issued.minute + 1 < state.minute {
            return Err(Refused::Void);
        }
        if state.marks == MAX_MARKS {
            // This proof goes on: its nonce was good when it was looked at, and is not any more.
            let minute = state.minute;
            state.begin(minute);
            return Ok(());
        }
        let place = match state.used.iter().position(|(minute, _)| *minute >= issued.minute) {
            Some(place) if state.used[place].0 == issued.minute => place,
            other => {
                let place = other.unwrap_or(state.used.len());
                state.used.insert(place, (issued.minute, HashSet::new()));
                place
            }
        };
        if !state.used[place].1.insert(mark) {
            return Err(Refused::Used);
        }
        state.marks += 1;
        Ok(())
    }

    /// The state, brought to the time.
    fn at(&self, now: Timestamp) -> MutexGuard<'_, State> {
        // Nothing in here panics half-way through a change.
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = now.secs() / ROTATION;
        if minute < state.minute {
            state.begin(minute);
        } else if minute > state.minute {
            state.turn(minute);
        }
        state
    }
}

impl State {
    /// Begins anew with another key.
    fn begin(&mut self, minute: u64) {
        self.key = random_bytes();
        self.generation += 1;
        self.used.clear();
        self.marks = 0;
        self.turn(minute);
    }

    /// Makes the nonces of `minute` and drops the marks of those that are not accepted any more.
    fn turn(&mut self, minute: u64) {
        self.minute = minute;
        let key = self.key;
        let nonce = |minute: u64| hmac_sha256(&key, &minute.to_be_bytes());
        self.nonces = [nonce(minute.wrapping_sub(1)), nonce(minute), nonce(minute + 1)];
        while let Some((_, marks)) = self.used.pop_front_if(|(used, _)| *used + 1 < minute) {
            self.marks -= marks.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const START: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn after(secs: u64) -> Timestamp {
        START.after(Duration::from_secs(secs))
    }

    fn mark(n: usize) -> Mark {
        (n as u128).to_be_bytes()
    }

    #[test]
    fn a_nonce_serves_until_its_next_minute_has_passed() {
        let nonces = Nonces::new();
        let nonce = nonces.next(START);
        assert_eq!(nonce.len(), 43);
        for secs in [0, 59, 60, 119, 120, 179] {
            assert!(nonces.find(&nonce, after(secs)).is_some(), "{secs}");
        }
        assert!(nonces.find(&nonce, after(180)).is_none());
        assert_eq!(nonces.next(after(180)), nonces.next(after(239)));
        assert_ne!(nonces.next(after(180)), nonces.next(after(240)));
    }

    #[test]
    fn nonces_of_others_and_of_other_starts_are_unknown() {
        let nonces = Nonces::new();
        let other = Nonces::new().next(START);
        for nonce in ["", "A", &other, &"A".repeat(43), &nonces.next(START)[1..]] {
            assert!(nonces.find(nonce, START).is_none(), "{nonce}");
        }
    }

    #[test]
    fn a_mark_is_spent_once_while_its_nonce_is_accepted() {
        let nonces = Nonces::new();
        let nonce = nonces.next(START);
        let issued = nonces.find(&nonce, START).expect("accepted");
        assert_eq!(nonces.spend(issued, mark(1), START), Ok(()));
        assert_eq!(nonces.spend(issued, mark(1), START), Err(Refused::Used));
        assert_eq!(nonces.spend(issued, mark(2), START), Ok(()));
        let late = nonces.find(&nonce, after(179)).expect("accepted");
        assert_eq!(nonces.spend(late, mark(1), after(179)), Err(Refused::Used));
        assert_eq!(nonces.spend(late, mark(1), after(180)), Err(Refused::Void));
        assert_eq!(nonces.at(after(180)).marks, 0, "what cannot come back is forgotten");
    }

    #[test]
    fn full_memory_voids_all_nonces_and_forgets_nothing_that_could_come_back() {
        let nonces = Nonces::new();
        let nonce = nonces.next(START);
        let issued = nonces.find(&nonce, START).expect("accepted");
        for n in 0..MAX_MARKS {
            assert_eq!(nonces.spend(issued, mark(n), START), Ok(()));
        }
        let begun = nonces.find(&nonce, START).expect("accepted");
        assert_eq!(nonces.spend(issued, mark(MAX_MARKS), START), Ok(()));
        assert!(nonces.find(&nonce, START).is_none());
        assert_eq!(nonces.spend(begun, mark(0), START), Err(Refused::Void), "a check under the last key");
        assert_eq!(nonces.at(START).marks, 0);
        assert!(nonces.find(&nonces.next(START), START).is_some(), "and life goes on");
    }

    #[test]
    fn a_clock_that_is_set_back_voids_all_nonces() {
        let nonces = Nonces::new();
        let nonce = nonces.next(START);
        let issued = nonces.find(&nonce, START).expect("accepted");
        nonces.spend(issued, mark(1), START).expect("new");
        assert!(nonces.find(&nonce, after(3_600)).is_none());
        assert!(nonces.find(&nonce, START).is_none(), "or a proof could be used again");
        let again = nonces.next(START);
        assert_ne!(again, nonce);
        assert!(nonces.find(&again, START).is_some());
    }
}
